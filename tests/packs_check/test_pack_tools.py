"""Schema, words, differences, coverage, the library of packs, and what an author sees backstage."""

from __future__ import annotations

import shutil
from pathlib import Path

import jsonschema
import packedit
import pytest
import yaml
from packedit import GOOD, SCENARIO, judged

from simulator import standard
from simulator.bots.player import experts, mistake_titles, mistakes, play_reference
from simulator.packs import schema, vocabulary
from simulator.packs.coverage import coverage
from simulator.packs.diff import diff
from simulator.packs.files import Members, members
from simulator.packs.install import Head, install, remove
from simulator.packs.library import address, find, of_digest, usable_packs
from simulator.packs.load import check, load
from simulator.sessions.attempt import Attempt, AttemptError
from simulator.sessions.backstage import AUTHOR, Backstage

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted(p.parent for p in (ROOT / "scenarios").glob("*/pack.yaml"))


# -- schema ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", schema.names())
def test_a_schema_is_draft_7_and_whole(name: str) -> None:
    made = schema.schema(name, mistakes())
    assert made["$schema"] == "http://json-schema.org/draft-07/schema#"
    jsonschema.Draft7Validator.check_schema(made)
    assert set(schema.references(made)) <= set(made["definitions"])


@pytest.mark.parametrize("folder", SHIPPED, ids=lambda p: p.name)
def test_shipped_packs_meet_the_schema(folder: Path) -> None:
    for path in sorted(folder.rglob("*.yaml")):
        name = "scenario" if path.parent.name == "scenarios" else path.stem
        data = yaml.safe_load(path.read_text("utf-8"))
        found = list(jsonschema.Draft7Validator(schema.schema(name, mistakes())).iter_errors(data))
        assert not found, (path.name, found[0].message[:300])


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("minutes: 5", "minuts: 5"), ("minutes: 5", "minutes: five"), ("kind: order, name: first", "kind: ordr, name: first"),
        ("measure: 11.1.1.level", "measure: 11.1.1.lvl"), ("mistake: ship-unpaid", "mistake: ship-unpayed"),
        ("paid: never", "paid: nevr"), ('["D1 09:10", "D1 09:30"]', '["D1 09:10"]'),
    ],
)  # fmt: skip
def test_the_schema_finds_what_the_check_finds(old: str, new: str) -> None:
    validator = jsonschema.Draft7Validator(schema.schema("scenario", mistakes()))
    assert not list(validator.iter_errors(yaml.safe_load(SCENARIO)))
    assert SCENARIO.count(old) == 1
    assert list(validator.iter_errors(yaml.safe_load(SCENARIO.replace(old, new))))


def test_every_field_is_explained_in_both_languages() -> None:
    for name in schema.names():
        for title, part in schema.schema(name)["definitions"].items():
            for field, about in part.get("properties", {}).items():
                if field != "kind" and title not in ("Text",):
                    assert " / " in about.get("title", ""), (title, field)


# -- words ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("category", vocabulary.CATEGORIES)
def test_words_of_every_category(category: str) -> None:
    found = vocabulary.words(category, mistake_titles(), experts())
    assert found
    assert len({w.name for w in found}) == len(found)
    for word in found:
        assert word.title.zh, word
        assert word.title.en, word


# -- differences ----------------------------------------------------------------------------------------------


def members_of(**more: str) -> Members:
    return Members(files=packedit.files(**more))


@pytest.mark.parametrize(
    ("old", "new", "level", "needed"),
    [
        ('en: "All shipped"', 'en: "Everything shipped"', "wording", "1.0.1"),
        ('en: "See what is paid"', 'en: "Look for the payment"', "wording", "1.0.1"),
        ("weight: 60", "weight: 50", "play", "1.1.0"),
        ("goods: plain", "goods: fragile", "play", "1.1.0"),
        ('id: "one"', 'id: "two"', "removal", "2.0.0"),
    ],
)
def test_what_a_change_asks_of_the_version(old: str, new: str, level: str, needed: str) -> None:
    assert SCENARIO.count(old) == 1
    found = diff(members_of(), members_of(one=SCENARIO.replace(old, new)))
    assert [c.level for c in found.changes] == [level]
    assert found.needed == needed
    assert not found.fits
    head = packedit.HEAD.replace("1.0.0", needed)
    assert diff(members_of(), members_of(one=SCENARIO.replace(old, new), head=head)).fits


def test_a_new_entry_in_between_moves_nothing_else() -> None:
    more = "  - {id: third, mistake: no-packing-list, kills: [11.1.1/level]}\nmistakes-end"
    text = SCENARIO.replace("mistakes:\n", "mistakes:\n" + more.replace("\nmistakes-end", "\n"))
    found = diff(members_of(), members_of(one=text))
    assert [c.path for c in found.changes] == ["mistakes.third"]


def test_nothing_differs() -> None:
    found = diff(members_of(), members_of())
    assert found.changes == ()
    assert found.fits


def test_before_version_1_the_minor_number_is_enough() -> None:
    head = packedit.HEAD.replace("1.0.0", "0.3.1")
    gone = Members(files={k: v for k, v in packedit.files(head=head, goods=GOOD).items() if k != "goods.yaml"})
    found = diff(members_of(head=head, goods=GOOD), gone)
    assert [c.level for c in found.changes] == ["play"]
    assert found.needed == "0.4.0"


# -- coverage -------------------------------------------------------------------------------------------------


