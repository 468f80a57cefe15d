"""Saves of released versions can always be read and graded, and as long as their rules hold, played again to the same bytes."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from simulator.kernel import replay
from simulator.kernel.luck import Luck
from simulator.packs.library import find
from simulator.scoring.score import score
from simulator.sessions.rules import RULES_VERSION, rules
from simulator.sessions.store import open_save

SAVES = sorted(Path(__file__).parent.glob("*.storesim"))
# what each was worth when it was made: compliance in basis points under the rubric of its day
WORTH = {"v0.1.0": 9200}


@pytest.mark.parametrize("path", SAVES, ids=lambda p: p.stem)
def test_a_released_save_reads_grades_and_replays(path: Path, tmp_path: Path) -> None:
    copy = tmp_path / path.name
    shutil.copyfile(path, copy)
    with open_save(copy, create=False, readonly=True) as save:
        meta = save.attempts()[0]
        assert save.check(meta.id) is None
        rows = list(save.rows(meta.id))
    luck = Luck(int(meta.seed))
    facts = replay.facts(rules(), rows)
    world = replay.fold(rules(), rows, luck)
    _, scenario = find(meta.scenario)
    report = score(facts, world, scenario.requirements)
    assert report.closed
    assert report.compliance == WORTH[path.stem]
    if facts[0].event.rules_version == RULES_VERSION:  # type: ignore[attr-defined]
        assert replay.simulate(rules(), rows, luck) is None


def test_there_is_a_golden_save() -> None:
    assert SAVES
