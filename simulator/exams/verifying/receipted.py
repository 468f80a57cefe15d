"""Whether what the hall signed is still there as it was."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simulator.exams.receipts import Receipt
from simulator.exams.verifying import sentences as say
from simulator.exams.verifying.model import Fault
from simulator.kernel.text import Text
from simulator.packs.keys import PublicKey, fingerprint


def judge_receipts(
    receipts: Sequence[Receipt],
    keys: Sequence[bytes],
    ticket: str,
    where: Text,
    digest_at: Callable[[int], bytes | None],
) -> list[Fault]:
    """What does not hold of the receipts of one chain; `digest_at` gives the digest of its entry of a number (from 1), None where there is none."""
    faults: list[Fault] = []
    for receipt in receipts:
        if not receipt.good:
            faults.append(say.fault("receipt-signature", ticket, where, rows=receipt.rows))
        elif receipt.key not in keys:
            letters = fingerprint(PublicKey(receipt.key))
            faults.append(say.fault("receipt-key", ticket, where, rows=receipt.rows, key=letters))
        elif digest_at(receipt.rows) != receipt.head:
            faults.append(say.fault("receipt-chain", ticket, where, rows=receipt.rows))
    return faults


def digests(chain: Sequence[bytes]) -> Callable[[int], bytes | None]:
    """The digests of a chain as `judge_receipts` asks for them."""
    return lambda rows: chain[rows - 1] if 0 < rows <= len(chain) else None
