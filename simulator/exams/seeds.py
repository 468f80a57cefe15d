"""Seeds of an exam: each drawn from the hall's secret, so that nobody can know one beforehand and everybody can check it afterwards.

    key of a sitting   HMAC-SHA256(secret of the exam, "storesim exam 1|" + id of the sitting)
    key of all         HMAC-SHA256(secret of the exam, "storesim exam 1|") where the paper gives all the same seeds
    seed               the first draw from that key under "item|try" whose workload fits (`paper.difficulty.draw`)

The first fact of each sitting holds a commitment: the SHA-256 of the sitting's key. Once the secret is shown, anyone can compute the keys and
the seeds again.
"""

from __future__ import annotations

import hashlib
import hmac

from simulator.exams.paper.model import Paper

_RULE = "storesim exam 1|"
_OWN = b"storesim key of one sitting|"


def key_of(secret: bytes, paper: Paper, sitting: str) -> bytes:
    """What the seeds of a sitting are drawn from."""
    if alone(secret):
        return secret[len(_OWN) :]
    who = sitting if paper.seeds == "candidate" else ""
    return hmac.digest(secret, f"{_RULE}{who}".encode(), hashlib.sha256)


def secret_of_one(key: bytes) -> bytes:
    """What stands for the secret of an exam where only the key of one sitting is known: in a sealed exam."""
    return _OWN + key


def alone(secret: bytes) -> bool:
    """Whether this is the key of one sitting and not the secret of a hall (which has 32 bytes)."""
    return secret.startswith(_OWN) and len(secret) == len(_OWN) + 32


def commitment(key: bytes) -> str:
    """What can be told of a key before it is shown."""
    return hashlib.sha256(key).hexdigest()


def address(item: int, number: int) -> str:
    """Under which a seed is drawn: the item and the try, both from 0."""
    return f"{item}|{number}"
