"""Another rubric: a dry run, the change, and back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from handinmaker import DAY, NOW, School, archive_of, dump, mini, put

from simulator.classroom.errors import ClassroomError
from simulator.classroom.grading import grade
from simulator.classroom.model import Override
from simulator.classroom.regrade import Plan, apply, plan, undo
from simulator.classroom.store import decisions, marks
from simulator.classroom.store.assignments import get_assignment
from simulator.classroom.store.database import Database, open_database
from simulator.classroom.store.gradebook import gradebook
from simulator.packs.model import Pack

BY: dict[str, Any] = {"reason": "权重写错了", "author": "王老师"}
HOWS = {"s001": "reference", "s002": "idle", "s003": "mistake:cheapest-for-all", "s004": "mistake:no-packing-list"}


def heavier(text: str) -> str:
    """More weight on what `cheapest-for-all` gets wrong, less on what `no-packing-list` does."""
    return text.replace("{id: level, weight: 35", "{id: level, weight: 50").replace(
        "{id: listed, weight: 20", "{id: listed, weight: 5"
    )


@pytest.fixture(scope="module", autouse=True)
def packs(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Two versions of a small pack: reading one takes a tenth of a second."""
    folder = tmp_path_factory.mktemp("packs")
    _packs.extend((mini(folder / "mini"), mini(folder / "newer", "1.1.0", heavier)))


_packs: list[Pack] = []


def school(db: Database, tmp_path: Path) -> tuple[School, Path]:
    """A class of five, of whom four handed in, and a folder with the pack in which the weights are others."""
    made = School(db, 5, _packs[0])
    made.assign()
    files = {s: made.save(s, how=how) for s, how in HOWS.items()}
    files["late"] = made.save("s002", number=2, at=111 * DAY)
    files["open"] = made.save("s004", number=2, how="open:idle")
    grade(db, "a1", put(tmp_path / "in", files), wall=lambda: NOW)
    return made, Path(_packs[1].path)


def book(db: Database) -> bytes:
    """The whole gradebook as bytes."""
    found = gradebook(db, "k1", NOW)
    return msgspec.json.encode([found.students, found.assignments, sorted(found.cells.items())])


def points(db: Database) -> list[int | None]:
    found = gradebook(db, "k1", NOW)
    return [found.cell(s.id, "a1").points for s in found.students]


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(ClassroomError) as raised:
        act()
    assert raised.value.code == code
    assert raised.value.text.zh != raised.value.text.en


def test_a_dry_run_lists_every_mark_and_keeps_nothing(db: Database, tmp_path: Path) -> None:
    made, newer = school(db, tmp_path)
    before = dump(db)
    found = plan(db, "a1", newer)
    assert dump(db) == before
    assert [c.student for c in found.changes] == ["s001", "s002", "s003", "s004"]
    assert [c.student for c in found.changed] == ["s003", "s004"]
    first, second, third, fourth = found.changes
    assert (first.before, first.after, first.difference, first.shifts) == (10_000, 10_000, 0, ())
    assert (second.before, second.after) == (0, 0)
    assert third.before is not None
    assert third.after is not None
    assert third.difference == third.after - third.before == -300
    (shift,) = third.shifts
    assert shift.id == "11.1.1"
    assert shift.before is not None
    assert shift.after == shift.before - 1_500
    assert fourth.difference == 300
    assert set(found.marks) == {t["id"] for t in before["handin"] if t["verdict"] in ("ok", "late")}
    assert (found.before, found.pack.version) == (made.pack.digest, "1.1.0")


def test_it_is_applied_as_shown_and_taken_back_to_the_byte(db: Database, tmp_path: Path) -> None:
    made, newer = school(db, tmp_path)
    before, old = points(db), book(db)
    wanted = plan(db, "a1", newer)
    fact = apply(db, wanted, at=NOW, **BY)
    assert points(db) == [c.after for c in wanted.changes] + [None]
    assert points(db) != before
    assert get_assignment(db, "a1").rubric == wanted.pack.digest == fact.after
    assert get_assignment(db, "a1").pack_digest == made.pack.digest
    assert decisions.regrades(db, "a1") == (fact,)
    # the marks of both rubrics are there
    assert (
        len(marks.marks_by(db, "a1", made.pack.digest))
        == len(marks.marks_by(db, "a1", fact.after))
        == len(wanted.marks)
    )
    back = undo(db, "a1", fact.id, at=NOW + 1, **BY)
    assert book(db) == old
    assert [r.id for r in decisions.regrades(db, "a1")] == [fact.id, back.id]
    # and once more
    again = apply(db, plan(db, "a1", newer), at=NOW + 2, **BY)
    assert points(db) == [c.after for c in wanted.changes] + [None]
    undo(db, "a1", again.id, at=NOW + 3, **BY)
    assert book(db) == old


def test_the_same_by_several_processes(tmp_path: Path) -> None:
    with open_database(str(tmp_path / "classes.db")) as db:
        _, newer = school(db, tmp_path)
        seen: list[tuple[int, int]] = []
        assert plan(db, "a1", newer, jobs=2, tell=lambda *words: seen.append(words)) == plan(db, "a1", newer)
        assert seen == [(n, 5) for n in range(1, 6)]


