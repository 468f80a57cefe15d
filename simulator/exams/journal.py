"""The journal of an attempt in a hall: kept in the database row by row, and held in memory as well, so that the world can be folded again while
the database is away."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from simulator.exams.errors import Unreachable
from simulator.exams.store.actions import Line
from simulator.exams.store.drafts import HallDrafts
from simulator.kernel.journal import START, JournalError, Row, StaleWriter, link


class HallJournal:
    """See `kernel.journal.Journal`. `uncertain`: the connection broke while an action was being kept, so it may be there or not; `catch_up`
    finds out."""

    def __init__(self, line: Line, sitting: str, epoch: Callable[[], int], attempt: str) -> None:
        self.attempt = attempt
        self.uncertain = False
        self._line, self._sitting, self._epoch = line, sitting, epoch
        self._rows: list[Row] = []
        self.save = HallDrafts(line, sitting, epoch)
        self.catch_up()

    def append(self, row: Row) -> None:
        """Keep a row for good; see `store.actions.Line.keep` for what it raises."""
        try:
            self._line.keep(self._sitting, self._epoch(), row)
        except Unreachable:
            self.uncertain = True
            raise
        except StaleWriter as error:  # what was sent before the connection broke has come through after all
            self.uncertain = True
            raise Unreachable() from error
        self._rows.append(row)

    def catch_up(self) -> int:
        """Read what the database holds beyond what is known here; how many rows that were. Raises Unreachable, and JournalError where the rows
        do not follow."""
        head = self._rows[-1].digest if self._rows else START
        found = list(self._line.rows(self.attempt, len(self._rows)))
        for number, row in enumerate(found, len(self._rows)):
            if row.seq != number or row.digest != link(
                head, row.attempt, row.seq, row.first, row.minute, row.wall, row.payload
            ):
                raise JournalError(f"row {number} of {self.attempt} does not follow the one before it")
            head = row.digest
        self._rows += found
        self.uncertain = False
        return len(found)

    def rows(self) -> Iterator[Row]:
        """All rows in order."""
        return iter(list(self._rows))

    def last(self) -> Row:
        """The newest row; IndexError when there is none."""
        return self._rows[-1]

    def __len__(self) -> int:
        return len(self._rows)

    def close(self) -> None:
        """Nothing: the connection belongs to the seat."""
