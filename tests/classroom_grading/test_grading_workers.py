"""Work on many processes: in order, in bounded memory, and through the death of some of them."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from workmaker import Deadly, double, length, lost

from simulator.classroom import workers
from simulator.classroom.errors import ClassroomError
from simulator.classroom.workers import AHEAD, CHUNK, CHUNK_BYTES, Job, run

ITEMS = [b"%d" % n * (n % 7 + 1) for n in range(60)]


@pytest.fixture
def deaths(tmp_path: Path) -> Path:
    return tmp_path / "deaths"


def job(deaths: Path | str = "") -> Job[str, bytes, bytes]:
    return Job(double, str(deaths), length, lost)


@pytest.mark.parametrize("jobs", [1, 3])
def test_results_come_in_the_order_of_the_items(jobs: int) -> None:
    assert list(run(job(), ITEMS, jobs)) == [item * 2 for item in ITEMS]
    assert list(run(job(), [], jobs)) == []
    assert multiprocessing.active_children() == []


def test_chunks_are_bounded_in_number_and_size() -> None:
    large = bytes(CHUNK_BYTES // 3 + 1)
    chunks = list(job().chunks([b"a"] * (CHUNK + 1) + [large] * 4 + [large * 9] + [b"b"]))
    assert [[len(item) for item in chunk] for chunk in chunks] == [
        [1] * CHUNK, [1, len(large), len(large)], [len(large)] * 2, [len(large) * 9], [1]
    ]  # fmt: skip


def test_not_more_than_a_window_is_read_ahead() -> None:
    read = done = most = 0

    def items() -> Iterator[bytes]:
        nonlocal read
        for _ in range(200):
            read += 1
            yield b"x"

    for _ in run(job(), items(), 2):
        done += 1
        most = max(most, read - done)
    assert (done, read) == (200, 200)
    assert most <= CHUNK * (2 * AHEAD + 1)


def test_an_item_that_kills_its_process_is_given_up_and_no_other(deaths: Path) -> None:
    items = [*ITEMS[:20], b"die", *ITEMS[20:]]
    results = list(run(job(deaths), items, 2))
    assert results == [item * 2 if item != b"die" else b"lost die" for item in items]
    # once among others, and three times alone
    assert deaths.read_text().splitlines() == ["die"] * 4


def test_a_process_that_dies_once_costs_nothing(deaths: Path) -> None:
    items = [b"die once at first", *ITEMS[:30], b"die once later", *ITEMS[30:]]
    assert list(run(job(deaths), items, 2)) == [item * 2 for item in items]
    assert len(deaths.read_text().splitlines()) == 2


def test_a_process_killed_from_outside_costs_nothing() -> None:
    results = []
    for n, result in enumerate(run(job(), ITEMS, 2)):
        if n == 3:
            for child in multiprocessing.active_children():
                child.kill()
        results.append(result)
    assert results == [item * 2 for item in ITEMS]


def test_an_error_in_the_work_is_an_error_here() -> None:
    with pytest.raises(ValueError, match="this item fails"):
        list(run(job(), [*ITEMS, b"fail"], 2))
    assert multiprocessing.active_children() == []


def test_whoever_stops_listening_leaves_nobody_at_work() -> None:
    results = run(job(), ITEMS, 2)
    assert next(results) == ITEMS[0] * 2
    results.close()  # type: ignore[attr-defined]
    assert multiprocessing.active_children() == []


def test_no_item_is_blamed_where_no_process_can_live() -> None:
    deadly: Job[object, bytes, bytes] = Job(double, Deadly(), length, lost)  # type: ignore[arg-type]
    with pytest.raises(ClassroomError) as raised:
        list(run(deadly, ITEMS, 2))
    assert raised.value.code == "no-processes"
    assert multiprocessing.active_children() == []


def test_more_processes_than_windows_knows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "MOST_JOBS", 1)
    assert list(run(job(), ITEMS[:9], 1000)) == [item * 2 for item in ITEMS[:9]]


@pytest.mark.skipif(sys.platform == "win32", reason="needs signals")
def test_processes_do_not_outlive_the_one_that_began_them() -> None:
    root = Path(__file__).resolve().parents[2]
    program = Path(__file__).with_name("workmaker.py")
    env = {**os.environ, "PYTHONPATH": f"{root}{os.pathsep}{program.parent}"}
    leader = subprocess.Popen([sys.executable, str(program)], stdout=subprocess.PIPE, env=env, text=True)
    assert leader.stdout is not None
    pids = list(map(int, leader.stdout.readline().split()))
    assert pids
    leader.kill()
    leader.wait()
    # the pipe is closed when the last process that holds it has ended
    assert leader.stdout.read() == ""
    leader.stdout.close()
