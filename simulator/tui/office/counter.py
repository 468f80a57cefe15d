"""The counter between the screens and an office: one database, and operations done in threads one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.classroom.bureau import Answer, BaseOffice, Bureau, Operation
    from simulator.classroom.store.database import Database

Tell = Callable[[int, int, str], None]


class Stopped(Exception):
    """The person at the screen wants it to stop; what was done until now is kept."""

    text = Text("已停下；做完的部分都已保存。", "Stopped; what had been done is kept.")


class Counter:
    """Opens the database when it is first needed. Every call may take its time: call it in a thread."""

    def __init__(
        self,
        bureau: Bureau,
        url: str = "",
        wall: Callable[[], int] | None = None,
        zone: tzinfo | None = None,
        lang: Callable[[], Lang] = lambda: "zh",
    ) -> None:
        self.bureau = bureau
        self._url = url
        self._zone = zone
        self._lang = lang
        self._wall = wall
        self._db: Database | None = None
        self._lock = threading.Lock()
        self._opening = threading.Lock()
        self._stop = threading.Event()

    @property
    def place(self) -> str:
        """Where everything lies, without a password; empty before the database is open."""
        return self._db.place if self._db is not None else ""

    def office(self, tell: Tell = lambda *_: None) -> BaseOffice:
        """What operations work with, for whoever only reads: it does not wait for what is being done."""
        return self.bureau.office(self.database(), wall=self._wall, zone=self._zone, tell=tell, lang=self._lang())

    def database(self) -> Database:
        """The open database. Raises ClassroomError when it cannot be had."""
        from simulator.classroom.store.database import open_database

        with self._opening:
            if self._db is None:
                self._db = open_database(self._url or self.bureau.url())
            return self._db

    def do(self, operation: Operation, tell: Tell | None = None) -> Answer:
        """Carry it out. Raises ClassroomError, and Stopped after `stop`."""
        with self._lock:
            self._stop.clear()

            def told(done: int, total: int, what: str) -> None:
                if self._stop.is_set():
                    raise Stopped
                if tell is not None:
                    tell(done, total, what)

            return operation.run(self.office(told))

    def stop(self) -> None:
        """Ask what runs to stop at its next step."""
        self._stop.set()

    def names(self, record: str, within: str) -> list[tuple[str, Text | str]]:
        """What a field may be, with what each is called."""
        with self._lock:
            return self.office().names(record, within)

    def close(self) -> None:
        """Let go of the database, once nothing is being done."""
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None


def counter_of(app: Any, bureau: Bureau) -> Counter:
    """The app's counter of an office, made when it is first asked for."""
    counters: dict[str, Counter] | None = getattr(app, "counters", None)
    if counters is None:
        counters = app.counters = {}
    if bureau.name not in counters:
        counters[bureau.name] = Counter(bureau, lang=lambda: app.lang)
    return counters[bureau.name]
