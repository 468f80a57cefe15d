"""`storesim hall watch` in a real terminal, and where there is none."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest
from officework import Work

from simulator.__main__ import main
from simulator.classroom.store.database import open_database
from simulator.exams import facts as f
from simulator.exams.store.chains import facts_of

pexpect = pytest.importorskip("pexpect")
pyte = pytest.importorskip("pyte")


class Terminal:
    """The program in a pseudo-terminal and what its screen shows."""

    def __init__(self, *argv: str) -> None:
        self.screen = pyte.Screen(100, 30)
        self.stream = pyte.ByteStream(self.screen)
        self.child = pexpect.spawn(sys.executable, ["-m", "simulator", *argv], dimensions=(30, 100))

    def wait(self, *words: str, seconds: float = 60) -> str:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            try:
                self.stream.feed(self.child.read_nonblocking(65536, 0.1))
            except pexpect.TIMEOUT:
                pass
            except pexpect.EOF:
                break
            text = "\n".join(self.screen.display)
            if all(word in text for word in words):
                return text
        raise AssertionError(f"{words!r} are not on the screen:\n" + "\n".join(self.screen.display))

    def end(self) -> int | None:
        until = time.monotonic() + 30
        while self.child.isalive() and time.monotonic() < until:
            try:
                self.child.read_nonblocking(65536, 0.1)
            except (pexpect.TIMEOUT, pexpect.EOF):
                continue
        self.child.close(force=True)
        code: int | None = self.child.exitstatus
        return code


@pytest.mark.pty
def test_the_board_in_a_terminal(url: str, desk: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(Path(__file__).resolve().parents[2]))
    monkeypatch.setenv("STORESIM_HALL", url)
    monkeypatch.setenv("TERM", "xterm-256color")
    with open_database(url, create=False) as db:
        work = Work(db, 3)
        work.seat(0)
        sitting, ticket = work.strips[0].sitting, work.strips[0].ticket
        work.leave()
    terminal = Terminal("hall", "watch", ticket[:3])
    terminal.wait(ticket, "to be admitted", "no program serves this exam")
    terminal.child.send("\x1bOQ")  # F2
    terminal.wait("identity checked")
    terminal.child.send("\x13")  # Ctrl+S
    terminal.wait("admitted", "Invigilation")
    terminal.child.send("\x11")
    assert terminal.end() == 0
    with open_database(url, create=False) as db:
        assert isinstance(facts_of(db, sitting)[-1], f.Admitted)


def test_without_a_terminal_it_says_what_to_use(desk: Path, template: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["hall", "watch", "--database", str(desk / "nothing.db")]) == 2
    assert "terminal" in capsys.readouterr().err
    assert not (desk / "nothing.db").exists()
