"""Sixty candidates take the ten-minute exam at twenty times its speed, while everything that can break does.

A real PostgreSQL with fsync on; two nodes; during the exam the database is stopped in order once and once as by a power cut, one node is killed and another
begun, and twenty candidates' programs are killed and begun again. Afterwards every action that was ever acknowledged is there, every deadline is exact
to the millisecond, the whole exam verifies, and every candidate's work is scored.
"""

from __future__ import annotations

import random
import time
from pathlib import Path
from typing import Any

import msgspec
import pytest
from crowd import Crowd, Nodes, gone_at_the_end, wait
from hallmaker import table1
from hallserver import Postgres, postgres

from simulator.classroom.errors import ClassroomError
from simulator.classroom.store.database import Database, open_database
from simulator.classroom.store.packs import KeptPack
from simulator.classroom.store.tables import PersonRow
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.hallkey import hall_key
from simulator.exams.model import Entrant, Exam, Strip
from simulator.exams.paper.difficulty import target
from simulator.exams.paper.frozen import paper_digest
from simulator.exams.paper.load import load
from simulator.exams.paper.shelf import find_paper
from simulator.exams.store import chains, nodes
from simulator.exams.store.exams import make_exam, sittings
from simulator.exams.store.records import record_of
from simulator.exams.verifying.verify import verify
from simulator.kernel import replay
from simulator.kernel.luck import Luck
from simulator.scoring.score import score
from simulator.sessions.attempt import opened
from simulator.sessions.rules import rules

CANDIDATES = 60
SPEED = 20
KILLED = 20
PACES = tuple(
    0.7 + n / 10 for n in range(9)
)  # seconds for an action: the quick get through the item and hand in, the slow run out of time