def test_from_an_archive(db: Database, tmp_path: Path) -> None:
    _, newer = school(db, tmp_path)
    from_folder = plan(db, "a1", newer)
    (tmp_path / "newer.zip").write_bytes(from_folder.pack.archive)
    assert plan(db, "a1", tmp_path / "newer.zip") == plan(db, "a1", from_folder.pack.archive) == from_folder


def test_what_people_decided_stays(db: Database, tmp_path: Path) -> None:
    _, newer = school(db, tmp_path)
    decisions.override(db, Override(id="", student="s003", assignment="a1", points=9_000, at=NOW, **BY))
    (change,) = [c for c in plan(db, "a1", newer).changed if c.student == "s003"]
    assert (change.before, change.after, change.difference) == (9_000, 9_000, 0)
    was, now = change.automatic
    assert was is not None
    assert now == was - 300
    apply(db, plan(db, "a1", newer), at=NOW, **BY)
    assert points(db)[2] == 9_000


def test_another_try_may_count_by_another_rubric(db: Database, tmp_path: Path) -> None:
    made, _ = school(db, tmp_path)
    one_more = made.save("s003", number=3, how="mistake:no-packing-list")
    grade(db, "a1", put(tmp_path / "more", {"x": one_more}), wall=lambda: NOW)
    mini(
        tmp_path / "other",
        "1.2.0",
        lambda t: t.replace("level, weight: 35", "level, weight: 5").replace(
            "listed, weight: 20", "listed, weight: 50"
        ),
    )
    (change,) = [c for c in plan(db, "a1", tmp_path / "other").changes if c.student == "s003"]
    first, second = gradebook(db, "k1", NOW).cell("s003", "a1").tries
    assert change.counting == (second.id, first.id)


def stale(db: Database, wanted: Plan) -> None:
    before = dump(db)
    refused("stale-plan", lambda: apply(db, wanted, at=NOW, **BY))
    assert dump(db) == before


def test_a_dry_run_holds_only_as_long_as_nothing_changes(db: Database, tmp_path: Path) -> None:
    made, newer = school(db, tmp_path)
    wanted = plan(db, "a1", newer)
    grade(db, "a1", put(tmp_path / "more", {"x": made.save("s005")}), wall=lambda: NOW)
    stale(db, wanted)
    wanted = plan(db, "a1", newer)
    apply(db, wanted, at=NOW, **BY)
    refused("other-rubric", lambda: apply(db, wanted, at=NOW, **BY))
    refused("no-reason", lambda: apply(db, plan(db, "a1", Path(_packs[0].path)), at=NOW, reason="", author="x"))


def test_what_was_handed_in_since_has_a_mark_by_the_old_rubric_again(db: Database, tmp_path: Path) -> None:
    made, newer = school(db, tmp_path)
    fact = apply(db, plan(db, "a1", newer), at=NOW, **BY)
    grade(db, "a1", put(tmp_path / "more", {"x": made.save("s005", how="mistake:cheapest-for-all")}), wall=lambda: NOW)
    assert points(db)[4] == points(db)[2]
    undo(db, "a1", fact.id, at=NOW + 1, **BY)
    assert points(db)[4] == points(db)[2] is not None
    assert points(db)[4] == marks.marks_by(db, "a1", made.pack.digest)[
        gradebook(db, "k1", NOW).cell("s005", "a1").counting
    ].points  # fmt: skip


def test_rubrics_that_do_not_fit(db: Database, tmp_path: Path) -> None:
    school(db, tmp_path)
    before = dump(db)

    def other(name: str, change: Callable[[str], str] = heavier, id: str = "mini") -> Path:
        return Path(mini(tmp_path / name, "2.0.0", change, id).path)

    refused("other-pack", lambda: plan(db, "a1", other("strange", id="other")))
    refused(
        "no-scenario", lambda: plan(db, "a1", other("renamed", lambda t: t.replace("id: first\n", "id: second\n", 1)))
    )
    refused("same-rubric", lambda: plan(db, "a1", Path(_packs[0].path)))
    refused("bad-pack", lambda: plan(db, "a1", tmp_path / "in"))
    refused("bad-pack", lambda: plan(db, "a1", tmp_path / "nowhere.zip"))
    refused("bad-pack", lambda: plan(db, "a1", b"rubbish"))
    refused("no-assignment", lambda: plan(db, "zz", Path(_packs[1].path)))
    refused("no-regrade", lambda: undo(db, "a1", "zz", at=1, **BY))
    broken = put(tmp_path / "broken", {"pack.yaml": b"id: mini\nversion: x\n"})
    refused("bad-pack", lambda: plan(db, "a1", broken))
    assert dump(db) == before


def test_a_rubric_that_cannot_mark_what_was_played(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, newer = school(db, tmp_path)
    before = dump(db)

    def fail(*_: object) -> None:
        raise LookupError("no such order")

    monkeypatch.setattr("simulator.classroom.judging.handin.mark", fail)
    with pytest.raises(ClassroomError) as raised:
        plan(db, "a1", newer)
    assert raised.value.code == "unmarkable"
    assert "no such order" in raised.value.text.en
    assert dump(db) == before


def test_an_archive_holds_the_whole_pack(tmp_path: Path) -> None:
    made: Pack = mini(tmp_path / "mini")
    assert archive_of(made)[:2] == b"PK"
