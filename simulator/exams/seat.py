"""A candidate's seat: what a signed-in candidate may do, and how it stands. All state is in the hall; a seat can be given up at any
moment and taken elsewhere."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from simulator.classroom.packfiles import opened
from simulator.classroom.store.database import Database
from simulator.classroom.store.packs import get_pack
from simulator.exams import facts as f
from simulator.exams import seeds
from simulator.exams.attempt import ExamAttempt
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError, Halted, TakenOver, TimeUp, Unreachable, wrong_stage
from simulator.exams.journal import HallJournal
from simulator.exams.model import MODE, Exam
from simulator.exams.paper.difficulty import draw
from simulator.exams.paper.model import PaperItem
from simulator.exams.state import STAGES, State, TryAt, fold, may_begin
from simulator.exams.store import chains
from simulator.exams.store.actions import Line
from simulator.exams.store.exams import get_exam, secret_of
from simulator.exams.store.signing import SignedIn, announce
from simulator.kernel.engine import Engine
from simulator.kernel.luck import Luck
from simulator.kernel.text import Lang, Text
from simulator.packs.model import Pack
from simulator.sessions.attempt import opened as first_of
from simulator.sessions.rules import rules

GONE = ("lost", "no-server", "too-many")  # what a database says when it is away


class Seat:
    """One seat of a sitting. `state` is what was last known; `refresh` asks the hall. Not for several threads at once.

    Whatever talks to the hall may raise Unreachable while the database is away; nothing is lost by that.
    """

    def __init__(self, db: Database, clock: HallClock, signed: SignedIn, node: str = "") -> None:
        self.db, self.clock, self.node = db, clock, node
        self.sitting, self.epoch = signed.sitting, signed.epoch
        self.state = signed.state
        self.exam: Exam = get_exam(db, signed.exam)
        self.line = Line(db, clock)
        self._attempt: ExamAttempt | None = None
        self._facts = signed.state.facts

    # -- looking ----------------------------------------------------------------------------------------------

    def now(self) -> int:
        """The hall's time in milliseconds since 1970 UTC."""
        return self.clock.now()

    def left(self) -> int | None:
        """Milliseconds left to work; None while the time does not run."""
        return self.state.left(self.now())

    @property
    def taken_over(self) -> bool:
        """Whether a newer seat of the same ticket is in force."""
        return self.state.epoch != self.epoch or self.state.revoked

    def refresh(self) -> State:
        """How the sitting stands now. A time that ran out, and an admission by the opening time, are put on record here. Raises Unreachable."""
        count, revision = self.line.glance(self.sitting)
        if count != self._facts:
            rows = self.line.ask(
                "SELECT payload FROM exam_fact WHERE subject = ? AND seq >= ? ORDER BY seq", self.sitting, self._facts
            )
            new = [f.decode(bytes(payload)) for (payload,) in rows]
            self.state = fold(new, self.state)  # type: ignore[arg-type]
            self._facts += len(new)
            if any(isinstance(fact, f.LimitsSet) for fact in new):  # the exam may open at another moment
                self.exam = get_exam(self.db, self.exam.id)
        if self.taken_over or revision != self.epoch:
            return self.state
        if self._due():
            self._change(self._as_due)
        return self.state

    def beat(self) -> None:
        """Tell the hall that this seat is alive. Raises Unreachable."""
        self.line.tell(
            "UPDATE exam_sitting SET seen = ? WHERE id = ? AND epoch = ?", self.now(), self.sitting, self.epoch
        )

    # -- the sitting ------------------------------------------------------------------------------------------

    def begin(self) -> State:
        """Let the time run. Raises ExamError where the candidate was not admitted, or it is too early or too late."""

        def decide(state: State, now: int) -> Sequence[f.SittingFact]:
            self._mine(state)
            if state.stage != "admitted":
                raise wrong_stage(STAGES[state.stage])
            self.exam = get_exam(self.db, self.exam.id)
            if self.exam.opens is not None and now < self.exam.opens:
                raise ExamError("too-early", Text("还没到开考时间，请稍候。", "The exam has not opened yet; wait."))
            late = state.last_start is not None and now > state.last_start
            if late or (state.hard_close is not None and now >= state.hard_close):
                raise ExamError(
                    "too-late",
                    Text(
                        "已过最晚开考时间，请找监考老师。", "The last moment to begin has passed; ask the invigilator."
                    ),
                )
            return [f.Started(at=now, by=f.CANDIDATE)]

        return self._change(decide)

    def submit(self) -> State:
        """Hand the whole exam in. Handing in twice does no harm."""

        def decide(state: State, now: int) -> Sequence[f.SittingFact]:
            self._mine(state)
            if state.over:
                return []
            if state.stage != "running":
                raise wrong_stage(STAGES[state.stage])
            return [f.Submitted(at=now, by=f.CANDIDATE, heads=self._heads)]

        return self._change(decide, with_heads=True)

    def leave(self) -> State:
        """Give the seat up; the time runs on."""
        left = self._change(
            lambda state, now: [f.SignedOut(at=now, by=f.CANDIDATE, epoch=self.epoch)] if state.epoch == self.epoch and state.seated else []
        )  # fmt: skip
        announce(self.sitting, False)
        return left

    def read_messages(self) -> State:
        """The messages so far have been seen."""
        count = len(self.state.messages)
        return self._change(
            lambda state, now: [f.MessageRead(at=now, by=f.CANDIDATE, count=count)] if state.read < count else []
        )

    def choose_language(self, lang: Lang) -> State:
        """Work in another language, if the paper allows it."""
        if lang not in self.exam.paper.languages or lang == self.state.lang:
            return self.state
        return self._change(lambda state, now: [f.LanguageChosen(at=now, by=f.CANDIDATE, lang=lang)])

    # -- items ------------------------------------------------------------------------------------------------

    def item(self, number: int) -> PaperItem:
        """An item of the paper, from 0."""
        return self.exam.paper.items[number]

    def may_begin(self) -> tuple[int, ...]:
        """The items that may be begun now (see `state.may_begin`)."""
        return may_begin(self.exam.paper, self.state)

    def begin_item(self, number: int) -> ExamAttempt:
        """Begin an item (or try it anew). Raises ExamError where it may not be begun now."""
        tries = len(self.state.tries_of(number))
        item = self.item(number)
        pack = self.pack(item)
        key = seeds.key_of(secret_of(self.db, self.exam.id), self.exam.paper, self.sitting)
        seed, _ = draw(key, seeds.address(number, tries), pack, item.scenario, self.exam.targets[number])
        attempt = secrets.token_hex(8)

        def decide(state: State, now: int) -> Sequence[f.SittingFact]:
            self._mine(state)
            if state.stage != "running":
                raise wrong_stage(STAGES[state.stage])
            self.state = state
            if number not in self.may_begin() or len(state.tries_of(number)) != tries:
                raise ExamError("no-item", Text("这一题现在不能开始。", "This item cannot be begun now."))
            return [f.ItemBegun(at=now, by=f.CANDIDATE, item=number, number=tries, attempt=attempt)]

        self._change(decide, chains.with_attempt(attempt, self.sitting, number, tries, seed))
        return self.attempt()

    def attempt(self) -> ExamAttempt:
        """The attempt in work, as it was left. Raises ExamError where there is none."""
        current = self.state.current
        if current is None:
            raise ExamError("no-attempt", Text("现在没有进行中的题目。", "No item is in work."))
        if self._attempt is None or self._attempt.journal.attempt != current.attempt:
            self._attempt = self._open(current)
        return self._attempt

    def hand_in_item(self) -> State:
        """Hand the item in work in; the next can be begun. Raises ExamError."""
        current = self.state.current
        if current is None:
            return self.state

        def decide(state: State, now: int) -> Sequence[f.SittingFact]:
            self._mine(state)
            if state.stage != "running":
                raise wrong_stage(STAGES[state.stage])
            if state.current is None:
                return []
            head = next((h for h in self._heads if h.attempt == current.attempt), None)
            if head is None:
                raise ExamError("no-attempt", Text("这一题还没有开始。", "This item was not begun."))
            return [f.ItemDone(at=now, by=f.CANDIDATE, item=current.item, head=head)]

        changed = self._change(decide, with_heads=True)
        self._attempt = None
        return changed

    def pack(self, item: PaperItem) -> Pack:
        """The frozen pack of an item."""
        return frozen_pack(self.db, self.exam.packs[item.pack])

    def close(self) -> None:
        """Let go of the connection; nobody is signed out by that."""
        self.line.close()

    # -- inner workings ---------------------------------------------------------------------------------------

    def _open(self, current: TryAt) -> ExamAttempt:
        item = self.item(current.item)
        pack = self.pack(item)
        journal = HallJournal(self.line, self.sitting, lambda: self.epoch, current.attempt)

        def wall() -> int:  # the hall's time may have been set right by some milliseconds; a journal does not go back
            return max(self.clock.now(), journal.last().wall) if len(journal) else self.clock.now()

        if not len(journal):  # begun, and not a row was kept yet
            (seed,) = self.line.ask("SELECT seed FROM exam_attempt WHERE id = ?", current.attempt)[0]
            made = ExamAttempt.start(
                pack,
                item.scenario,
                int(seed),
                journal,
                mode=MODE,
                student=self.sitting,
                assignment=self.exam.id,
                wall=wall,
            )
            assert isinstance(made, ExamAttempt)
        else:
            first = first_of(journal, rules())
            engine = Engine(rules(), journal, Luck(first.seed))
            engine.refold()
            made = ExamAttempt(pack, pack.scenario(item.scenario), engine)
            made.wall = wall
        made.hand_in = lambda: self._hand_in()
        return made

    def _hand_in(self) -> None:
        self.hand_in_item()

    def _due(self) -> bool:
        state, now = self.state, self.now()
        if state.stage in ("running", "paused"):
            return state.deadline is not None and now >= state.deadline
        opens = self.exam.opens
        return state.stage == "waiting" and self.exam.admission == "open" and (opens is None or now >= opens)

    def _as_due(self, state: State, now: int) -> Sequence[f.SittingFact]:
        """What is due by itself; a time that ran out is put on record by `chains.change`."""
        opens = self.exam.opens
        if state.stage == "waiting" and self.exam.admission == "open" and (opens is None or now >= opens):
            return [f.Admitted(at=now, reason="opening")]
        return []

    def _mine(self, state: State) -> None:
        if state.epoch != self.epoch or state.revoked:
            raise ExamError("taken-over", TakenOver.text)
        if state.stage == "expired":
            raise ExamError("time-up", TimeUp.text)
        if state.stage == "paused":
            raise ExamError("paused", Halted.text)

    def _change(self, decide: chains.Decide, also: chains.Also | None = None, with_heads: bool = False) -> State:
        self._heads: tuple[f.Head, ...] = ()

        def decided(state: State, now: int) -> Sequence[f.SittingFact]:
            if with_heads:  # within the transaction that holds the sitting, so no action can come after
                with self.db.session() as session:
                    self._heads = chains.heads(session, self.sitting)
            return decide(state, now)

        try:
            self.state = chains.change(self.db, self.clock, self.sitting, decided, also)
        except ExamError:
            raise
        except Exception as error:
            told = self.db.explain(error)
            if told.code in GONE:
                raise Unreachable() from error
            raise told from error
        self._facts = self.state.facts
        return self.state


_packs: dict[str, Pack] = {}


def frozen_pack(db: Database, digest: str) -> Pack:
    """The pack of a digest as an exam has frozen it, read once by each program."""
    if digest not in _packs:
        _packs[digest] = opened(get_pack(db, digest).archive).pack
    return _packs[digest]
