"""Mutated papers give either success or located findings: no exception, no finding without a place."""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from paperkit import PAPER, packs

from simulator.exams.paper.frozen import packs_of, paper_digest
from simulator.exams.paper.load import check_bytes
from simulator.exams.paper.model import Paper
from simulator.exams.paper.words import for_candidate, for_invigilator
from simulator.kernel.clean import clean
from simulator.packs.library import shipped_folder

sys.path.append(str(Path(__file__).resolve().parents[1] / "packs_check"))
import packmutants

LIMIT = 1.0  # seconds for a paper
HOW: tuple[Callable[[random.Random, bytes], bytes], ...] = (
    packmutants.values, packmutants.values, packmutants.values, packmutants.keys, packmutants.structure, packmutants.raw_bytes,
)  # fmt: skip
# the mutations go through PyYAML, to which a bare `off` is false
PAPERS = [
    text.replace(b"\noff:", b'\n"off":')
    for text in (PAPER.encode(), *(p.read_bytes() for p in sorted((shipped_folder() / "papers").glob("*.yaml"))))
]


def judge(number: int) -> bool:
    """Whether the mutated paper is still good; anything but a finding with a place is an error."""
    draw = random.Random(number)
    raw = draw.choice(PAPERS)
    for _ in range(draw.choice((1, 1, 1, 2, 4))):
        raw = draw.choice(HOW)(draw, raw)
    begun = time.process_time()
    paper, findings = check_bytes(raw, "mutant.yaml", packs())
    assert time.process_time() - begun < LIMIT, number
    assert (paper is None) == any(not f.warning for f in findings), number
    lines = raw.decode("utf-8", "replace").splitlines() or [""]
    for finding in findings:
        assert 1 <= finding.line <= len(lines) + 1, (number, finding)
        assert finding.column >= 1, (number, finding)
        for words in (finding.what.zh, finding.what.en):
            assert words.strip(), number
            assert clean(words) == words, (number, finding)
    if paper is not None:
        assert msgspec.json.decode(msgspec.json.encode(paper), type=Paper) == paper, number
        assert len(paper_digest(paper)) == 64
        needed = packs_of(paper, packs())
        assert for_candidate(paper, needed), number
        assert for_invigilator(paper, needed), number
    return paper is not None


@pytest.mark.parametrize("block", range(3))
def test_mutations(block: int) -> None:
    good = [judge(n) for n in range(block * 100, block * 100 + 100)]
    assert any(good), "some changes are harmless"
    assert good.count(False) > len(good) // 3, "most are found"


@pytest.mark.slow
@pytest.mark.parametrize("block", range(20))
def test_four_thousand_mutations(block: int) -> None:
    for n in range(1_000 + block * 200, 1_200 + block * 200):
        judge(n)
