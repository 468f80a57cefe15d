"""The counter between the screens and the office: one database, and operations done in threads one after the other."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING, Any

from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.classroom.office import Answer, Office, Operation
    from simulator.classroom.store.database import Database

Tell = Callable[[int, int, str], None]


class Stopped(Exception):
    """The person at the screen wants it to stop; what was done until now is kept."""

    text = Text("已停下；做完的部分都已保存。", "Stopped; what had been done is kept.")


class Counter:
    """Opens the database when it is first needed. Every call may take its time: call it in a thread."""

    def __init__(
        self,
        url: str = "",
        wall: Callable[[], int] | None = None,
        zone: tzinfo | None = None,
        lang: Callable[[], Lang] = lambda: "zh",
    ) -> None:
        self._url = url
        self._zone = zone
        self._lang = lang
        self._wall = wall
        self._db: Database | None = None
        self._lock = threading.Lock()
        self._stop = threading.Event()

    @property
    def place(self) -> str:
        """Where the classes lie, without a password; empty before the database is open."""
        return self._db.place if self._db is not None else ""

    def _office(self, tell: Tell) -> Office:
        from simulator.classroom.office import Office
        from simulator.classroom.store.database import open_database
        from simulator.classroom.store.places import default_url

        if self._db is None:
            self._db = open_database(self._url or default_url())
        return Office(self._db, wall=self._wall, zone=self._zone, tell=tell, lang=self._lang())

    def do(self, operation: Operation, tell: Tell | None = None) -> Answer:
        """Carry it out. Raises ClassroomError, and Stopped after `stop`."""
        with self._lock:
            self._stop.clear()

            def told(done: int, total: int, what: str) -> None:
                if self._stop.is_set():
                    raise Stopped
                if tell is not None:
                    tell(done, total, what)

            return operation.run(self._office(told))

    def stop(self) -> None:
        """Ask what runs to stop at its next step."""
        self._stop.set()

    def names(self, record: str, klass: str) -> list[tuple[str, Text | str]]:
        """What a field may be, with what each is called."""
        with self._lock:
            return self._office(lambda *_: None).names(record, klass)

    def close(self) -> None:
        """Let go of the database, once nothing is being done."""
        with self._lock:
            if self._db is not None:
                self._db.close()
                self._db = None


def counter_of(app: Any) -> Counter:
    """The app's counter, made when it is first asked for."""
    found = getattr(app, "counter", None)
    if found is None:
        found = app.counter = Counter(lang=lambda: app.lang)
    assert isinstance(found, Counter)
    return found
