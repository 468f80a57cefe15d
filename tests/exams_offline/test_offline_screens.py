"""The candidate's screens over a sealed exam: no signing in, its own words, and the real command in a real terminal, killed and gone on with."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from test_offline import Given, given_out

from simulator.classroom.store.database import Database
from simulator.exams.offline.local import NODE
from simulator.tui.exams.candidate import app as program
from simulator.tui.exams.candidate.app import HallApp
from simulator.tui.exams.candidate.courier import Courier

pytestmark = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
PATIENCE = 30.0


@pytest.fixture(params=["zh", "en"])
def given(db: Database, tmp_path: Path, request: pytest.FixtureRequest) -> Given:
    """The paper's first language is that of the screens."""
    languages = ("zh", "en") if request.param == "zh" else ("en", "zh")
    return given_out(db, tmp_path, limit=1200, languages=languages)


def shown(app: Any) -> str:
    """Everything on the screen without blanks and frames, so that it does not matter where lines are broken."""
    text = "".join(strip.text for strip in app.screen._compositor.render_strips())
    return "".join(c for c in text if not c.isspace() and not "\u2500" <= c <= "\u257f")


async def sees(pilot: Any, words: str) -> None:
    end = time.monotonic() + PATIENCE
    while "".join(words.split()) not in shown(pilot.app):
        assert time.monotonic() < end, f"{words} is not on:\n{shown(pilot.app)}"
        await pilot.pause(0.05)


async def test_nobody_signs_in_and_the_words_fit(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    lang = given.exam.paper.languages[0]
    monkeypatch.setattr(program, "LOOK", 0.1)
    stick = given.sticks[0]
    with stick.open() as local:
        app = HallApp(Courier(str(stick.work), given.exam.id, node=NODE, own=local.sitting), lang)
        app.animation_level = "none"
        async with app.run_test(size=(100, 30)) as pilot:
            await sees(pilot, "保存在考卷文件旁边" if lang == "zh" else "kept beside the exam's file")
            assert stick.strip.ticket in shown(app)
            await sees(pilot, "可以开考了" if lang == "zh" else "You may begin")
            await pilot.press("enter")
            await sees(pilot, "准备好了吗" if lang == "zh" else "Ready?")
            await pilot.press("enter")
            await sees(pilot, "第一班" if lang == "zh" else "0 of 2 items")
            await pilot.press("ctrl+q")
            await sees(pilot, "再次打开同一个考卷文件" if lang == "zh" else "open the same file again")
            await pilot.press("escape")
            await pilot.press("ctrl+e")
            await sees(pilot, "交卷？" if lang == "zh" else "Hand in the exam?")
            await pilot.press("ctrl+e")
            await sees(pilot, ".handin")
            number = local.hand_in(stick.hand_in)
            await sees(pilot, number)
            for words in ("考场服务器", "hall's server"):
                assert words not in shown(app)


class Terminal:
    """`storesim exam` in a pseudo-terminal."""

    def __init__(self, *words: str) -> None:
        pexpect, pyte = pytest.importorskip("pexpect"), pytest.importorskip("pyte")
        self.nothing = (pexpect.TIMEOUT, pexpect.EOF)
        self.screen = pyte.Screen(100, 30)
        self.stream = pyte.ByteStream(self.screen)
        env: Any = {**os.environ, "TERM": "xterm-256color"}
        self.child = pexpect.spawn(sys.executable, ["-m", "simulator", *words], env=env, dimensions=(30, 100))

    def wait(self, holds: Callable[[str], bool], what: str) -> str:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                self.stream.feed(self.child.read_nonblocking(65536, 0.1))
            except self.nothing:
                time.sleep(0.02)
            if holds(self.text()):
                return self.text()
        raise AssertionError(f"never {what}:\n{self.text()}")

    def sees(self, words: str) -> None:
        self.wait(lambda text: words in text, words)

    def text(self) -> str:
        return "\n".join(self.screen.display)

    def ended(self) -> None:
        self.wait(lambda _: not self.child.isalive(), "ended")


@pytest.mark.pty
@pytest.mark.parametrize("given", ["en"], indirect=True)
def test_a_real_terminal_that_is_killed_and_gone_on_with(given: Given, monkeypatch: pytest.MonkeyPatch) -> None:
    stick = given.sticks[0]
    # locks are real here, so the exam is locked anew by the real measure
    monkeypatch.undo()
    terminal = Terminal("--lang", "en", "exam", str(_really_locked(stick)))
    terminal.sees("Type the PIN")
    terminal.child.sendline(stick.pin)
    terminal.sees("You may begin")
    terminal.child.send("\r")
    terminal.sees("Ready?")
    terminal.child.send("\r")
    terminal.sees("0 of 2")
    terminal.child.send("\r")
    terminal.sees("D1")
    os.kill(terminal.child.pid, signal.SIGKILL)
    terminal.ended()
    again = Terminal("--lang", "en", "exam", str(stick.file))
    again.sees("D1")  # in the item that was in work, without a PIN
    again.child.send("\x05")
    again.sees("Hand in")
    again.child.send("\x05")
    again.sees("1 of 2")
    again.child.send("\x05")
    again.sees("Hand in the exam?")
    again.child.send("\x05")
    again.sees("Receipt number")
    again.child.send("\x11")
    again.ended()
    assert stick.hand_in.exists()


def _really_locked(stick: Any) -> Path:
    """The sealed exam again, its key locked as slowly as the real program does."""
    import msgspec

    from simulator.exams import tickets
    from simulator.exams.hallkey import hall_key
    from simulator.exams.offline.sealed import locked_key, read_sealed, write_sealed

    quick = tickets._LOCK_N
    tickets._LOCK_N = 2**8
    found = read_sealed(stick.file)
    key = found.seeds_key(stick.pin)
    tickets._LOCK_N = quick
    assert key is not None
    body = found.body
    body = msgspec.structs.replace(body, locked=locked_key(stick.pin, body.salt, key, body.seal, body.sitting))
    write_sealed(stick.file, body, found.packs, hall_key(stick.file.with_name("other.key")))
    path: Path = stick.file
    return path
