"""A trivial desk for the benches: a counter that is raised, and an echo that the market answers."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.kernel.book import Book
from simulator.kernel.engine import Rules
from simulator.kernel.messages import Command, Event
from simulator.kernel.text import Text
from simulator.kernel.world import State, World

book = Book()


class Counter(State):
    """The whole desk."""

    __slots__ = ("notes", "value")

    def __init__(self) -> None:
        self.value = 0
        self.notes: dict[str, str] = {}


@book.command(title=Text("加一", "Raise"), desk="bench")
class Raise(Command, frozen=True, kw_only=True, tag="counter.raise"):
    """Raise the counter."""

    by: int


@book.event()
class Raised(Event, frozen=True, kw_only=True, tag="counter.raised"):
    """The counter was raised."""

    by: int


@book.decides(Raise)
def _raise(world: World, command: Raise) -> Iterable[Event]:
    return [Raised(by=command.by)]


@book.applies(Raised)
def _raised(world: World, event: Raised) -> None:
    world.of(Counter).value += event.by


@book.command(title=Text("发货", "Ship"), desk="bench")
class Ship(Command, frozen=True, kw_only=True, tag="parcel.ship"):
    """An action of the usual size: text, an id, amounts."""

    order: str
    service: str
    grams: int
    declared: int
    note: str


@book.event()
class Shipped(Event, frozen=True, kw_only=True, tag="parcel.shipped"):
    """A parcel is on its way."""

    order: str
    service: str
    grams: int
    declared: int
    note: str


@book.event()
class Scanned(Event, frozen=True, kw_only=True, tag="parcel.scanned"):
    """The carrier saw the parcel."""

    order: str
    place: str


@book.event()
class Charged(Event, frozen=True, kw_only=True, tag="freight.charged"):
    """The carrier wants its money."""

    order: str
    amount: int


@book.decides(Ship)
def _ship(world: World, command: Ship) -> Iterable[Event]:
    return [
        Shipped(
            order=command.order, service=command.service, grams=command.grams, declared=command.declared, note=command.note
        )
    ]  # fmt: skip


@book.applies(Shipped)
def _shipped(world: World, event: Shipped) -> None:
    world.of(Counter).notes[event.order] = event.note


@book.applies(Scanned)
def _scanned(world: World, event: Scanned) -> None:
    world.of(Counter).value += 1


@book.applies(Charged)
def _charged(world: World, event: Charged) -> None:
    world.of(Counter).value += event.amount


@book.reacts(Shipped)
def _carrier(world: World, event: Shipped) -> Iterable[Event]:
    if event.grams % 2:
        return [Charged(order=event.order, amount=event.grams * 3)]
    return [Scanned(order=event.order, place="Rotterdam"), Charged(order=event.order, amount=event.grams * 3)]


def rules() -> Rules:
    """The desk made ready."""
    return Rules(book)
