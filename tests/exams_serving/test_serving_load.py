"""25 real browser sessions at once, beside the same number of a bare Textual app under plain textual-serve: memory, and how long a key takes to the screen.

`pytest -m slow -n0 -s tests/exams_serving/test_serving_load.py` prints the figures.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from servedhall import ROOT, until
from window import Window

sys.path.insert(0, str(ROOT))

from bench._served import bare, free_port, ours, pss, tree

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


def open_window(browser: Any, address: str) -> Window:
    """A window. What would be fetched from elsewhere is not there, and nobody waits for it."""
    window = Window(browser, address, (1080, 720), WATCH)
    window.page.wait_for_selector("body.-first-byte", timeout=60_000)
    return window


def delays(windows: list[Window], keys: Sequence[str]) -> list[float]:
    """Milliseconds from a key to the painted frame: one key after the other, in all windows in turn."""
    found = []
    for key in keys:
        for window in windows:
            window.page.bring_to_front()
            window.page.keyboard.press(key)
            found.append(window.page.evaluate(SHOWN))
    return found


def begin_work(window: Window, strip: Any) -> None:
    """Sign in, begin the exam and its first item: the store stands on the screen."""
    window.page.bring_to_front()
    window.until("准考证号")
    window.type(strip.ticket)
    window.until(strip.ticket)
    window.type(strip.pin)
    for shown in ("可以开考了", "准备好了吗", "按顺序作答", "发货剩余"):
        if shown != "可以开考了":
            window.page.keyboard.press("Enter")
        window.until(shown)
        window.page.wait_for_timeout(300)  # a person looks before pressing the next key


def test_25_browsers_at_once(chromium: Callable[..., Any], capsys: Any) -> None:
    strips: list[Any] = []
    port = free_port()
    with ours(port, SESSIONS, strips) as process:
        windows = [open_window(chromium(), f"http://127.0.0.1:{port}/") for _ in range(SESSIONS)]
        waiting = pss(process) / SESSIONS
        for window, strip in zip(windows, strips, strict=True):
            begin_work(window, strip)
        mine = delays(windows, ["ArrowDown", "ArrowUp"] * (KEYS // 2))
        working = pss(process) / SESSIONS
        assert sum(len(window.closed) for window in windows) == 0
        assert [fault for window in windows for fault in window.faults] == []
        for window in windows:
            window.close()
        until(
            lambda: len(tree(process)) == 3, "all programs ended with their browsers; server, nursery and keeper go on"
        )
    port = free_port()
    with bare(port, SESSIONS) as process:
        windows = [open_window(chromium(), f"http://127.0.0.1:{port}/") for _ in range(SESSIONS)]
        for window in windows:
            window.page.click(".xterm-screen")
        theirs = delays(windows, ["ArrowDown", "ArrowUp"] * (KEYS // 2))
        plain = pss(process) / SESSIONS
        for window in windows:
            window.close()
    table = [
        f"{SESSIONS} browser sessions at once         served hall   bare app under textual-serve",
        f"memory per session, first page  {waiting:10.1f} MB {plain:10.1f} MB   {waiting / plain:.2f}",
        f"memory per session, at work     {working:10.1f} MB",
        f"key to screen, median           {statistics.median(mine):10.1f} ms {statistics.median(theirs):10.1f} ms",
        f"key to screen, 95 of 100        {statistics.quantiles(mine, n=20)[-1]:10.1f} ms {statistics.quantiles(theirs, n=20)[-1]:10.1f} ms",
    ]
    with capsys.disabled():
        print("\n" + "\n".join(table))
    assert waiting <= 1.6 * plain
    assert working <= 2.0 * plain
    # the store paints far more than ten lines do: what matters is that a key is answered before a person notices
    assert statistics.median(mine) <= 150
