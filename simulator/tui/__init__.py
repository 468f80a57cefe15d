"""The terminal interface. Nothing heavy is imported here; `run` opens it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from simulator.kernel.text import Lang

if TYPE_CHECKING:
    from simulator.tui.app import StoreSimApp

Start = Callable[["StoreSimApp"], Any]


def run(
    lang: Lang = "zh", theme: str | None = None, start: Start | None = None, settings_path: Path | None = None
) -> int:
    """Open the interface and stay until it is left; gives the exit code.

    `start(app)` is called once the first screen stands (to open an attempt, say); without it there is the home screen.
    Language and look are kept at `settings_path`, if one is given.
    """
    from simulator.tui.app import StoreSimApp

    app = StoreSimApp(lang, theme=theme, start=start, settings_path=settings_path)
    app.run()
    return app.return_code or 0
