"""Pictures of a candidate's screens; `pytest tests/exams_candidate/test_candidate_pictures.py --snapshot-update` after a wanted change."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import pytest
from candidatekit import Hall, begin, hall, in_store, sign_in, until, veil
from hallmaker import Hands
from textual.widgets import Input, TextArea

from simulator.classroom.store.database import open_database
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.tui.exams.candidate import ending
from simulator.tui.exams.candidate.courier import Courier
from simulator.tui.store import clock as storeclock

SMALL, BROAD = (80, 24), (120, 36)
Before = Callable[[Any], Awaitable[None]]


@pytest.fixture(autouse=True)
def _still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No blinking, no moving, nothing by chance."""
    monkeypatch.setattr(Input, "cursor_blink", False)
    monkeypatch.setattr(TextArea, "cursor_blink", False)
    monkeypatch.setattr("simulator.exams.store.exams.secrets.choice", lambda of: of[0])
    monkeypatch.setattr("simulator.exams.seat.draw", lambda *a: (7, 0))
    monkeypatch.setattr(ending, "number", lambda heads: "K7MP-43XA-QRT9")
    monkeypatch.setattr(storeclock, "_TICKS", {1: (3600.0, 1), 4: (3600.0, 1), 16: (3600.0, 4)})
    monkeypatch.setattr(Courier, "away_for", property(lambda self: 0.0 if self.lost is None else 7.0))
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def still(template: Any, tmp_path: Any) -> Iterator[Callable[..., tuple[Hall, Hands]]]:
    """Makes a hall whose clock stands still."""
    import shutil

    shutil.copy(template, tmp_path / "classes.db")
    hands = Hands()
    with open_database(str(tmp_path / "classes.db"), create=False) as db:

        def made(**changed: Any) -> tuple[Hall, Hands]:
            one = hall(str(tmp_path / "classes.db"), db, hands.clock(), **({"limit": 3600} | changed))
            return one, hands

        yield made


def clock(hands: Hands) -> HallClock:
    return hands.clock()


async def rest(pilot: Any) -> None:
    for _ in range(6):
        await pilot.pause(0.02)
    await until(pilot, lambda: all(w.is_finished for w in pilot.app.workers))
    await pilot.pause()


def picture(
    snap: Any, made: Hall, hands: Hands, before: Before, size: tuple[int, int], lang: str, theme: str = "dark"
) -> None:
    app = made.app(lang, clock=clock(hands))
    app.set_look(theme)

    async def run(pilot: Any) -> None:
        await before(pilot)
        await rest(pilot)

    assert snap(app, terminal_size=size, run_before=run)


def tongues(lang: str) -> tuple[str, ...]:
    return ("zh", "en") if lang == "zh" else ("en", "zh")


@pytest.mark.parametrize(("lang", "size"), [("zh", SMALL), ("en", SMALL)])
def test_sign_in(snap_compare: Any, still: Any, lang: str, size: Any) -> None:
    made, hands = still(languages=tongues(lang))

    async def before(pilot: Any) -> None:
        await until(pilot, lambda: pilot.app.courier.exam is not None and pilot.app.lang == lang)
        await pilot.press(*"100001", "enter", *"123")

    picture(snap_compare, made, hands, before, size, lang)


@pytest.mark.parametrize(
    ("lang", "size", "theme"), [("zh", SMALL, "dark"), ("en", SMALL, "light"), ("zh", BROAD, "light")]
)
def test_waiting(snap_compare: Any, still: Any, lang: str, size: Any, theme: str) -> None:
    made, hands = still(
        languages=tongues(lang), admission="hand", opens=1_800_000_900_000, planned=900, resubmissions=1, order="free"
    )

    async def before(pilot: Any) -> None:
        await sign_in(pilot, made)
        await until(pilot, lambda: pilot.app.packs is not None)

    picture(snap_compare, made, hands, before, size, lang, theme)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_last_page(snap_compare: Any, still: Any, lang: str) -> None:
    made, hands = still(languages=tongues(lang))

    async def before(pilot: Any) -> None:
        await sign_in(pilot, made)
        await until(pilot, lambda: pilot.app.packs is not None and pilot.app.screen.may_begin)
        await pilot.press("enter")

    picture(snap_compare, made, hands, before, SMALL, lang)


@pytest.mark.parametrize(("lang", "size"), [("zh", SMALL), ("en", BROAD)])
def test_the_rehearsal(snap_compare: Any, still: Any, lang: str, size: Any) -> None:
    made, hands = still(languages=tongues(lang))

    async def before(pilot: Any) -> None:
        await sign_in(pilot, made)
        await until(pilot, lambda: pilot.app.packs is not None and pilot.app.screen.may_begin)
        await pilot.press("f2")
        await until(
            pilot, lambda: type(pilot.app.screen).__name__ == "RehearsalScreen" and pilot.app.screen.view is not None
        )

    picture(snap_compare, made, hands, before, size, lang)


