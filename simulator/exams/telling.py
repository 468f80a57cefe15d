"""Facts of a sitting or of a hall in words: what happened, as a person reads it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import msgspec

from simulator.classroom.judging.sentences import span
from simulator.exams import facts as f
from simulator.exams.state import State, after
from simulator.kernel.text import Text

REASONS: dict[str, Text] = {  # what the program itself gives as a reason
    "deadline": Text("到了截止时刻", "the deadline had come"),
    "opening": Text("到了开考时间", "the exam had opened"),
}
ACTORS: dict[str, Text] = {f.CANDIDATE: Text("考生", "the candidate"), f.HALL: Text("考场程序", "the hall")}

Moment = Callable[[int | None], str]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """A fact in words: `what` names it, `more` says the rest (may be empty); deadline: until when the candidate has time after it."""

    seq: int
    at: int
    what: Text
    more: Text
    by: Text
    reason: Text
    deadline: int | None = None


def told(facts: Iterable[f.Fact], moment: Moment) -> Iterator[Told]:
    """The facts of a chain in words, with what each comes to; `moment` writes a moment."""
    state = State()
    for seq, fact in enumerate(facts):
        if isinstance(fact, f.SittingFact):
            state = after(state, fact)
        yield Told(
            seq=seq, at=fact.at, what=title(fact), more=more(fact, moment), by=actor(fact.by), reason=reason(fact), deadline=state.deadline
        )  # fmt: skip


def title(fact: f.Fact) -> Text:
    """What it is called."""
    return f.TITLES.get(type(fact)) or Text(type(fact).__name__, type(fact).__name__)


def actor(by: str) -> Text:
    """Who did it."""
    return ACTORS.get(by) or Text(by, by)


def reason(fact: f.Fact) -> Text:
    """Why; empty where nothing was said."""
    return REASONS.get(fact.reason) or Text(fact.reason, fact.reason)


def signed(seconds: int) -> Text:
    """Time given or taken: `+10 分钟`."""
    length = span(abs(seconds) * 1_000) if seconds else Text("0 分钟", "0 min")
    sign = "-" if seconds < 0 else "+"
    return Text(sign + length.zh, sign + length.en)


def more(fact: f.Fact, moment: Moment) -> Text:
    """What it says besides who, when and why."""
    match fact:
        case f.Enrolled():
            return _limits(
                fact.planned,
                fact.last_start,
                fact.hard_close,
                moment,
                Text("作答 {t}", "{t} to work").fill(t=span(fact.limit * 1_000)),
            )
        case f.LimitsSet():
            return _limits(fact.planned, fact.last_start, fact.hard_close, moment)
        case f.SignedIn():
            return _all(
                Text("第 {n} 个座位", "seat {n}").fill(n=fact.epoch), _plain(fact.node),
                Text("接替了还在用的座位", "took over from one in use") if fact.over else None,
            )  # fmt: skip
        case f.SignedOut():
            return Text("第 {n} 个座位", "seat {n}").fill(n=fact.epoch)
        case f.TimeGranted():
            closes = (
                None
                if fact.closes is None
                else Text("个人强制结束 {t}", "personal hard close {t}").fill(t=moment(fact.closes))
            )
            return _all(signed(fact.seconds), closes)
        case f.ItemBegun():
            return _item(fact.item, fact.number)
        case f.ItemDone():
            return _all(_item(fact.item, None), _head(fact.head))
        case f.Submitted():
            return _all(*map(_head, fact.heads))
        case f.Expired():
            late = fact.noticed - fact.at
            noticed = Text("{t} 后记录在案", "put on record {t} later").fill(t=span(late)) if late >= 1_000 else None
            return _all(noticed, *map(_head, fact.heads))
        case f.Messaged():
            return Text(fact.words, fact.words)
        case f.MessageRead():
            return Text("共 {n} 条", "{n} so far").fill(n=fact.count)
        case f.LanguageChosen():
            return {"zh": Text("中文", "Chinese"), "en": Text("英文", "English")}.get(fact.lang) or _plain(fact.lang)
        case f.Sealed():
            return Text("密封号 {seal}", "seal {seal}").fill(seal=fact.seal)
        case f.Redacted():
            return Text("{n} 条记录中的文字", "the words of {n} facts").fill(n=len(fact.blanks))
    return _of_hall(fact, moment)


def _of_hall(fact: f.Fact, moment: Moment) -> Text:
    match fact:
        case f.ExamMade():
            return Text("{n} 名考生，试卷 {digest}", "{n} candidates, paper {digest}").fill(
                n=fact.candidates, digest=fact.paper[:16]
            )
        case f.OpeningMoved():
            none = Text("不定时，放行即可开考", "at no set moment: who is admitted may begin")
            return none if fact.opens is None else _plain(moment(fact.opens))
        case f.NodeJoined():
            return _plain(f"{fact.node} @ {fact.host}")
        case f.NodeLeft():
            return _all(_plain(fact.node), Text("失去联系", "lost without a word") if fact.lost else None)
        case f.ClockJumped():
            whose = _plain(fact.node) if fact.node else Text("数据库服务器，已校正", "the database's server; corrected")
            step = span(abs(fact.step))
            ahead = Text("向前 {t}", "{t} forward") if fact.step > 0 else Text("向后 {t}", "{t} back")
            return _all(ahead.fill(t=step), whose)
        case f.Guessed():
            return _all(_plain(fact.what), Text("到 {t}", "until {t}").fill(t=moment(fact.until)))
        case f.Released():
            return _plain(fact.what)
        case f.Collected():
            steps = Text("时钟跳变 {n} 次", "{n} steps of its clock").fill(n=len(fact.steps)) if fact.steps else None
            begun = Text("程序启动 {n} 次", "its program was begun {n} times").fill(n=fact.starts)
            return _all(Text("密封号 {seal}", "seal {seal}").fill(seal=fact.seal), begun, steps, _plain(fact.file[:12]))
    return Text("", "")


def _limits(
    planned: int, last_start: int | None, hard_close: int | None, moment: Moment, first: Text | None = None
) -> Text:
    return _all(
        first,
        Text("事先加时 {t}", "{t} of extra time").fill(t=span(planned * 1_000)) if planned else None,
        None if last_start is None else Text("最晚开考 {t}", "last start {t}").fill(t=moment(last_start)),
        None if hard_close is None else Text("强制结束 {t}", "hard close {t}").fill(t=moment(hard_close)),
    )  # fmt: skip


def _item(item: int, number: int | None) -> Text:
    first = Text("第 {n} 题", "item {n}").fill(n=item + 1)
    return _all(first, Text("第 {n} 次", "try {n}").fill(n=number + 1) if number else None)


def _head(head: f.Head) -> Text:
    return Text("{n} 行，{head}", "{n} rows, {head}").fill(n=head.rows, head=head.head[:12])


def _plain(words: str) -> Text:
    return Text(words, words)


def _all(*parts: Text | None) -> Text:
    said = [p for p in parts if p is not None and (p.zh or p.en)]
    return Text("；".join(p.zh for p in said), "; ".join(p.en for p in said))
