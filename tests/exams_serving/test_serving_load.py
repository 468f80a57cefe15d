"""25 real browser sessions at once, beside the same number of a bare Textual app under plain textual-serve: memory, and how long a key takes to the screen.

`pytest -m slow -n0 -s tests/exams_serving/test_serving_load.py` prints the figures.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from servedhall import ROOT, Hall, Served, until
from window import Window

sys.path.insert(0, str(ROOT))

from bench._served import bare, free_port, pss

pytestmark = pytest.mark.slow

SESSIONS = 25
KEYS = 8
# when a key went down, and when the frame after the bytes it caused was painted
WATCH = """
addEventListener("keydown", () => { window.pressed = performance.now(); window.shown = 0 }, true);
window.WebSocket = class extends WebSocket {
  constructor(address) {
    super(address);
    this.addEventListener("message", event => {
      if (typeof event.data !== "string" && event.data.byteLength > 20)
        requestAnimationFrame(() => setTimeout(() => { if (!window.shown) window.shown = performance.now() }));
    });
  }
};
"""
SHOWN = """() => new Promise((done, failed) => {
  setTimeout(() => failed("nothing was painted"), 30000);
  const look = () => window.shown ? done(window.shown - window.pressed) : setTimeout(look, 2);
  look();
})"""


def open_pages(browser: Any, address: str, own: str) -> list[Any]:
    """So many windows; what would be fetched from elsewhere is not there, and nobody waits for it."""
    pages = []
    for _ in range(SESSIONS):
        context = browser.new_context(viewport={"width": 1080, "height": 720})
        context.route("**/*", lambda route: route.continue_() if route.request.url.startswith(own) else route.abort())
        page = context.new_page()
        page.add_init_script(WATCH)
        page.goto(address)
        page.wait_for_selector("body.-first-byte", timeout=60_000)
        pages.append(page)
    return pages


def delays(pages: list[Any], key: Callable[[int], str]) -> list[float]:
    """Milliseconds from a key to the painted frame: one key after the other, in all windows in turn."""
    found = []
    for n in range(KEYS):
        for page in pages:
            page.bring_to_front()
            page.keyboard.press(key(n))
            found.append(page.evaluate(SHOWN))
    return found


def test_25_browsers_at_once(hall: Hall, tmp_path: Path, chromium: Callable[..., Any], capsys: Any) -> None:
    wide = {"most": 40, "per_address": 40, "address_per_second": 100.0, "per_second": 100.0}
    with Served(hall, tmp_path, **wide) as served:
        pages = open_pages(chromium(), f"{served.url}/", served.url)
        until(lambda: len(served.programs()) == SESSIONS, "each had a program of its own")
        mine = delays(pages, lambda n: str(n))
        my_memory = pss(served.process.pid) / SESSIONS
        assert len(served.programs()) == SESSIONS
        # one of them goes on to sign in while the others are there
        one = Window(chromium(), served.url)
        one.sign_in(served)
        one.close()
        for page in pages:
            page.context.close()
        until(lambda: not served.programs(), "all programs ended with their browsers")
        assert served.warned == []
    port = free_port()
    with bare(port, SESSIONS) as process:
        pages = open_pages(chromium(), f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port}")
        for page in pages:
            page.click(".xterm-screen")
        theirs = delays(pages, lambda n: "j")
        their_memory = pss(process) / SESSIONS
        for page in pages:
            page.context.close()
    table = [
        f"{SESSIONS} browser sessions at once      served hall   bare app under textual-serve",
        f"memory per session (PSS)     {my_memory:10.1f} MB {their_memory:10.1f} MB   {my_memory / their_memory:.2f}",
        f"key to screen, median        {statistics.median(mine):10.1f} ms {statistics.median(theirs):10.1f} ms",
        f"key to screen, 95 of 100     {statistics.quantiles(mine, n=20)[-1]:10.1f} ms {statistics.quantiles(theirs, n=20)[-1]:10.1f} ms",
    ]
    with capsys.disabled():
        print("\n" + "\n".join(table))
    assert my_memory <= 1.6 * their_memory
    assert statistics.median(mine) <= 2 * statistics.median(theirs) + 20