@pytest.mark.parametrize(("lang", "size"), [("zh", SMALL), ("en", SMALL), ("zh", BROAD)])
def test_items(snap_compare: Any, still: Any, lang: str, size: Any) -> None:
    made, hands = still(languages=tongues(lang))

    async def before(pilot: Any) -> None:
        await begin(pilot, made)

    picture(snap_compare, made, hands, before, size, lang)


@pytest.mark.parametrize(
    ("lang", "size", "theme", "gone"),
    [
        ("zh", SMALL, "dark", 60),
        ("en", SMALL, "dark", 3310),
        ("zh", BROAD, "light", 3550),
        ("zh", SMALL, "mono", 3550),
        ("en", BROAD, "dark", 60),
    ],
)
def test_the_store(snap_compare: Any, still: Any, lang: str, size: Any, theme: str, gone: int) -> None:
    """With a message, and with so many seconds gone."""
    made, hands = still(languages=tongues(lang))

    async def before(pilot: Any) -> None:
        await in_store(pilot, made)
        await pilot.press("enter")
        await until(pilot, lambda: pilot.app.store_open.opened is not None)
        made.note(lambda now: f.Messaged(at=now, by="Wang", words="请把手机关机。Phones off, please."))
        hands.pass_time(gone)
        await until(
            pilot, lambda: pilot.app.courier.state.messages and pilot.app.courier.left() == (3600 - gone) * 1000
        )

    picture(snap_compare, made, hands, before, size, lang, theme)


@pytest.mark.parametrize(
    ("lang", "size", "why"),
    [("zh", SMALL, "paused"), ("en", SMALL, "paused"), ("zh", SMALL, "lost"), ("en", SMALL, "lost"), ("zh", BROAD, "lost"), ("zh", SMALL, "up"), ("en", SMALL, "up")],
)  # fmt: skip
def test_what_covers_the_screen(snap_compare: Any, still: Any, lang: str, size: Any, why: str) -> None:
    from test_candidate_outage import Cut

    made, hands = still(languages=tongues(lang))

    async def before(pilot: Any) -> None:
        await in_store(pilot, made)
        if why == "paused":
            made.note(lambda now: f.Paused(at=now, by="Wang", reason="fire drill"))
        else:
            Cut(pilot.app).down = True
            await until(pilot, lambda: pilot.app.courier.lost is not None)
        if why == "up":
            hands.pass_time(3600)
        await until(pilot, lambda: veil(pilot.app) == why)

    picture(snap_compare, made, hands, before, size, lang)


@pytest.mark.parametrize(("lang", "which"), [("zh", "item"), ("en", "item"), ("zh", "exam"), ("en", "exam")])
def test_handing_in(snap_compare: Any, still: Any, lang: str, which: str) -> None:
    made, hands = still(languages=tongues(lang))

    async def before(pilot: Any) -> None:
        await in_store(pilot, made)
        if which == "exam":
            await pilot.press("escape")
            await until(pilot, lambda: type(pilot.app.screen).__name__ == "ItemsPage")
        await pilot.press("ctrl+e")

    picture(snap_compare, made, hands, before, SMALL, lang)


@pytest.mark.parametrize(("lang", "size", "how"), [("zh", SMALL, "submitted"), ("en", SMALL, "submitted"), ("zh", SMALL, "expired"), ("en", BROAD, "expired"), ("zh", SMALL, "reopened")])  # fmt: skip
def test_the_end(snap_compare: Any, still: Any, lang: str, size: Any, how: str) -> None:
    made, hands = still(languages=tongues(lang))

    async def before(pilot: Any) -> None:
        await in_store(pilot, made)
        if how == "expired":
            hands.pass_time(3600)
        else:
            made.note(lambda now: f.Submitted(at=now, by="Wang", reason="x"))
        await until(pilot, lambda: pilot.app.shown == "end" and pilot.app.screen._heads is not None)
        if how == "reopened":
            made.note(lambda now: f.Reopened(at=now, by="Wang", reason="x"))
            await until(pilot, lambda: not pilot.app.courier.state.over)

    picture(snap_compare, made, hands, before, size, lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_taken_over(snap_compare: Any, still: Any, lang: str) -> None:
    from hallmaker import take

    made, hands = still(languages=tongues(lang))

    async def before(pilot: Any) -> None:
        await in_store(pilot, made)
        take(made.db, made.clock, made.strips[0], "n2")
        await until(pilot, lambda: pilot.app.shown == "taken")

    picture(snap_compare, made, hands, before, SMALL, lang)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_leaving(snap_compare: Any, still: Any, lang: str) -> None:
    made, hands = still(languages=tongues(lang))

    async def before(pilot: Any) -> None:
        await begin(pilot, made)
        await pilot.press("ctrl+q")

    picture(snap_compare, made, hands, before, SMALL, lang)
