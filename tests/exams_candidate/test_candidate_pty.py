"""The real command in a real pseudo-terminal: signing in, a kill in the middle, signing in again, an orderly end."""

from __future__ import annotations

import signal
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from candidatekit import Hall

from simulator.exams import facts as f

pexpect = pytest.importorskip("pexpect")
pytest.importorskip("pyte")

pytestmark = [pytest.mark.pty, pytest.mark.skipif(sys.platform == "win32", reason="needs a POSIX pseudo-terminal")]


@pytest.fixture
def sit() -> Iterator[Callable[..., Any]]:
    from tests.tui.test_pty import Terminal

    made = []

    def start(hall: Hall, *arguments: str, **environment: str) -> Any:
        made.append(Terminal("-m", "simulator", "hall", "sit", *arguments, STORESIM_HALL=hall.url, **environment))
        return made[-1]

    yield start
    for one in made:
        one.child.close(force=True)


def enter(terminal: Any, hall: Hall) -> None:
    one = hall.strips[0]
    terminal.until("考生签到·期末", 40)
    terminal.send(one.ticket.encode() + b"\r")
    terminal.until(f"={one.ticket}")
    terminal.send(one.pin.encode() + b"\r")


def test_a_kill_in_the_middle_loses_nothing(here: Callable[..., Hall], sit: Callable[..., Any]) -> None:
    made = here(limit=1200)
    t = sit(made, made.exam.id, "--node", "room-1")
    enter(t, made)
    t.until("可以开考了")
    t.send(b"\r")
    t.until("准备好了吗")
    t.send(b"\r")
    t.until("Enter开始这一题")
    t.send(b"\r")
    t.until("Enter打开", 30)
    t.send(b"\r")  # opens the first order: a fact
    t.until("收货地址", 20)
    attempt = next(x.attempt for x in made.facts() if isinstance(x, f.ItemBegun))
    rows = made.rows(attempt)
    assert rows >= 2
    t.child.kill(signal.SIGKILL)
    t.child.wait()
    again = sit(made, made.exam.id, "--node", "room-2")
    enter(again, made)
    again.until("Enter打开", 40)  # in the store at once
    assert made.rows(attempt) >= rows
    assert [x.attempt for x in made.facts() if isinstance(x, f.ItemBegun)] == [attempt]
    again.child.kill(signal.SIGTERM)  # what a server sends when the page is closed
    again.child.expect(pexpect.EOF, timeout=20)
    again.child.close()
    assert again.child.exitstatus == 143
    last = made.facts()[-1]
    assert isinstance(last, f.SignedOut)
    assert b"Traceback" not in again.raw
    assert [x.node for x in made.facts() if isinstance(x, f.SignedIn)] == ["room-1", "room-2"]


def test_what_cannot_be_opened_is_said(here: Callable[..., Hall], sit: Callable[..., Any], tmp_path: Any) -> None:
    made = here()
    t = sit(made, "no such exam")
    t.child.expect(pexpect.EOF, timeout=40)
    said = t.child.before.decode("utf-8", "replace")
    assert "没有考试“no such exam”" in said
    assert "Traceback" not in said
    other = sit(made, "--database", str(tmp_path / "none.db"))
    other.child.expect(pexpect.EOF, timeout=40)
    assert "还没有班级数据库" in other.child.before.decode("utf-8", "replace")
