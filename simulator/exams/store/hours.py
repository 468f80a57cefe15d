"""What time it is in the hall, asked of the database; and what is done when the clock of the database's server made a step.

A step shows to every program that has heard the server before: its own steady clock has counted otherwise. Whoever notices first takes the
step off again (`exam.shift`), in the transaction in which it was noticed, so that nothing is judged by a clock that is off. One wins, the
others see that the shift is another. When another node has gone on without a step at that very moment, then it was not the server's clock:
the steady clock of this machine stood still (a virtual machine that was halted), and nothing is corrected.
"""

from __future__ import annotations

from sqlalchemy import event, text
from sqlmodel import Session

from simulator.classroom.store.database import Database
from simulator.classroom.store.rows import add_once
from simulator.classroom.store.tables import SettingRow
from simulator.exams import facts as f
from simulator.exams.clock import STEP, HallClock, boot
from simulator.exams.store.links import hall_note

# milliseconds since 1970 UTC by the server's clock, at this very moment and not when the transaction began
SERVER_NOW = "(extract(epoch from clock_timestamp()) * 1000)::bigint"
_ASK = text(f"SELECT {SERVER_NOW}, coalesce((SELECT shift FROM exam WHERE id = :exam), 0)")
# a node that had heard the hall's time less than a step ago, and not in the future, has seen no step; one that began a moment ago cannot know
_WITNESS = f"""SELECT 1 FROM exam_node n WHERE n.exam = :exam AND n.id <> :node AND n.stopped IS NULL AND n.seen - n.started > 60000
  AND {SERVER_NOW} + :shift - n.seen BETWEEN -500 AND {STEP - 200}"""
_CORRECT = text(
    f"UPDATE exam SET shift = shift - :step WHERE id = :exam AND shift = :shift AND NOT EXISTS ({_WITNESS}) RETURNING shift"
)
_ANCHOR = "exam clock of boot "


def tell(db: Database, clock: HallClock, session: Session, exam: str = "") -> int:
    """The hall's time within a transaction; the clock is set by it."""
    if db.is_file:
        if not clock.known:
            _anchor(clock, session)
        return clock.now()
    server, shift, asked = _ask(clock, session, exam)
    step = clock.hear(server, shift, asked)
    return _corrected(clock, session, exam, step, server, shift, asked) if step else server + shift


def heard(db: Database, clock: HallClock, exam: str = "") -> int:
    """Ask for the hall's time; by how many milliseconds the clock of the database's server was found to have been set (which is corrected then)."""
    if db.is_file:
        if not clock.known:
            with db.session() as session:
                _anchor(clock, session)
        return 0
    with db.session(write=False) as session:
        server, shift, asked = _ask(clock, session, exam)
    step = clock.hear(server, shift, asked)
    if step:
        with db.session() as session:
            tell(db, clock, session, exam)
    return step


def _ask(clock: HallClock, session: Session, exam: str) -> tuple[int, int, int]:
    asked = clock.steady()
    server, shift = session.connection().execute(_ASK, {"exam": exam}).one()
    return int(server), int(shift), asked


def _corrected(clock: HallClock, session: Session, exam: str, step: int, server: int, shift: int, asked: int) -> int:
    """The hall's time once a step was taken off. Should this transaction come to nothing, the step is found again."""
    said = {"exam": exam, "node": clock.node, "shift": shift, "step": step}
    if session.connection().execute(_CORRECT, said).first() is not None:
        now = server + shift - step
        hall_note(session, exam, [f.ClockJumped(at=now, node="", step=step)])
        heard = clock.steady()
        event.listen(session, "after_commit", lambda _: clock.believe(server, shift - step, asked, heard), once=True)
        return now
    server, now_shift, asked = _ask(clock, session, exam)
    clock.believe(server, now_shift, asked)
    return server + now_shift


def _anchor(clock: HallClock, session: Session) -> None:
    """All programs of one boot of the machine count from the same moment: what its clock showed to the first of them, and never before what is
    on record already. Where the system does not tell one boot from another, each program counts from the moment it began."""
    wall = max(clock.wall(), _latest(session))
    this = boot()
    if not this:
        clock.set(wall)
        return
    name = _ANCHOR + this
    add_once(session, SettingRow, name=name, value=str(wall - clock.steady()))
    row = session.get(SettingRow, name)
    assert row is not None
    clock.set(int(row.value) + clock.steady())


def _latest(session: Session) -> int:
    """The latest moment of the hall's time that any exam has on record: it was once, so it is over."""
    known = text(
        "SELECT max(coalesce((SELECT max(wall) FROM exam_fact), 0), coalesce((SELECT max(wall) FROM exam_row), 0), "
        "coalesce((SELECT max(seen) FROM exam_node), 0))"
    )
    return int(session.connection().execute(known).scalar_one())
