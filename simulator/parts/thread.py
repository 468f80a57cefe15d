"""Message threads with anyone: buyers, colleagues, carriers, experts, the platform, the warehouse."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec

from simulator.kernel.book import Book
from simulator.kernel.messages import Event, HiddenEvent, info
from simulator.kernel.text import Text
from simulator.kernel.world import HiddenState, State, World

book = Book()

Who = Literal["buyer", "me", "colleague", "carrier", "expert", "platform", "warehouse"]

WHO = {
    "buyer": Text("买家", "buyer"),
    "me": Text("我", "me"),
    "colleague": Text("同事", "colleague"),
    "carrier": Text("承运商", "carrier"),
    "expert": Text("专家", "expert"),
    "platform": Text("平台", "platform"),
    "warehouse": Text("仓库", "warehouse"),
}


class Message(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One message as it stands in the thread. `gist` is the platform's translation, in both languages."""

    number: Annotated[int, info("序", "No.", "int")]
    sender: Annotated[Who, info("谁", "From", "choice", choices=WHO)]
    minute: Annotated[int, info("时间", "Time", "minute")]
    text: Annotated[str, info("原文", "Text", "long")]
    gist: Annotated[Text | None, info("译文", "Translation")] = None
    seq: Annotated[int, info("记录号", "Fact", "int")] = 0


class Thread(msgspec.Struct, kw_only=True, gc=False):
    """A conversation. `waiting_since` is the minute of the oldest unanswered message to us, or None."""

    id: str
    who: Who
    name: str
    language: str
    subject: Text
    order: str = ""
    messages: list[Message] = msgspec.field(default_factory=list)
    waiting_since: int | None = None
    due: int | None = None


class Threads(State):
    """All threads by id, in order of arrival."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, Thread] = {}

    def about(self, order: str) -> list[Thread]:
        """The threads about one order."""
        return [t for t in self.by_id.values() if t.order == order]


class Ask(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """What a message truly wants (hidden): topic, and the exact facts a good answer holds."""

    thread: str
    number: int
    topic: str
    minute: int
    facts: tuple[str, ...] = ()  # each fact as `amount:3990 EUR`, `date:7-4`, `code:LX..`, `words:a|b|c`
    args: dict[str, str] = {}


class Asks(HiddenState):
    """Every ask by (thread, message number)."""

    __slots__ = ("all",)

    def __init__(self) -> None:
        self.all: dict[tuple[str, int], Ask] = {}


class MessageArrived(Event, frozen=True, kw_only=True, tag="message.arrived"):
    """Someone wrote to the store. The thread begins with its first message."""

    thread: str
    who: Who
    name: str
    text: str
    gist: Text | None = None
    language: str = "en"
    subject: Text = Text("", "")
    order: str = ""
    due: int | None = None
    answer: bool = True  # whether the writer waits for an answer


class MessageWants(HiddenEvent, frozen=True, kw_only=True, tag="message.wants"):
    """What the newest message of a thread truly wants."""

    thread: str
    topic: str
    facts: tuple[str, ...] = ()
    args: dict[str, str] = {}


class MessageSent(Event, frozen=True, kw_only=True, tag="message.sent"):
    """The store wrote."""

    thread: str
    text: str


book.event("{name} 来信：{text}", "{name} wrote: {text}", news=True)(MessageArrived)
book.event("{thread} 来信真正要的：{topic}", "What {thread} truly wants: {topic}")(MessageWants)
book.event("你回复 {thread}：{text}", "You wrote in {thread}: {text}")(MessageSent)


@book.applies(MessageArrived)
def _arrived(world: World, event: MessageArrived) -> None:
    threads = world.of(Threads).by_id
    thread = threads.get(event.thread)
    if thread is None:
        thread = threads[event.thread] = Thread(
            id=event.thread,
            who=event.who,
            name=event.name,
            language=event.language,
            subject=event.subject,
            order=event.order,
        )
    number = len(thread.messages)
    thread.messages.append(
        Message(
            number=number, sender=event.who, minute=world.now, text=event.text, gist=event.gist, seq=world.count - 1
        )
    )
    if thread.waiting_since is None and event.answer:
        thread.waiting_since = world.now
    if event.due is not None and thread.due is None:
        thread.due = event.due


@book.applies(MessageWants)
def _wants(world: World, event: MessageWants) -> None:
    thread = world.of(Threads).by_id[event.thread]
    number = thread.messages[-1].number
    world.of(Asks).all[event.thread, number] = Ask(
        thread=event.thread, number=number, topic=event.topic, minute=world.now, facts=event.facts, args=event.args
    )


@book.applies(MessageSent)
def _sent(world: World, event: MessageSent) -> None:
    thread = world.of(Threads).by_id[event.thread]
    thread.messages.append(
        Message(number=len(thread.messages), sender="me", minute=world.now, text=event.text, seq=world.count - 1)
    )
    thread.waiting_since = None
    thread.due = None
