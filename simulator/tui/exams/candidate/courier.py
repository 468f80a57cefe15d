"""Between the screens and the hall: one seat, one connection, one thing at a time; what is not kept yet is never forgotten.

Everything that talks to the hall goes through here, under one lock: in a thread of its own (`look`, `run`), or, for an action in the store, from the
interface itself (`do`), which then waits a few seconds at most. No widget is known here.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from simulator.classroom.errors import ClassroomError
from simulator.exams import facts as f
from simulator.exams.attempt import ExamAttempt
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError, Halted, NotKept, TakenOver, TimeUp, Unreachable
from simulator.exams.model import Exam
from simulator.exams.seat import GONE, Seat
from simulator.exams.state import State
from simulator.exams.tickets import ticket_of
from simulator.kernel.engine import Outcome
from simulator.kernel.journal import JournalError
from simulator.kernel.messages import Command
from simulator.kernel.text import Lang, Text
from simulator.packs.model import Pack
from simulator.tui.exams.candidate.drafts import WaitingDrafts

if TYPE_CHECKING:
    from simulator.classroom.store.database import Database

T = TypeVar("T")
BEAT = 10.0  # seconds between signs of life
PATIENCE = 0.7  # seconds the interface waits for a look that is under way
AWAY = (*GONE, "busy", "failed")  # what passes by itself, as far as anybody can tell

CANNOT = Text(
    "考场服务器现在存不了东西（{code}）：请举手告诉监考老师。这里会一直重试，已保存的每一步都在。",
    "The hall's server cannot keep anything now ({code}): raise your hand and tell the invigilator. It is tried again all the time, and every kept step "
    "is there.",
)  # fmt: skip
CANNOT_HERE = Text(
    "考卷所在的盘现在写不了（{code}）：请检查它是否插好、有没有满，并告诉监考老师。这里会一直重试，已保存的每一步都在。",
    "The disk of the exam cannot be written to now ({code}): see whether it is plugged in and not full, and tell the invigilator. It is tried again all the "
    "time, and every kept step is there.",
)  # fmt: skip
SLOW = Text(
    "考场服务器正忙，这一步还在等它保存；请稍候。", "The hall's server is busy, this step waits for it; one moment."
)


class Away(Exception):
    """The hall cannot be reached, or cannot keep anything; `text` says which, and that nothing is lost."""

    def __init__(self, text: Text = Unreachable.text) -> None:
        super().__init__(text.en)
        self.text = text


class Courier:
    """url: the hall's database; exam: id or title of the only exam that is served (empty: any); clock: tests hand in another; own: the sitting whose seat is
    taken without a ticket and a PIN, where the exam itself was opened with it (a sealed exam on the candidate's machine).

    lost: since when (seconds of the steady clock) the hall has not answered, None while it does; trouble: why; saved: the hall's time at which something
    was last kept, None at the beginning; busy: how many things are under way; taken: whether this seat is worth nothing any more.
    """

    def __init__(
        self,
        url: str,
        exam: str = "",
        *,
        node: str = "",
        origin: str = "",
        clock: HallClock | None = None,
        own: str = "",
    ) -> None:
        self.own = own
        self.url, self.wanted, self.node, self.origin = url, exam, node, origin
        self.clock = clock or HallClock()
        self.exam: Exam | None = None
        self.seat: Seat | None = None
        self.ticket = ""
        self.lost: float | None = None
        self.trouble: Text = Unreachable.text
        self.saved: int | None = None
        self.busy = 0
        self.taken = False
        self._db: Database | None = None
        self._lock, self._counting = threading.Lock(), threading.Lock()
        self._beat = 0.0
        self._drafts: WaitingDrafts | None = None
        self._heard = time.monotonic()

    # -- what was last known ----------------------------------------------------------------------------------

    @property
    def state(self) -> State:
        """Where the sitting stands, as far as it was heard."""
        return self.seat.state if self.seat is not None else State()

    def now(self) -> int:
        """The hall's time in milliseconds since 1970 UTC."""
        return self.clock.now()

    def left(self) -> int | None:
        """Milliseconds left to work; None while the time does not run."""
        return self.state.left(self.now())

    @property
    def saving(self) -> bool:
        """Whether something is under way that was not kept yet."""
        return self.busy > 0 or (self._drafts is not None and self._drafts.waiting)

    @property
    def silent(self) -> float:
        """For how many seconds the hall has said nothing."""
        return time.monotonic() - self._heard

    @property
    def away_for(self) -> float:
        """For how many seconds the hall has been lost; 0 while it is there."""
        return 0.0 if self.lost is None else time.monotonic() - self.lost

    def suspect(self) -> None:
        """The hall has not answered for so long that it counts as lost."""
        self._away(Unreachable.text)

    # -- in a thread of their own -----------------------------------------------------------------------------

    def connect(self) -> None:
        """Open the database and find the exam. Raises Away while the server is away, ClassroomError where the database can never be used."""
        from simulator.classroom.store.database import open_database
        from simulator.exams.store import hours
        from simulator.exams.store.exams import find_exam

        with self._lock:
            try:
                if self._db is None:
                    self._db = open_database(self.url, create=False)
                if self.lost is not None or not self.clock.known:
                    hours.heard(self._db, self.clock)
                if self.wanted and self.exam is None:
                    self.exam = find_exam(self._db, self.wanted)
            except ClassroomError as error:
                if error.code in AWAY:
                    raise self._away(Unreachable.text) from error
                raise
            finally:
                self._let_go()
            self._reached()

    def sign_in(self, typed: str, pin: str) -> None:
        """Take the seat of a ticket. Raises ExamError, Away."""
        from simulator.exams.store.signing import sign_in

        self.connect()
        with self._asking():
            db = self._db
            assert db is not None
            signed = sign_in(
                db, self.clock, typed, pin, node=self.node, origin=self.origin, exam=self.exam.id if self.exam else ""
            )
            self.seat = Seat(db, self.clock, signed, self.node)
            self.exam = self.seat.exam
            self.ticket = ticket_of(typed)
            self.taken = False
            self._beat = 0.0
            self.seat.refresh()

    def _take_own(self) -> None:
        from simulator.exams.store.exams import sittings
        from simulator.exams.store.signing import seat

        with self._asking():
            db = self._db
            assert db is not None
            made = Seat(db, self.clock, seat(db, self.clock, self.own, self.node), self.node)
            self.exam = made.exam
            self.ticket = next((s.ticket for s in sittings(db, made.exam.id) if s.id == self.own), "")
            made.refresh()
            self.seat = made

    def look(self) -> None:
        """How the sitting stands now; drafts that wait are kept, and a sign of life is given when it is time. Raises Away."""
        if self.seat is None:
            self.connect()
            if self.own:
                self._take_own()
            return
        with self._asking() as seat:
            self._keep_drafts()
            seat.refresh()
            self.exam = seat.exam  # it may have been moved
            if seat.taken_over:
                self.taken = True
            elif time.monotonic() >= self._beat:
                seat.beat()
                self._beat = time.monotonic() + BEAT

    def run(self, job: Callable[[Seat], T]) -> T:
        """Have the seat do something; when this returns it is kept. Raises ExamError, NotKept, Away (then it may be kept or not, and has to be asked for
        again)."""
        self._count(1)
        try:
            with self._asking() as seat:
                done = job(seat)
                self.saved = self.now()
                return done
        finally:
            self._count(-1)

    def _count(self, more: int) -> None:
        with self._counting:
            self.busy += more

    def open(self, seat: Seat) -> ExamAttempt:
        """The attempt in work with its drafts, for `run`."""
        attempt = seat.attempt()
        if self._drafts is None or self._drafts.attempt != attempt.journal.attempt:
            kept = attempt.journal.save
            self._drafts = WaitingDrafts(kept, attempt.journal.attempt, kept.drafts(attempt.journal.attempt))
            attempt.journal.save = self._drafts  # type: ignore[assignment]
        return attempt

    def packs(self, seat: Seat) -> dict[str, Pack]:
        """The packs of the paper, for `run`."""
        return {item.pack: seat.pack(item) for item in seat.exam.paper.items}

    def ending(self, seat: Seat) -> f.Submitted | f.Expired | None:
        """What ended the sitting, with how far each attempt had come, for `run`."""
        from simulator.exams.store import chains

        found = [x for x in chains.facts_of(seat.db, seat.sitting) if isinstance(x, (f.Submitted, f.Expired))]
        return found[-1] if found else None

    def flush(self) -> None:
        """Keep the drafts that wait. Raises Away."""
        with self._asking():
            self._keep_drafts()

    def leave(self) -> None:
        """Keep what can be kept, and give the seat up. Raises Away."""
        with self._asking() as seat:
            self._keep_drafts()
            if not self.taken:
                seat.leave()

    def close(self) -> None:
        """Let go of all connections; nobody is signed out by that."""
        if self.seat is not None:
            self.seat.close()
        if self._db is not None:
            self._db.close()

    # -- from the interface -----------------------------------------------------------------------------------

    def do(self, attempt: ExamAttempt, command: Command, again: bool = False) -> Outcome:
        """Carry out a command; when this returns it is kept. Raises NotKept (nothing has happened), and Away: then it is not known whether it was kept, and
        `again` has to make sure of it once the hall answers."""
        if self.lost is not None and not again:
            raise Away(self.trouble)
        if not self._lock.acquire(timeout=PATIENCE):
            raise Away(SLOW)
        try:
            with self._told():
                outcome = attempt.again(command) if again else attempt.do(command)
            self._reached()
            self.saved = self.now()
            return outcome
        finally:
            self._lock.release()

    # -- inner workings ---------------------------------------------------------------------------------------

    @contextmanager
    def _asking(self) -> Iterator[Seat]:
        with self._lock:
            try:
                with self._told():
                    yield self.seat  # type: ignore[misc]
                self._reached()
            finally:
                self._let_go()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """Whatever a database says becomes one of the few things a candidate has to know."""
        try:
            yield
        except ExamError as error:
            self.taken = self.taken or error.code == "taken-over"
            raise
        except Unreachable as error:
            raise self._away(Unreachable.text) from error
        except TakenOver:
            self.taken = True
            raise
        except (TimeUp, Halted):
            raise
        except NotKept:
            raise
        except (ClassroomError, JournalError, IndexError) as error:
            code = getattr(error, "code", type(error).__name__)
            cannot = CANNOT_HERE if self.own else CANNOT
            raise self._away(Unreachable.text if code in AWAY else cannot.fill(code=code)) from error

    def _away(self, text: Text) -> Away:
        if self.lost is None:
            self.lost = time.monotonic()
        self.trouble = text
        return Away(text)

    def _reached(self) -> None:
        self.lost = None
        self._heard = time.monotonic()

    def _keep_drafts(self) -> None:
        if self._drafts is not None and self._drafts.keep():
            self.saved = self.now()

    def _let_go(self) -> None:
        """The connections that transactions used are not held: many candidates share one server."""
        if self._db is not None and not self._db.is_file:
            self._db.engine.dispose()


def language_of(courier: Courier, wished: Lang | None) -> Lang:
    """The language to work in: what the candidate chose before, else wishes now, else the paper's first."""
    assert courier.exam is not None
    allowed = courier.exam.paper.languages
    chosen = courier.state.lang
    for lang in (chosen, wished):
        if lang in allowed:
            return lang
    return allowed[0]
