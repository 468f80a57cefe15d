"""Receipts: what the hall signs of a chain, and the short number that a candidate writes down.

A receipt is an Ed25519 signature over exam, subject, kind, number of rows, head and moment. Whoever keeps one can show later that the chain
had that head at that length, so that nothing before it was changed or cut since. It does not say that what the chain holds is true.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Literal

import msgspec

from simulator.exams.facts import Head
from simulator.exams.hallkey import HallKey
from simulator.packs.files import frames
from simulator.packs.signature import holds

Kind = Literal["hall", "sitting", "attempt"]

_TAG = b"storesim exam receipt 1"
_NUMBER_TAG = b"storesim exam receipt number 1"
# digits and capitals that nobody takes for one another in handwriting: without B 8, D O 0, I L 1, S 5, Z 2, G, U V
ALPHABET = "ACEFHJKMNPQRTWXY34679"
LETTERS, GROUP = 12, 4


class Receipt(msgspec.Struct, frozen=True, kw_only=True):
    """What was signed: the head of a chain (32 bytes) after so many rows, at a moment of the hall's time; by which key (32 bytes)."""

    exam: str
    subject: str
    kind: Kind
    rows: int
    head: bytes
    at: int
    key: bytes = b""
    signature: bytes = b""

    @property
    def parts(self) -> tuple[bytes, ...]:
        """What is signed, in order."""
        numbers = f"{self.rows}".encode(), self.head, f"{self.at}".encode()
        return (self.exam.encode(), self.subject.encode(), self.kind.encode(), *numbers)

    @property
    def good(self) -> bool:
        """Whether the signature is that of the key it names."""
        return holds(self.key, self.signature, _TAG, self.parts)


def signed(receipt: Receipt, key: HallKey) -> Receipt:
    """The receipt with its signature."""
    return msgspec.structs.replace(receipt, key=key.public.raw, signature=key.sign(_TAG, receipt.parts))


def short(head: str) -> str:
    """A head (hexadecimal digits) as twelve signs in groups, `K7MP-43XA-QRT9`: enough to recognise it, little enough to write down."""
    value = int.from_bytes(hashlib.sha256(b"".join(frames(_NUMBER_TAG, (head.encode(),)))).digest())
    signs = []
    for _ in range(LETTERS):
        value, n = divmod(value, len(ALPHABET))
        signs.append(ALPHABET[n])
    word = "".join(signs)
    return "-".join(word[i : i + GROUP] for i in range(0, LETTERS, GROUP))


def number(heads: Sequence[Head]) -> str:
    """The receipt number of a sitting that is over, from the heads of its attempts (`facts.Submitted`, `facts.Expired`): it is the same
    whenever it is computed, and another one when anything before the end is another."""
    said = (f"{h.attempt} {h.rows} {h.head}".encode() for h in sorted(heads, key=lambda h: h.attempt))
    return short(hashlib.sha256(b"".join(frames(_NUMBER_TAG, said))).hexdigest())
