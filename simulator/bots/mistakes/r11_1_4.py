"""Wrong ways with 11.1.4 (and the safety gate of 11.1.6)."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from simulator.bots.mistakes.common import Change, Drop
from simulator.bots.player import Mistake, Views, mistake
from simulator.desks.logistics.label import AttachLabel, CheckParcel, HandOver, PackParcel, PrintLabel
from simulator.kernel.messages import Command
from simulator.kernel.text import Text


@mistake("no-scan-check", title=Text("不扫描核对", "No scan-check"))
def no_scan_check() -> Mistake:
    """Hands over without scanning what is on the box."""
    return Drop(CheckParcel)


@mistake("swap-labels", title=Text("面单贴错包裹", "Swapped labels"))
class SwapLabels:
    """Sticks the labels on the boxes in the wrong order: each gets another parcel's."""

    def __init__(self) -> None:
        self.printed: list[str] = []

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """The label printed before, on this box."""
        if isinstance(command, PrintLabel):
            self.printed.append(command.tracking)
        if isinstance(command, AttachLabel) and len(self.printed) > 1:
            return [msgspec.structs.replace(command, tracking=self.printed[-2])]
        return [command]


@mistake("label-over-edge", title=Text("面单跨棱角贴", "Labels over the edge"))
def label_over_edge() -> Mistake:
    """Sticks labels over the edge of the box."""
    return Change(AttachLabel, lambda c, v: {"place": "edge"})


@mistake("bag-for-everything", title=Text("什么都装快递袋", "A bag for everything"))
def bag_for_everything() -> Mistake:
    """A bag without filling for everything, whatever the goods; the mark of something else."""
    return Change(
        PackParcel, lambda c, v: {"box": "bag", "filling": "none", "mark": c.mark if c.mark == "battery" else "liquid"}
    )


@mistake("no-lithium-mark", title=Text("不贴锂电池标", "No lithium mark"))
def no_lithium_mark() -> Mistake:
    """Leaves the lithium battery mark off."""
    return Change(PackParcel, lambda c, v: {"mark": "none"} if c.mark == "battery" else None)


@mistake("never-hand-over", title=Text("包好了放着不交运", "Packed parcels left lying"))
def never_hand_over() -> Mistake:
    """Leaves the packed parcels where they lie."""
    return Drop(HandOver)
