"""Where papers lie, how they are found, and how one is begun."""

from __future__ import annotations

from pathlib import Path

import jsonschema
import pytest
import yaml
from paperkit import PAPER, packs

from simulator.exams.paper.errors import PaperError
from simulator.exams.paper.load import check, load
from simulator.exams.paper.scaffold import scaffold
from simulator.exams.paper.schema import schema
from simulator.exams.paper.shelf import find_paper, papers, papers_folder
from simulator.packs.library import packs_in, shipped_folder
from simulator.packs.schema import references

SHIPPED = ["b2b", "b2c", "comprehensive", "demonstration"]


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of papers of one's own."""
    monkeypatch.setenv("STORESIM_PAPERS", str(tmp_path / "mine"))
    return tmp_path / "mine"


def test_shipped_papers_can_be_used(own: Path) -> None:
    there = papers(packs())
    assert [one.id for one in there] == SHIPPED
    for one in there:
        assert one.paper is not None, one.findings
        assert one.origin == "shipped"
        assert one.id == one.paper.id == one.path.stem
        assert not [f for f in one.findings if "no content yet" not in f.what.en], one.findings
        assert one.paper.about.zh
        assert "coach" in one.paper.off
    limits = {one.id: one.paper.limit // 60 for one in there if one.paper}
    assert limits == {"b2b": 120, "b2c": 60, "comprehensive": 180, "demonstration": 10}
    assert {one.id for one in there if one.findings} == {"b2b"}, "what is B2B's own has no content yet"


def test_the_folder_of_papers_is_no_pack() -> None:
    assert "papers" not in [folder.name for folder in packs_in([shipped_folder()])]


def test_ones_own_go_before(own: Path) -> None:
    assert papers_folder() == own
    own.mkdir()
    (own / "mine.yaml").write_text(PAPER.replace("id: small", "id: b2c"), "utf-8")
    (own / "broken.yaml").write_text("limit: [", "utf-8")
    (own / ".hidden.yaml").write_text("limit: [", "utf-8")
    (own / "notes.txt").write_text("no paper", "utf-8")
    there = papers(packs())
    assert [(one.origin, one.id) for one in there] == [
        ("own", "broken"), ("own", "b2c"), ("shipped", "b2b"), ("shipped", "comprehensive"), ("shipped", "demonstration"),
    ]  # fmt: skip
    assert there[0].paper is None
    assert there[0].findings
    assert find_paper("b2c") == own / "mine.yaml"
    assert find_paper("broken") == own / "broken.yaml"


def test_two_of_one_id_are_both_listed(own: Path) -> None:
    own.mkdir()
    for name in ("a", "b"):
        (own / f"{name}.yaml").write_text(PAPER, "utf-8")
    assert [one.path.name for one in papers(packs()) if one.origin == "own"] == ["a.yaml", "b.yaml"]
    assert find_paper("small") == own / "a.yaml"


def test_a_path_names_any(own: Path, tmp_path: Path) -> None:
    path = tmp_path / "elsewhere.yaml"
    path.write_text(PAPER, "utf-8")
    assert find_paper(str(path)) == path
    assert load(find_paper("demonstration"), packs()).id == "demonstration"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("demonstraton", "did you mean demonstration"), ("zzz", "there is: b2b, b2c"), ("none.yaml", "no paper none.yaml"), ("a/b", "check the path"),
        ("x" * 5_000, "There is no paper"), ("a\0b", "There is no paper"), ("", "There is no paper"), ("..", "There is no paper"),
    ],
)  # fmt: skip
def test_what_is_not_there(own: Path, words: str, says: str) -> None:
    with pytest.raises(PaperError) as caught:
        find_paper(words)
    assert says in caught.value.text.en
    assert caught.value.text.zh
    assert "\0" not in caught.value.text.en


# -- a new one -----------------------------------------------------------------------------------------------------


def test_a_new_paper_can_be_used_at_once(tmp_path: Path) -> None:
    written = scaffold(tmp_path / "new" / "midterm.yaml", 'Mid "term": 1')
    assert [p.name for p in written] == ["midterm.yaml", "paper.json"]
    paper, findings = check(written[0], packs())
    assert findings == []
    assert paper is not None
    assert (paper.id, paper.title.en, paper.limit) == ("midterm", 'Mid "term": 1', 600)
    with pytest.raises(PaperError, match="is there already"):
        scaffold(written[0])
    scaffold(tmp_path / "new" / "other.yaml")


@pytest.mark.parametrize("name", ["Mid term.yaml", "midterm.yml", "1st.yaml", "x", ".yaml"])
def test_a_name_that_can_be_no_id(tmp_path: Path, name: str) -> None:
    with pytest.raises(PaperError, match="cannot be the id"):
        scaffold(tmp_path / name)
    assert not list(tmp_path.iterdir())


# -- schema --------------------------------------------------------------------------------------------------------


def as_an_editor(text: str) -> object:
    """Editors read YAML 1.2, to which `off` is a word; PyYAML reads 1.1, where it is false."""
    return yaml.safe_load(text.replace("\noff:", '\n"off":'))


def test_the_schema_takes_what_the_check_takes(tmp_path: Path) -> None:
    made = schema()
    jsonschema.Draft7Validator.check_schema(made)
    assert set(references(made)) <= set(made["definitions"])
    validator = jsonschema.Draft7Validator(made)
    new = scaffold(tmp_path / "fresh.yaml")[0]
    for text in (
        PAPER,
        new.read_text("utf-8"),
        *((shipped_folder() / "papers" / f"{id}.yaml").read_text("utf-8") for id in SHIPPED),
    ):
        assert not list(validator.iter_errors(as_an_editor(text)))
    for old, new_text in (("limit: 90 min", "limit: 90"), ("order: free", "order: fre"), ("pass_mark: 60", "pass_mark: 160"), ('"11": 62.5', '"12": 50'),
                          ("format: 1", "format: 2"), ("points: 2", "point: 2")):  # fmt: skip
        assert list(validator.iter_errors(as_an_editor(PAPER.replace(old, new_text)))), old


def test_every_field_is_explained_in_both_languages() -> None:
    for name, part in schema()["definitions"].items():
        for field, about in part.get("properties", {}).items():
            if name != "Text":
                assert " / " in about.get("title", ""), (name, field)
