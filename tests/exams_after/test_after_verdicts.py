"""What a sitting is found to be: every way of changing it is named for what it is, and never marked."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from forging import chained, facts_of, with_facts, with_first, with_rows, with_try
from satmaker import begun, exam_of, plays

from simulator.classroom.store.database import open_database
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.marking.model import Marked
from simulator.exams.marking.sitting import mark_sitting
from simulator.exams.marking.work import Sat, Shared
from simulator.exams.results.grading import shared_of
from simulator.exams.store import chains
from simulator.exams.store.gradings import in_force
from simulator.exams.store.sats import sat_of
from simulator.kernel.text import Text


@pytest.fixture(scope="module")
def sats(tmp_path_factory: pytest.TempPathFactory, template: Path) -> tuple[Shared, Sat, Sat]:
    """Two sittings of one exam, both in order: the first paused once and handed in, the second was reopened with more time."""
    place = tmp_path_factory.mktemp("verdicts") / "classes.db"
    shutil.copy(template, place)
    clock = HallClock()
    with open_database(str(place), create=False) as db:
        exam, strips = exam_of(db, clock, 2)
        for number, strip in enumerate(strips):
            seat = begun(db, clock, strip)
            plays(seat.begin_item(0), "until:560" if number else "reference")
            chains.change(db, clock, strip.sitting, lambda s, now: [f.Paused(at=now, by="Wang", reason="fire drill")])
            chains.change(db, clock, strip.sitting, lambda s, now: [f.Resumed(at=now, by="Wang")])
            seat.refresh()
            if number:
                seat.submit()
                chains.change(
                    db, clock, strip.sitting,
                    lambda s, now: [f.TimeGranted(at=now, by="Wang", seconds=60), f.Reopened(at=now, by="Wang", reason="by mistake")],
                )  # fmt: skip
                seat.refresh()
                plays(seat.attempt(), "reference")
            seat.hand_in_item()
            plays(seat.begin_item(1), "until:600")
            seat.submit()
            seat.close()
        shared = shared_of(db, exam, in_force(db, exam.id))
        return shared, sat_of(db, strips[0].sitting), sat_of(db, strips[1].sitting)


def said(found: Marked, lang: str = "en") -> str:
    return " ".join(getattr(t, lang) for t in found.says)


def test_both_are_valid_as_they_are(sats: tuple[Shared, Sat, Sat]) -> None:
    shared, *both = sats
    for sat in both:
        found = mark_sitting(shared, sat)
        assert found.verdict == "ok", said(found)
        assert found.mark is not None
        assert found.mark.items[0].points == 10_000
        assert found.mark.points == (40 * 10_000 + 60 * found.mark.items[1].points) // 100
        assert found.head == next(x.digest.hex() for x in sat.links if x.seq == found.sealed)


def test_marking_twice_gives_the_same_bytes(sats: tuple[Shared, Sat, Sat]) -> None:
    shared, one, _ = sats
    assert msgspec.json.encode(mark_sitting(shared, one)) == msgspec.json.encode(mark_sitting(shared, one))


def _other_minute(sat: Sat) -> Sat:
    rows = list(sat.tries[0].rows)
    rows[3] = msgspec.structs.replace(rows[3], minute=rows[3].minute + 1)
    return with_rows(sat, 0, rows, sealed=False)


def _replayed(sat: Sat) -> Sat:
    """A row with another outcome, everything bound anew: only playing again can tell."""
    rows = list(sat.tries[0].rows)
    place = next(i for i, r in enumerate(rows) if i and b'"command":' in r.payload and b'"minutes":' in r.payload)
    rows[place] = msgspec.structs.replace(rows[place], minute=rows[place].minute + 1)
    return with_rows(sat, 0, chained(rows))


def _late(sat: Sat) -> Sat:
    deadline = sat.listed.deadline
    assert deadline is not None
    rows = list(sat.tries[0].rows)
    rows[-1] = msgspec.structs.replace(rows[-1], wall=deadline)
    return with_rows(sat, 0, chained(rows))


def _before_the_start(sat: Sat) -> Sat:
    rows = [msgspec.structs.replace(r, wall=r.wall - 60_000) for r in sat.tries[0].rows]
    return with_rows(sat, 0, chained(rows))


def _without_the_last(sat: Sat) -> Sat:
    return with_rows(sat, 1, sat.tries[1].rows[:-1], sealed=False)


def _without_facts(sat: Sat) -> Sat:
    return msgspec.structs.replace(sat, links=())


def _fact(sat: Sat, **changed: object) -> Sat:
    """One fact changed and the chain left as it was."""
    links = list(sat.links)
    fact = msgspec.structs.replace(f.decode(links[2].payload), **changed)
    links[2] = msgspec.structs.replace(links[2], payload=f.encode(fact))
    return msgspec.structs.replace(sat, links=tuple(links))


def _more_time(sat: Sat) -> Sat:
    """Time granted behind the hall's back, chained, and the list not changed with it."""
    facts = facts_of(sat)
    facts.insert(-1, f.TimeGranted(at=facts[-1].at, by="nobody", seconds=600))
    return with_facts(sat, facts, listed=False)


