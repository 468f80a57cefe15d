"""How an entry of a scenario's cast is written: one typed struct per kind, from which packs are read, checked and explained.

A kind is a struct (its fields with titles, help and bounds in both languages) and a generator, registered together in one
module. What has `count`, `when` and `rate` is an arrival; the others set the scene.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from simulator.kernel.messages import info, tag_of
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, parse

MOMENT = r"D[1-9][0-9]{0,2}( ([01]?[0-9]|2[0-3])(:[0-5][0-9])?)?"
NAME = r"^[A-Za-z][A-Za-z0-9._-]{0,39}$"

# a moment in sim time: `D3 14:20`, or `D3` for its first minute
Moment = Annotated[str, msgspec.Meta(pattern=f"^{MOMENT}$", examples=["D3 14:20"])]
# when something comes: `open` (it is there when the store opens), a moment, or two between which the seed decides
When = Annotated[str, msgspec.Meta(pattern=f"^(open|{MOMENT})$", examples=["open", "D1 14:20"])] | tuple[Moment, Moment]
Language = Literal["", "en", "zh"]

Group = Literal["arrival", "trap", "rule", "scene"]
GROUP: dict[str, Text] = {
    "arrival": Text("来件", "arrivals"),
    "trap": Text("陷阱", "traps"),
    "rule": Text("规则变更", "rule changes"),
    "scene": Text("布景", "the scene"),
}


class Rate(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Random arrivals at a mean rate between two moments. Every seed gets the same number, at moments of its own: a Poisson
    process given its count, so that seeds stay equally hard."""

    per_day: Annotated[int, info("平均每天几件", "Mean number a day", "int", ge=1, le=40)]
    start: Annotated[Moment, info("从", "From", "minute")]
    end: Annotated[Moment, info("到", "Until", "minute")]

    def number(self) -> int:
        """How many arrive in all."""
        span = parse(self.end) - parse(self.start)
        return max(1, (self.per_day * span + DAY // 2) // DAY)


class Entry(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """One entry of a cast."""

    def times(self) -> int:
        """How often the generator is called."""
        return 1


class Arrival(Entry, frozen=True, kw_only=True, tag_field="kind", forbid_unknown_fields=True):
    """Something that comes in: `count` of them `when` says so, or at random at a mean `rate`."""

    count: Annotated[int, info("几件", "How many", "int", ge=0, le=60, help=Text(
        "0：这个难度没有", "0: none at this level"))] = 1  # fmt: skip
    when: Annotated[When, info("何时", "When", help=Text(
        "open：开店时已在；一个时刻；或两个时刻之间由种子决定", "open: there when the store opens; a moment; or two between which the seed decides",
    ))] = "open"  # fmt: skip
    rate: Annotated[Rate | None, info("随机到达", "Random arrivals", help=Text(
        "代替 count 和 when：按平均速率随机到达，各种子件数相同", "instead of count and when: at random at a mean rate, the same number for every seed",
    ))] = None  # fmt: skip

    def times(self) -> int:
        """How many arrive."""
        return self.rate.number() if self.rate is not None else self.count

    def moments(self) -> When:
        """When they come."""
        return (self.rate.start, self.rate.end) if self.rate is not None else self.when


E = TypeVar("E", bound=Entry)
# the stage, the entry, and which of its `times()` this is (from 0)
Generator = Callable[[Any, Any, int], None]


class Kind(msgspec.Struct, frozen=True):
    """One kind of cast entry: its struct, its generator, and what it is for."""

    name: str
    cls: type[Entry]
    generate: Generator
    title: Text
    about: Text
    group: Group
    needs: tuple[str, ...] = ()  # kinds that have to stand in the same cast


_kinds: dict[str, Kind] = {}


def kind(
    cls: type[Entry], *, title: Text, about: Text, group: Group, needs: tuple[str, ...] = ()
) -> Callable[[Generator], Generator]:
    """Register the generator of a kind of cast entry; its name is the struct's tag."""
    name = tag_of(cls)

    def write(function: Generator) -> Generator:
        if name in _kinds:
            raise ValueError(f"cast kind {name} is written twice")
        _kinds[name] = Kind(name, cls, function, title, about, group, needs)
        return function

    return write


def registered() -> dict[str, Kind]:
    """What has been registered so far; `market.cast.kinds` imports all modules first."""
    return _kinds
