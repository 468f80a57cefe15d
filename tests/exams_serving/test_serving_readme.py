"""The exam section of the README, pasted line by line, with a real browser for the candidate (issue 4)."""

from __future__ import annotations

import csv
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from servedhall import LIMIT, ROOT
from window import Window

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the lines are for a POSIX shell")

SECTION = re.search(r"^## For exams\n(.*?)^## ", (ROOT / "README.md").read_text("utf-8"), re.M | re.S)
assert SECTION is not None
SET_UP, SERVE, WATCH, AFTER = re.findall(r"```(?:sh|bash)\n((?:(?!pip install).)*?)```", SECTION[1], re.S)


class Room:
    """A folder that looks like a checkout, in which lines are pasted; the port is one that is free."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        program = folder / ".venv" / "bin" / "storesim"
        program.parent.mkdir(parents=True)
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m simulator "$@"\n')
        program.chmod(0o755)
        with socket.socket() as one:
            one.bind(("127.0.0.1", 0))
            self.port = str(one.getsockname()[1])
        own = {"STORESIM_CLASSES": str(folder / "school.db"), "PYTHONPATH": str(ROOT), "STORESIM_LANG": "en"}
        self.environment = {**os.environ, **own, "XDG_DATA_HOME": str(folder / "data")}

    def paste(self, lines: str) -> str:
        done = subprocess.run(
            ["sh", "-c", "set -eu\n" + lines.replace("8000", self.port)],
            cwd=self.folder, env=self.environment, capture_output=True, text=True, timeout=240,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
        return done.stdout

    def serve(self, line: str) -> subprocess.Popen[str]:
        running = subprocess.Popen(
            ["sh", "-c", "exec " + line.strip().replace("8000", self.port)],
            cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        )  # fmt: skip
        assert running.stdout is not None
        assert self.port in running.stdout.readline()
        return running


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    return Room(tmp_path)


def test_the_exam_section(room: Room, chromium: Callable[..., Any]) -> None:
    assert "5 candidates" in room.paste(SET_UP)
    with (room.folder / "Spring-tickets.csv").open(encoding="utf-8-sig", newline="") as file:
        strip = next(csv.DictReader(file))
    running = room.serve(SERVE)
    try:
        address = f"http://localhost:{room.port}/"
        first = Window(chromium("--user-agent=first"), address)
        sign_in(first, strip)
        assert "admitted" in room.paste(WATCH.splitlines()[0])
        first.until("最后确认")
        first.type("")  # the last question
        first.until("再等等")
        first.type("")  # the time runs
        first.until("按顺序作答")
        first.type("")  # the item
        first.until("订单 2")
        first.type("")  # open an order: a kept step
        first.until("收货地址")
        before = minute(first)
        for line in WATCH.splitlines()[1:]:
            said = room.paste(line)
        assert "running" in said
        assert re.search(r"剩余 1[3-5]:", first.until("剩余 14")), "the time that was given is on the screen"
        kill(first)

        second = Window(chromium("--user-agent=second"), address)
        sign_in(second, strip, "收货地址|订单 2")
        assert minute(second) >= before, "the store stands where the last kept step was"
        second.page.keyboard.press("Control+e")
        second.until("交这一题")
        second.page.keyboard.press("Control+e")
        second.until("已交 1/1")
        second.page.keyboard.press("Control+e")
        second.until("交卷")
        second.page.keyboard.press("Control+e")
        second.until("已交卷")
        second.close()
        said = room.paste(AFTER)
    finally:
        running.send_signal(signal.SIGTERM)
        assert running.wait(LIMIT) == 0
    assert "everything holds" in said
    assert "1 with a mark" in said
    assert "with fewer than 10 no figures are shown" in said
    pages = list((room.folder / "certificates").iterdir())
    assert any("Li Na" in page.read_text("utf-8") for page in pages)


def sign_in(window: Window, strip: dict[str, str], then: str = "请等待监考老师放行") -> None:
    window.until("签到")
    window.type(strip["Ticket"])
    window.type(strip["PIN"])
    end = time.monotonic() + LIMIT
    while not re.search(then, window.text):
        assert time.monotonic() < end, window.text
        window.page.wait_for_timeout(20)


def minute(window: Window) -> str:
    """The store's time, such as `D1 09:02`."""
    found = re.search(r"D\d+ \S+ (\d\d:\d\d)", window.text)
    assert found is not None, window.text
    return found[1]


def kill(window: Window) -> None:
    """The browser dies without a word."""
    process = window.context.browser
    process.close()