def demonstration(db: Database) -> tuple[Exam, tuple[Strip, ...]]:
    """The shipped exam of ten minutes at twenty times its speed."""
    paper = load(find_paper("demonstration"))
    assert paper.limit == 600
    paper = msgspec.structs.replace(paper, limit=paper.limit // SPEED, last_start=None, hard_close=None)
    pack = table1()
    with db.session() as session:
        for n in range(CANDIDATES):
            session.add(PersonRow(id=f"p{n}", number=f"20260{n:02}", name=f"考生{n}"))
    kept = KeptPack(id=pack.pack.id, version=pack.pack.version, digest=pack.pack.digest, archive=pack.archive)
    exam = Exam(
        id="", title="演示", paper=paper, packs={pack.pack.id: pack.pack.digest}, admission="hand",
        targets=tuple(target(pack.pack, item.scenario) for item in paper.items),
    )  # fmt: skip
    entrants = [Entrant(person=f"p{n}", planned=n % 3) for n in range(CANDIDATES)]  # some have a second or two more
    return make_exam(db, HallClock(), exam, {pack.pack.id: kept}, entrants, by="test", digest=paper_digest(paper))


@pytest.mark.slow
def test_sixty_candidates_and_everything_that_breaks(tmp_path: Path) -> None:
    chance = random.Random(4)
    with postgres() as server:
        assert server.ask("SHOW fsync") == [("on",)]
        server.ask("CREATE DATABASE hall")
        url = server.url("hall")
        with open_database(url) as db:
            exam, strips = demonstration(db)
        key = tmp_path / "hall.key"
        hall_key(key)
        crowd = Crowd(url, exam, strips, tmp_path, PACES, seconds=300)
        halls = Nodes(url, exam, key, tmp_path)
        with gone_at_the_end(crowd, halls):
            halls.begin("node-1")
            halls.begin("node-2")
            for n in range(CANDIDATES):
                crowd.begin(n)
            admit(url, exam)
            told = disturb(server, crowd, halls, chance)
            wait(lambda: not crowd.alive(), 240, "all candidates' programs end")
            with open_database(url, create=False) as db:
                wait(lambda: over(db, exam), 60, "all sittings are over")
                wait(lambda: lost(db, exam), 60, "the node that was killed is missed")
                wait(lambda: serving(db, exam) == {"node-2", "node-3"}, 60, "the others serve")
            codes = halls.end()
        assert codes[1:] == [0, 0]  # the others ended in order
        with open_database(url, create=False) as db:
            figures = judged(db, exam, crowd, key)
    print("\n" + "\n".join(f"{name}: {value}" for name, value in {**told, **figures}.items()))


def admit(url: str, exam: Exam) -> None:
    """Once everybody is there, all may begin."""
    with open_database(url, create=False) as db:
        wait(lambda: all(s.stage == "waiting" for s in sittings(db, exam.id)), 240, "everybody is there")
        for one in sittings(db, exam.id):
            chains.change(db, HallClock(), one.id, lambda state, now: [f.Admitted(at=now, by="test")])


def disturb(server: Postgres, crowd: Crowd, halls: Nodes, chance: random.Random) -> dict[str, Any]:
    """What happens during the exam."""
    begun = time.monotonic()
    wait(lambda: len(crowd.acknowledged()) > 200, 120, "the exam is under way")
    outages: list[float] = []

    def some_die(count: int) -> None:
        there = crowd.alive()
        chance.shuffle(there)
        victims: list[int] = []
        for n in there:  # who has just ended cannot be killed any more
            if len(victims) < count and crowd.kill(n):
                victims.append(n)
        for n in victims:
            crowd.begin(n)

    some_die(7)
    outages.append(away(server, "fast"))
    before = len(crowd.acknowledged())
    wait(lambda: len(crowd.acknowledged()) > before + 50, 60, "they go on")
    halls.kill("node-1")
    some_die(7)
    halls.begin("node-3")
    before = len(crowd.acknowledged())
    wait(lambda: len(crowd.acknowledged()) > before + 50, 60, "they go on")
    outages.append(away(server, "immediate"))
    some_die(KILLED - crowd.killed)
    assert crowd.killed == KILLED
    return {"outages (s)": [round(x, 2) for x in outages], "disturbed for (s)": round(time.monotonic() - begun, 1)}


def away(server: Postgres, mode: str) -> float:
    """The database is gone for a moment; for how long."""
    start = time.monotonic()
    server.restart(mode)
    return time.monotonic() - start


def over(db: Database, exam: Exam) -> bool:
    """Whether everybody's exam has ended."""
    try:
        return all(s.stage in ("submitted", "expired") for s in sittings(db, exam.id))
    except ClassroomError:
        return False


def lost(db: Database, exam: Exam) -> bool:
    """Whether the hall knows that a node is gone."""
    return any(isinstance(x, f.NodeLeft) and x.lost for x in chains.facts_of(db, exam.id))


def serving(db: Database, exam: Exam) -> set[str]:
    """The nodes that live."""
    return {x.id for x in nodes.nodes(db, exam.id) if x.stopped is None}


def judged(db: Database, exam: Exam, crowd: Crowd, key: Path) -> dict[str, Any]:
    """Everything that was promised."""
    from simulator.exams.hallkey import public_keys

    report = verify(db, exam.id, jobs=2, keys=public_keys(key.with_name("hall.key.pub")))
    assert report.all_faults == (), [(x.ticket, x.place.en, x.what.en) for x in report.all_faults[:5]]
    assert report.ok
    records = {strip.sitting: record_of(db, strip.sitting) for strip in crowd.strips}
    rows = {(r.attempt, r.seq): r for record in records.values() for a in record.attempts for r in a.rows}

    acknowledged = crowd.acknowledged()
    missing = [x for x in acknowledged if (x["attempt"], x["seq"]) not in rows]
    other = [x for x in acknowledged if x not in missing and rows[x["attempt"], x["seq"]].digest.hex() != x["digest"]]
    assert missing == []
    assert other == []
    twice = len(acknowledged) - len({(x["attempt"], x["seq"]) for x in acknowledged})
    unread = len(rows) - len(
        {(x["attempt"], x["seq"]) for x in acknowledged}
    )  # kept, and its program killed before it heard of it

    ends = {"submitted": 0, "expired": 0}
    latest = 0
    for n, strip in enumerate(crowd.strips):
        facts: list[Any] = [f.decode(link.payload) for link in records[strip.sitting].links]
        (begun,) = [x for x in facts if isinstance(x, f.Started)]
        (end,) = [x for x in facts if isinstance(x, f.Submitted | f.Expired)]
        deadline = begun.at + (exam.paper.limit + n % 3) * 1000
        if isinstance(end, f.Expired):
            assert end.at == deadline
            latest = max(latest, end.noticed - end.at)
        else:
            assert end.at < deadline
        ends["expired" if isinstance(end, f.Expired) else "submitted"] += 1
        walls = [r.wall for a in records[strip.sitting].attempts for r in a.rows]
        assert all(wall < deadline for wall in walls)
    marks = [scored(a.rows) for record in records.values() for a in record.attempts]
    assert len(marks) >= CANDIDATES
    known = {x.id: x for x in nodes.nodes(db, exam.id)}
    assert set(known) == {"node-1", "node-2", "node-3"}
    return {
        "candidates": len(crowd.strips), "programs begun": crowd.begun, "of them killed": crowd.killed, "acknowledged": len(acknowledged),
        "lost": len(missing), "logged twice": twice, "kept but never heard of": unread, "ended": ends,
        "latest notice of an end (ms)": latest, "receipts": sum(one.receipts for one in report.sittings), "scored": len(marks),
        "mean compliance": sum(marks) // len(marks),
    }  # fmt: skip


def scored(rows: list[Any]) -> int:
    """What comes of the rows as they stand, in basis points."""
    from simulator.kernel.journal import MemoryJournal

    journal = MemoryJournal(rows[0].attempt)
    for row in rows:
        journal.append(row)
    first = opened(journal, rules())
    world = replay.fold(rules(), rows, Luck(first.seed))
    scenario = table1().pack.scenario(first.scenario)
    found: int = score(replay.facts(rules(), rows), world, scenario.requirements).compliance
    assert 0 <= found <= 10_000
    return found
