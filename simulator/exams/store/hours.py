"""What time it is in the hall, asked of the database."""

from __future__ import annotations

from sqlalchemy import text
from sqlmodel import Session

from simulator.classroom.store.database import Database
from simulator.classroom.store.rows import add_once
from simulator.classroom.store.tables import SettingRow
from simulator.exams.clock import HallClock, boot

# milliseconds since 1970 UTC by the server's clock, at this very moment and not when the transaction began
SERVER_NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint"
_ASK = text(f"SELECT {SERVER_NOW} + coalesce((SELECT shift FROM exam WHERE id = :exam), 0)")
_ANCHOR = "exam clock of boot "


def tell(db: Database, clock: HallClock, session: Session, exam: str = "") -> int:
    """The hall's time within a transaction; the clock is set by it."""
    if db.is_file:
        if not clock.known:
            _anchor(clock, session)
        return clock.now()
    asked = clock.steady()
    now = int(session.connection().execute(_ASK, {"exam": exam}).scalar_one())
    clock.set(now, asked)
    return now


def heard(db: Database, clock: HallClock, exam: str = "") -> int:
    """Ask for the hall's time; by how many milliseconds it was another than believed."""
    with db.session(write=db.is_file and not clock.known) as session:
        if db.is_file:
            if not clock.known:
                _anchor(clock, session)
            return 0
        asked = clock.steady()
        now = int(session.connection().execute(_ASK, {"exam": exam}).scalar_one())
        return clock.set(now, asked)


def _anchor(clock: HallClock, session: Session) -> None:
    """All programs of one boot of the machine count from the same moment: what its clock showed to the first of them."""
    this = boot()
    if not this:
        clock.set(clock.wall())
        return
    name = _ANCHOR + this
    add_once(session, SettingRow, name=name, value=str(clock.wall() - clock.steady()))
    row = session.get(SettingRow, name)
    assert row is not None
    clock.set(int(row.value) + clock.steady())
