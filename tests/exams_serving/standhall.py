"""`python standhall.py DATABASE EXAM {"port": ...}`: serves the stand-in as `storesim hall serve` serves the real program."""

from __future__ import annotations

import sys

import msgspec

from simulator.classroom.errors import ClassroomError
from simulator.exams.serving.programs import Hall
from simulator.exams.serving.run import serve
from simulator.exams.serving.wanted import Wanted
from simulator.kernel.text import Text


def say(text: Text) -> None:
    print(text.en, flush=True)


def warn(text: Text) -> None:
    print(text.en, file=sys.stderr, flush=True)


if __name__ == "__main__":
    database, exam, wanted = sys.argv[1:]
    hall = Hall(database=database, exam=exam, node="n1", lang="zh", programs="standin:PROGRAMS")
    try:
        sys.exit(serve(hall, msgspec.json.decode(wanted, type=Wanted), say, warn))
    except ClassroomError as error:
        warn(error.text)
        sys.exit(2)
