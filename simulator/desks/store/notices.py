"""Notices of the platform, carriers and authorities; a rule change arrives as one and is in force from its date."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.kernel.book import Book
from simulator.kernel.messages import Event, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, State, World
from simulator.parts.rulebook import Rule, Rulebook

book = Book()


class NoticeArrived(Event, frozen=True, kw_only=True, tag="notice.arrived"):
    """A notice was published to the store."""

    id: str
    sender: Text
    title: Text
    body: Text
    force: int  # sim minute from which it holds


book.event("通知：{title}", "Notice: {title}", news=True)(NoticeArrived)


class NoticeRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One notice in the list: the body is read by opening it."""

    id: Annotated[str, info("编号", "No.", "id")]
    minute: Annotated[int, info("到达", "Arrived", "minute")]
    sender: Annotated[Text, info("发布者", "From")]
    title: Annotated[Text, info("标题", "Title")]
    force: Annotated[int, info("生效", "In force", "minute")]


class Notice(NoticeRow, frozen=True, kw_only=True, gc=False):
    """One notice opened."""

    body: Annotated[Text, info("内容", "Content", "long")]


class Notices(State):
    """All notices in order of arrival."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, Notice] = {}


@book.applies(NoticeArrived)
def _arrived(world: World, event: NoticeArrived) -> None:
    world.of(Notices).by_id[event.id] = Notice(
        id=event.id, minute=world.now, sender=event.sender, title=event.title, force=event.force, body=event.body
    )


@book.view("notices", title=Text("通知", "Notices"), desk="notices", shows=NoticeRow, record="notice", order=10)
def notices(seen: Seen) -> list[NoticeRow]:
    """The newest first."""
    return [
        NoticeRow(id=n.id, minute=n.minute, sender=n.sender, title=n.title, force=n.force)
        for n in reversed(seen.of(Notices).by_id.values())
    ]


@book.view(
    "notice", title=Text("通知", "Notice"), desk="notices", shows=Notice, kind="record", record="notices", evidence=True
)
def notice(seen: Seen, key: str) -> Notice | None:
    """One notice with its content."""
    return seen.of(Notices).by_id.get(key)


class RuleRow(Rule, frozen=True, kw_only=True, gc=False):
    """A rule in the library, with whether it is in force now."""

    in_force: Annotated[bool, info("现行", "In force", "flag")]


@book.view("rules", title=Text("规则库", "Rule library"), desk="notices", shows=RuleRow, order=20)
def rules(seen: Seen) -> list[RuleRow]:
    """Every dated rule of this scenario; all are simulated parameters unless the source says otherwise."""
    rows = []
    for versions in seen.of(Rulebook).rules.values():
        for rule in versions:
            fields = {f: getattr(rule, f) for f in rule.__struct_fields__}
            rows.append(RuleRow(**fields, in_force=seen.of(Rulebook).find(rule.id, seen.now, rule.market) is rule))
    return rows
