"""The invigilator's board: every candidate with what has to be known of him now, those who need somebody first.

Pure: fed with what `store.watching.look` read. It judges nobody and does nothing; it only says what there is to see.
"""

from __future__ import annotations

import msgspec

from simulator.exams import facts as f
from simulator.exams.limits import ALIVE, PER_TICKET
from simulator.exams.model import Exam
from simulator.exams.state import OVER, SECOND, STAGES, Stage, State, after
from simulator.kernel.text import Text

SOON = 5 * 60_000  # that little time left is worth a look
IDLE = 10 * 60_000  # that long without an action is, too
NODE_SILENT = 10_000  # a program tells once a second that it lives

# what makes a candidate worth a look, the most urgent first; each with the words for it
NOTICES: dict[str, Text] = {
    "missing": Text("座位无响应", "seat missing"),
    "locked": Text("签到被锁", "sign-in locked"),
    "overdue": Text("时间到，待记录", "time is up"),
    "admit": Text("等待放行", "to be admitted"),
    "paused": Text("暂停中", "paused"),
    "soon": Text("快到时间", "little time"),
    "revoked": Text("准考证作废", "ticket revoked"),
    "late": Text("已过最晚开考", "past last start"),
    "idle": Text("久无操作", "long idle"),
    "failures": Text("签到失败 {n}", "bad PINs: {n}"),
    "unread": Text("留言未读 {n}", "{n} unread"),
    "seats": Text("换座 {n}", "new seat {n}x"),
    "sealed": Text("离线作答", "sealed, offline"),
}
_RANK = {code: rank for rank, code in enumerate(NOTICES)}
_CALLS = (
    "missing",
    "locked",
    "overdue",
    "admit",
    "paused",
    "soon",
    "revoked",
    "late",
    "idle",
)  # these move a candidate up


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """A sitting as its row has it. rows: of all its attempts, kept: when the newest of them was (None: none yet)."""

    id: str
    ticket: str
    number: str
    name: str
    state: str
    deadline: int | None
    epoch: int
    node: str
    seen: int | None
    facts: int
    attempts: int = 0
    rows: int = 0
    kept: int | None = None


class NodeSeen(msgspec.Struct, frozen=True, kw_only=True):
    """A program that serves the exam, or did. Moments are the hall's milliseconds."""

    id: str
    host: str
    started: int
    seen: int
    stopped: int | None
    candidates: int


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """One look at a hall. now: its time; facts: those that were not known yet, by sitting (or by the exam itself) with the number of the first;
    failures: tries to sign in that failed and still count, by ticket."""

    now: int
    standings: tuple[Standing, ...]
    facts: dict[str, tuple[int, tuple[f.Fact, ...]]]
    nodes: tuple[NodeSeen, ...]
    failures: dict[str, int]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """Something worth a look: `code` for programs, `text` for people."""

    code: str
    text: Text


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """A candidate on the board. Durations are milliseconds, None for none yet.

    stage: as it is now, also where it is not on record yet; left: time to work, out of `whole`; acted: since the last sign of the candidate's hand; kept: since the last step
    that was kept; items: handed in, of `of`; steps: kept so far; alive: whether the seat was heard of lately (None: nobody sits there).
    """

    id: str
    ticket: str
    number: str
    name: str
    stage: Stage
    left: int | None = None
    whole: int = 0
    deadline: int | None = None
    acted: int | None = None
    kept: int | None = None
    items: int = 0
    of: int = 0
    steps: int = 0
    node: str = ""
    alive: bool | None = None
    silent: int | None = None
    notices: tuple[Notice, ...] = ()

    @property
    def label(self) -> str:
        """Ticket, number and name."""
        return " ".join(filter(None, (self.ticket, self.number, self.name)))

    @property
    def calls(self) -> bool:
        """Whether somebody should look."""
        return any(n.code in _CALLS for n in self.notices)

    @property
    def order(self) -> tuple[int, int, str]:
        """Those who need somebody first, then by time left; over and absent ones at the end."""
        called = [_RANK[n.code] for n in self.notices if n.code in _CALLS]
        last = {"running": 20, "admitted": 21, "waiting": 22, "enrolled": 23}.get(self.stage, 24)
        return (min(called, default=last), self.left if self.left is not None else 10**15, self.ticket)


class Hall(msgspec.Struct, frozen=True, kw_only=True):
    """The hall as a whole: how many stand where, its programs, and the newest step of a clock."""

    now: int
    stages: dict[str, int]
    calls: int
    nodes: tuple[NodeSeen, ...] = ()
    jump: f.ClockJumped | None = None
    jumps: int = 0

    @property
    def serving(self) -> tuple[NodeSeen, ...]:
        """The programs that have not ended."""
        return tuple(n for n in self.nodes if n.stopped is None)


