"""The scenario's rulebook: rules of platforms, law and tax as dated data (law 6 of the design)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.kernel.book import Book
from simulator.kernel.messages import Event, info
from simulator.kernel.text import Text
from simulator.kernel.world import State, World

book = Book()

FOREVER = 10**9


class Rule(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One dated figure: its id, market ("" for all), value, validity in sim minutes, wording and source."""

    id: Annotated[str, info("规则", "Rule")]
    title: Annotated[Text, info("内容", "What it says")]
    value: Annotated[str, info("数值", "Value")]
    unit: Annotated[str, info("单位", "Unit")] = ""
    market: Annotated[str, info("市场", "Market")] = ""
    platform: Annotated[str, info("平台", "Platform")] = "simulated"
    valid_from: Annotated[int, info("自", "From", "minute")] = -FOREVER
    valid_to: Annotated[int, info("至", "Until", "minute")] = FOREVER
    source: Annotated[str, info("来源", "Source")] = "simulator parameter"
    simulated: bool = True


class RuleSet(Event, frozen=True, kw_only=True, tag="rule.set"):
    """Rules stand in the book, or are replaced from their date on."""

    rules: tuple[Rule, ...]


book.event("规则入册", "Rules recorded")(RuleSet)


class Rulebook(State):
    """All rules by id, in the order in which they were set."""

    __slots__ = ("rules",)

    def __init__(self) -> None:
        self.rules: dict[str, list[Rule]] = {}

    def find(self, id: str, now: int, market: str = "") -> Rule | None:
        """The rule in force at a sim minute; one for the market goes before one for all."""
        best: Rule | None = None
        for rule in self.rules.get(id, ()):
            fits = rule.market in ("", market) and rule.valid_from <= now < rule.valid_to
            if fits and (best is None or (rule.market, rule.valid_from) >= (best.market, best.valid_from)):
                best = rule
        return best

    def number(self, id: str, now: int, market: str = "") -> int:
        """The whole-number value in force; KeyError when no such rule is in force."""
        rule = self.find(id, now, market)
        if rule is None:
            raise KeyError(f"no rule {id} for {market or 'any market'} at {now}")
        return int(rule.value)

    def word(self, id: str, now: int, market: str = "") -> str:
        """The value in force as text; "" when no such rule is in force."""
        rule = self.find(id, now, market)
        return rule.value if rule else ""


@book.applies(RuleSet)
def _set(world: World, event: RuleSet) -> None:
    rules = world.of(Rulebook).rules
    for rule in event.rules:
        rules.setdefault(rule.id, []).append(rule)
