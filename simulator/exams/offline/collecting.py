"""Hand-ins of sealed exams brought into the hall, each told for what it is. What is in order is kept; what only came at the wrong time can be taken in by
who says why; what was changed is never taken in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import msgspec

from simulator.classroom.errors import ClassroomError
from simulator.classroom.judging.sentences import quoted, span
from simulator.classroom.store.database import Database
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.offline.handin import SUFFIX, HandIn, read_hand_in
from simulator.exams.receipts import number
from simulator.exams.state import State, fold
from simulator.exams.store import chains, hours
from simulator.exams.store.collected import standing, take_in
from simulator.exams.store.records import whole
from simulator.exams.verifying.judge import judge
from simulator.exams.verifying.model import Fault, Grounds
from simulator.exams.verifying.verify import grounds_of
from simulator.kernel.text import Text

Verdict = Literal[
    "ok", "early", "late", "future", "open", "twice", "again", "taken-back", "other-exam", "other-candidate", "edited", "newer",
    "damaged",
]  # fmt: skip
VERDICTS: dict[str, Text] = {
    "ok": Text("有效", "valid"),
    "early": Text("早于开考", "begun too early"),
    "late": Text("超时", "too late"),
    "future": Text("时钟超前", "clock ahead"),
    "open": Text("未结束", "not over"),
    "twice": Text("重复交卷", "handed in twice"),
    "again": Text("同一份已收", "the same again"),
    "taken-back": Text("考卷已作废", "seal taken back"),
    "other-exam": Text("别场考试", "another exam"),
    "other-candidate": Text("别的考生", "another candidate"),
    "edited": Text("被改动", "changed"),
    "damaged": Text("读不出", "unreadable"),
    "newer": Text("别的版本", "another version"),
}
TIMING: tuple[Verdict, ...] = ("early", "late", "future")  # what somebody may take in all the same
LEEWAY = 10 * 60_000  # by how much a candidate's clock may be ahead of ours
# faults that say nothing but that something was done at a time when it may not be
_LATE = ("late", "outside", "after-end")
MOST_FILES = 5_000


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """One file: which candidate's (by the file's word), the verdict and why, what is to be known beside it, and whether it was taken in."""

    source: str
    ticket: str = ""
    verdict: Verdict = "ok"
    says: tuple[Text, ...] = ()
    notes: tuple[Text, ...] = ()
    taken: bool = False
    number: str = ""


Tell = Callable[[int, int, str], None]


def collect(
    db: Database,
    clock: HallClock,
    exam: str,
    sources: Sequence[Path],
    by: str,
    accept: str = "",
    tell: Tell | None = None,
) -> list[Found]:
    """Take in hand-ins, files or folders of them, in the order of their names. accept: the reason why those of the wrong time (`TIMING`) are taken
    in as well; empty: they are not. Raises ClassroomError where the exam or the database cannot be had, or a source is not there."""
    files = list(_files(sources))
    kept = whole(db, exam)
    grounds, _ = grounds_of(kept, ())
    found: list[Found] = []
    for path in files:
        found.append(_Taking(db, clock, grounds, by, accept).file(path))
        if tell is not None:
            tell(len(found), len(files), path.name)
    return found


class _Told(Exception):
    """The verdict about a file."""

    def __init__(self, verdict: Verdict, *says: Text) -> None:
        super().__init__(verdict)
        self.verdict, self.says = verdict, says


class _Taking:
    def __init__(self, db: Database, clock: HallClock, grounds: Grounds, by: str, accept: str) -> None:
        self.db, self.clock, self.grounds, self.by, self.accept = db, clock, grounds, by, accept

    def file(self, path: Path) -> Found:
        """What a file is; taken in where it may be."""
        try:
            hand_in, sha256 = read_hand_in(path)
        except ClassroomError as error:
            return Found(source=path.name, verdict="damaged", says=(error.text,))
        base = Found(source=path.name, ticket=quoted(hand_in.ticket, 20))
        verdict: Verdict = "ok"
        says: tuple[Text, ...] = ()
        try:
            self._for_here(hand_in, sha256)
            machine = self._machine(hand_in)
            base = msgspec.structs.replace(base, notes=_notes(machine))
            state = self._sound(hand_in)
        except _Told as told:
            if told.verdict not in TIMING or not self.accept:
                return msgspec.structs.replace(base, verdict=told.verdict, says=told.says)
            verdict, says = told.verdict, told.says
            state = _folded(hand_in)
        try:
            self._take(hand_in, sha256, machine)
        except ClassroomError as error:
            return msgspec.structs.replace(base, verdict="twice", says=(error.text,))
        ended = _end(hand_in)
        return msgspec.structs.replace(
            base, verdict=verdict, says=says, taken=True,
            number=number(ended.heads) if ended is not None and state.over else "",
        )  # fmt: skip

    def _for_here(self, hand_in: HandIn, sha256: str) -> None:
        """For this exam, by a candidate of it, from the seal that counts, and not taken in already."""
        if hand_in.exam != self.grounds.exam.id:
            raise _Told("other-exam", Text("它是另一场考试的答卷。", "It belongs to another exam."))
        there = standing(self.db, hand_in.exam).get(hand_in.sitting)
        if there is None or there[0] != hand_in.ticket:
            raise _Told("other-candidate", Text("本场考试没有这位考生。", "This exam has no such candidate."))
        for fact in chains.facts_of(self.db, hand_in.exam):
            if isinstance(fact, f.Collected) and fact.sitting == hand_in.sitting:
                if fact.file == sha256:
                    raise _Told("again", Text("同一份答卷已经收下。", "The very same was taken in before."))
                raise _Told("twice", Text("这位考生的另一份答卷已经收下。", "Another hand-in of this candidate was taken in before."))  # fmt: skip
        chain = there[1]
        state = fold(f.decode(x.payload) for x in chain)  # type: ignore[misc]
        if state.sealed != hand_in.seal:
            raise _Told(
                "taken-back",
                Text("这份考卷已被新的代替，或已作废。", "The exam was sealed anew since, or the seal was taken back."),
            )
        if hand_in.links[: len(chain)] != chain:
            raise _Told("edited", Text("考生记录的开头与密封时不同。", "The record does not begin as it was sealed."))

    def _machine(self, hand_in: HandIn) -> list[f.HallFact]:
        """The record of the machine. Raises _Told where it was changed."""
        facts: list[f.HallFact] = []
        try:
            broken = f.broken(hand_in.exam, hand_in.machine)
            facts += [f.decode(x.payload) for x in hand_in.machine]  # type: ignore[misc]
        except (msgspec.DecodeError, ValueError, TypeError):
            broken = 0
        if broken is not None:
            raise _Told("edited", Text("机器记录的哈希链断开。", "The chain of the machine's record breaks."))
        return facts

    def _sound(self, hand_in: HandIn) -> State:
        """All that verifying looks at, and the time of day. Raises _Told."""
        judged = judge(self.grounds, hand_in.record)
        wrong = [x for x in judged.faults if x.code not in (*_LATE, "start")]
        if wrong:
            others = any(x.code == "opened" and "candidate" in x.what.en for x in wrong)
            raise _Told("other-candidate" if others else "edited", *map(_said, wrong))
        state = _folded(hand_in)
        if not state.over:
            raise _Told(
                "open", Text("既没有交卷，时间也没有到。", "It was neither handed in, nor has its time run out.")
            )
        self._times(hand_in, state, judged.faults)
        return state

    def _times(self, hand_in: HandIn, state: State, faults: Sequence[Fault]) -> None:
        exam = self.grounds.exam
        started = state.started
        if started is not None and exam.opens is not None and started < exam.opens:
            early = span(exam.opens - started)
            raise _Told("early", Text(f"早于开考 {early.zh} 开始。", f"Begun {early.en} before the exam opened."))
        if faults:
            raise _Told("late", *map(_said, faults))
        now = hours_now(self.db, self.clock, exam.id)
        if state.ended is not None and state.ended > now + LEEWAY:
            ahead = span(state.ended - now)
            raise _Told(
                "future", Text(f"结束时刻比现在还晚 {ahead.zh}。", f"It ends {ahead.en} after this very moment.")
            )

    def _take(self, hand_in: HandIn, sha256: str, machine: Sequence[f.HallFact]) -> None:
        starts = sum(isinstance(x, f.NodeJoined) for x in machine)
        steps = tuple(x.step for x in machine if isinstance(x, f.ClockJumped))
        collected = f.Collected(
            at=0,
            reason=self.accept,
            sitting=hand_in.sitting,
            seal=hand_in.seal,
            file=sha256,
            starts=starts,
            steps=steps,
        )
        take_in(
            self.db, self.clock, collected, hand_in.exam, hand_in.links, hand_in.attempts, machine, self.by or f.HALL
        )


def hours_now(db: Database, clock: HallClock, exam: str) -> int:
    """The hall's time."""
    hours.heard(db, clock, exam)
    return clock.now()


