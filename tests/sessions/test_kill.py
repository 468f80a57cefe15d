"""Killing the writer at any moment loses no acknowledged command (200 kills: `pytest -m slow tests/sessions`)."""

import os
import random
import signal
import sys
from pathlib import Path
from time import perf_counter

import pytest
from nursery import nursery
from savedesk import ID, RULES, Sum

from simulator.kernel.journal import START
from simulator.kernel.luck import Luck
from simulator.sessions.store.save import open_save

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="needs fork and SIGKILL")


def kill_often(folder: Path, kills: int, seed: int) -> int:
    """Kill writers on a few saves, each gone on with by the next writer; the number of acknowledged commands."""
    chance = random.Random(seed)
    acknowledged: dict[Path, dict[int, str]] = {}
    with nursery() as room:
        for kill in range(kills):
            path = folder / f"{kill // 8}.storesim"
            known = acknowledged.setdefault(path, {})
            writer = room.begin(path)
            # after some acknowledgements and a moment more, so that it falls anywhere between two of them; now and then
            # at once, while the save is being made or opened
            for _ in range(chance.choice((0, 1, 2, 5, 20, 60))):
                word, seq, head = room.line()
                assert word == "ack"
                known[int(seq)] = head
            until = perf_counter() + chance.random() * (0.003 if chance.random() < 0.8 else 0.02)
            while perf_counter() < until:
                pass
            os.kill(writer, signal.SIGKILL)
            while (line := room.line()) != ["gone"]:
                assert line[0] == "ack", line
                known[int(line[1])] = line[2]
            if not known and not path.exists():
                continue
            with open_save(path, create=True) as save:  # nothing stays locked
                if not save.attempts():
                    assert not known
                    continue
                assert save.check(ID) is None
                rows = list(save.rows(ID))
                assert {n: rows[n].digest.hex() for n in known} == known
                # beyond those, at most the one command of each kill that was on its way
                assert len(rows) - len(known) <= 1 + kill % 8
                loaded = save.load(ID, RULES, Luck(7))
                assert loaded.world.of(Sum).value == len(rows)
                assert loaded.head == (rows[-1].digest if rows else START)
    return sum(len(known) for known in acknowledged.values())


def test_twenty_kills(tmp_path: Path) -> None:
    assert kill_often(tmp_path, 20, seed=20) > 20


@pytest.mark.slow
def test_two_hundred_kills(tmp_path: Path) -> None:
    assert kill_often(tmp_path, 200, seed=200) > 200
