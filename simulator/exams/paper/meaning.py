"""Whether what a paper says makes sense: times that fit each other, marks that can be missed and reached, helpers that somebody needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from simulator import standard
from simulator.exams.paper.form import mark, seconds
from simulator.exams.paper.items import Found, chapters
from simulator.packs.yaml import Document, near

MINUTE = 60
SHORTEST = 5 * MINUTE  # a limit under which nobody could read the brief and do something about it
LONGEST = 12 * 3600  # a day at a desk
LATEST = 31 * 24 * 3600  # an exam may stay open for a month
CROWDED = 125  # percent of the limit that the items may take a person before it is said
EMPTY = 50
FASTEST = 8  # sim minutes a second at x16, the fastest the store's clock runs without jumps

Parts = Mapping[str, Any]  # what could be read of the form, by field


def check(doc: Document, parts: Parts, found: Sequence[Found], whole: bool) -> None:
    """All of it; `doc` takes the findings. `found`: the items that could be looked up; `whole`: that is all there are, so that what is said of them
    together holds."""
    limit = _times(doc, parts).get("limit")
    _marks(doc, parts, chapters(found) if whole and found else None)
    _lists(doc, parts)
    if whole and found and limit is not None:
        _effort(doc, parts, found, limit)
    _helpers(doc, parts, found)


# -- times ---------------------------------------------------------------------------------------------------------


def _times(doc: Document, parts: Parts) -> dict[str, int]:
    """The durations in seconds."""
    times = {name: seconds(parts[name]) for name in ("limit", "last_start", "hard_close") if parts.get(name)}
    limit, last, close = (times.get(name) for name in ("limit", "last_start", "hard_close"))
    if limit is not None and not SHORTEST <= limit <= LONGEST:
        doc.wrong(
            ("limit",), f"作答时间应在 {SHORTEST // MINUTE} 分钟到 {LONGEST // 3600} 小时之间",
            f"a limit lies between {SHORTEST // MINUTE} minutes and {LONGEST // 3600} hours",
        )  # fmt: skip
        del times["limit"]  # nothing more can be said of it
        limit = None
    for name in ("last_start", "hard_close"):
        if times.get(name, 0) > LATEST:
            doc.wrong((name,), "最多 31 天", "at most 31 days")
    if close is not None and limit is not None and close < limit:
        doc.wrong(
            ("hard_close",), "强制结束早于作答时间用完：准时开始的人也做不满；请推迟它，或缩短 limit",
            "all ends before the limit is over, also for who begins at once: set it later, or shorten the limit",
        )  # fmt: skip
    if close is not None and last is not None and last > close:
        doc.wrong(
            ("last_start",), "最迟开始晚于强制结束：请把它提前", "one could still begin after all has ended: set it earlier"
        )  # fmt: skip
    elif close is not None and last is not None and limit is not None and last + limit > close >= limit:
        left = (close - last) // MINUTE
        doc.wrong(
            ("last_start",), f"最迟开始的人只剩 {left} 分钟（作答时间 {limit // MINUTE} 分钟）",
            f"who begins last has {left} of {limit // MINUTE} minutes", warning=True,
        )  # fmt: skip
    return times


# -- marks ---------------------------------------------------------------------------------------------------------


def _marks(doc: Document, parts: Parts, there: set[str] | None) -> None:
    """`there`: the chapters that the items measure, None where that is not known."""
    for name, low in (("pass_mark", 1), ("factor", 0)):
        if name in parts:
            _percent(doc, (name,), parts[name], low)
    known = {chapter.id for chapter in standard.chapters()}
    for id, percent in (parts.get("pass_chapters") or {}).items():
        path = ("pass_chapters", id)
        _percent(doc, path, percent, 1)
        if id not in known:
            zh, en = near(id, known)
            doc.wrong(path, f"标准里没有第“{id}”章{zh}", f"the standard has no chapter {id!r}{en}", key=True)
        elif there is not None and id not in there:
            zh, en = near(id, there)
            doc.wrong(path, f"没有一题考第 {id} 章{zh}", f"no item measures chapter {id}{en}", key=True)
    if not parts.get("resubmissions") and "factor" in doc.data:
        doc.wrong(
            ("factor",), "不能重做，factor 就不起作用；请去掉，或写 resubmissions",
            "without resubmissions the factor does nothing: take it out, or give resubmissions", key=True, warning=True,
        )  # fmt: skip


def _percent(doc: Document, path: tuple[str, ...], percent: Any, low: int) -> None:
    points = mark(percent)
    if points is None:
        doc.wrong(
            path, f"“{percent}”应为 0 到 100 的百分数，最多两位小数，如 60 或 62.5",
            f"{str(percent)!r} should be a percentage from 0 to 100 with two decimals at most, such as 60 or 62.5",
        )  # fmt: skip
    elif points < low:
        doc.wrong(path, "0 分就及格，这条线说明不了什么", "everybody reaches 0: such a mark says nothing")


# -- lists ---------------------------------------------------------------------------------------------------------


def _lists(doc: Document, parts: Parts) -> None:
    for name in ("off", "languages"):
        words = list(parts.get(name) or ())
        for i, word in enumerate(words):
            if word in words[:i]:
                doc.wrong((name, i), f"“{word}”重复", f"{word!r} stands twice")


# -- what is to be done --------------------------------------------------------------------------------------------


def _effort(doc: Document, parts: Parts, found: Sequence[Found], limit: int) -> None:
    """Whether a person can do it in the time, and whether the store's clock can be brought to the end without jumps."""
    minutes, have = sum(one.minutes for one in found), limit // MINUTE

    def said(zh: str, en: str) -> None:
        doc.wrong(("limit",), zh, en, warning=True)

    if minutes * 100 > CROWDED * have:
        said(
            f"各题约需 {minutes} 分钟，作答时间只有 {have} 分钟；请延长，或去掉几题",
            f"a person needs about {minutes} minutes for the items and has {have}: give more time, or fewer items",
        )
    elif minutes * 100 < EMPTY * have:
        said(
            f"各题约需 {minutes} 分钟，作答时间有 {have} 分钟；可以缩短，或再加几题",
            f"a person needs about {minutes} minutes for the items and has {have}: it could be shorter, or have more items",
        )
    if "jumps" in (parts.get("off") or ()):
        whole = sum(one.scenario.world.end - one.scenario.world.start for one in found)
        if whole > FASTEST * limit:
            need = -(-whole // (FASTEST * MINUTE))
            said(
                f"不许跳时间，最快的钟要走 {need} 分钟才到各班次的末尾，作答时间只有 {have} 分钟；请从 off 里去掉 jumps",
                f"without jumps the fastest clock takes {need} minutes to the end of all shifts, and there are {have}: leave jumps out of off",
            )


def _helpers(doc: Document, parts: Parts, found: Sequence[Found]) -> None:
    """What an item needs that is not there: the coach of a guided shift, an expert who plays the reference."""
    from simulator.bots.player import experts

    off = parts.get("off") or ()
    for one in found:
        scenario = one.scenario
        if scenario.guided and "coach" in off:
            doc.wrong(
                (*one.path, "scenario"), f"{one.address} 由教练带练，这里却关了教练；请换别的难度或场景，或从 off 里去掉 coach",
                f"{one.address} is guided by the coach, who is off here: take another level or scenario, or leave coach out of off",
                warning=True,
            )  # fmt: skip
        lacking = [r for r in scenario.practises if r not in experts() and r not in scenario.reference.without]
        if lacking:
            named = ", ".join(lacking)
            doc.wrong(
                one.path, f"{one.address} 的 {named} 还没有参考玩家，无法抽取难度相同的种子",
                f"nobody plays {named} of {one.address} yet, so no seeds of equal difficulty can be drawn",
            )  # fmt: skip
