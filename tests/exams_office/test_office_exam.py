"""An exam through the command line alone: set up from a class and a paper, its strips, its opening, its end; on both databases."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator.classroom.store.database import Database
from simulator.classroom.store.tables import Kept
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError
from simulator.exams.seat import Seat
from simulator.exams.store import chains
from simulator.exams.store.exams import list_exams, sittings
from simulator.exams.store.signing import PER_TICKET, sign_in

Run = Callable[..., tuple[int, str, str]]
PEOPLE = (("2026001", "李芳"), ("2026002", "王伟"), ("2026003", "<b>Rossi</b> & 'Co'"), ("2026004", "=HYPERLINK(1)"))


def of_class(run: Run, desk: Path) -> None:
    """A class of four."""
    with (desk / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("学号", "姓名"), *PEOPLE])
    assert run("class", "new", "1 班")[0] == 0
    assert run("class", "roster", desk / "roster.csv")[0] == 0


def made(run: Run, desk: Path, *more: object) -> dict[str, Any]:
    """An exam by the shipped demonstration."""
    of_class(run, desk)
    code, out, err = run("hall", "new", "期末", "demonstration", "--out", desk / "out", "--json", *more)
    assert code == 0, err
    return json.loads(out)  # type: ignore[no-any-return]


def strips(desk: Path, pattern: str = "期末-tickets.csv") -> dict[str, str]:
    """PINs by ticket, as the sheet has them."""
    (path,) = (desk / "out").glob(pattern)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {row["Ticket"]: row["PIN"] for row in csv.DictReader(file)}


def everything(db: Database) -> str:
    """Every value of every table, as text."""
    from sqlalchemy import text

    with db.engine.connect() as connection:
        rows = [
            str(tuple(row))
            for name in Kept.metadata.tables
            for row in connection.execute(text(f'SELECT * FROM "{name}"'))
        ]
    return "\n".join(rows)


def test_the_strips_hold_what_candidates_need_and_the_database_no_pin(
    run: Run, desk: Path, db: Database, url: str
) -> None:
    (desk / "extra.csv").write_text("学号,加时分钟\n2026002,15\n", "utf-8")
    answer = made(
        run, desk, "--extra", desk / "extra.csv", "--opens", "2026-12-01 09:00", "--address", "http://10.0.0.5:8000/"
    )
    pins = strips(desk)
    assert len(pins) == len(set(pins.values())) == 4
    page = (desk / "out" / "期末-tickets.html").read_text("utf-8")
    for ticket, pin in pins.items():
        assert page.count(f">{ticket}<") == 1
        assert page.count(f">{pin}<") == 1
        assert page.index(f">{ticket}<") < page.index(f">{pin}<"), "beside each other, on the strip"
    assert page.count('class="strip"') == 4
    assert "http://10.0.0.5:8000/" in page
    assert "2026-12-01 09:00" in page
    assert "+ 15 min" in page
    assert "&lt;b&gt;Rossi&lt;/b&gt; &amp; &#39;Co&#39;" in page
    assert "<b>Rossi" not in page
    assert "<script" not in page
    assert "'=HYPERLINK(1)" in (desk / "out" / "期末-tickets.csv").read_text("utf-8-sig"), (
        "no formula for a spreadsheet"
    )
    if os.name == "posix":
        assert {p.stat().st_mode & 0o777 for p in (desk / "out").iterdir()} == {0o600}

    wrote = json.dumps(answer, ensure_ascii=False) + everything(db)
    if db.is_file:
        db.close()
        wrote += "".join(p.read_bytes().decode("latin-1") for p in Path(url).parent.glob("classes.db*"))
    assert "李芳" in wrote, "what is there can be found"
    for pin in pins.values():
        assert pin not in wrote
        assert pin.replace(" ", "") not in wrote

    facts = chains.facts_of(db, sittings(db, answer["data"]["id"])[1].id)
    assert isinstance(facts[0], f.Enrolled)
    assert facts[0].planned == 900
    ticket, pin = next(iter(pins.items()))
    assert sign_in(db, HallClock(), ticket, pin).state.stage == "waiting"


def test_nothing_is_made_when_the_strips_cannot_be_kept(run: Run, desk: Path, db: Database) -> None:
    of_class(run, desk)
    (desk / "out").mkdir()
    (desk / "out" / "期末-tickets.csv").write_text("mine")
    code, _, err = run("hall", "new", "期末", "demonstration", "--out", desk / "out")
    assert code == 2
    assert "was left as it is" in err
    assert not list_exams(db)
    assert [p.name for p in (desk / "out").iterdir()] == ["期末-tickets.csv"], (
        "the place that was taken is given up again"
    )
    (desk / "blocked").write_text("a file where a folder should be")
    code, _, err = run("hall", "new", "期末", "demonstration", "--out", desk / "blocked")
    assert code == 2
    assert "blocked" in err
    assert not list_exams(db)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        (
            "学号,分钟\n2026009,5\n2026001,5\n2026001,6\n2026002,-5\n2026003,3.5\n2026004,9999\n",
            ["2026009", "twice", "-5", "3.5", "9999"],
        ),
        ("a,b\n1,2\n", ["number and minutes"]),
        ("", ["nothing"]),
    ],
)
def test_a_list_of_extra_time_is_judged_row_by_row(
    run: Run, desk: Path, db: Database, text: str, wrong: list[str]
) -> None:
    of_class(run, desk)
    (desk / "extra.csv").write_text(text, "utf-8")
    code, out, _ = run("hall", "new", "期末", "demonstration", "--extra", desk / "extra.csv", "--out", desk / "out")
    assert code == 1
    for words in wrong:
        assert words in out
    assert "no exam was set up" in out
    assert not list_exams(db)
    assert not (desk / "out").exists()


def test_what_cannot_be_set_up_says_why(run: Run, desk: Path, db: Database) -> None:
    assert "no class" in run("hall", "new", "E", "demonstration", "--class", "K")[2]
    run("class", "new", "1 班")
    code, _, err = run("hall", "new", "E", "demonstration")
    assert code == 2
    assert "nobody in this class" in err
    assert err.count("\n") == 1
    assert not list_exams(db)


def test_a_title_is_taken_once_and_a_paper_is_found_by_name(run: Run, desk: Path) -> None:
    made(run, desk)
    assert "already" in run("hall", "new", "期末", "demonstration", "--out", desk / "again")[2]
    err = run("hall", "new", "E", "demonstraton", "--out", desk / "again")[2]
    assert "did you mean demonstration" in err
    assert not (desk / "again").exists()


def test_a_new_pin_takes_the_place_of_the_old_one(run: Run, desk: Path, db: Database) -> None:
    made(run, desk)
    old = strips(desk)
    clock = HallClock()
    lost, other = list(old)[:2]
    for _ in range(PER_TICKET):
        with pytest.raises(ExamError):
            sign_in(db, clock, lost, "00000000")
    with pytest.raises(ExamError, match="Too many"):
        sign_in(db, clock, lost, old[lost])
    code, out, err = run("hall", "revoke", "期末", lost, "--reason", "lost")
    assert code == 0, err
    code, out, err = run("hall", "renew-pin", "期末", lost, "--reason", "lost", "--out", desk / "out")
    assert code == 0, err
    assert "strips" in out.lower()
    (new,) = strips(desk, f"*{lost}*.csv").items()
    assert new[0] == lost
    assert new[1] != old[lost]
    with pytest.raises(ExamError, match="wrong"):
        sign_in(db, clock, lost, old[lost])
    assert sign_in(db, clock, *new).state.stage == "waiting", "revoked no longer, and the tries before are forgiven"
    assert sign_in(db, clock, other, old[other]).state.stage == "waiting", "nobody else is touched"
    code, _, _ = run("hall", "renew-pin", "期末", "all", "--reason", "sheet was copied", "--out", desk / "all")
    assert code == 0
    (path,) = (desk / "all").glob("*.csv")
    assert len(path.read_text("utf-8-sig").splitlines()) == 5
    with pytest.raises(ExamError, match="wrong"):
        sign_in(db, clock, other, old[other])
    wrote = everything(db)
    assert new[1] not in wrote
    assert new[1].replace(" ", "") not in wrote


def test_a_closed_ticket_and_address_are_released_on_record(run: Run, desk: Path, db: Database) -> None:
    exam = made(run, desk)["data"]["id"]
    pins, clock = strips(desk), HallClock()
    one, two = list(pins)[:2]
    for n in range(45):
        with pytest.raises(ExamError):
            sign_in(db, clock, f"999-{n:03}", "1", origin="10.0.0.9")
    for _ in range(PER_TICKET):
        with pytest.raises(ExamError):
            sign_in(db, clock, one, "1", origin="10.0.0.9")
    log = json.loads(run("hall", "log", "--json")[1])["data"]
    assert {x["what"]: x["wrong"] + x["locked"] for x in log["failures"] if x["what"] in (one, "10.0.0.9")}[
        one
    ] == PER_TICKET
    assert "sign-in locked" not in run("hall", "status")[1], "what the address did is not the ticket's fault"
    for ticket in (one, two):
        with pytest.raises(ExamError, match="Too many"):
            sign_in(db, clock, ticket, pins[ticket], origin="10.0.0.9")
    code, out, err = run("hall", "release", "期末", one, "--reason", "typed his birthday")
    assert code == 0, err
    assert "possible at once" in out
    assert sign_in(db, clock, one, pins[one], origin="10.0.0.9").state.stage == "waiting"
    assert sign_in(db, clock, two, pins[two], origin="10.0.0.9").state.stage == "waiting"
    released = chains.facts_of(db, exam)[-1]
    assert isinstance(released, f.Released)
    assert (released.what, released.reason) == (one, "typed his birthday")
    assert f.broken(exam, _links(db, exam)) is None
    assert "no failed tries" in run("hall", "release", "期末", one, "--reason", "again")[1]
    assert len(chains.facts_of(db, exam)) == 2, "what changed nothing is no fact"


def _links(db: Database, subject: str) -> list[f.Link]:
    with db.session(write=False) as session:
        return chains.links(session, subject)


def test_the_opening_moves_for_those_who_have_not_begun(run: Run, desk: Path, db: Database) -> None:
    exam = made(run, desk, "--opens", "2026-01-05 09:00")["data"]["id"]  # long past: too late to begin
    clock, pins = HallClock(), list(strips(desk).items())
    seats = [Seat(db, clock, sign_in(db, clock, *pins[n])) for n in (0, 1)]
    assert run("hall", "admit", "期末", "all", "--reason", "checked")[0] == 0
    with pytest.raises(ExamError, match="last moment to begin has passed"):
        seats[0].begin()
    assert "past last start" in run("hall", "status")[1]
    code, out, err = run("hall", "open", "期末", "--reason", "the room was locked")
    assert code == 0, err
    seats[0].begin()
    stood = seats[0].state
    assert stood.started is not None
    assert stood.deadline == stood.started + 600_000
    code, out, err = run("hall", "move-opening", "期末", "2099-01-05 09:00", "--reason", "fire drill")
    assert code == 0, err
    assert "limits are set anew" in out
    with pytest.raises(ExamError, match="not opened yet"):
        seats[1].begin()  # it was told of another opening when it signed in
    assert seats[0].refresh().deadline == stood.deadline, "who has begun is not touched"
    moved = [x for x in chains.facts_of(db, exam) if isinstance(x, f.OpeningMoved)]
    assert [x.reason for x in moved] == ["the room was locked", "fire drill"]
    limits = chains.facts_of(db, sittings(db, exam)[1].id)[-1]
    assert isinstance(limits, f.LimitsSet)
    assert moved[1].opens is not None
    assert (limits.last_start, limits.hard_close) == (moved[1].opens + 3_600_000, moved[1].opens + 7_200_000)
    assert run("hall", "open", "期末", "--reason", "now")[0] == 0
    assert seats[1].refresh().stage == "admitted"
    assert seats[1].begin().stage == "running"
    assert "no moment" in run("hall", "move-opening", "期末", "tomorrow", "--reason", "x")[2]


def test_names_are_revealed_once_and_not_while_somebody_works(run: Run, desk: Path, db: Database) -> None:
    exam = made(run, desk)["data"]["id"]
    clock = HallClock()
    seat = Seat(db, clock, sign_in(db, clock, *next(iter(strips(desk).items()))))
    run("hall", "admit", "期末", "all", "--reason", "checked")
    seat.refresh()
    seat.begin()
    for command in (("reveal", "期末", "--reason", "marked"), ("remove", "期末", "--confirm", "期末")):
        code, _, err = run("hall", *command)
        assert code == 2
        assert "still at work" in err
    seat.submit()
    assert run("hall", "reveal", "期末", "--reason", "marked")[0] == 0
    assert list_exams(db)[0].revealed is not None
    revealed = chains.facts_of(db, exam)[-1]
    assert isinstance(revealed, f.NamesRevealed)
    assert revealed.reason == "marked"
    assert "were revealed" in run("hall", "reveal", "期末", "--reason", "again")[2]


def test_removing_leaves_nothing_of_the_exam_and_all_of_the_others(run: Run, desk: Path, db: Database) -> None:
    exam = made(run, desk)["data"]["id"]
    code, _, err = run("hall", "new", "补考", "demonstration", "--out", desk / "out")
    assert code == 0, err
    other = next(e.id for e in list_exams(db) if e.id != exam)
    clock = HallClock()
    seat = Seat(db, clock, sign_in(db, clock, *next(iter(strips(desk).items()))))
    run("hall", "admit", "期末", "all", "--reason", "checked")
    seat.refresh()
    seat.begin()
    seat.begin_item(0)
    seat.submit()
    ids = [exam, *(s.id for s in sittings(db, exam)), *(s.ticket for s in sittings(db, exam))]
    assert run("hall", "remove", "期末", "--confirm", "期中")[0] == 2
    assert run("hall", "remove", "期末", "--confirm", "期末")[0] == 0
    left = everything(db)
    assert not [id for id in ids if id in left]
    assert [e.id for e in list_exams(db)] == [other]
    assert len(sittings(db, other)) == 4


def test_the_check_before_an_exam_finds_a_pack_that_was_changed(run: Run, desk: Path, db: Database) -> None:
    exam = made(run, desk)["data"]
    code, out, _ = run("hall", "freeze-check")
    assert code == 0, out
    assert "can be held" in out
    run("class", "roster", _more(desk))
    assert "2026005" in run("hall", "freeze-check")[1]
    from simulator.classroom.store.tables import PackRow

    with db.session() as session:
        row = session.get(PackRow, exam["packs"]["table1"])
        assert row is not None
        row.archive = row.archive[:-1000]
        session.add(row)
    code, out, _ = run("hall", "freeze-check")
    assert code == 1
    assert "! " in out


def _more(desk: Path) -> Path:
    path = desk / "more.csv"
    path.write_text("学号,姓名\n2026005,新来的\n", "utf-8")
    return path


def test_the_attendance_list_has_no_pin(run: Run, desk: Path) -> None:
    made(run, desk)
    assert run("hall", "tickets", "期末", "--out", desk / "out")[0] == 0
    page = (desk / "out" / "期末-attendance.html").read_text("utf-8")
    table = (desk / "out" / "期末-attendance.csv").read_text("utf-8-sig")
    for ticket, pin in strips(desk).items():
        assert ticket in page
        assert ticket in table
        assert pin not in page
        assert pin not in table
    assert "Signature" in page
    assert "&lt;b&gt;Rossi" in page
