"""What a teacher wants to know: figures reckoned again by hand or by another way."""

from __future__ import annotations

import statistics
from fractions import Fraction

import exportbook
import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import standard
from simulator.classroom.model import Gradebook
from simulator.classroom.results import (
    analyse,
    effort,
    heat_map,
    mistakes,
    progress,
    spread,
    student_rows,
    teach_again,
)
from simulator.classroom.results.effort import minutes
from simulator.classroom.results.figures import mean, median, quartiles, share

BOOK = exportbook.gradebook()


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2)) if value >= 0 else -int(-value + Fraction(1, 2))


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=40))
def test_figures_agree_with_exact_arithmetic(values: list[int]) -> None:
    assert mean(values) == half_up(Fraction(sum(values), len(values)))
    assert median(values) == half_up(statistics.median([Fraction(v) for v in values]))
    low, middle, high = statistics.quantiles([Fraction(v) for v in values], n=4, method="inclusive")
    found = quartiles(values)
    assert found is not None
    assert (found.low, found.middle, found.high, found.n) == (half_up(low), half_up(middle), half_up(high), len(values))


def test_figures_of_little() -> None:
    assert (mean([]), median([]), quartiles([]), share(0, 0)) == (None, None, None, 0)
    assert (mean([5]), median([5]), share(1, 3), share(2, 3)) == (5, 5, 3_333, 6_667)
    assert mean([1, 2]) == 2  # halves up


def test_students_have_final_and_automatic_marks_tries_and_a_mean_of_what_is_there() -> None:
    rows = {row.student.id: row for row in student_rows(BOOK)}
    assert list(rows) == [s.id for s in BOOK.students]
    a1 = {id: row.results[0] for id, row in rows.items()}
    assert (a1["s02"].final, a1["s02"].automatic, a1["s02"].changed, a1["s02"].state) == (
        7_550,
        6_135,
        7_550,
        "override",
    )
    assert (a1["s07"].changed, a1["s07"].state) == (None, "marked")  # the decision was to go back
    assert (a1["s01"].tries, a1["s01"].marked, a1["s01"].counting) == (3, 3, 2)
    assert (a1["s03"].state, a1["s03"].tries, a1["s03"].final, a1["s03"].passed) == ("waiting", 1, None, None)
    assert rows["s04"].results[1].state == "none"
    assert (rows["s12"].mean, rows["s12"].n) == (None, 0)
    assert (rows["s04"].mean, rows["s04"].n) == (half_up(Fraction(6_985 + 6_400, 2)), 2)
    assert a1["s01"].active == 41 * 60_000 + 1_230
    assert a1["s01"].total == 3 * (41 * 60_000 + 1_230)


def test_passing_is_by_the_assignments_own_pass_mark() -> None:
    s10 = {r.assignment: r.passed for row in student_rows(BOOK) if row.student.id == "s07" for r in row.results}
    assert s10 == {"a1": True, "a2": True, "a3": True}
    higher = [msgspec.structs.replace(a, pass_at=7_190 + (a.id == "a2")) for a in BOOK.assignments]
    row = next(r for r in student_rows(exportbook.gradebook(assignments=tuple(higher))) if r.student.id == "s07")
    assert [r.final for r in row.results] == [7_585, 7_190, 6_100]
    assert [r.passed for r in row.results] == [True, False, False]


def test_the_heat_map_stands_in_the_standards_order_with_mean_passed_and_n() -> None:
    heat = heat_map(BOOK)
    assert [row.requirement for row in heat] == ["9.2.1", "9.2.5", "11.1.1", "11.1.2"]
    assert heat[0].title == standard.requirement("9.2.1").title
    by = {row.requirement: row for row in heat}
    for row in heat:
        everything = []
        for place, assignment in enumerate(BOOK.assignments):
            found = [
                r
                for s in BOOK.students
                if (t := BOOK.cell(s.id, assignment.id).counted) is not None and t.mark is not None
                for r in t.mark.requirements
                if r.id == row.requirement
            ]
            everything += found
            cell = row.cells[place]
            if not found:
                assert cell is None
                continue
            assert cell is not None
            assert cell.n == len(found)
            assert cell.passed == sum(r.passed for r in found)
            assert cell.mean == half_up(Fraction(sum(r.points for r in found), len(found)))
        assert row.overall.n == len(everything)
        assert row.overall.mean == half_up(Fraction(sum(r.points for r in everything), len(everything)))
    assert by["11.1.1"].overall.n == 20


