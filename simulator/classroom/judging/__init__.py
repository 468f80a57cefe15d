"""Judging a hand-in: what it is, what it is worth, and what gives a copy away.

Pure and picklable: bytes in, plain data out, no database, no clock and no file, so that it can run in any process of any
machine. Whatever a student's file holds ends in a verdict, never in an error.
"""

from simulator.classroom.judging.expected import Expected, Owner
from simulator.classroom.judging.handin import Judged, judge, mark_attempt

__all__ = ["Expected", "Judged", "Owner", "judge", "mark_attempt"]