def _files(sources: Sequence[Path]) -> Iterator[Path]:
    for source in sources:
        if source.is_dir():
            yield from sorted(p for p in source.rglob(f"*{SUFFIX}") if p.is_file())[:MOST_FILES]
        else:
            yield source


def _folded(hand_in: HandIn) -> State:
    return fold(f.decode(x.payload) for x in hand_in.links)  # type: ignore[misc]


def _end(hand_in: HandIn) -> f.Submitted | f.Expired | None:
    facts = [f.decode(x.payload) for x in hand_in.links]
    return next((x for x in reversed(facts) if isinstance(x, f.Submitted | f.Expired)), None)


def _notes(machine: Sequence[f.HallFact]) -> tuple[Text, ...]:
    """What the machine's record tells: that the program was begun more than once, and what its clock did."""
    notes: list[Text] = []
    starts = sum(isinstance(x, f.NodeJoined) for x in machine)
    if starts > 1:
        notes.append(Text(f"程序启动 {starts} 次。", f"The program was begun {starts} times."))
    for fact in machine:
        if isinstance(fact, f.ClockJumped):
            far = span(abs(fact.step))
            way = Text("拨快", "forward") if fact.step > 0 else Text("拨慢", "back")
            notes.append(Text(f"机器时钟{way.zh} {far.zh}。", f"The machine's clock was set {way.en} by {far.en}."))
    return tuple(notes)


def _said(fault: Fault) -> Text:
    return Text(f"{fault.place.zh}：{fault.what.zh}。", f"{fault.place.en}: {fault.what.en}.")
