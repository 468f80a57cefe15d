"""Run as a program by test_candidate_preload: preload, then a candidate's way; prints the modules that were imported after preloading."""

from __future__ import annotations

import sys
import threading

from simulator.tui.exams.candidate import preload

preload()
threads = threading.active_count()
before = set(sys.modules)

import asyncio  # noqa: E402

url, exam, ticket, pin = sys.argv[1:]


async def way() -> None:
    from simulator.exams.clock import HallClock
    from simulator.tui.exams.candidate.app import HallApp
    from simulator.tui.exams.candidate.courier import Courier

    app = HallApp(Courier(url, exam, clock=HallClock()))
    async with app.run_test(size=(100, 30)) as pilot:

        async def until(holds: object) -> None:
            for _ in range(1000):
                await pilot.pause(0.02)
                if holds():  # type: ignore[operator]
                    return
            raise SystemExit("never")

        await until(lambda: app.courier.exam is not None)
        app.screen.query_one("#ticket").value = ticket  # type: ignore[attr-defined]
        app.screen.query_one("#pin").value = pin  # type: ignore[attr-defined]
        await pilot.press("enter")
        await until(
            lambda: app.courier.seat is not None
            and app.shown == "wait"
            and app.packs is not None
            and app.screen.may_begin
        )  # type: ignore[attr-defined]
        await pilot.press("f2")
        await until(lambda: type(app.screen).__name__ == "RehearsalScreen")
        await pilot.press("escape", "escape")
        await until(lambda: type(app.screen).__name__ == "WaitingPage")
        await pilot.press("enter", "enter")
        await until(lambda: app.shown == "work")
        await pilot.press("enter")
        await until(lambda: app.store_open is not None and app.store_open.view is not None)
        await pilot.press(
            "enter",
            "f1",
            "escape",
            "ctrl+y",
            "escape",
            "?",
            "escape",
            "ctrl+b",
            "escape",
            "ctrl+p",
            "escape",
            "ctrl+e",
            "ctrl+e",
        )
        await until(lambda: type(app.screen).__name__ == "ItemsPage")
        await pilot.press("ctrl+e", "ctrl+e")
        await until(lambda: app.shown == "end" and app.screen._heads is not None)  # type: ignore[attr-defined]


asyncio.run(way())
assert threads == 1, threads
late = {
    name
    for name in set(sys.modules) - before
    if name.split(".")[0] in ("simulator", "sqlalchemy", "sqlmodel", "psycopg", "msgspec", "rich")
}
late |= {
    name
    for name in set(sys.modules) - before
    if name.startswith("textual") and "headless" not in name and "pilot" not in name
}
print("\n".join(sorted(late)))
