"""The store's cash: a ledger of integer minor units in several currencies, each entry with its reason."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal
from typing import Annotated

import msgspec

from simulator.kernel.book import Book
from simulator.kernel.messages import Event, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, State, World
from simulator.parts.rulebook import Rulebook

book = Book()

NO_MINOR = ("JPY", "KRW")


class CashMoved(Event, frozen=True, kw_only=True, tag="cash.moved"):
    """Money came in (positive) or went out (negative), minor units of `currency`."""

    minor: int
    currency: str
    why: Text
    ref: str = ""
    kind: str = "other"  # sale, freight, fine, refund, fee, goods, claim


book.event("资金 {minor} {currency}：{why}", "Cash {minor} {currency}: {why}")(CashMoved)


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line of the ledger."""

    id: Annotated[str, info("序号", "No.", "id")]
    minute: Annotated[int, info("时间", "Time", "minute")]
    minor: Annotated[int, info("金额", "Amount", "money", currency="currency")]
    currency: Annotated[str, info("币种", "Currency")]
    why: Annotated[Text, info("事由", "Reason")]
    ref: Annotated[str, info("单据", "Document")]
    kind: str


class Cash(State):
    """Balances by currency and all entries."""

    __slots__ = ("balance", "entries")

    def __init__(self) -> None:
        self.balance: dict[str, int] = {}
        self.entries: list[Entry] = []


@book.applies(CashMoved)
def _moved(world: World, event: CashMoved) -> None:
    cash = world.of(Cash)
    cash.balance[event.currency] = cash.balance.get(event.currency, 0) + event.minor
    cash.entries.append(
        Entry(
            id=str(len(cash.entries) + 1), minute=world.now, minor=event.minor, currency=event.currency, why=event.why,
            ref=event.ref, kind=event.kind,
        )
    )  # fmt: skip


def written(minor: int, currency: str) -> str:
    """An amount in a sentence: `EUR 39.90`."""
    sign, minor = ("-" if minor < 0 else ""), abs(minor)
    return f"{currency} {sign}{minor}" if currency in NO_MINOR else f"{currency} {sign}{minor // 100}.{minor % 100:02d}"


def exchange(rules: Rulebook, now: int, minor: int, source: str, target: str) -> int:
    """Minor units of `target` for minor units of `source` at the rulebook's rates of that minute (`fx.EURCNY`), half even."""
    if source == target:
        return minor
    amount = Decimal(minor) if source in NO_MINOR else Decimal(minor) / 100
    if source != "CNY":
        amount *= Decimal(rules.word(f"fx.{source}CNY", now))
    if target != "CNY":
        amount /= Decimal(rules.word(f"fx.{target}CNY", now))
    if target not in NO_MINOR:
        amount *= 100
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_EVEN))


def total_cny(world: World | Seen) -> int:
    """All balances in CNY fen at today's rates."""
    rules = world.of(Rulebook)
    return sum(exchange(rules, world.now, m, c, "CNY") for c, m in sorted(world.of(Cash).balance.items()))


@book.view("ledger", title=Text("资金流水", "Cash ledger"), desk="money", shows=Entry, order=10)
def ledger(seen: Seen) -> list[Entry]:
    """The newest entries first."""
    return list(reversed(seen.of(Cash).entries))
