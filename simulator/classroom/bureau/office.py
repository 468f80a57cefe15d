"""What the operations of every office work with."""

from __future__ import annotations

import getpass
import time
from collections.abc import Callable
from datetime import datetime, tzinfo
from typing import TYPE_CHECKING

from simulator.classroom.errors import ClassroomError, clip
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.classroom.store.database import Database


def _silent(done: int, total: int, what: str) -> None:
    """Nobody listens."""


class BaseOffice:
    """The database, the clock, who acts, the time zone of the school, the language in which what has no name yet is called, and who hears of
    progress.

    wall: milliseconds since 1970 UTC; author: whoever is logged in where nobody is named; zone: None for this machine's.
    """

    def __init__(
        self, db: Database, *, wall: Callable[[], int] | None = None, author: str = "", zone: tzinfo | None = None,
        tell: Callable[[int, int, str], None] = _silent, lang: Lang = "zh",
    ) -> None:  # fmt: skip
        self.db = db
        self.wall = wall or (lambda: time.time_ns() // 1_000_000)
        self.author = author or _user()
        self.zone = zone
        self.tell = tell
        self.lang: Lang = lang

    def names(self, record: str, within: str = "") -> list[tuple[str, Text | str]]:
        """What a field of this kind of record may be: how it is written, and what it is called; `within` is the id of what the office is about.
        KeyError for records it does not keep."""
        raise KeyError(record)

    def moment(self, words: str) -> int | None:
        """A wall-clock moment such as `2026-12-01 18:00` (a day alone: its beginning), in the school's zone; None for nothing."""
        if not words.strip():
            return None
        try:
            found = datetime.fromisoformat(words.strip())
        except ValueError:
            raise ClassroomError(
                "no-moment",
                Text(
                    f"“{clip(words)}”不是时刻；请写成 2026-12-01 18:00 这样。",
                    f"{clip(words)!r} is no moment; write it as 2026-12-01 18:00.",
                ),
            ) from None
        if found.tzinfo is None:
            found = found.replace(tzinfo=self.zone) if self.zone is not None else found.astimezone()
        return int(found.timestamp() * 1000)

    def written(self, at: int | None) -> str:
        """A moment as people read it; a dash for none."""
        return self._written(at, "%Y-%m-%d %H:%M")

    def written_exactly(self, at: int | None) -> str:
        """The same to the second."""
        return self._written(at, "%Y-%m-%d %H:%M:%S")

    def stamp(self, at: int) -> str:
        """The same as a part of a file's name."""
        return self._written(at, "%Y%m%d-%H%M%S")

    def _written(self, at: int | None, form: str) -> str:
        if not at:
            return "-"
        return datetime.fromtimestamp(at / 1000, self.zone).astimezone(self.zone).strftime(form)


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody is logged in, as in some containers
        return "instructor"
