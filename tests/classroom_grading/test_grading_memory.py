"""Memory does not grow with the number of saves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from handinmaker import NOW, School, put

from simulator.classroom.store.database import open_database

ROOT = Path(__file__).resolve().parents[2]
GRADE = f"""
import sys
from pathlib import Path
from simulator.classroom.grading import grade
from simulator.classroom.store.database import open_database
with open_database(sys.argv[1]) as db:
    graded = grade(db, "a1", Path(sys.argv[2]), wall=lambda: {NOW})
(most,) = (line for line in open("/proc/self/status") if line.startswith("VmHWM:"))
print(graded.verdicts.get("ok", 0), most.split()[1])
"""


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="needs Linux")
def test_memory_does_not_grow_with_the_number_of_saves(tmp_path: Path) -> None:
    """The most that is ever used for 400 saves is what 100 need, and a tenth more at most."""
    used: dict[int, int] = {}
    for n in (100, 400):
        url, folder = str(tmp_path / f"{n}.db"), tmp_path / str(n)
        with open_database(url) as db:
            school = School(db, n)
            school.assign()
            put(folder, {f"{s}.storesim": school.save(s) for s in school.students})
        done = subprocess.run(
            [sys.executable, "-c", GRADE, url, str(folder)], cwd=ROOT, capture_output=True, text=True, check=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        valid, used[n] = map(int, done.stdout.split())
        assert valid == n
    assert used[400] <= 1.1 * used[100], used
