"""Which hand-ins are copies: those that share a fingerprint (`judging.traces`) and belong to several students. Pure.

The original is the one that came first among those that are otherwise in order and whose first entry names its own student. A
second one that came at the same moment (from the same folder) cannot be told from it, so both are called copies, and a person
decides. A copy stays one; an original becomes one only where another turns up that came at the same moment or before.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from simulator.classroom.model import MARKED, Try
from simulator.kernel.text import Text

# what can be an original: all of it stands the test, whether or not it counts
_IN_ORDER = frozenset((*MARKED, "early", "open"))

_THE_SAME = Text(
    "与学生 {id} 的存档是同一局，从头到尾完全相同。",
    "It is the same attempt as that of student {id}, from beginning to end.",
)
_FROM_THERE = Text(
    "与学生 {id} 的存档出自同一局：开局后的操作和时间逐毫秒相同。",
    "It comes from the same attempt as that of student {id}: the actions after the opening agree to the millisecond.",
)
_TOGETHER = Text(
    "与学生 {id} 的存档出自同一局，而且同时收到，分不出谁抄谁；请人工判断。",
    "It comes from the same attempt as that of student {id}, and both were received at the same time: who copied cannot be told, "
    "so decide yourself.",
)


def settled(new: Iterable[Try], known: Sequence[Try]) -> list[Try]:
    """The tries whose verdict changes, when `new` ones join the `known` ones of the same fingerprint, in their order."""
    group = {t.id: t for t in known}
    before: dict[str, Try] = dict(group)
    for t in new:
        before.setdefault(t.id, t)
        others = [o for o in group.values() if o.student != t.student and o.id != t.id]
        for changed in _joined(t, others):
            group[changed.id] = changed
        group.setdefault(t.id, t)
    return [t for id, t in group.items() if before.get(id) != t]


def _joined(t: Try, others: Sequence[Try]) -> list[Try]:
    """What becomes of a try and of others of its fingerprint when it joins them."""
    if not others:
        return []
    sound = t.verdict in _IN_ORDER
    original = min((o for o in others if o.verdict in _IN_ORDER), key=_arrival, default=None)
    if original is None:
        # those that came together, and were called copies for it, came before
        first = min((o for o in others if o.verdict == "copied"), key=_arrival, default=None)
        if first is not None and (not sound or first.received <= t.received):
            return [_copy(t, first)]
        return [_copy(o, t) for o in others if o.verdict != "copied"] if sound else []
    if not sound or original.received < t.received:
        return [_copy(t, original)]
    if original.received == t.received:
        return [_copy(t, original, _TOGETHER), _copy(original, t, _TOGETHER)]
    return [_copy(o, t) for o in others if o.verdict != "copied"]


def _arrival(t: Try) -> tuple[int, str]:
    return (t.received, t.id)


def _copy(t: Try, of: Try, say: Text | None = None) -> Try:
    say = say or (_THE_SAME if t.head == of.head else _FROM_THERE)
    return msgspec.structs.replace(t, verdict="copied", says=(*t.says, say.fill(id=of.student)), mark=None)
