"""An author's trial on the hand-made store: with hidden facts, a requirement that is scored, and things to come."""

from __future__ import annotations

from typing import Any

import msgspec

from simulator.desks.store.orders import OrderNature
from simulator.kernel.messages import Scheduled
from simulator.kernel.text import Text
from simulator.packs.model import Facet, Requirement
from simulator.parts.thread import MessageWants
from simulator.sessions.backstage import AUTHOR
from simulator.tui.app import StoreSimApp
from tests.tui.fake import SCENARIO, START, attempt

REQUIREMENT = Requirement(
    id="11.1.1",
    facets=(
        Facet(id="selected", weight=60, check="SET", measure="11.1.1.selected", params={"full": 100, "zero": 90},
              title=Text("只选已付款的", "Only paid ones selected")),
        Facet(id="level", weight=40, check="SHARE", measure="11.1.1.level", title=Text("等级一致", "Level as chosen")),
    ),
)  # fmt: skip


def trial(*, hostile: str = "", mode: str = AUTHOR) -> Any:
    """The attempt."""
    made = attempt(mode=mode, hostile=hostile)
    made.scenario = msgspec.structs.replace(SCENARIO, requirements=(REQUIREMENT,))
    made.engine.note(
        [
            OrderNature(order="A1043", patience=1_680),
            MessageWants(thread="T1", topic=hostile or "when.shipped", facts=("amount:3990 EUR",)),
            Scheduled(due=START + 300, name="ship.limit", entity=hostile or "A1043"),
        ],
        0,
    )
    return made


def app(lang: Any = "zh", theme: str = "dark", **options: Any) -> StoreSimApp:
    """The app with the store of the trial open."""
    made = trial(**options)
    one = StoreSimApp(lang, theme=theme, start=lambda a: a.open_store(made))
    one.animation_level = "none"
    return one
