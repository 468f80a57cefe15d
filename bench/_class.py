"""A class of 1,000 who handed in one shift, made of a play of each kind; and grading it in a process of its own.

The saves come from the maker of the tests (`tests/classroom_grading/handinmaker.py`): every way of playing 11.1 is played once
with the class's seed, and written down for each student with ids and wall stamps of his own and the chain computed anew.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
SAVES = 1_000
SCENARIO = "11.1"
NOW = 120 * 86_400_000


class Class:
    """A folder of saves, and a database to begin from. `grade` grades a copy of it, and says how long that took (seconds) and
    how much memory it had at most (MB)."""

    def __init__(self, folder: Path, saves: int) -> None:
        sys.path.insert(0, str(ROOT / "tests" / "classroom_grading"))
        from handinmaker import School, shipped

        from simulator.classroom.store.database import open_database

        self.folder, self.count = folder, saves
        self.saves = folder / "saves"
        self.saves.mkdir(parents=True)
        hows = ["reference", *(f"mistake:{m.id}" for m in shipped().scenario(SCENARIO).mistakes)]
        with open_database(str(folder / "classes.db")) as db:
            school = School(db, saves)
            school.assign(scenario=SCENARIO)
            for n, student in enumerate(school.students):
                (self.saves / f"{student}.storesim").write_bytes(school.save(student, how=hows[n % len(hows)]))

    def grade(self, how: str) -> tuple[float, float]:
        """`how`: `jobs=2`, or `cluster=tcp://...`."""
        database = self.folder / "graded.db"
        shutil.copyfile(self.folder / "classes.db", database)
        done = subprocess.run(
            [sys.executable, "-m", "bench._class", str(database), str(self.saves), how, str(self.count)],
            cwd=ROOT, check=True, capture_output=True, text=True,
        )  # fmt: skip
        for path in self.folder.glob("graded.db*"):
            path.unlink()
        seconds, megabytes = done.stdout.split()
        return float(seconds), float(megabytes)


@contextmanager
def hand_ins(saves: int = SAVES) -> Iterator[Class]:
    """A class that is cleared away."""
    with tempfile.TemporaryDirectory(prefix="storesim-bench-") as folder:
        yield Class(Path(folder), saves)


def main() -> None:
    """Grade, and print seconds and megabytes."""
    database, saves, how, count = sys.argv[1:]
    from simulator.classroom.grading import grade
    from simulator.classroom.store.database import open_database

    name, _, value = how.partition("=")
    with open_database(database) as db:
        start = perf_counter()
        if name == "jobs":
            graded = grade(db, "a1", Path(saves), jobs=int(value), wall=lambda: NOW)
        else:
            graded = grade(db, "a1", Path(saves), cluster=value, wall=lambda: NOW)
        taken = perf_counter() - start
    assert graded.verdicts == {"ok": int(count)}, graded.verdicts
    print(taken, _most())


def _most() -> float:
    """The most memory this process ever had, MB. (getrusage would count what its parent had when it was begun.)"""
    (line,) = (line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM:"))
    return int(line.split()[1]) / 1024


if __name__ == "__main__":
    main()