def test_coverage_counts_and_marks_gaps() -> None:
    packs = [load(str(folder)) for folder in SHIPPED]
    found = coverage(packs)
    assert len(found.lines) == len(standard.requirements()) == 116
    by_id = {line.requirement: line for line in found.lines}
    assert not by_id["11.1.2"].gap
    assert by_id["1.1.1"].gap
    column = next(i for i, c in enumerate(found.columns) if (c.pack, c.scenario) == ("example-school", "tea-parcels"))
    assert by_id["11.1.2"].facets[column] == 4, "three facets and a gate"
    assert found.covered == sum(not line.gap for line in found.lines)
    assert [line.requirement for line in coverage(packs, "11.1").lines] == [f"11.1.{n}" for n in range(1, 8)]


# -- the library ----------------------------------------------------------------------------------------------


def head_of(folder: Path) -> Head:
    pack, findings = check(folder)
    assert pack is not None, findings
    return Head(id=pack.id, version=pack.version, title=pack.title)


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("STORESIM_SHELF", str(tmp_path / "shelf"))
    return tmp_path / "shelf"


def school(tmp_path: Path, version: str, change: str = "") -> Path:
    folder = tmp_path / f"src-{version}" / "other-school"
    shutil.copytree(ROOT / "scenarios" / "example-school", folder)
    head = (folder / "pack.yaml").read_text("utf-8")
    (folder / "pack.yaml").write_text(
        head.replace("id: example-school", "id: other-school").replace("version: 1.0.0", f"version: {version}"), "utf-8"
    )
    if change:
        path = folder / "scenarios" / "tea-letters.yaml"
        path.write_text(
            path.read_text("utf-8")
            .replace("weight: 45", "weight: 40")
            .replace("weight: 30, measure: 9.2.3.confirmed", "weight: 35, measure: 9.2.3.confirmed"),
            "utf-8",
        )
    return folder


def test_versions_stand_side_by_side_and_a_save_opens_with_its_own(tmp_path: Path, shelf: Path) -> None:
    from simulator.sessions.saves import begin, read, take_up

    old, new = school(tmp_path, "1.0.0"), school(tmp_path, "1.10.0", "weights")
    install(old, head_of, wall=lambda: 1)
    pack, scenario = find("other-school/tea-letters")
    assert pack.version == "1.0.0"
    with begin(tmp_path / "a.storesim", pack, scenario.id, 4) as attempt:
        attempt.do_plain("clock.advance", {"minutes": 5})
    install(new, head_of, wall=lambda: 2)
    assert find("other-school/tea-letters")[0].version == "1.10.0", "the newest is on offer"
    assert [p.version for p in usable_packs()[0] if p.id == "other-school"] == ["1.10.0"]
    with take_up(tmp_path / "a.storesim") as again:
        assert again.pack.version == "1.0.0", "and a save keeps to its own"
        weights = [f.weight for f in again.scenario.requirement("9.2.3").facets]
        assert weights == [25, 45, 30]
    assert of_digest("other-school", pack.digest) is not None
    assert of_digest("other-school", "0" * 64) is None
    remove("other-school", "1.0.0")
    with pytest.raises(AttemptError) as refused, take_up(tmp_path / "a.storesim"):
        pass
    assert refused.value.code == "other-pack"
    assert "1.0.0" in refused.value.text.zh
    with read(tmp_path / "a.storesim") as reading:
        assert reading.played is not None
        assert not reading.played.exact, "it can be read all the same"
    assert address(pack, scenario) == "other-school/tea-letters"


def test_a_pack_named_by_the_environment_goes_before_all(
    tmp_path: Path, shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(school(tmp_path, "2.0.0"), head_of, wall=lambda: 1)
    monkeypatch.setenv("STORESIM_PACKS", str(school(tmp_path, "1.0.0")))
    assert [p.version for p in usable_packs()[0] if p.id == "other-school"] == ["1.0.0"]


def test_a_broken_pack_is_told_and_the_others_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shelf: Path
) -> None:
    folder = school(tmp_path, "1.0.0")
    (folder / "goods.yaml").write_text("goods: x\n")
    monkeypatch.setenv("STORESIM_PACKS", str(folder))
    packs, broken = usable_packs()
    assert {"table1", "example-school"} <= {p.id for p in packs}
    assert len(broken) == 1
    with pytest.raises(KeyError):
        find("no-such-scenario")


def test_strays_are_told(tmp_path: Path) -> None:
    folder = school(tmp_path, "1.0.0")
    (folder / "notes.txt").write_text("x")
    (folder / ".hidden").write_text("x")
    pack, findings = check(folder)
    assert pack is not None
    assert [(f.file, f.warning) for f in findings] == [("notes.txt", True)]
    assert "notes.txt" in members(folder).strays


# -- backstage ------------------------------------------------------------------------------------------------


def test_an_author_sees_what_is_to_come_and_what_is_hidden() -> None:
    pack, _ = judged()
    assert pack is not None
    attempt = Attempt.start(pack, "one", 2, mode=AUTHOR)
    backstage = Backstage(attempt)
    letters = [c for c in backstage.coming() if any(type(e).__name__ == "MessageArrived" for e in c.events)]
    assert len(letters) == 1
    assert any(hidden for _, hidden in backstage.happened())
    assert "OrderTruth" in dict(backstage.truths())
    backstage.jump(letters[0].due)
    assert attempt.now == letters[0].due
    assert [t.id for t in attempt.view("threads")]
    play_reference(attempt)
    assert backstage.report().requirements["11.1.1"].points == 10_000


def test_only_an_author_does() -> None:
    pack, _ = judged()
    assert pack is not None
    with pytest.raises(AttemptError):
        Backstage(Attempt.start(pack, "one", 2))
