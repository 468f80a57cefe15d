"""Mutated packs give either success or located findings: no exception, no hang, no finding without a place."""

from __future__ import annotations

import time
from contextlib import suppress

import packmutants
import pytest

from simulator.bots.catalogue import Catalogue
from simulator.kernel.clean import clean
from simulator.kernel.luck import Luck
from simulator.market.cast import CastError
from simulator.packs.files import Members
from simulator.packs.load import check_members
from simulator.packs.opening import opening
from simulator.sessions.rules import rules

LIMIT = 2.0  # seconds for a file; a pack has several, of which one was mutated


@pytest.fixture(scope="module")
def packs() -> list[Members]:
    found = packmutants.valid()
    for one in found:
        pack, findings = check_members(one, "valid", Catalogue())
        assert pack is not None, findings
    return found


def judge(number: int, packs: list[Members]) -> bool:
    """Whether the mutated pack is still good; anything but a finding with a place is an error."""
    mutated = packmutants.mutant(number, packs)
    begun = time.process_time()
    pack, findings = check_members(mutated, "mutated", Catalogue())
    assert time.process_time() - begun < LIMIT, number
    assert (pack is None) == any(not f.warning for f in findings), number
    for finding in findings:
        assert finding.file in mutated.files or finding.file in ("pack.yaml", "scenarios"), (number, finding)
        raw = mutated.files.get(finding.file, b"")
        lines = raw.decode("utf-8", "replace").splitlines() or [""]
        assert 1 <= finding.line <= len(lines) + 1, (number, finding)
        assert finding.column >= 1, (number, finding)
        assert finding.what.zh.strip(), number
        assert finding.what.en.strip(), number
        for words in (finding.what.zh, finding.what.en):
            assert clean(words) == words, (number, finding)
    if pack is not None:
        for scenario in pack.scenarios.values():
            with suppress(CastError):
                opening(scenario, Luck(number), rules().codec)
    return pack is not None


@pytest.mark.parametrize("block", range(2))
def test_mutations(block: int, packs: list[Members]) -> None:
    good = [judge(n, packs) for n in range(block * 60, block * 60 + 60)]
    assert any(good), "some changes are harmless"
    assert good.count(False) > len(good) // 3, "most are found"


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_two_thousand_mutations(block: int, packs: list[Members]) -> None:
    for n in range(1_000 + block * 100, 1_000 + block * 100 + 100):
        judge(n, packs)
