"""Results kept, mastery, the mistakes book, and the file they lie in."""

from __future__ import annotations

import multiprocessing
from pathlib import Path

import msgspec
import pytest

from simulator.kernel.text import Text
from simulator.tui.screens.progress import (
    DAY_MS,
    Failure,
    ProgressFile,
    Result,
    best,
    faded,
    fresh,
    mastery,
    mean,
    mistakes,
    result_of,
)
from tests.tui_screens import demo


def result(id: str, seed: int = 1, wall: int = 0, points: int = 8_000, **more: object) -> Result:
    fields: dict[str, object] = {"compliance": points, "points": {"11.1.1": points}, **more}
    return Result(id=id, pack="p", scenario="s", seed=seed, wall=wall, **fields)  # type: ignore[arg-type]


def test_only_the_first_result_of_a_seed_counts() -> None:
    again = [result("a", 1, 10, 3_000), result("b", 1, 20, 10_000), result("c", 2, 30, 5_000)]
    assert [r.id for r in fresh(reversed(again))] == ["a", "c"]
    assert mastery(again, 30) == {"11.1.1": 5_000}


def test_mastery_fades_by_half_in_sixty_days() -> None:
    assert faded(10_000, 0) == 10_000
    assert faded(10_000, 60) == 5_000
    assert faded(10_000, 120) == 2_500
    assert faded(10_000, -3) == 10_000  # a clock that was set back
    old_and_good = [result("a", 1, 0, 10_000), result("b", 2, 60 * DAY_MS, 6_000)]
    assert mastery(old_and_good, 60 * DAY_MS) == {"11.1.1": 6_000}
    assert mastery(old_and_good, 60 * DAY_MS, half_life=1e9) == {"11.1.1": 10_000}


def test_mean_counts_what_was_never_practised_as_nothing() -> None:
    assert mean({"a": 10_000}, ["a", "b"]) == 5_000
    assert mean({}, []) == 0


def test_best_of_a_scenario() -> None:
    found = [
        result("a", points=10),
        result("b", 2, points=20),
        msgspec.structs.replace(result("c", 3, points=30), scenario="s@hard"),
    ]
    assert best(found, "p", "s") == 30, "all levels of a scenario count"
    assert best(found, "q", "s") is None
    assert best([], "p", "s") is None


def test_a_mistake_is_open_until_its_facet_is_passed_on_a_later_attempt() -> None:
    failure = Failure("11.1.2", "value", Text("值", "value"), 2_000, Text("低", "low"))
    bad = result("a", 1, 10, failed=(failure,), facets={"11.1.2/value": 2_000})
    good = result("b", 2, 20, facets={"11.1.2/value": 9_000})
    assert [m.mended for m in mistakes([bad])] == [False]
    assert [m.mended for m in mistakes([good, bad])] == [True]
    worse = result("c", 3, 30, failed=(failure,), facets={"11.1.2/value": 2_000})
    found = mistakes([bad, good, worse])
    assert [(m.mended, m.times, m.wall) for m in found] == [(False, 2, 30)]


def test_a_report_is_kept_with_its_failures_and_broken_gates() -> None:
    kept = result_of(demo.report(gate=True), id="x", pack="p", scenario="11.1", seed=1, wall=1, title=Text("甲", "A"))
    assert kept.points["11.1.2"] == 0
    assert {f.facet for f in kept.failed} == {"declared_value", "goods_name", "gate:false_value"}
    assert kept.facets["11.1.4/label"] == 10_000
    assert kept.facets["11.1.2/gate:false_value"] == 0


def test_the_file_keeps_each_attempt_once(tmp_path: Path) -> None:
    file = ProgressFile(tmp_path / "deep" / "progress.json")
    assert file.read() == []
    assert file.add(result("a")) is None
    assert file.add(result("a")) is None
    assert file.add(result("b", 2)) is None
    assert [r.id for r in file.read()] == ["a", "b"]


@pytest.mark.parametrize("content", [b"{", b"[]", b"\xff\xfe", b'{"results": 3}', b"[" * 100_000])
def test_a_broken_file_is_moved_aside_and_said_so(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "progress.json"
    path.write_bytes(content)
    file = ProgressFile(path)
    assert file.read() == []
    assert file.warning is not None
    assert "progress.json.bad" in file.warning.en
    assert (tmp_path / "progress.json.bad").read_bytes() == content
    assert file.add(result("a")) is None
    assert [r.id for r in file.read()] == ["a"]


def test_a_file_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    path.mkdir()
    warning = ProgressFile(path).add(result("a"))
    assert warning is not None
    assert str(path) in warning.zh


def _add(path: str, start: int) -> None:
    for n in range(start, start + 10):
        assert ProgressFile(Path(path)).add(result(f"r{n}", n)) is None


def test_two_processes_lose_nothing(tmp_path: Path) -> None:
    path = tmp_path / "progress.json"
    context = multiprocessing.get_context("spawn")
    both = [context.Process(target=_add, args=(str(path), start)) for start in (0, 100)]
    for one in both:
        one.start()
    for one in both:
        one.join()
        assert one.exitcode == 0
    assert len(ProgressFile(path).read()) == 20
