"""Wrong ways with 11.1.6 and 11.1.7."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.bots.mistakes.common import Change, Drop
from simulator.bots.player import Mistake, Views, mistake
from simulator.desks.logistics.undeliverable import DecideDisposal, PayDisposal, SettleDisposal
from simulator.desks.logistics.watch import AskCarrier, FileClaim, ResendParcel, ReviewCarrier
from simulator.desks.service.reply import WriteToBuyer
from simulator.kernel.messages import Command
from simulator.kernel.text import Text


@mistake("wait-and-see", title=Text("等买家来催", "Waits until a buyer complains"))
def wait_and_see() -> Mistake:
    """Leaves parcels that stand still alone until a buyer complains."""
    return Drop(AskCarrier)


@mistake("no-monthly-review", title=Text("不索赔不评审", "No claims, no review"))
def no_monthly_review() -> Mistake:
    """Neither claims nor reviews."""
    return Drop(ReviewCarrier, FileClaim, ResendParcel)


@mistake("let-it-lapse", title=Text("投递失败不管", "Lets it lapse"))
def let_it_lapse() -> Mistake:
    """Does nothing about parcels that could not be delivered."""
    return Drop(
        WriteToBuyer,
        DecideDisposal,
        PayDisposal,
        SettleDisposal,
        when=lambda c, v: not isinstance(c, WriteToBuyer) or _failed(c, v),
    )


def _failed(c: WriteToBuyer, v: Views) -> bool:
    return any(v.record("failed", row.id).order == c.order for row in v.table("undeliverable"))


@mistake("decide-unasked", title=Text("不问买家就处置", "Decides without asking"))
class DecideUnasked:
    """Decides at once without a word to the buyer; happens to decide right."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """No letters about parcels that could not be delivered; the way is guessed from the cause."""
        if isinstance(command, WriteToBuyer) and _failed(command, v):
            return []
        if isinstance(command, DecideDisposal):
            cause = v.record("failed", command.case).cause
            if cause == "address":
                import msgspec

                return [msgspec.structs.replace(command, way="redeliver")]
        return [command]


@mistake("always-return", title=Text("一律退回", "Always returns"))
def always_return() -> Mistake:
    """Has every parcel returned, whatever it is worth."""
    return Change(DecideDisposal, lambda c, v: {"way": "return"})


@mistake("forget-the-fee", title=Text("忘付处置费", "Forgets the fee"))
def forget_the_fee() -> Mistake:
    """Decides and forgets to pay."""
    return Drop(PayDisposal)


@mistake("no-books", title=Text("不记账不了结", "Never settles the books"))
def no_books() -> Mistake:
    """Never settles goods and buyer."""
    return Drop(SettleDisposal)
