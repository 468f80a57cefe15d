"""The line of a seat waits for no server that hangs, and an action that comes through late is done once."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from candidatekit import Hall, hall
from hallmaker import take

from simulator.classroom.store.database import open_database
from simulator.exams.errors import Unreachable
from simulator.exams.store import actions
from simulator.kernel.engine import Advance
from simulator.kernel.journal import StaleWriter


@pytest.mark.skipif(sys.platform == "win32", reason="a process cannot be stopped there")
def test_a_server_that_hangs(server_url: str, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    monkeypatch.setattr(actions, "ANSWER_SECONDS", 0.5)
    with open_database(server_url, create=False) as db:
        made = hall(server_url, db, limit=1200)
        seat = take(db, made.clock, made.strips[0])
        seat.refresh()
        seat.begin()
        attempt = seat.begin_item(0)
        assert attempt.do(Advance(minutes=1)).ok
        rows = len(attempt.journal)
        ((pid,),) = seat.line.ask("SELECT pg_backend_pid()")

        def awake() -> None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGCONT)

        request.addfinalizer(awake)
        os.kill(pid, signal.SIGSTOP)
        began = time.monotonic()
        with pytest.raises(Unreachable):
            attempt.do(Advance(minutes=2))
        assert time.monotonic() - began < 5
        assert attempt.journal.uncertain
        # the server goes on: what was sent then may come through at any moment, before or after it is sent again
        os.kill(pid, signal.SIGCONT)
        now = attempt.now
        while True:
            try:
                assert attempt.again(Advance(minutes=2)).ok
                break
            except Unreachable:
                assert time.monotonic() - began < 20
        assert attempt.now == now + 2
        time.sleep(0.2)  # the late one has had its chance
        assert len(list(seat.line.rows(attempt.journal.attempt))) == rows + 1 == len(attempt.journal)


def test_what_came_through_late_counts_once(make: Callable[..., Hall], monkeypatch: pytest.MonkeyPatch) -> None:
    made = make(limit=1200)
    seat = take(made.db, made.clock, made.strips[0])
    seat.refresh()
    seat.begin()
    attempt = seat.begin_item(0)
    keep, first = actions.Line.keep, [True]

    def late(self: actions.Line, *arguments: Any) -> None:
        keep(self, *arguments)
        if first.pop() if first else False:
            keep(self, *arguments)  # the same row again, as from a connection given up before

    monkeypatch.setattr(actions.Line, "keep", late)
    with pytest.raises(Unreachable) as told:
        attempt.do(Advance(minutes=3))
    assert isinstance(told.value.__cause__, StaleWriter)
    now = attempt.now
    assert attempt.again(Advance(minutes=3)).ok
    assert attempt.now == now + 3
    assert attempt.do(Advance(minutes=1)).ok
    assert attempt.now == now + 4
