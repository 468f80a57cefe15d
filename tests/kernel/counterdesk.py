"""A desk small enough to see through: a counter, bells on the agenda, cheers from the market, refusals, dice."""

import hashlib
import sys
from collections.abc import Iterable, Mapping
from typing import Annotated, Any

from hypothesis import strategies as st

from simulator.kernel.book import Book
from simulator.kernel.engine import Advance, Engine, Rules
from simulator.kernel.journal import MemoryJournal
from simulator.kernel.luck import Luck
from simulator.kernel.messages import Command, Event, Refusal, Scheduled, info
from simulator.kernel.text import Text
from simulator.kernel.world import State, World

T = Text("试", "test")
book = Book()


class Counter(State):
    __slots__ = ("cheers", "log", "value")

    def __init__(self) -> None:
        self.value = 0
        self.cheers = 0
        self.log: list[tuple[int, str]] = []


@book.event()
class Bumped(Event, frozen=True, kw_only=True, tag="counter.bumped"):
    by: int


@book.event()
class Cheered(Event, frozen=True, kw_only=True, tag="crowd.cheered"):
    times: int


@book.event(news=True)
class Rang(Event, frozen=True, kw_only=True, tag="bell.rang"):
    bell: str


@book.event()
class Hummed(Event, frozen=True, kw_only=True, tag="bell.hummed"):
    bell: str


@book.event()
class Rolled(Event, frozen=True, kw_only=True, tag="dice.rolled"):
    face: int


@book.event()
class Looped(Event, frozen=True, kw_only=True, tag="loop.looped"):
    pass


@book.event()
class Tripped(Event, frozen=True, kw_only=True, tag="trip.tripped"):
    pass


@book.command(title=T, desk="test", minutes=2)
class Bump(Command, frozen=True, kw_only=True, tag="counter.bump"):
    by: Annotated[int, info("数", "By", ge=-1000, le=1000)]


@book.command(title=T, desk="test", minutes=lambda world, command: command.minutes % 3)
class SetBell(Command, frozen=True, kw_only=True, tag="bell.set"):
    bell: str
    minutes: int
    priority: int = 0
    quiet: bool = False


@book.command(title=T, desk="test", minutes=0)
class Roll(Command, frozen=True, kw_only=True, tag="dice.roll"):
    die: str


@book.command(title=T, desk="test")
class Loop(Command, frozen=True, kw_only=True, tag="loop.start"):
    pass


@book.command(title=T, desk="test")
class Trip(Command, frozen=True, kw_only=True, tag="trip.start"):
    pass


@book.decides(Bump)
def _bump(world: World, command: Bump) -> Iterable[Event]:
    if world.of(Counter).value + command.by < 0:
        raise Refusal("negative", "不能为负", "must not be negative")
    return [Bumped(by=command.by)]


@book.decides(SetBell)
def _set(world: World, command: SetBell) -> Iterable[Event]:
    name = "hum" if command.quiet else "ring"
    yield Scheduled(due=world.now + command.minutes, name=name, entity=command.bell, priority=command.priority)


@book.decides(Roll)
def _roll(world: World, command: Roll) -> Iterable[Event]:
    return [Rolled(face=world.luck.between(1, 6, "dice", command.die, world.count))]


@book.decides(Loop)
def _loop(world: World, command: Loop) -> Iterable[Event]:
    return [Looped()]


@book.decides(Trip)
def _trip(world: World, command: Trip) -> Iterable[Event]:
    return [Tripped()]


@book.applies(Bumped)
def _bumped(world: World, event: Bumped) -> None:
    world.of(Counter).value += event.by


@book.applies(Cheered)
def _cheered(world: World, event: Cheered) -> None:
    world.of(Counter).cheers += event.times


@book.applies(Rang)
def _rang(world: World, event: Rang) -> None:
    world.of(Counter).log.append((world.now, event.bell))


@book.applies(Hummed)
def _hummed(world: World, event: Hummed) -> None:
    world.of(Counter).log.append((world.now, event.bell))


@book.reacts(Bumped)
def _crowd(world: World, event: Bumped) -> Iterable[Event]:
    if event.by >= 10:
        yield Cheered(times=event.by // 10)


@book.reacts(Cheered)
def _echo(world: World, event: Cheered) -> Iterable[Event]:
    if event.times > 50:
        yield Scheduled(due=world.now + 5, name="ring", entity="echo")


@book.reacts(Looped)
def _again(world: World, event: Looped) -> Iterable[Event]:
    return [Looped()]


@book.reacts(Tripped)
def _fall(world: World, event: Tripped) -> Iterable[Event]:
    raise Refusal("late", "晚了", "too late")


@book.fires("ring")
def _ring(world: World, entity: str, args: Mapping[str, Any]) -> Iterable[Event]:
    return [Rang(bell=entity)]


@book.fires("hum")
def _hum(world: World, entity: str, args: Mapping[str, Any]) -> Iterable[Event]:
    return [Hummed(bell=entity)]


RULES = Rules(book)

names = st.text("abc税", min_size=1, max_size=3)
commands = st.one_of(
    st.builds(Bump, by=st.integers(-300, 1000)),
    st.builds(SetBell, bell=names, minutes=st.integers(0, 40), priority=st.integers(-1, 1), quiet=st.booleans()),
    st.builds(Roll, die=names),
    st.builds(Advance, minutes=st.integers(1, 60), until_news=st.booleans()),
)
logs = st.lists(commands, max_size=25)


def engine(attempt: str = "memory", seed: int = 1) -> Engine:
    return Engine(RULES, MemoryJournal(attempt), Luck(seed))


def picture(world: World) -> tuple[Any, ...]:
    """All of a world, comparable."""
    agenda = world.agenda
    counter = world.of(Counter)
    return (
        world.now, world.count, sorted(agenda.heap), agenda.number, sorted(agenda.items.items(), key=lambda i: i[0]),
        counter.value, counter.cheers, list(counter.log),
    )  # fmt: skip


def long_run(seed: int = 3) -> str:
    """The head of a fixed long run; its digest must be the same in every process."""
    live = engine(seed=seed)
    for n in range(300):
        live.do(Bump(by=(n * 37) % 200 - 60), n)
        live.do(SetBell(bell=f"b{n % 7}", minutes=n % 11, priority=n % 3 - 1, quiet=n % 2 == 0), n)
        live.do(Roll(die=f"d{n % 5}"), n)
        if n % 10 == 0:
            live.do(Advance(minutes=30, until_news=n % 20 == 0), n)
    return hashlib.sha256(live.head + repr(picture(live.world)).encode()).hexdigest()


if __name__ == "__main__":
    sys.stdout.write(long_run())
