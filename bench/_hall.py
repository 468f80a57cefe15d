"""An exam that many have sat, made without a second between its actions; and verifying it in a process of its own.

Every candidate plays both items of the shipped B2C paper with the reference player, each on a seed of its own. What is written is what a hall would have written (facts, rows, sign-ins,
receipts), only in a few transactions instead of one for each action.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
CANDIDATES = 200
SCENARIO = "11.1"  # of the action bench
PAPER = "b2c"


def makers() -> None:
    """Let the makers of the tests be imported."""
    for folder in ("exams", "exams_reliability"):
        if str(ROOT / "tests" / folder) not in sys.path:
            sys.path.insert(0, str(ROOT / "tests" / folder))


def one_item() -> dict[str, Any]:
    """A paper with the one shift."""
    from simulator.exams.paper.model import PaperItem

    return {"items": (PaperItem(pack="table1", scenario=SCENARIO, requirements=("11.1.1", "11.1.2")),)}


@contextmanager
def sat(candidates: int = CANDIDATES) -> Iterator[Path]:
    """The file of a database with such an exam; cleared away."""
    makers()
    with tempfile.TemporaryDirectory(prefix="storesim-bench-") as folder:
        file = Path(folder) / "hall.db"
        _sit(file, candidates)
        yield file


def verify(file: Path, jobs: int) -> float:
    """Seconds for verifying it."""
    done = subprocess.run(
        [sys.executable, "-m", "bench._hall", str(file), str(jobs)],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    return float(done.stdout)


def _sit(file: Path, candidates: int) -> None:
    from hallmaker import Hands, small_exam, table1

    from simulator.bots.player import play
    from simulator.classroom.store.database import open_database
    from simulator.classroom.store.examtables import ExamActionRow, SignInRow
    from simulator.exams import facts as f
    from simulator.exams import seeds
    from simulator.exams.hallkey import hall_key
    from simulator.exams.keeper import Keeper
    from simulator.exams.paper.difficulty import draw
    from simulator.exams.paper.load import load
    from simulator.exams.paper.shelf import find_paper
    from simulator.exams.store import chains
    from simulator.exams.store.exams import secret_of
    from simulator.kernel.journal import MemoryJournal
    from simulator.sessions.attempt import Attempt

    hands = Hands()
    clock = hands.clock()
    with open_database(str(file)) as db:
        items = load(find_paper(PAPER)).items
        exam, strips = small_exam(db, clock, candidates, items=items, order="free")
        pack, secret = table1().pack, secret_of(db, exam.id)
        for n, strip in enumerate(strips):
            key = seeds.key_of(secret, exam.paper, strip.sitting)
            tries, heads = [], []
            for number, item in enumerate(items):
                attempt = f"{n * len(items) + number:016x}"
                seed, _ = draw(key, seeds.address(number, 0), pack, item.scenario, exam.targets[number])
                journal = MemoryJournal(attempt)
                played = Attempt.start(
                    pack,
                    item.scenario,
                    seed,
                    journal,
                    mode="exam",
                    student=strip.sitting,
                    assignment=exam.id,
                    wall=clock.now,
                )
                play(played, "reference")
                rows = list(journal.rows())
                tries.append((attempt, number, seed, rows))
                heads.append(f.Head(attempt=attempt, rows=len(rows), head=rows[-1].digest.hex()))

            def decide(state: Any, now: int, heads: tuple[f.Head, ...] = tuple(heads)) -> list[f.SittingFact]:
                facts: list[f.SittingFact] = [
                    f.SignedIn(at=now, by=f.CANDIDATE, epoch=1, node="n1"), f.Admitted(at=now), f.Started(at=now, by=f.CANDIDATE),
                ]  # fmt: skip
                for number, head in enumerate(heads):
                    facts.append(f.ItemBegun(at=now, by=f.CANDIDATE, item=number, number=0, attempt=head.attempt))
                    facts.append(f.ItemDone(at=now, by=f.CANDIDATE, item=number, head=head))
                return [*facts, f.Submitted(at=now, by=f.CANDIDATE, heads=heads)]

            begun = [chains.with_attempt(id, strip.sitting, number, 0, seed) for id, number, seed, _ in tries]

            def add(*told: Any, begun: list[Any] = begun) -> None:
                for one in begun:
                    one(*told)

            with db.session() as session:
                chains.change(db, clock, strip.sitting, decide, add)
                session.add(SignInRow(exam=exam.id, ticket=strip.ticket, result="in", at=clock.now()))
                session.flush()
                table: Any = ExamActionRow.__table__  # type: ignore[attr-defined]
                columns = [c.name for c in table.columns]
                for *_, rows in tries:
                    session.connection().execute(table.insert(), [{c: getattr(r, c) for c in columns} for r in rows])
        keeper = Keeper(db, clock, exam.id, "n1", hall_key(file.with_name("hall.key")))
        keeper.join()
        keeper.tick()
        keeper.leave()
        assert keeper.trouble is None, keeper.trouble


def main() -> None:
    """Verify, and print the seconds."""
    from simulator.classroom.store.database import open_database
    from simulator.exams.hallkey import public_keys
    from simulator.exams.store.exams import find_exam
    from simulator.exams.verifying.verify import verify as whole

    file, jobs = Path(sys.argv[1]), int(sys.argv[2])
    with open_database(str(file), create=False) as db:
        exam, keys = find_exam(db, ""), public_keys(file.with_name("hall.key.pub"))
        start = perf_counter()
        report = whole(db, exam.id, jobs=jobs, keys=keys)
        taken = perf_counter() - start
    assert report.ok, report.all_faults[:3]
    assert len(report.sittings) > 1
    print(taken)


if __name__ == "__main__":
    main()
