"""Seeds of assignments: computed from a secret of the class, so that nobody can know another's seed before it is handed out,
and the class can compute it again at any time.

A seed is the first 63 bits of HMAC-SHA256(secret, address). The address names this rule, the assignment, and as far as the
policy wants them the student and the number of the try; every part is preceded by its length, so no two addresses are equal:

    same     the assignment's own seed; where it has none, that of an empty student
    student  assignment and student: one seed for all tries
    fresh    assignment, student and number of the try, from 1
"""

from __future__ import annotations

import hashlib
import hmac

from simulator.classroom.model import Assignment

MOST = 2**63 - 1  # the largest seed: what a database keeps as a whole number
_RULE = "storesim seed 1"


def seed_for(secret: bytes, assignment: Assignment, student_id: str, try_number: int) -> int:
    """The seed with which a student begins the try of this number (from 1). ValueError for a number below 1."""
    if try_number < 1:
        raise ValueError("tries are counted from 1")
    if assignment.seeds == "same":
        return assignment.seed if assignment.seed is not None else _draw(secret, assignment.id, "")
    if assignment.seeds == "student":
        return _draw(secret, assignment.id, student_id)
    return _draw(secret, assignment.id, student_id, str(try_number))


def _draw(secret: bytes, *address: str) -> int:
    parts = [part.encode() for part in (_RULE, *address)]
    message = b"".join(len(part).to_bytes(4, "big") + part for part in parts)
    return int.from_bytes(hmac.digest(secret, message, hashlib.sha256)[:8], "big") >> 1