def test_an_overridden_mark_keeps_its_requirements_in_the_heat_map_and_a_copy_has_none() -> None:
    assert heat_map(BOOK)[2].cells[0] is not None
    alone = exportbook.gradebook(students=tuple(s for s in BOOK.students if s.id in ("s02", "s03")))
    (row,) = [row for row in heat_map(alone) if row.requirement == "11.1.2"]
    assert (row.overall.n, row.overall.mean) == (1, 6_240)


def test_a_requirement_the_standard_does_not_know_is_shown_by_its_id() -> None:
    cells = exportbook.cells()
    cell = cells["s08", "a3"]
    mark = cell.tries[0].mark
    assert mark is not None
    odd = msgspec.structs.replace(mark, requirements=(msgspec.structs.replace(mark.requirements[0], id="99.x"),))
    cells["s08", "a3"] = msgspec.structs.replace(cell, tries=(msgspec.structs.replace(cell.tries[0], mark=odd),))
    row = heat_map(exportbook.gradebook(cells=cells))[-1]
    assert (row.requirement, row.title.zh, row.title.en) == ("99.x", "99.x", "99.x")


def test_what_to_teach_again_is_the_lowest_first_and_nothing_that_everybody_can() -> None:
    heat = heat_map(BOOK)
    again = teach_again(heat)
    assert [row.overall.mean for row in again] == sorted(row.overall.mean for row in heat)
    assert len(teach_again(heat, most=2)) == 2
    best = exportbook.gradebook(students=tuple(s for s in BOOK.students if s.id == "s08"))
    assert teach_again(heat_map(best)) == ()


def test_time_is_of_the_counting_tries_and_names_who_is_far_off() -> None:
    first = effort(BOOK)[0]
    times = sorted(t.active for s in BOOK.students if (t := BOOK.cell(s.id, "a1").counted) is not None)
    assert first.n == len(times) == 10
    assert first.quartiles is not None
    assert first.quartiles.middle == half_up(statistics.median([Fraction(t) for t in times]))
    assert (first.least, first.most) == (times[0], times[-1])
    assert [(f.student, f.more) for f in first.far] == [("s11", True)]
    assert minutes(first.most) == 400
    assert effort(BOOK)[1].far == ()


def test_much_less_time_is_far_off_as_well_and_a_small_class_has_nobody_far_off() -> None:
    cells = exportbook.cells()
    cell = cells["s11", "a1"]
    cells["s11", "a1"] = msgspec.structs.replace(cell, tries=(msgspec.structs.replace(cell.tries[0], active=1_000),))
    quick = exportbook.gradebook(cells=cells)
    assert [(f.student, f.more) for f in effort(quick)[0].far] == [("s11", False)]
    few = tuple(s for s in quick.students if s.id in ("s06", "s08", "s09", "s11"))
    assert effort(exportbook.gradebook(cells=cells, students=few))[0].far == ()


def test_mistakes_are_by_share_of_students_with_an_anonymous_example() -> None:
    found = mistakes(BOOK)
    shares = [Fraction(m.students, m.n) for m in found]
    assert shares == sorted(shares, reverse=True)
    assert found[0].requirement == "9.2.5"
    assert (found[0].students, found[0].n, found[0].share) == (2, 10, 2_000)
    assert found[0].example.student == "s11"  # the worst of them
    lost = found[0].example.lost
    assert lost is not None
    assert (lost.unit, lost.why, lost.evidence) == ("order#3", exportbook.SILENT, (17, 42))
    (gate,) = [m for m in found if m.kind == "gate"]
    assert (gate.requirement, gate.title, gate.students, gate.n) == ("11.1.2", exportbook.GATE, 1, 10)
    assert (gate.example.student, gate.example.number, gate.example.lost) == ("s09", 1, None)
    assert mistakes(BOOK, most=3) == found[:3]


