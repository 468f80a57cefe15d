"""The disk of the database is full: what was not kept is told so, what was kept stays, and when there is room again it goes on.

The disk is a small one in memory (tmpfs), which only root may make: elsewhere these tests are skipped.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from crowd import wait
from hallmaker import small_exam, take
from hallserver import postgres

from simulator.bots.player import play_reference
from simulator.classroom.errors import ClassroomError
from simulator.classroom.store.database import Database, open_database
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError, NotKept, Unreachable
from simulator.exams.hallkey import hall_key
from simulator.exams.keeper import Keeper
from simulator.exams.seat import Seat
from simulator.exams.verifying.verify import verify
from simulator.kernel.engine import Advance
from simulator.kernel.journal import JournalError

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may mount a small disk"),
]


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of so many bytes."""
    folder.mkdir()
    done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size},mode=777", "tmpfs", str(folder)], capture_output=True, text=True, check=False)  # fmt: skip
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
        folder.rmdir()


def fill(folder: Path, leave: int = 0) -> Path:
    """Use up what is free, but so many bytes."""
    ballast = folder / "ballast"
    free = shutil.disk_usage(folder).free - leave
    with ballast.open("ab") as file:
        for size in (1 << 20, 1 << 12):
            while free >= size:
                try:
                    file.write(b"\0" * size)
                    file.flush()
                except OSError:
                    break
                free -= size
    return ballast


def works_until_refused(seat: Seat, most: int = 1500) -> tuple[int, Exception]:
    """Actions until one is not kept; how many were, and why not the next."""
    attempt = seat.attempt()
    for done in range(most):
        try:
            assert attempt.do(Advance(minutes=1)).ok, "the shift was over before the disk was full"
        except (NotKept, JournalError) as error:
            return done, error
    raise AssertionError("the disk never filled")


def goes_on(db: Database, seat: Seat, rows: int) -> None:
    """After there is room again: nothing is missing, nothing is twice, and the exam can be finished."""

    def again() -> bool:
        with suppress(Unreachable, JournalError, ClassroomError):
            seat.attempt().again(Advance(minutes=1))
            return True
        return False

    wait(again, 60, "it goes on")
    attempt = seat.attempt()
    assert len(attempt.journal) in (rows + 1, rows + 2)  # what was under way may have been kept after all
    play_reference(attempt)

    def over() -> bool:
        with suppress(Unreachable, ExamError, ClassroomError):
            return seat.submit().stage == "submitted"
        return False

    wait(over, 60, "it is handed in")
    faults = verify(db, seat.exam.id, keys=()).all_faults
    assert {x.code for x in faults} <= {"sign-in"}


def begun(db: Database, strip: Any) -> Seat:
    seat = take(db, HallClock(), strip)
    seat.refresh()
    seat.begin()
    seat.begin_item(0).do(Advance(minutes=1))
    return seat


def test_of_a_file(tmp_path: Path, template: Path) -> None:
    with small_disk(tmp_path / "disk", "6m") as disk:
        shutil.copy(template, disk / "hall.db")
        with open_database(str(disk / "hall.db"), create=False) as db:
            exam, strips = small_exam(db, HallClock(), limit=3600)
            keeper = Keeper(db, HallClock(), exam.id, "n1", hall_key(tmp_path / "hall.key"))
            keeper.join()
            seat = begun(db, strips[0])
            ballast = fill(disk, leave=40_000)
            done, error = works_until_refused(seat)
            told = getattr(error, "text", None)
            assert told is not None
            assert "磁盘已满" in told.zh or isinstance(error, Unreachable)
            keeper.tick()
            keeper.tick()  # whatever it could do, it has not fallen
            assert done + 2 == len(seat.attempt().journal)
            ballast.unlink()
            goes_on(db, seat, done + 2)
            wait(lambda: (keeper.tick(), keeper.trouble is None)[1], 30, "the keeper goes on")
            seat.close()


def test_of_a_server(tmp_path: Path) -> None:
    with (
        small_disk(Path(f"/tmp/storesim-disk-{os.getpid()}"), "140m") as disk,
        postgres({"max_wal_size": "32MB", "min_wal_size": "32MB"}, place=disk) as server,
        open_database(server.url()) as db,
    ):
        exam, strips = small_exam(db, HallClock(), limit=3600)
        keeper = Keeper(db, HallClock(), exam.id, "n1")
        keeper.join()
        seat = begun(db, strips[0])
        ballast = fill(disk)
        error = works_with_drafts_until_refused(seat)
        assert "磁盘已满" in getattr(error, "text").zh or isinstance(error, Unreachable)  # noqa: B009
        rows = len(seat.attempt().journal)
        keeper.tick()
        ballast.unlink()
        if not server.running():  # it could not even write its log, and stopped itself
            server.start()
        goes_on(db, seat, rows)
        wait(lambda: (keeper.tick(), keeper.trouble is None)[1], 30, "the keeper goes on")
        seat.close()


def works_with_drafts_until_refused(seat: Seat, most: int = 800) -> Exception:
    """The same on a server, whose log and tables have some room of their own left: long drafts use it up."""
    attempt = seat.attempt()
    for n in range(most):
        try:
            attempt.journal.save.set_draft(attempt.journal.attempt, f"form {n}", os.urandom(30_000).hex())
            attempt.do(Advance(minutes=1))
        except (NotKept, JournalError) as error:
            return error
    raise AssertionError("the disk never filled")
