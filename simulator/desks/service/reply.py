"""Write to people: answer a thread, or write to a buyer first (9.2.1, 9.2.2, 11.1.2, 11.1.7)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.desks.store.orders import Orders, find_order
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, World
from simulator.parts.thread import WHO, Message, MessageSent, Thread, Threads

book = Book()
REQ = "9.2.1"


class ThreadBegun(Event, frozen=True, kw_only=True, tag="thread.begun"):
    """The store opened a conversation with the buyer of an order."""

    thread: str
    order: str


book.event("就订单 {order} 联系买家", "The buyer of {order} is written to")(ThreadBegun)


@book.applies(ThreadBegun)
def _begun(world: World, e: ThreadBegun) -> None:
    order = world.of(Orders).by_id[e.order]
    world.of(Threads).by_id[e.thread] = Thread(
        id=e.thread, who="buyer", name=order.buyer, language=order.language, subject=Text(f"订单 {order.id}", f"Order {order.id}"),
        order=order.id,
    )  # fmt: skip


Words = Annotated[
    str,
    info("内容", "Text", "long", min_length=1, max_length=2000, requirement=REQ,
         help=Text("写清事实、金额、日期；文风不计分。", "State facts, amounts and dates; style is not judged.")),
]  # fmt: skip


@book.command(
    title=Text("回复", "Reply"), desk="service", minutes=3, requirements=(REQ, "11.1.2"), order=10,
    about=Text("用自己的话回复对方。", "Answer in your own words."),
)  # fmt: skip
class Reply(Command, frozen=True, kw_only=True, tag="message.reply"):
    """Answer in a thread."""

    thread: Annotated[str, info("会话", "Thread", record="threads", requirement=REQ)]
    text: Words


@book.decides(Reply)
def reply(world: World, c: Reply) -> list[Event]:
    """A thread that exists can be answered at any time."""
    if c.thread not in world.of(Threads).by_id:
        raise Refusal("no-thread", f"没有会话 {c.thread}。", f"There is no thread {c.thread}.")
    if not c.text.strip():
        raise Refusal("empty", "内容是空的。", "The text is empty.")
    return [MessageSent(thread=c.thread, text=c.text)]


@book.command(
    title=Text("联系买家", "Write to the buyer"), desk="service", minutes=3, requirements=("9.2.2", "11.1.7"), order=20, natural=False,
    about=Text("主动就某个订单联系买家。", "Write to the buyer of an order first."),
)  # fmt: skip
class WriteToBuyer(Command, frozen=True, kw_only=True, tag="message.write"):
    """Write to the buyer of an order."""

    order: Annotated[str, info("订单", "Order", record="orders", requirement="9.2.2")]
    text: Words


@book.decides(WriteToBuyer)
def write(world: World, c: WriteToBuyer) -> list[Event]:
    """Goes into the order's own thread, which begins when there is none."""
    order = find_order(world, c.order)
    if not c.text.strip():
        raise Refusal("empty", "内容是空的。", "The text is empty.")
    threads = [t for t in world.of(Threads).about(order.id) if t.who == "buyer"]
    if threads:
        return [MessageSent(thread=threads[0].id, text=c.text)]
    thread = f"T-{order.id}"
    return [ThreadBegun(thread=thread, order=order.id), MessageSent(thread=thread, text=c.text)]


class ThreadRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One conversation in the list."""

    id: Annotated[str, info("会话", "Thread", "id")]
    who: Annotated[str, info("对方", "With", "choice", choices=WHO)]
    name: Annotated[str, info("姓名", "Name")]
    order: Annotated[str, info("订单", "Order")]
    subject: Annotated[Text, info("主题", "Subject")]
    due: Annotated[int | None, info("回复剩余", "Answer within", "due")]
    waiting: Annotated[bool, info("待回复", "Waiting", "flag")]
    count: Annotated[int, info("条数", "Messages", "int", wide=False)]


class ThreadRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One conversation opened."""

    id: Annotated[str, info("会话", "Thread", "id")]
    who: Annotated[str, info("对方", "With", "choice", choices=WHO)]
    name: Annotated[str, info("姓名", "Name")]
    language: Annotated[str, info("沟通语言", "Language")]
    order: Annotated[str, info("订单", "Order")]
    subject: Annotated[Text, info("主题", "Subject")]
    waiting_since: Annotated[int | None, info("等待自", "Waiting since", "minute")]
    due: Annotated[int | None, info("回复剩余", "Answer within", "due")]
    messages: Annotated[tuple[Message, ...], info("消息", "Messages", "list")]


@book.view("threads", title=Text("会话", "Threads"), desk="service", shows=ThreadRow, record="thread", order=10)
def threads(seen: Seen) -> list[ThreadRow]:
    """Those waiting first, by the time left."""
    rows = sorted(
        seen.of(Threads).by_id.values(),
        key=lambda t: (t.waiting_since is None, t.due if t.due is not None else 10**9, t.waiting_since or 0, t.id),
    )
    return [
        ThreadRow(
            id=t.id, who=t.who, name=t.name, order=t.order, subject=t.subject, due=t.due, waiting=t.waiting_since is not None,
            count=len(t.messages),
        )
        for t in rows
    ]  # fmt: skip


@book.view(
    "thread",
    title=Text("会话", "Thread"),
    desk="service",
    shows=ThreadRecord,
    kind="record",
    record="threads",
    evidence=True,
)
def thread_view(seen: Seen, key: str) -> ThreadRecord | None:
    """One conversation with all its messages."""
    t = seen.of(Threads).by_id.get(key)
    if t is None:
        return None
    return ThreadRecord(
        id=t.id, who=t.who, name=t.name, language=t.language, order=t.order, subject=t.subject, waiting_since=t.waiting_since,
        due=t.due, messages=tuple(t.messages),
    )  # fmt: skip
