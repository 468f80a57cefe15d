"""Beginning or taking up an attempt from a screen: the slow part in a thread, then the app's door."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from textual.worker import get_current_worker

from simulator.kernel.text import Text
from simulator.tui.screens.errors import tell
from simulator.tui.screens.model import AttemptRow, source_of

if TYPE_CHECKING:
    from simulator.tui.protocol import AttemptLike
    from simulator.tui.screens.frame import Page

OPENING = Text("正在打开店铺 ...", "Opening the store ...")


def take_up(page: Page, row: AttemptRow) -> None:
    """Open the store of an attempt that runs, the debrief of one that was handed in, or say why neither can be."""
    if row.error is not None:
        tell(page, row.error, row.path)
        return
    source = source_of(page.app)
    enter(page, lambda: source.resume(row.path, row.attempt))


def begin(page: Page, scenario: str, seed: int) -> None:
    """Begin a new attempt and open its store."""
    source = source_of(page.app)
    enter(page, lambda: source.start(scenario, seed))


def enter(page: Page, make: Callable[[], AttemptLike]) -> None:
    """Make an attempt in a thread and go where it belongs."""
    app = page.store_app
    app.notify(page.say(OPENING), timeout=2)

    def work() -> None:
        worker = get_current_worker()
        try:
            attempt = make()
            _offer_baseline(app)
        except Exception as error:
            app.call_from_thread(tell, page, error)
            return
        if worker.is_cancelled:
            attempt.engine.journal.close()
            return
        app.call_from_thread(app.open_debrief if attempt.closed else app.open_store, attempt)

    page.run_worker(work, thread=True, exclusive=True, group="opening", exit_on_error=False)


def _offer_baseline(app: Any) -> None:
    """Handing in needs what the idle and the reference player reach under the same luck: the app keeps the callable."""
    if getattr(app, "baseline", None) is None:
        from simulator.bots.player import baseline

        app.baseline = baseline