def _garbage(payload: bytes) -> Callable[[Sat], Sat]:
    def change(sat: Sat) -> Sat:
        from simulator.kernel.journal import link

        links, head = [], sat.links[0].digest
        links.append(sat.links[0])
        for one in sat.links[1:]:
            told = payload if one.seq == 2 else one.payload
            head = link(head, sat.sitting, one.seq, one.seq, 0, one.wall, told)
            links.append(f.Link(one.seq, one.wall, told, head))
        listed = msgspec.structs.replace(sat.listed, head=head)
        return msgspec.structs.replace(sat, links=tuple(links), listed=listed)

    return change


FORGED: dict[str, tuple[Callable[[Sat], Sat], str, str]] = {
    "a fact changed": (lambda s: _fact(s, at=5), "edited", "Fact 2"),
    "a fact taken out": (
        lambda s: msgspec.structs.replace(s, links=s.links[:3] + s.links[4:]), "edited", "Fact 3"
    ),
    "all facts taken out": (_without_facts, "truncated", "Fact 0"),
    "the last facts taken out, chain whole": (lambda s: with_facts(s, facts_of(s)[:-1], listed=False), "edited", "table of sittings"),
    "time granted beside the list": (_more_time, "edited", "table of sittings"),
    "a deadline in the list": (
        lambda s: msgspec.structs.replace(s, listed=msgspec.structs.replace(s.listed, deadline=5)), "edited", "The deadline",
    ),
    "a fact nobody knows": (_garbage(b'{"fact":"graduated","at":5}'), "newer", "Fact 2"),
    "a fact that is no text": (_garbage(b"\xff\x00"), "damaged", "Fact 2"),
    "a fact of a hall": (_garbage(f.encode(f.NamesRevealed(at=5))), "edited", "Fact 2"),
    "another exam": (
        lambda s: with_facts(s, [msgspec.structs.replace(facts_of(s)[0], exam="x"), *facts_of(s)[1:]]), "edited", "another exam",
    ),
    "another commitment": (
        lambda s: with_facts(s, [msgspec.structs.replace(facts_of(s)[0], commitment="0" * 64), *facts_of(s)[1:]]), "edited", "commitment",
    ),
    "a row changed": (_other_minute, "edited", "Item 1, try 1: row 3 was changed"),
    "a row changed, all bound anew": (_replayed, "edited", "Played again"),
    "the last row taken out": (_without_the_last, "truncated", "Item 2, try 1: it had"),
    "rows bound anew and sealed otherwise": (
        lambda s: with_rows(s, 0, chained([*s.tries[0].rows[:-1], msgspec.structs.replace(s.tries[0].rows[-1], wall=7)]), sealed=False),
        "edited", "is not the one that was sealed",
    ),
    "all rows taken out": (lambda s: with_rows(s, 0, (), sealed=False), "truncated", "now there are 0"),
    "an attempt nobody began": (
        lambda s: msgspec.structs.replace(s, tries=(*s.tries, msgspec.structs.replace(s.tries[0], number=1, attempt="x"))), "edited", "Item 1, try 2",
    ),
    "an attempt lost": (lambda s: msgspec.structs.replace(s, tries=s.tries[1:]), "edited", "Item 1, try 1"),
    "at the deadline": (_late, "untimely", "time to work"),
    "before the start": (_before_the_start, "untimely", "time to work"),
    "another seed in the table": (lambda s: with_try(s, 0, lambda t: msgspec.structs.replace(t, seed=t.seed + 1)), "other-seed", "the seed"),
    "another seed in the first entry": (lambda s: with_first(s, 0, seed=5), "other-seed", "the seed 5"),
    "another candidate": (lambda s: with_first(s, 0, student="x"), "other-candidate", "another candidate"),
    "practice": (lambda s: with_first(s, 0, mode="practice"), "other-candidate", "mode"),
    "another pack": (lambda s: with_first(s, 0, pack_digest="0" * 64), "other-pack", "frozen"),
    "another scenario": (lambda s: with_first(s, 0, scenario="11.1"), "other-pack", "frozen"),
    "other rules": (lambda s: with_first(s, 0, rules_version="99"), "newer", "rules version 99"),
    "the key of another": (lambda s: msgspec.structs.replace(s, key=b"x" * 32), "edited", "commitment"),
}  # fmt: skip


