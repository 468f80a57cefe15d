"""A sealed exam on the candidate's machine: opened with the PIN, kept in a database beside its file (the memory stick), gone on with after any crash,
and handed in as a file. The same seat, the same rules and the same keeper as in a hall; only that nobody else looks on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from simulator.classroom.store.database import Database
from simulator.exams import facts as f
from simulator.exams.clock import STEP, HallClock, boot
from simulator.exams.errors import ExamError
from simulator.exams.keeper import Keeper
from simulator.exams.offline import handin
from simulator.exams.offline.sealed import SealedExam
from simulator.exams.receipts import number
from simulator.exams.state import State, fold
from simulator.exams.store import chains, hours
from simulator.exams.store.localdb import Begun, clock_record, make_local, note_clock, open_local, sitting_in
from simulator.exams.tickets import LOCK_DIGITS, digits, hashed
from simulator.kernel.text import Text

NODE = "offline"
SUFFIX = ".work"
TICK = 1.0  # seconds

WRONG_PIN = Text("密码不对；请核对纸条后再试。", "The PIN is wrong; compare it with the strip and try again.")
OTHERS = Text(
    "{place} 不是这份考卷的作答记录；请不要改名或移动文件，或找监考老师。",
    "{place} is not the record of this exam; do not rename or move files, or ask the invigilator.",
)
NOT_OVER = Text(
    "考试还没有结束，还不能生成答卷；请继续作答并交卷，或等时间到后再运行一次。",
    "The exam is not over, so there is no hand-in yet; go on and hand in, or run this again when the time is up.",
)
NOT_BEGUN = Text("还没有开始作答，没有可交的答卷。", "It was never begun: there is nothing to hand in.")


class _Clock(msgspec.Struct, frozen=True, kw_only=True):
    """By how much the machine's clock was ahead of the hall's time when that was last on record, in which boot, and how many facts there were."""

    boot: str
    off: int
    facts: int


def work_path(file: Path) -> Path:
    """The database of a sealed exam: beside its file."""
    return file.with_name(file.name + SUFFIX)


def hand_in_path(file: Path) -> Path:
    """The hand-in of a sealed exam: beside its file."""
    return file.with_suffix(handin.SUFFIX)


def unseal(sealed: SealedExam, work: Path, pin: str) -> None:
    """Open a sealed exam with its PIN: from here on there is a database. Raises ExamError (`wrong`) and ClassroomError."""
    key = sealed.seeds_key(pin) if len(digits(pin)) == LOCK_DIGITS else None
    if key is None:
        raise ExamError("wrong", WRONG_PIN)
    body = sealed.body
    begun = Begun(
        exam=body.exam, sitting=body.sitting, ticket=body.ticket, pin=hashed(digits(pin)), key=key, links=body.links, hall=body.hall,
        packs=sealed.packs,
    )  # fmt: skip
    make_local(work, begun)


class Local:
    """An opened sealed exam. Use it in a `with`: while it lasts a keeper watches over time and clock, once a second, in a thread of its own."""

    def __init__(self, sealed: SealedExam, work: Path, clock: Callable[[], HallClock] = HallClock) -> None:
        body = sealed.body
        self.sealed, self.work = sealed, work
        self.exam, self.sitting = body.exam.id, body.sitting
        self.clock = clock()
        self.db: Database = open_local(work)
        try:
            if sitting_in(self.db) != (self.exam, self.sitting) or self.state().sealed != body.seal:
                raise ExamError("others", OTHERS.fill(place=str(work)))
            hours.heard(self.db, self.clock, self.exam)
            self.keeper = Keeper(self.db, self.clock, self.exam, NODE)
            self._clock_at_start()
            self.keeper.join()
            self.keeper.tick()
        except BaseException:
            self.db.close()
            raise
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> Local:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self.keeper.tick()
        self._note_clock()
        self.keeper.leave()
        self.db.close()

    def state(self) -> State:
        """Where the sitting stands."""
        return fold(chains.facts_of(self.db, self.sitting))  # type: ignore[arg-type]

    def now(self) -> int:
        """The local hall's time."""
        return self.clock.now()

    def hand_in(self, path: Path) -> str:
        """Write the hand-in; the receipt number to write down. Raises ExamError where the exam is not over."""
        state = self.state()
        if state.started is None and not state.over:
            raise ExamError("not-begun", NOT_BEGUN)
        if not state.over:
            raise ExamError("not-over", NOT_OVER)
        self.keeper.tick()
        handin.write_hand_in(
            path, handin.hand_in_of(self.db, self.exam, self.sitting, self.sealed.body.seal, self.now())
        )
        ended = [x for x in chains.facts_of(self.db, self.sitting) if isinstance(x, f.Submitted | f.Expired)][-1]
        return number(ended.heads)

    def steps(self) -> list[int]:
        """By how many milliseconds the machine's clock was seen to be set, each time."""
        return [x.step for x in chains.facts_of(self.db, self.exam) if isinstance(x, f.ClockJumped)]

    # -- the machine's clock ----------------------------------------------------------------------------------

    def _watch(self) -> None:
        while not self._ended.wait(TICK):
            self.keeper.tick()

    def _off(self) -> int:
        return self.clock.wall() - self.clock.now()

    def _recorded(self) -> int:
        """By how much the clock is ahead as far as that is on record: what was noted, and the steps seen since."""
        try:
            noted = msgspec.json.decode(clock_record(self.db), type=_Clock)
        except ValueError:
            noted = _Clock(boot="", off=0, facts=0)
        facts = chains.facts_of(self.db, self.exam)[noted.facts :]
        since = sum(x.step for x in facts if isinstance(x, f.ClockJumped))
        return since + (noted.off if noted.boot == boot() and noted.boot else 0)

    def _clock_at_start(self) -> None:
        """Steps that were made while the program was not running: within a boot the steady clock tells of them; after another one, only a clock
        that stands before what is on record does."""
        step = self._off() - self._recorded()
        if abs(step) >= STEP:
            chains.note(self.db, self.exam, lambda session: [f.ClockJumped(at=self.clock.now(), node=NODE, step=step)])
        self._note_clock()

    def _note_clock(self) -> None:
        facts = len(chains.facts_of(self.db, self.exam))
        record = _Clock(boot=boot(), off=self._off(), facts=facts)
        note_clock(self.db, msgspec.json.encode(record).decode())
