"""The store's knowledge base: what was once asked and answered is written down so that nobody asks twice (9.2.1)."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.desks.store.shift import Shift
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, State, World

book = Book()
REQ = "9.2.1"

Topic = Literal[
    "voltage", "plug", "size", "material", "care", "warranty", "runtime", "capacity", "compatibility", "water", "age",
    "certificate", "customs", "technical",
]  # fmt: skip
TOPIC = {
    "voltage": Text("电压功率", "voltage"),
    "plug": Text("插头", "plug"),
    "size": Text("尺寸", "size"),
    "material": Text("材质", "material"),
    "care": Text("清洁保养", "care"),
    "warranty": Text("保修", "warranty"),
    "runtime": Text("续航", "runtime"),
    "capacity": Text("容量", "capacity"),
    "compatibility": Text("兼容", "compatibility"),
    "water": Text("防水", "water"),
    "age": Text("适用年龄", "age"),
    "certificate": Text("证书", "certificate"),
    "customs": Text("关税清关", "customs"),
    "technical": Text("故障技术", "technical"),
}


class KnowledgeAdded(Event, frozen=True, kw_only=True, tag="knowledge.added"):
    """An answer was written into the knowledge base."""

    id: str
    item: str
    topic: str
    fact: str


class Entry(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One entry added by the service desk."""

    id: Annotated[str, info("条目", "Entry", "id")]
    item: Annotated[str, info("货号", "SKU", record="items")]
    topic: Annotated[str, info("主题", "Topic", "choice", choices=TOPIC)]
    fact: Annotated[str, info("事实", "Fact", "long")]
    minute: Annotated[int, info("写入", "Written", "minute")]
    seq: int = 0


class Knowledge(State):
    """What the service desk wrote down, in order."""

    __slots__ = ("entries",)

    def __init__(self) -> None:
        self.entries: list[Entry] = []


book.event("知识库新增 {item} {topic}：{fact}", "Knowledge base, {item} {topic}: {fact}")(KnowledgeAdded)


@book.applies(KnowledgeAdded)
def _added(world: World, e: KnowledgeAdded) -> None:
    world.of(Knowledge).entries.append(
        Entry(id=e.id, item=e.item, topic=e.topic, fact=e.fact, minute=world.now, seq=world.count - 1)
    )


@book.command(
    title=Text("写入知识库", "Add to the knowledge base"), desk="service", minutes=2, requirements=(REQ,), order=50,
    about=Text(
        "把专家有依据的答复按货号和主题写进知识库，下次直接能答。",
        "Write an expert's founded answer down by item and topic, so that it can be given at once next time.",
    ),
)  # fmt: skip
class AddKnowledge(Command, frozen=True, kw_only=True, tag="knowledge.add"):
    """Write a fact into the knowledge base."""

    item: Annotated[str, info("货号", "SKU", record="items", requirement=REQ)]
    topic: Annotated[Topic, info("主题", "Topic", choices=TOPIC, requirement=REQ)]
    fact: Annotated[str, info("事实", "Fact", "long", min_length=1, max_length=500, requirement=REQ)]


@book.decides(AddKnowledge)
def add(world: World, c: AddKnowledge) -> list[Event]:
    """Any item of the catalogue; the newest entry on a topic counts."""
    if c.item not in world.of(Shift).goods:
        raise Refusal("no-item", f"没有商品 {c.item}。", f"There is no item {c.item}.")
    if not c.fact.strip():
        raise Refusal("empty", "内容是空的。", "The text is empty.")
    entries = world.of(Knowledge).entries
    if any((e.item, e.topic, e.fact) == (c.item, c.topic, c.fact) for e in entries):
        raise Refusal("known", "知识库里已有同样的条目。", "The knowledge base holds this already.")
    return [KnowledgeAdded(id=f"KB-{len(entries) + 1}", item=c.item, topic=c.topic, fact=c.fact)]


@book.view("knowledge", title=Text("知识库", "Knowledge base"), desk="service", shows=Entry, order=30)
def knowledge(seen: Seen) -> list[Entry]:
    """The newest entry first; the facts of the catalogue stand in the item records."""
    return list(reversed(seen.of(Knowledge).entries))
