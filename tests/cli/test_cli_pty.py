"""The interface opened from the command line, in a real terminal."""

from __future__ import annotations

import os
import signal
import sqlite3
import time
from pathlib import Path

import pytest
from cli_program import COMMAND

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")
pytestmark = pytest.mark.pty


class Terminal:
    """A program in a pseudo-terminal and what its screen shows."""

    def __init__(self, *argv: str, size: tuple[int, int] = (24, 80), **env: str) -> None:
        self.screen = pyte.Screen(size[1], size[0])
        self.stream = pyte.ByteStream(self.screen)
        whole = {**os.environ, "TERM": "xterm-256color", **env}
        self.child = pexpect.spawn(COMMAND[0], [*COMMAND[1:], *argv], env=whole, dimensions=size)

    def wait(self, words: str, seconds: float = 20) -> str:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                self.stream.feed(self.child.read_nonblocking(65536, 0.1))
            except pexpect.TIMEOUT:
                pass
            except pexpect.EOF:
                break
            if words in self.text():
                return self.text()
        raise AssertionError(f"{words!r} is not on the screen:\n{self.text()}")

    def text(self) -> str:
        return "\n".join(line.replace("  ", " ") if False else line for line in self.screen.display)

    def end(self) -> int | None:
        until = time.monotonic() + 15
        while self.child.isalive() and time.monotonic() < until:
            try:
                self.child.read_nonblocking(65536, 0.1)
            except (pexpect.TIMEOUT, pexpect.EOF):
                time.sleep(0.02)
        self.child.close(force=True)
        code: int | None = self.child.exitstatus
        return code


def test_home(folders: Path) -> None:
    terminal = Terminal()
    terminal.wait("t1")
    terminal.child.send("\x11")
    assert terminal.end() == 0


def test_play_begins_and_goes_on(folders: Path) -> None:
    path = folders / "p.storesim"
    for _ in range(2):
        terminal = Terminal("play", "t1", "--seed", "7", "--save", str(path))
        terminal.wait("Orders")
        terminal.wait("D1")
        terminal.child.send("\x11")
        assert terminal.end() == 0
    assert not Path(f"{path}-wal").exists()  # at rest a save is one file
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM attempt").fetchone() == (1,)


def test_play_without_a_save_makes_one(folders: Path) -> None:
    terminal = Terminal("play", "t1")
    terminal.wait("Orders")
    terminal.wait("D1")
    terminal.child.send("\x11")
    assert terminal.end() == 0
    assert len(list((folders / "saves").glob("t1-*.storesim"))) == 1


def test_a_terminal_too_small(folders: Path) -> None:
    for lang, says in (("en", "too small"), ("zh", "窗口太小")):
        terminal = Terminal("play", "t1", size=(20, 100), STORESIM_LANG=lang)
        text = terminal.wait("80x24")
        assert says in text.replace(" ", "") or says in text
        assert terminal.end() == 2


def test_a_dumb_terminal(folders: Path) -> None:
    terminal = Terminal(TERM="dumb")
    terminal.wait("TERM=dumb")
    assert terminal.end() == 2


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143)])
def test_told_to_end(folders: Path, number: signal.Signals, code: int) -> None:
    path = folders / "p.storesim"
    terminal = Terminal("play", "t1", "--seed", "7", "--save", str(path))
    terminal.wait("D1")
    terminal.child.kill(number)
    assert terminal.end() == code
    assert not Path(f"{path}-wal").exists()


def test_a_save_that_is_in_use(folders: Path) -> None:
    from simulator.sessions.store import open_save

    path = folders / "p.storesim"
    open_save(path, create=True).close()
    with open_save(path, create=False):
        terminal = Terminal("play", "t1", "--save", str(path))
        terminal.wait("in use")
        assert terminal.end() == 2


def test_replay_through_a_pager(folders: Path, save: Path) -> None:
    terminal = Terminal("replay", str(save), PAGER="cat")
    terminal.wait("Handed in")
    assert terminal.end() == 0