class Board:
    """What is known of a hall, from one reading to the next. Not for several threads at once."""

    def __init__(self, exam: Exam) -> None:
        self.exam = exam
        self.now = 0
        self._states: dict[str, State] = {}
        self._facts: dict[str, list[f.Fact]] = {}
        self._acted: dict[str, int] = {}
        self._seats: dict[str, int] = {}
        self._standings: tuple[Standing, ...] = ()
        self._nodes: tuple[NodeSeen, ...] = ()
        self._failures: dict[str, int] = {}

    @property
    def known(self) -> dict[str, int]:
        """How many facts are known, by sitting and for the exam: what the next reading need not bring."""
        return {subject: len(facts) for subject, facts in self._facts.items()}

    def take(self, reading: Reading) -> None:
        """Take in what was read."""
        self.now = reading.now
        self._standings, self._nodes, self._failures = reading.standings, reading.nodes, reading.failures
        for subject, (first, facts) in reading.facts.items():
            held = self._facts.setdefault(subject, [])
            if len(held) == first:
                self._add(subject, facts)
        there = {s.id for s in self._standings} | {self.exam.id}
        for gone in [subject for subject in self._facts if subject not in there]:
            del self._facts[gone]

    def _add(self, subject: str, facts: tuple[f.Fact, ...]) -> None:
        for fact in facts:
            self._facts[subject].append(fact)
            if isinstance(fact, f.SittingFact):
                self._states[subject] = after(self._states.get(subject) or State(), fact)
                if fact.by == f.CANDIDATE:
                    self._acted[subject] = fact.at
                if isinstance(fact, f.SignedIn) and fact.over:
                    self._seats[subject] = self._seats.get(subject, 0) + 1
            elif isinstance(fact, f.OpeningMoved):
                self.exam = msgspec.structs.replace(self.exam, opens=fact.opens)
            elif isinstance(fact, f.NamesRevealed):
                self.exam = msgspec.structs.replace(self.exam, revealed=fact.at)

    def facts(self, subject: str) -> tuple[f.Fact, ...]:
        """What is known of a sitting, or of the hall."""
        return tuple(self._facts.get(subject, ()))

    def lines(self, now: int | None = None) -> list[Line]:
        """The candidates, those who need somebody first. `now`: another moment than that of the reading."""
        at = self.now if now is None else now
        return sorted((self._line(s, at) for s in self._standings), key=lambda one: one.order)

    def hall(self, now: int | None = None) -> Hall:
        """The hall as a whole."""
        lines = self.lines(now)
        stages = dict.fromkeys(STAGES, 0)
        for line in lines:
            stages[line.stage] += 1
        jumps = [x for x in self._facts.get(self.exam.id, ()) if isinstance(x, f.ClockJumped)]
        return Hall(
            now=self.now if now is None else now, stages=stages, calls=sum(line.calls for line in lines), nodes=self._nodes,
            jump=jumps[-1] if jumps else None, jumps=len(jumps),
        )  # fmt: skip

    def _line(self, s: Standing, now: int) -> Line:
        state = self._states.get(s.id) or State()
        stage: Stage = s.state  # type: ignore[assignment]
        overdue = stage in ("running", "paused") and s.deadline is not None and now >= s.deadline
        if overdue:
            stage = "expired"
        moments = [m for m in (self._acted.get(s.id), s.kept) if m is not None]
        silent = None if s.seen is None else max(0, now - s.seen)
        heard = min((now - m for m in (s.seen, *moments) if m is not None), default=None)
        seated = state.seated and stage not in OVER
        alive = (heard is not None and heard < ALIVE) if seated else None
        line = Line(
            id=s.id, ticket=s.ticket, number=s.number, name=s.name, stage=stage, deadline=s.deadline,
            left=max(0, s.deadline - now) if s.deadline is not None and stage in ("running", "paused") else None,
            whole=(state.limit + state.planned + state.incident) * SECOND,
            acted=max(0, now - max(moments)) if moments else None, kept=max(0, now - s.kept) if s.kept is not None else None,
            items=len({t.item for t in state.tries if t.done is not None}), of=len(self.exam.paper.items), steps=s.rows - s.attempts,
            node=s.node if seated else "", alive=alive, silent=silent,
        )  # fmt: skip
        return msgspec.structs.replace(line, notices=self._notices(line, state, now, overdue))

    def _notices(self, line: Line, state: State, now: int, overdue: bool) -> tuple[Notice, ...]:
        failures, unread = self._failures.get(line.ticket, 0), len(state.messages) - state.read
        begun = line.stage in ("running", "paused")
        found = {
            "missing": line.stage == "running" and not line.alive,
            "locked": failures >= PER_TICKET,
            "overdue": overdue,
            "admit": line.stage == "waiting" and self.exam.admission == "hand" and not state.revoked,
            "paused": line.stage == "paused",
            "soon": begun and line.left is not None and line.left < SOON,
            "revoked": state.revoked and line.stage not in OVER,
            "late": not begun and line.stage not in OVER and state.last_start is not None and now > state.last_start,
            "idle": line.stage == "running" and (line.acted is None or line.acted > IDLE),
            "failures": 0 < failures < PER_TICKET,
            "unread": unread > 0 and line.stage not in OVER,
            "seats": self._seats.get(line.id, 0) > 0,
            "sealed": bool(state.sealed) and line.stage not in OVER,
        }  # fmt: skip
        counts = {"failures": failures, "unread": unread, "seats": self._seats.get(line.id, 0)}
        return tuple(
            Notice(code=code, text=NOTICES[code].fill(n=counts.get(code, 0))) for code, holds in found.items() if holds
        )
