"""The board is read in a thread, once a second; what the screen gets is finished and never changes."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

if TYPE_CHECKING:
    from simulator.exams.board import Board, Hall, Line
    from simulator.exams.facts import Fact
    from simulator.exams.model import Exam
    from simulator.tui.office.counter import Counter


class Look(msgspec.Struct, frozen=True, kw_only=True):
    """How the hall stands: the candidates in the order of the board, the hall as a whole, and everybody's facts by sitting."""

    exam: Exam
    lines: tuple[Line, ...]
    hall: Hall
    facts: dict[str, tuple[Fact, ...]]
    moment: Callable[[int | None], str]


class Watcher:
    """Reads one exam again and again. `look` may take its time and raises what the database says: call it in a thread, one call at a time."""

    def __init__(self, counter: Counter, exam: str) -> None:
        self._counter, self._exam = counter, exam
        self._board: Board | None = None

    def look(self) -> Look:
        """One more look."""
        from simulator.exams.board import Board
        from simulator.exams.office.base import Hall
        from simulator.exams.store.exams import get_exam
        from simulator.exams.store.watching import look

        office = self._counter.office()
        assert isinstance(office, Hall)
        if self._board is None:
            self._board = Board(get_exam(office.db, self._exam))
        board = self._board
        reading = look(office.db, office.clock, self._exam, board.known)
        if not reading.standings:
            get_exam(office.db, self._exam)  # it was removed: says so
        board.take(reading)
        return Look(
            exam=board.exam, lines=tuple(board.lines()), hall=board.hall(), facts={s: board.facts(s) for s in board.known},
            moment=office.written_exactly,
        )  # fmt: skip
