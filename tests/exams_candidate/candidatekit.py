"""A hall and a candidate's program to press keys in: an exam of two short items, the program under a pilot, and what the screen shows."""

from __future__ import annotations

import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.widgets import Static

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "exams"))
from hallmaker import small_exam

from simulator.classroom.store.database import Database
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.model import Exam, Strip
from simulator.exams.store import chains
from simulator.kernel.text import Text
from simulator.tui.exams.candidate import app as program
from simulator.tui.exams.candidate.app import HallApp
from simulator.tui.exams.candidate.courier import Courier

PATIENCE = 20.0


class Hall:
    """A database with one exam, and the program of its first candidate."""

    def __init__(self, url: str, db: Database, clock: HallClock, exam: Exam, strips: Sequence[Strip]) -> None:
        self.url, self.db, self.clock, self.exam, self.strips = url, db, clock, exam, strips

    def app(self, lang: Any = "zh", *, node: str = "n1", clock: HallClock | None = None, **options: Any) -> HallApp:
        courier = Courier(self.url, self.exam.id, node=node, origin="10.0.0.1", clock=clock)
        made = HallApp(courier, lang, **options)
        made.animation_level = "none"
        return made

    def note(self, fact: Callable[[int], f.SittingFact], strip: int = 0) -> None:
        """An invigilator's fact."""
        chains.change(self.db, self.clock, self.strips[strip].sitting, lambda state, now: [fact(now)])

    def facts(self, strip: int = 0) -> list[Any]:
        return chains.facts_of(self.db, self.strips[strip].sitting)

    def rows(self, attempt: str) -> int:
        from simulator.exams.store.actions import Line

        line = Line(self.db, self.clock)
        found = len(list(line.rows(attempt)))
        line.close()
        return found


def hall(url: str, db: Database, clock: HallClock | None = None, **changed: Any) -> Hall:
    clock = clock or HallClock()
    exam, strips = small_exam(db, clock, **changed)
    return Hall(url, db, clock, exam, strips)


async def until(pilot: Any, holds: Callable[[], Any], what: str = "", seconds: float = PATIENCE) -> None:
    """Wait until it holds; what does not, and what the screen shows, where it never does."""
    end = time.monotonic() + seconds
    while True:
        await pilot.pause(0.02)
        if holds():
            return
        if time.monotonic() > end:
            raise AssertionError(f"never {what or holds}:\n{shown(pilot.app)}")


def shown(app: Any) -> str:
    """What the uppermost screen shows, line by line."""
    return "\n".join(strip.text.rstrip() for strip in app.screen._compositor.render_strips())


async def sees(pilot: Any, words: str, seconds: float = PATIENCE) -> None:
    """Wait for words on the screen, however they are broken into lines."""
    wanted = "".join(words.split())
    await until(pilot, lambda: wanted in "".join(shown(pilot.app).split()), f"shown: {words}", seconds)


@asynccontextmanager
async def running(app: HallApp, size: tuple[int, int] = (100, 30)) -> AsyncIterator[Any]:
    async with app.run_test(size=size, notifications=True) as pilot:
        yield pilot
        end = time.monotonic() + 5
        while app.is_running and not all(w.is_finished for w in app.workers) and time.monotonic() < end:
            await pilot.pause(0.02)


async def sign_in(pilot: Any, made: Hall, strip: int = 0) -> None:
    """Type the ticket and the PIN."""
    await until(pilot, lambda: pilot.app.courier.exam is not None and pilot.app.screen.query("#ticket"), "reached")
    one = made.strips[strip]
    pilot.app.screen.query_one("#ticket").value = one.ticket
    pilot.app.screen.query_one("#pin").value = one.pin
    await pilot.press("enter")
    await until(
        pilot, lambda: pilot.app.courier.seat is not None and pilot.app.shown not in ("", "sign-in"), "signed in"
    )


async def begin(pilot: Any, made: Hall) -> None:
    """From the sign-in page to the items, with the time running."""
    await sign_in(pilot, made)
    await until(pilot, lambda: pilot.app.courier.state.stage == "admitted" and pilot.app.screen.may_begin, "admitted")
    await pilot.press("enter")
    await until(pilot, lambda: type(pilot.app.screen).__name__ == "BeginDialog", "asked once more")
    await pilot.press("enter")
    await until(pilot, lambda: pilot.app.shown == "work" and pilot.app.packs is not None, "running")


async def in_store(pilot: Any, made: Hall) -> Any:
    """In the store of the first item; the screen."""
    await begin(pilot, made)
    await pilot.press("enter")
    await until(
        pilot, lambda: pilot.app.store_open is not None and pilot.app.store_open.view is not None, "in the store"
    )
    return pilot.app.store_open


async def composer(pilot: Any, store: Any, words: str = "") -> None:
    """A reply being written in the store, with these words."""
    await pilot.press("f3")
    await until(pilot, lambda: store.desk == "service" and store.table.current is not None)
    store.start_command(store.model.rules.by_tag["message.reply"], store.table.current_id)
    form = lambda: store.form is not None and store.form.long and store.form.is_mounted and store.focused is not None  # noqa: E731
    await until(pilot, form, "a form")
    if words:
        store.form.query("LongInput").first().insert(words)
        await until(pilot, lambda: store.form.text().endswith(words))


def veil(app: Any) -> str:
    """Why the screen is covered, or nothing."""
    return app.screen.reason if isinstance(app.screen, program.Veil) else ""


def says(app: Any, id: str) -> str:
    """What a text of the uppermost screen says."""
    return str(app.screen.query_one(id, Static).render())


def of(text: Text, app: Any) -> str:
    return text.of(app.lang)
