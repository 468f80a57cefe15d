"""Wrong ways with 11.1.5."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from simulator.bots.mistakes.common import Change, Drop
from simulator.bots.player import Mistake, Views, mistake
from simulator.desks.logistics.label import CheckParcel
from simulator.desks.logistics.shipnotice import CheckTrace, FillShippingNotice
from simulator.kernel.messages import Command
from simulator.kernel.text import Text


@mistake("notice-first", title=Text("先填通知后发货", "Notice first, goods later"))
class NoticeFirst:
    """Fills the notice as soon as the parcel is checked, before any carrier has it."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """The notice right after the scan-check; none later."""
        if isinstance(command, CheckParcel):
            parcel = v.record("parcel", command.parcel)
            early = FillShippingNotice(
                order=parcel.order, service=parcel.service, tracking=parcel.tracking, part="complete"
            )
            v.skipped.add(early)
            return [command, early]
        return [command]


@mistake("wrong-number", title=Text("填成别的包裹的运单号", "The number of another parcel"))
class WrongNumber:
    """Copies the number of another parcel into each notice."""

    def __init__(self) -> None:
        self.last = ""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """The number noticed before, or that of a parcel sent last week."""
        if isinstance(command, FillShippingNotice):
            old = next(p.tracking for p in v.table("parcels") if p.old)
            wrong = self.last or old
            self.last = command.tracking
            return [msgspec.structs.replace(command, tracking=wrong)]
        return [command]


@mistake("never-trace", title=Text("从不核查轨迹", "Never checks the tracking"))
def never_trace() -> Mistake:
    """Never looks whether a number is traced."""
    return Drop(CheckTrace)


@mistake("no-notice", title=Text("发了货不通知", "No notice at all"))
def no_notice() -> Mistake:
    """Ships and tells nobody."""
    return Drop(FillShippingNotice)


@mistake("invented-number", title=Text("编一个运单号", "An invented number"))
class InventedNumber:
    """Fills a notice for an order that nobody has paid, under a number that does not exist."""

    def __init__(self) -> None:
        self.done = False

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """One false notice besides the right ones."""
        unpaid = next((r.id for r in v.table("orders") if r.status == "unpaid"), None)
        if isinstance(command, FillShippingNotice) and not self.done and unpaid:
            self.done = True
            return [command, msgspec.structs.replace(command, order=unpaid, tracking="SS000000000CN", part="complete")]
        return [command]


@mistake("wrong-number-invented", title=Text("运单号填错", "A wrong number"))
def wrong_number_invented() -> Mistake:
    """Mistypes the number in every notice."""
    return Change(FillShippingNotice, lambda c, v: {"tracking": c.tracking[:2] + "000000000CN"})
