"""The hall's office, until it comes with the branch `office` (simulator.exams.office)."""

from __future__ import annotations

from typing import Any

from simulator.classroom.bureau import BaseOffice, Bureau
from simulator.classroom.store.database import Database
from simulator.exams.clock import HallClock
from simulator.exams.model import Exam
from simulator.kernel.text import Text


class Hall(BaseOffice):
    """What operations on exams work with."""

    def __init__(self, db: Database, *, clock: HallClock | None = None, **more: Any) -> None:
        super().__init__(db, **more)
        self.clock = clock or HallClock()

    def exam(self, words: str) -> Exam:
        """The exam meant by an id or a title; the only one there is for no words."""
        from simulator.exams.store.exams import find_exam

        return find_exam(self.db, words)


GROUPS = {"marks": Text("成绩", "Marks"), "out": Text("导出", "Exports")}
HALL = Bureau(
    "hall", about=Text("考场", "Halls"), groups=GROUPS, office=Hall, packages=("simulator.exams.afterwards",), scope="exam", record="exams",
    variable="STORESIM_HALL",
)  # fmt: skip
operation = HALL.operation
