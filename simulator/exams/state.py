"""What the facts of a sitting come to: where the candidate stands, until when, and what may be done next.

    enrolled -> waiting -> admitted -> running <-> paused -> submitted | expired -> (reopened) running

Pure: a state is folded from facts alone, so it can be computed again years later.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

from simulator.exams import facts as f
from simulator.exams.paper.model import Paper
from simulator.kernel.text import Text

Stage = Literal["enrolled", "waiting", "admitted", "running", "paused", "submitted", "expired"]
STAGES: dict[str, Text] = {
    "enrolled": Text("未签到", "not started"),
    "waiting": Text("候考", "waiting"),
    "admitted": Text("可以开考", "admitted"),
    "running": Text("作答中", "running"),
    "paused": Text("已暂停", "paused"),
    "submitted": Text("已交卷", "submitted"),
    "expired": Text("时间到", "time up"),
}
OVER: tuple[Stage, ...] = ("submitted", "expired")
SECOND = 1000


class TryAt(msgspec.Struct, frozen=True, kw_only=True):
    """A try at an item: its attempt, and how far it had come when it was handed in (None: it is still open)."""

    item: int
    number: int
    attempt: str
    begun: int
    done: f.Head | None = None


class State(msgspec.Struct, frozen=True, kw_only=True):
    """Where a sitting stands. Moments are the hall's milliseconds, durations seconds.

    epoch: the number of the newest seat (0: nobody ever signed in); seated: whether it is taken; extra: planned and incident time together;
    deadline: None until the time runs; tries: all tries in the order they were begun; paused_since and paused_for (milliseconds of pauses
    that have ended) are for the invigilator, who alone gives time back; sealed: the seal of the file in which it was handed out, empty for none.
    """

    stage: Stage = "enrolled"
    exam: str = ""
    epoch: int = 0
    seated: bool = False
    node: str = ""
    limit: int = 0
    planned: int = 0
    incident: int = 0
    last_start: int | None = None
    hard_close: int | None = None
    started: int | None = None
    ended: int | None = None
    deadline: int | None = None
    paused_since: int | None = None
    paused_for: int = 0
    tries: tuple[TryAt, ...] = ()
    messages: tuple[f.Messaged, ...] = ()
    read: int = 0
    lang: str = ""
    revoked: bool = False
    sealed: str = ""
    facts: int = 0

    @property
    def over(self) -> bool:
        """Whether it was handed in or ran out."""
        return self.stage in OVER

    @property
    def current(self) -> TryAt | None:
        """The try in work."""
        return next((t for t in reversed(self.tries) if t.done is None), None)

    def tries_of(self, item: int) -> tuple[TryAt, ...]:
        """The tries at an item."""
        return tuple(t for t in self.tries if t.item == item)

    def left(self, now: int) -> int | None:
        """Milliseconds left; None while the time does not run."""
        return None if self.deadline is None else max(0, self.deadline - now)


def deadline(state: State) -> int | None:
    """min(start + limit + planned extra + incident extra, personal hard close); None before the start (design.md, Sessions)."""
    if state.started is None:
        return None
    runs_out = state.started + (state.limit + state.planned + state.incident) * SECOND
    return runs_out if state.hard_close is None else min(runs_out, state.hard_close)


def may_begin(paper: Paper, state: State) -> tuple[int, ...]:
    """The items that may be begun now: the next one as planned (or any where the candidate may choose), and those that may be tried anew."""
    if state.current is not None or state.stage != "running":
        return ()
    fresh = [n for n in range(len(paper.items)) if not state.tries_of(n)]
    if paper.order == "planned":
        fresh = fresh[:1]
    anew = [n for n in range(len(paper.items)) if 0 < len(state.tries_of(n)) <= paper.resubmissions]
    return tuple(sorted({*fresh, *anew}))


def fold(facts: Iterable[f.SittingFact], state: State | None = None) -> State:
    """The state after these facts (which follow those that led to `state`)."""
    now = state or State()
    for fact in facts:
        now = after(now, fact)
    return now


def after(state: State, fact: f.SittingFact) -> State:
    """The state after one more fact."""
    changed = msgspec.structs.replace(state, facts=state.facts + 1, **_changes(state, fact))
    return msgspec.structs.replace(changed, deadline=deadline(changed))


def _changes(s: State, fact: f.SittingFact) -> dict[str, object]:
    match fact:
        case f.Enrolled():
            return {
                "exam": fact.exam, "limit": fact.limit, "planned": fact.planned, "last_start": fact.last_start,
                "hard_close": fact.hard_close,
            }  # fmt: skip
        case f.LimitsSet():
            return {"planned": fact.planned, "last_start": fact.last_start, "hard_close": fact.hard_close}
        case f.SignedIn():
            stage = "waiting" if s.stage == "enrolled" else s.stage
            return {"stage": stage, "epoch": fact.epoch, "seated": True, "node": fact.node}
        case f.SignedOut():
            return {"seated": False} if fact.epoch == s.epoch else {}
        case f.Admitted():
            return {"stage": "admitted"} if s.stage in ("enrolled", "waiting") else {}
        case f.Started():
            return {"stage": "running", "started": fact.at}
        case f.Paused():
            return {"stage": "paused", "paused_since": fact.at}
        case f.Resumed():
            return {"stage": "running", **_unpaused(s, fact.at)}
        case f.TimeGranted():
            closes = {} if fact.closes is None else {"hard_close": fact.closes}
            return {"incident": s.incident + fact.seconds, **closes}
        case f.ItemBegun():
            begun = TryAt(item=fact.item, number=fact.number, attempt=fact.attempt, begun=fact.at)
            return {"tries": (*s.tries, begun)}
        case f.ItemDone():
            return {"tries": _sealed(s, (fact.head,))}
        case f.Submitted() | f.Expired():
            stage = "submitted" if isinstance(fact, f.Submitted) else "expired"
            return {"stage": stage, "ended": fact.at, **_unpaused(s, fact.at)}
        case f.Reopened():
            return {"stage": "running" if s.started is not None else "admitted", "ended": None}
        case f.Messaged():
            return {"messages": (*s.messages, fact)}
        case f.MessageRead():
            return {"read": max(s.read, fact.count)}
        case f.LanguageChosen():
            return {"lang": fact.lang}
        case f.Revoked():
            return {"revoked": True, "seated": False}
        case f.PinRenewed():
            return {"revoked": False, "sealed": ""}
        case f.Redacted():
            return {}
        case f.Sealed():
            return {"sealed": fact.seal, "seated": False}
    raise TypeError(type(fact).__name__)


def _unpaused(s: State, at: int) -> dict[str, object]:
    if s.paused_since is None:
        return {}
    return {"paused_since": None, "paused_for": s.paused_for + at - s.paused_since}


def _sealed(s: State, heads: Iterable[f.Head]) -> tuple[TryAt, ...]:
    by = {h.attempt: h for h in heads}
    return tuple(
        msgspec.structs.replace(t, done=by[t.attempt]) if t.done is None and t.attempt in by else t for t in s.tries
    )