@pytest.mark.parametrize("how", FORGED)
def test_what_was_changed_is_named(how: str, sats: tuple[Shared, Sat, Sat]) -> None:
    shared, one, two = sats
    change, verdict, words = FORGED[how]
    for sat in (one, two):
        found = mark_sitting(shared, change(sat))
        assert (found.verdict, found.mark) == (verdict, None), said(found)
        assert words in said(found), said(found)
        assert said(found, "zh")


def test_actions_in_a_pause_are_untimely(sats: tuple[Shared, Sat, Sat]) -> None:
    shared, one, _ = sats
    facts = facts_of(one)
    pause = next(i for i, x in enumerate(facts) if isinstance(x, f.Paused))
    facts[pause + 1] = msgspec.structs.replace(facts[pause + 1], at=facts[pause].at + 60_000)
    # everything after the pause is a minute later, but for the action that is made to lie within it
    facts[pause + 2 :] = [msgspec.structs.replace(x, at=x.at + 60_000) for x in facts[pause + 2 :]]
    moved = with_facts(one, facts)
    rows = [msgspec.structs.replace(r, wall=r.wall + 60_000) for r in moved.tries[1].rows]
    moved = with_rows(moved, 1, chained(rows))
    assert mark_sitting(shared, moved).verdict == "ok"
    rows = list(moved.tries[0].rows)
    rows[-1] = msgspec.structs.replace(rows[-1], wall=facts[pause].at + 30_000)
    found = mark_sitting(shared, with_rows(moved, 0, chained(rows)))
    assert found.verdict == "untimely"


def test_rows_after_handing_in_do_not_count_and_are_told(sats: tuple[Shared, Sat, Sat]) -> None:
    shared, one, _ = sats
    plain = mark_sitting(shared, one)
    rows = one.tries[0].rows
    more = chained([*rows, msgspec.structs.replace(rows[-1], first=rows[-1].first + 9)])
    found = mark_sitting(shared, with_rows(one, 0, more, sealed=False))
    assert (found.verdict, found.mark) == ("ok", plain.mark)
    assert "1 rows after it was handed in" in said(found)


def test_who_is_not_over_or_never_began_is_not_marked(sats: tuple[Shared, Sat, Sat]) -> None:
    shared, one, _ = sats
    facts = facts_of(one)
    assert mark_sitting(shared, with_facts(one, facts[:-1])).verdict == "running"
    early = msgspec.structs.replace(with_facts(one, facts[:2]), tries=())
    assert mark_sitting(shared, early).verdict == "absent"
    forced = with_facts(msgspec.structs.replace(one, tries=()), [*facts[:2], f.Submitted(at=facts[2].at, by="Wang")])
    assert mark_sitting(shared, forced).verdict == "absent"


def test_a_clock_that_is_off_by_less_than_a_step_does_no_harm(sats: tuple[Shared, Sat, Sat]) -> None:
    shared, one, _ = sats
    rows = [msgspec.structs.replace(r, wall=r.wall + 1_900) for r in one.tries[0].rows]
    assert mark_sitting(shared, with_rows(one, 0, chained(rows))).verdict == "ok"


def test_a_pack_that_fails_is_not_the_candidates_fault(
    sats: tuple[Shared, Sat, Sat], monkeypatch: pytest.MonkeyPatch
) -> None:
    shared, one, _ = sats

    def broken(*_: object) -> None:
        raise LookupError("no such buyer\x1b[2J")

    monkeypatch.setattr("simulator.exams.marking.settle.baseline", broken)
    found = mark_sitting(shared, one)
    assert (found.verdict, found.mark) == ("unmarked", None)
    assert "LookupError" in said(found)
    assert "\x1b" not in said(found)


def test_a_rubric_that_lacks_a_requirement_marks_nobody(sats: tuple[Shared, Sat, Sat]) -> None:
    shared, one, _ = sats
    items = list(shared.rubric.paper.items)
    items[0] = msgspec.structs.replace(items[0], requirements=("9.2.5",))
    rubric = msgspec.structs.replace(
        shared.rubric, paper=msgspec.structs.replace(shared.rubric.paper, items=tuple(items))
    )
    found = mark_sitting(msgspec.structs.replace(shared, rubric=rubric), one)
    assert found.verdict == "unmarked"
    assert isinstance(found.says[0], Text)
