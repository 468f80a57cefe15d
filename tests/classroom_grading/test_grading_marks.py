"""The mark, the use of time and the fingerprint of a hand-in."""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from handinmaker import DAY, OPENS, Written, expected, packs, played, shipped, written

from simulator.classroom.judging import judge, mark_attempt
from simulator.classroom.judging.traces import PAUSE, traces
from simulator.classroom.model import FULL, Mark, Try
from simulator.kernel import replay
from simulator.kernel.engine import OpenRecord
from simulator.kernel.journal import Row
from simulator.kernel.luck import Luck
from simulator.scoring.report import Report
from simulator.scoring.score import score
from simulator.sessions.rules import rules

HOWS = ["reference", "idle", *(f"mistake:{m.id}" for m in shipped().scenario("first").mistakes)]


def mine(how: str = "reference", seed: int = 7, **more: object) -> Written:
    return written(played(shipped(), "first", seed, how), "s1", "a1", OPENS + DAY, **more)  # type: ignore[arg-type]


def tried(save: Written) -> Try:
    (one,) = judge(save.save(), "x", expected(), packs())
    return one.found


def report(save: Written) -> Report:
    """The score as a fold of the stored rows, not of a play."""
    facts = replay.facts(rules(), save.rows)
    world = replay.fold(rules(), save.rows, Luck(7))
    return score(facts, world, shipped().scenario("first").requirements)


@pytest.mark.parametrize("how", HOWS)
def test_the_mark_is_the_score(how: str) -> None:
    save = mine(how)
    mark, found = tried(save).mark, report(save)
    assert mark is not None
    assert mark.points == found.compliance
    assert [(r.id, r.points, r.passed) for r in mark.requirements] == [
        (r.id, r.points, r.passed) for r in found.requirements.values()
    ]
    for mine_, theirs in zip(mark.requirements, found.requirements.values(), strict=True):
        assert mine_.gates == tuple(g.title for g in theirs.broken)
        for facet, scored in zip(mine_.facets, theirs.facets, strict=True):
            assert (facet.id, facet.title, facet.weight, facet.points) == (
                scored.id, scored.title, scored.weight, scored.points
            )  # fmt: skip
            losing = [f for f in scored.findings if f.points < FULL]
            assert len(facet.worst) == min(3, len(losing))
            assert [(w.unit, w.points, w.why, w.evidence) for w in facet.worst] == [
                (f.unit, f.points, f.why, f.evidence) for f in losing[:3]
            ]
    assert msgspec.json.decode(msgspec.json.encode(mark), type=Mark) == mark


def test_marks_can_be_computed_again_from_the_bytes_alone() -> None:
    save = mine("idle")
    found = tried(save)
    assert mark_attempt(save.save(), found.attempt, "first", shipped()) == found.mark


def rows(*walls: int) -> list[Row]:
    encode = rules().codec.encode
    command = msgspec.to_builtins(OpenRecord(view="orders", key="A"))
    return [
        Row("x", i, i, 540 + 10 * i, wall, encode({"command": command if i else None, "given": 0, "facts": []}), b"%d" % i)
        for i, wall in enumerate(walls)
    ]  # fmt: skip


def test_time_in_which_nothing_is_done_does_not_count() -> None:
    found = traces(rows(0, 1_000, 1_000 + PAUSE, 2_000 + 2 * PAUSE, 3_000 + 2 * PAUSE, 2_500 + 2 * PAUSE))
    assert found.active == 1_000 + PAUSE + 1_000
    assert (found.started, found.ended) == (0, 2_500 + 2 * PAUSE)
    assert (found.commands, found.minutes) == (5, 50)
    assert found.backwards is not None
    assert found.backwards.seq == 5
    assert found.latest is not None
    assert found.latest.seq == 4
    assert traces([]) == traces([])
    assert traces([]).print == ""


def test_sim_minutes_are_those_that_were_played() -> None:
    """Not those in which consequences were awaited after handing in."""
    found = tried(mine())
    scenario = shipped().scenario("first")
    assert 0 < found.minutes <= scenario.world.end - scenario.world.start
    assert found.commands == sum(b'"command":null' not in row.payload for row in mine().rows)


def test_the_fingerprint_survives_another_name_and_a_new_chain() -> None:
    save = mine()
    print = tried(save).print
    assert print
    assert tried(mine().first(student="s2").chain()).print == print
    again = mine()
    del again.rows[10:]
    assert tried(again.chain()).print == print  # played on otherwise from there


def test_the_fingerprint_tells_plays_apart() -> None:
    prints = {tried(written(played(shipped(), "first", 7), "s1", "a1", OPENS + DAY + i, i)).print for i in range(20)}
    prints |= {tried(mine("idle")).print, tried(mine("mistake:under-declare", rhythm=5)).print}
    for seq in range(1, 6):
        save = mine()
        prints.add(tried(save.row(seq, wall=save.rows[seq].wall + 1).chain()).print)
    assert len(prints) == 27
    for seq in (0, 6):  # the opening and later rows are not looked at
        assert tried(mine().row(seq, wall=5).chain()).print == tried(mine()).print
    assert tried(mine("open:idle").row(0)).print
    untouched = mine("open:idle")
    del untouched.rows[1:]
    assert tried(untouched.chain()).print == ""


def test_any_rows_give_traces() -> None:
    chance = random.Random(5)
    for _ in range(50):
        wild = [
            Row(
                "x",
                i,
                i,
                chance.randrange(-(2**63), 2**63),
                chance.randrange(-(2**63), 2**63),
                chance.randbytes(9),
                b"",
            )
            for i in range(chance.randrange(9))
        ]
        found = traces(wild)
        assert 0 <= found.minutes <= 10**9
        assert found.active >= 0


def test_a_judge_needs_no_database() -> None:
    """Each process and each worker of a cluster begins by importing it."""
    code = (
        "import sys, simulator.classroom.judging.work\n"
        "from simulator.sessions.rules import rules\n"
        "rules()\n"
        "print(*sorted(set(sys.modules) & {'sqlmodel', 'sqlalchemy', 'pydantic', 'faker', 'alembic', 'dask', 'textual'}))"
    )
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-c", code], cwd=root, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
