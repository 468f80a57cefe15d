"""A window of a real Chromium with a served hall in it: what came to it, what it asked for, and what it shows."""

from __future__ import annotations

import time
from typing import Any
from urllib.parse import urlsplit

import pyte
from servedhall import LIMIT, Served

# what the painted cell (column, row) and so many beside it hold: for each pixel how bright it is against the cell's own ground
INK = """([column, row, cells]) => {
  const layer = document.querySelector("canvas.xterm-text-layer"), screen = document.querySelector(".xterm-screen");
  const [columns, rows] = [COLUMNS, ROWS].map(Number);
  const width = layer.width / columns, height = layer.height / rows;
  const image = layer.getContext("2d").getImageData(column * width, row * height, cells * width, height);
  const pixels = [];
  for (let i = 0; i < image.data.length; i += 4) pixels.push(image.data[i] + image.data[i + 1] + image.data[i + 2]);
  return { width: image.width, height: image.height, pixels };
}"""


class Window:
    """One page. `asked`: hosts of all requests; `faults`: errors of the page's scripts."""

    def __init__(self, browser: Any, address: str, size: tuple[int, int] = (1280, 720), script: str = "") -> None:
        self.context = browser.new_context(viewport={"width": size[0], "height": size[1]})
        own = f"http{address.partition('http')[2].partition('/')[0]}//{urlsplit(address).netloc}"
        self.page = self.context.new_page()
        if script:
            self.page.add_init_script(script)
            self.page.route(
                "**/*", lambda route: route.continue_() if route.request.url.startswith(own) else route.abort()
            )
        self.asked: set[str] = set()
        self.faults: list[str] = []
        self.sent: list[str] = []
        self.closed: list[Any] = []
        self.screen = pyte.Screen(400, 200)
        self._stream = pyte.ByteStream(self.screen)
        self.page.on("request", lambda request: self.asked.add(urlsplit(request.url).netloc))
        self.page.on("pageerror", lambda error: self.faults.append(str(error)))
        self.page.on("websocket", self._line)
        self.answer = self.page.goto(address)

    def _line(self, line: Any) -> None:
        line.on("framereceived", self._painted)
        line.on("framesent", lambda words: self.sent.append(words))
        line.on("close", lambda line: self.closed.append(line))

    def _painted(self, data: Any) -> None:
        if isinstance(data, bytes):
            self._stream.feed(data.replace(b"\x1b[?2026$p", b""))

    @property
    def text(self) -> str:
        """What was painted, as text."""
        return "\n".join(line.rstrip() for line in self.screen.display).rstrip()

    def until(self, words: str) -> str:
        """Wait until this was painted."""
        end = time.monotonic() + LIMIT
        while words not in self.text:
            assert time.monotonic() < end, f"{words!r} was not painted; the screen was\n{self.text}"
            self.page.wait_for_timeout(20)
        return self.text

    def shown(self, selector: str) -> str:
        """The text of what becomes visible."""
        element = self.page.wait_for_selector(selector, state="visible", timeout=LIMIT * 1000)
        return str(element.inner_text())

    def type(self, words: str, *, enter: bool = True) -> None:
        """Press keys."""
        self.page.keyboard.type(words)
        if enter:
            self.page.keyboard.press("Enter")

    def sign_in(self, served: Served, number: int = 0) -> None:
        """With the strip of a candidate."""
        strip = served.hall.strips[number]
        self.until("签到")
        self.type(strip.ticket)
        self.until("密码")
        self.type(strip.pin)
        self.until("已签到")

    def size(self) -> tuple[int, int]:
        """Columns and rows that the page has told."""
        import json

        found = [json.loads(words)[1] for words in self.sent if words.startswith('["resize"')]
        return found[-1]["width"], found[-1]["height"]

    def ink(self, column: int, row: int, cells: int) -> Any:
        """The pixels of cells."""
        columns, rows = self.size()
        return self.page.evaluate(INK.replace("COLUMNS", str(columns)).replace("ROWS", str(rows)), [column, row, cells])

    def close(self) -> None:
        """Close the window."""
        self.context.close()