def test_one_of_one_comes_before_two_of_ten() -> None:
    alone = exportbook.mark(exportbook.requirement("9.2.1", 0))
    cells = {k: c for k, c in exportbook.cells().items() if k[1] == "a3"}
    cells["s01", "a2"] = exportbook.cell_of(exportbook.a_try("s01", "a2", 1, None, mark=alone))
    found = mistakes(exportbook.gradebook(cells=cells))
    assert [(m.requirement, m.students, m.n) for m in found] == [("9.2.1", 1, 1), ("9.2.5", 2, 10)]


def test_half_lost_is_a_mistake_and_less_is_none() -> None:
    def only(points: int) -> Gradebook:
        mark = exportbook.mark(exportbook.requirement("9.2.5", points))
        cell = exportbook.cell_of(exportbook.a_try("s01", "a3", 1, None, mark=mark))
        return exportbook.gradebook(cells={("s01", "a3"): cell})

    assert len(mistakes(only(5_000))) == 1
    assert mistakes(only(5_001)) == ()


def test_progress_is_by_try_with_the_median_of_the_class() -> None:
    found = progress(BOOK)
    mine = [p for p in found.paths if p.student == "s01"]
    assert [(p.assignment, [n for n, _ in p.points]) for p in mine] == [("a1", [1, 2, 3]), ("a2", [1, 2]), ("a3", [1])]
    steps = {(s.assignment, s.number): s for s in found.steps}
    assert steps["a1", 3].n == 1
    assert steps["a1", 2].n == 2
    second = sorted(points for p in found.paths if p.assignment == "a1" for n, points in p.points if n == 2)
    assert steps["a1", 2].median == half_up(Fraction(sum(second), 2))
    assert not [p for p in found.paths if p.student in ("s03", "s12") and p.assignment == "a1"]  # a copy has no points


@pytest.mark.parametrize(
    ("points", "place"), [(0, 0), (999, 0), (1_000, 1), (5_999, 5), (8_999, 8), (9_000, 9), (10_000, 9)]
)
def test_bins_of_ten(points: int, place: int) -> None:
    decided = exportbook.cells()["s02", "a1"].override
    assert decided is not None
    cell = exportbook.cell_of(override=msgspec.structs.replace(decided, points=points))
    (only, *_) = spread(exportbook.gradebook(cells={("s02", "a1"): cell}))
    assert [n for n, count in enumerate(only.bins) if count] == [place]
    assert (only.n, only.missing, only.mean) == (1, 11, points)


def test_the_spread_counts_every_mark_once() -> None:
    for found, assignment in zip(spread(BOOK), BOOK.assignments, strict=True):
        points = [c.points for (_, a), c in BOOK.cells.items() if a == assignment.id and c.points is not None]
        assert sum(found.bins) == found.n == len(points)
        assert found.missing == 12 - len(points)
        assert found.passed == sum(p >= assignment.pass_at for p in points)
        assert (found.lowest, found.highest) == (min(points), max(points))
    assert analyse(BOOK).means.n == 11


def test_an_empty_class_and_a_class_without_marks_have_answers() -> None:
    nothing = analyse(exportbook.empty())
    assert (nothing.students, nothing.heat, nothing.again, nothing.mistakes, nothing.spread) == ((), (), (), (), ())
    unmarked = analyse(exportbook.gradebook(cells={}))
    assert {row.mean for row in unmarked.students} == {None}
    assert [s.n for s in unmarked.spread] == [0, 0, 0]
    assert [e.quartiles for e in unmarked.effort] == [None, None, None]


def test_the_order_in_which_cells_were_put_in_changes_nothing() -> None:
    turned = dict(reversed(list(exportbook.cells().items())))
    assert analyse(exportbook.gradebook(cells=turned)) == analyse(BOOK)
