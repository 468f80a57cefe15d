"""The store in a real pseudo-terminal: keys as bytes, the screen as a terminal would show it."""

from __future__ import annotations

import sys
import time

import pytest

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")

pytestmark = [pytest.mark.pty, pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX pseudo-terminal")]


class Terminal:
    """A program and what it shows."""

    def __init__(self, *arguments: str, columns: int = 80, lines: int = 24, **environment: str) -> None:
        import os

        env = {
            **os.environ,
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "COLUMNS": str(columns),
            "LINES": str(lines),
        }
        env.pop("NO_COLOR", None)
        env.update(environment)
        self.screen = pyte.Screen(columns, lines)
        self.stream = pyte.ByteStream(self.screen)
        self.raw = b""
        self.child = pexpect.spawn(sys.executable, list(arguments), dimensions=(lines, columns), env=env, timeout=30)

    def shown(self) -> str:
        # `Screen.display` fails where a wide character was half overwritten
        rows = (self.screen.buffer[y] for y in range(self.screen.lines))
        return "\n".join("".join(row[x].data for x in range(self.screen.columns)).rstrip() for row in rows)

    def until(self, words: str, seconds: float = 20) -> str:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            try:
                data = self.child.read_nonblocking(65536, 0.2)
            except pexpect.TIMEOUT:
                data = b""
            self.raw += data
            self.stream.feed(data)
            if words in self.shown().replace(" ", "") or words in self.shown():
                return self.shown()
        raise AssertionError(f"{words!r} was not shown:\n{self.shown()}")

    def send(self, keys: bytes) -> None:
        self.child.send(keys)


@pytest.fixture
def terminal():
    made = []

    def make(*arguments, **options):
        made.append(Terminal(*arguments, **options))
        return made[-1]

    yield make
    for one in made:
        one.child.close(force=True)


def test_a_few_keys(terminal):
    t = terminal("-m", "tests.tui.demo", "zh", "dark")
    t.until("A1043")
    t.send(b"\r")
    t.until("收货地址", 10)
    t.send(b"\r")
    t.until("用时")
    t.send(b"\x13")  # Ctrl+S
    t.until("已完成")
    t.send(b"\x1b[21~")  # F10
    t.until("Orders")
    t.send(b"\x11")  # Ctrl+Q
    t.child.expect(pexpect.EOF)


def test_chinese_typed_into_a_reply(terminal):
    t = terminal("-m", "tests.tui.demo", "zh", "light")
    t.until("A1043")
    t.send(b"\x1bOR")  # F3
    t.until("T1")
    t.send(b"\r")
    t.until("消息")
    t.send(b"\r")
    t.until("系统会在这里")
    t.send("您好，退款 12.50 欧元".encode())
    t.until("EUR12.50")


def test_too_small(terminal):
    t = terminal("-m", "tests.tui.demo", "en", "dark", columns=60, lines=20)
    t.until("too small")


def test_no_color_is_honoured(terminal):
    t = terminal("-m", "tests.tui.demo", "en", "dark", NO_COLOR="1")
    t.until("A1043")
    t.until("Ctrl+N")
    import re

    coloured = re.findall(rb"\x1b\[[0-9;]*(?:38|48);[25];[0-9;]*m|\x1b\[[0-9;]*\b(?:3[0-7]|4[0-7])\b[0-9;]*m", t.raw)
    assert not coloured, coloured[:5]
