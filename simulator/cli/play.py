"""`storesim` and `storesim play`: the interface. What can be said before it opens is said before it opens."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from simulator.cli import out
from simulator.cli.start import Wish
from simulator.cli.trouble import TERMINATED, Misuse
from simulator.kernel.text import Lang

if TYPE_CHECKING:
    from simulator.sessions.attempt import Attempt
    from simulator.sessions.saves import SavedAttempt
    from simulator.tui.app import StoreSimApp

SMALLEST = (80, 24)


def run(wish: Wish, lang: Lang) -> int:
    """Open the interface, and in it a scenario or save if one is wished for."""
    opening = _opening(wish, lang) if wish.scenario else None
    try:
        return _interface(lang, (lambda app: _enter(app, opening)) if opening is not None else None)
    finally:
        if opening is not None:
            opening.close()


def task(file: str, number: str, lang: Lang) -> int:
    """Open the interface on a task file."""

    def enter(app: StoreSimApp) -> None:
        from simulator.tui.classes.task import TaskScreen

        app.push_screen(TaskScreen(file, number))

    return _interface(lang, enter)


def watch(exam: str, title: str, url: str, lang: Lang) -> int:
    """Open the interface on the invigilator's board of an exam."""

    def enter(app: StoreSimApp) -> None:
        from simulator.exams.office import HALL
        from simulator.tui.exams.invigilator.watch import WatchScreen
        from simulator.tui.office.counter import Counter

        app.counters = {HALL.name: Counter(HALL, url, lang=lambda: app.lang)}  # type: ignore[attr-defined]
        app.push_screen(WatchScreen(exam, title))

    return _interface(lang, enter)


def show(attempt: Attempt, lang: Lang) -> int:
    """Open the interface in an attempt that lies in memory only."""
    return _interface(lang, lambda app: app.open_store(attempt))


def _interface(lang: Lang, enter: Callable[[StoreSimApp], object] | None) -> int:
    """The interface, with what it is to open after the home screen."""
    check_terminal()
    from simulator.locale.settings import load_settings, settings_path

    path = settings_path(os.environ)
    settings, problem = load_settings(path)
    if problem is not None:
        out.warn(problem, lang)
    from simulator.tui import run as open_interface

    ended: list[int] = []

    def begin(app: StoreSimApp) -> None:
        app.baseline = _baseline  # type: ignore[attr-defined]
        _on_sigterm(app, ended)
        app.go_home()
        if enter is not None:
            app.call_after_refresh(enter, app)

    code = open_interface(lang, settings.theme, begin, path)
    return ended[0] if ended else code


def _baseline(*arguments: Any) -> Any:
    """The players that a result is compared with: the interface does not import them itself."""
    from simulator.bots.player import baseline

    return baseline(*arguments)


def check_terminal() -> None:
    """Raises Misuse where the interface could not be shown."""
    streams = (sys.stdin, sys.stderr if sys.platform != "win32" else sys.stdout)
    if not all(s is not None and s.isatty() for s in streams):
        raise Misuse(
            "界面需要在终端里打开；没有终端时请用 storesim drive、bot、show 等命令（storesim --help）。",
            "The interface needs a terminal; without one use storesim drive, bot, show and so on (storesim --help).",
        )
    if os.environ.get("TERM") == "dumb":
        raise Misuse(
            "这个终端（TERM=dumb）显示不了界面；请换一个终端，或用 storesim drive、show 等命令。",
            "This terminal (TERM=dumb) cannot show the interface; use another one, or storesim drive, show and so on.",
        )
    try:
        columns, lines = os.get_terminal_size(streams[1].fileno())
    except (OSError, ValueError):
        return
    if columns and lines and (columns < SMALLEST[0] or lines < SMALLEST[1]):
        raise Misuse(
            f"窗口太小（现为 {columns}x{lines}）：请放大到至少 80x24 再打开。",
            f"This window is too small ({columns}x{lines}): make it at least 80x24 and open again.",
        )


class _Opening:
    """An attempt that is still to be begun or taken up; made in a thread once the interface stands."""

    def __init__(self, make: Callable[[], SavedAttempt]) -> None:
        self._make = make
        self._made: SavedAttempt | None = None

    def make(self) -> SavedAttempt:
        """Begin or take up the attempt."""
        self._made = self._make()
        return self._made

    def close(self) -> None:
        """Let go of its save; closing twice does no harm."""
        if self._made is not None:
            self._made.close()


def _opening(wish: Wish, lang: Lang) -> _Opening:
    """Judge the wish now, without the heavy modules; open the save later."""
    from simulator.cli import choose
    from simulator.cli.open import go_on, listed, must_match

    pack, scenario = choose.scenario(wish.scenario, lang)
    asked = choose.seed(wish.seed) if wish.seed else None
    where = Path(wish.save).expanduser() if wish.save else None
    held = listed(where) if where is not None else None
    if where is not None:
        _must_be_free(where)
    if where is not None and held is not None:
        must_match(where, scenario.id, asked, held.scenario, held.seed)

    def make() -> SavedAttempt:
        from simulator.sessions.saves import begin, take_up
        from simulator.sessions.store.places import new_save_path

        if where is not None and held is not None:
            return take_up(where) if held.closed else go_on(where, scenario, asked)
        number = fresh_seed() if asked is None else asked
        return begin(where or new_save_path(scenario.id, number), pack, scenario.id, number)

    return _Opening(make)


def fresh_seed() -> int:
    """A seed that a person can read out and type."""
    import secrets

    return 100_000 + secrets.randbelow(900_000)


def _must_be_free(path: Path) -> None:
    """Raises SaveError when the save cannot be written or another process has it open."""
    from simulator.sessions.store.errors import SaveBusy, SaveReadOnly

    for place in (path, path.parent):
        if place.exists() and not os.access(place, os.W_OK):
            raise SaveReadOnly(place)
    lock = Path(f"{path}.lock")
    if lock.exists():
        import filelock

        trial = filelock.FileLock(str(lock), thread_local=False)
        try:
            trial.acquire(blocking=False)
        except filelock.Timeout as error:
            raise SaveBusy(path) from error
        trial.release()


def _enter(app: StoreSimApp, opening: _Opening) -> None:
    from simulator.tui.screens.frame import Page
    from simulator.tui.screens.opening import enter

    enter(cast(Page, app.screen), opening.make)


def _on_sigterm(app: Any, ended: list[int]) -> None:
    """SIGTERM leaves the interface in order, so that the terminal is given back as it was."""
    import asyncio

    def leave() -> None:
        ended.append(TERMINATED)
        app.exit()

    with suppress(NotImplementedError, RuntimeError, ValueError):  # Windows, or not the main thread
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, leave)
