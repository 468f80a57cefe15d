"""A tiny desk and saves filled by it. Run as a program it is a nursery of writers that can be killed."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from simulator.kernel.book import Book
from simulator.kernel.engine import Engine, Rules
from simulator.kernel.luck import Luck
from simulator.kernel.messages import Command, Event
from simulator.kernel.text import Text
from simulator.kernel.world import State, World
from simulator.sessions.store.meta import Attempt
from simulator.sessions.store.save import Save, open_save

book = Book()
ID = "attempt-1"


class Sum(State):
    __slots__ = ("value",)

    def __init__(self) -> None:
        self.value = 0


@book.command(title=Text("记", "Note"), desk="test")
class Note(Command, frozen=True, kw_only=True, tag="sum.note"):
    by: int
    text: str = ""


@book.event()
class Noted(Event, frozen=True, kw_only=True, tag="sum.noted"):
    by: int
    text: str


@book.event()
class Echoed(Event, frozen=True, kw_only=True, tag="sum.echoed"):
    by: int


@book.decides(Note)
def _note(world: World, command: Note) -> Iterable[Event]:
    return [Noted(by=command.by, text=command.text)]


@book.applies(Noted)
def _noted(world: World, event: Noted) -> None:
    world.of(Sum).value += event.by


@book.reacts(Noted)
def _echo(world: World, event: Noted) -> Iterable[Event]:
    return [Echoed(by=event.by)]


RULES = Rules(book)


def meta(attempt: str = ID) -> Attempt:
    return Attempt(
        id=attempt, pack="test", pack_version="1.0.0", pack_digest="ab" * 32, scenario="11.1", seed="7", mode="practice",
        created=1_700_000_000_000, kernel="1", student="s1",
    )  # fmt: skip


def resume(save: Save, attempt: str = ID) -> Engine:
    """An engine on a save, begun or gone on with."""
    if not any(a.id == attempt for a in save.attempts()):
        return Engine(RULES, save.create_attempt(meta(attempt)), Luck(7))
    return Engine(RULES, save.journal(attempt), Luck(7), *save.load(attempt, RULES, Luck(7)))


def make(path: Path, rows: int, closed: bool = False, attempt: str = ID) -> Path:
    """A save at rest with so many rows of two facts each."""
    with open_save(path, create=True) as save:
        engine = resume(save, attempt)
        for n in range(rows):
            engine.do(Note(by=n, text=f"第 {n} 条"), 1_700_000_000_000 + n)
        if closed:
            save.close_attempt(attempt, engine.rows, engine.head)
    return path


def write_for_ever(path: str) -> None:
    """Commit command after command, telling each only after it was acknowledged."""
    with open_save(path, create=True) as save:
        engine = resume(save)
        while True:
            engine.do(Note(by=1, text="x" * (engine.rows % 3000)), 1_700_000_000_000)
            os.write(1, f"ack {engine.rows - 1} {engine.head.hex()}\n".encode())


def nursery() -> None:
    """For each path on standard input: a child that writes until it is killed."""
    for line in sys.stdin:
        child = os.fork()
        if not child:
            try:
                os.write(1, f"pid {os.getpid()}\n".encode())
                write_for_ever(line.strip())
            except BaseException as error:
                os.write(1, f"error {error!r}\n".encode())
            finally:
                os._exit(3)
        os.waitpid(child, 0)
        os.write(1, b"gone\n")


if __name__ == "__main__":
    nursery()
