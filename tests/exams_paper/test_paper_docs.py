"""The guide: every key stands in it in both languages, its example can be used, and it says what the program says."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest
from paperkit import judged, packs

from simulator.exams.paper.difficulty import MOST, WITHIN
from simulator.exams.paper.form import ItemForm, PaperForm
from simulator.exams.paper.load import check_bytes
from simulator.exams.paper.meaning import CROWDED

DOCS = Path(__file__).resolve().parents[2] / "docs"


@pytest.fixture(params=["exams.md", "exams.zh.md"])
def papers_section(request: pytest.FixtureRequest) -> str:
    """The section about papers of one guide."""
    text = (DOCS / request.param).read_text("utf-8")
    found = re.search(r"^## (Papers|试卷)\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    assert found is not None
    return found[2]


def test_every_key_is_explained(papers_section: str) -> None:
    keys = {
        key for row in re.findall(r"^\| (`.*?) \|", papers_section, re.MULTILINE) for key in re.findall(r"`(\w+)`", row)
    }
    wanted = {f.encode_name for form in (PaperForm, ItemForm) for f in msgspec.structs.fields(form)}
    assert wanted <= keys, wanted - keys


def test_the_example_can_be_used(papers_section: str) -> None:
    (example,) = re.findall(r"```yaml\n(.*?)```", papers_section, re.DOTALL)
    paper, findings = check_bytes(example.encode(), "midterm.yaml", packs())
    assert findings == []
    assert paper is not None
    same = judged()[0]
    assert same is not None
    assert paper.items == same.items


def test_figures(papers_section: str) -> None:
    for figure in (f"{WITHIN}", f"{MOST}", f"{CROWDED}"):
        assert re.search(rf"(?<!\d){figure}(?!\d)", papers_section), figure


def test_the_findings_it_quotes(papers_section: str) -> None:
    said = judged(("limit: 90 min", "limit: 90"), ("11.1@exam", "11.1@exm"))[1]
    for finding in said:
        assert finding.what.zh in papers_section or finding.what.en in papers_section, finding
        assert f":{finding.line}:{finding.column}:" in papers_section
