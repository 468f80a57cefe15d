"""How a hall stands: the board, the status table, history and log; and who sees what."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hallmaker import Hands, past
from officework import Work
from sqlalchemy import event
from sqlmodel import select

from simulator.classroom.store.database import Database
from simulator.classroom.store.examtables import ExamRow, NodeRow, SignInRow, SittingRow
from simulator.exams.board import Board, Line
from simulator.exams.errors import ExamError
from simulator.exams.office import HALL
from simulator.exams.store.signing import ALIVE, PER_TICKET, sign_in
from simulator.exams.store.watching import look
from simulator.exams.verifying.verify import verify
from simulator.kernel.engine import Advance
from simulator.kernel.text import Text


def board_of(work: Work) -> Board:
    board = Board(work.exam)
    board.take(look(work.db, work.clock, work.exam.id, {}))
    return board


def by_number(work: Work, board: Board, now: int | None = None) -> dict[int, Line]:
    place = {s.sitting: n for n, s in enumerate(work.strips)}
    return {place[line.id]: line for line in board.lines(now)}


def codes(line: Line) -> list[str]:
    return [n.code for n in line.notices]


def test_the_board_tells_everybody_apart(db: Database) -> None:
    work = Work(db, 9)
    work.working(0, steps=2)  # works, and is heard of
    work.working(1)
    work.do("pause", 1)
    work.seat(2)  # waits
    work.seat(3)
    work.do("admit", 3)
    seat = work.working(4, steps=3)
    seat.hand_in_item()
    seat.submit()
    gone = work.working(5)
    gone.leave()
    work.do("grant", 0, minutes=-8)
    work.do("message", 3, words="bitte warten")
    work.do("revoke", 6)
    for _ in range(PER_TICKET):
        with pytest.raises(ExamError):
            sign_in(db, work.clock, work.strips[7].ticket, "1", origin="10.0.0.9")
    board = board_of(work)
    lines = by_number(work, board)
    assert [lines[n].stage for n in range(9)] == [
        "running", "paused", "waiting", "admitted", "submitted", "running", "enrolled", "enrolled", "enrolled"
    ]  # fmt: skip
    assert codes(lines[0]) == ["soon"]
    assert codes(lines[1]) == ["paused"]
    assert codes(lines[2]) == ["admit"]
    assert codes(lines[3]) == ["unread"]
    assert codes(lines[4]) == []
    assert codes(lines[5]) == ["missing"], "who has left the seat while the time runs"
    assert codes(lines[6]) == ["revoked"]
    assert codes(lines[7]) == ["locked"]
    assert codes(lines[8]) == []
    assert (lines[0].steps, lines[0].items, lines[0].of, lines[4].items, lines[4].steps) == (2, 0, 2, 1, 3)
    assert lines[0].left is not None
    assert 0 < lines[0].left <= 120_000
    assert lines[0].left == (lines[0].deadline or 0) - board.now
    assert lines[2].left is lines[8].left is lines[4].left is None
    place = {s.sitting: n for n, s in enumerate(work.strips)}
    assert [place[line.id] for line in board.lines()] == [5, 7, 2, 1, 0, 6, 3, 8, 4]
    hall = board.hall()
    assert hall.calls == 6
    assert hall.stages == {
        "enrolled": 3,
        "waiting": 1,
        "admitted": 1,
        "running": 2,
        "paused": 1,
        "submitted": 1,
        "expired": 0,
    }


def test_a_seat_that_is_not_heard_of_is_missing_to_the_millisecond(db: Database) -> None:
    work = Work(db, limit=3600)
    seat = work.working(0)
    seat.beat()
    board = board_of(work)
    with db.session(write=False) as session:
        row = session.get(SittingRow, seat.sitting)
        assert row is not None
        assert row.seen is not None
        heard = max(row.seen, seat.attempt().journal.last().wall)
    assert "missing" not in codes(by_number(work, board, heard + ALIVE - 1)[0])
    assert "missing" in codes(by_number(work, board, heard + ALIVE)[0])
    assert "idle" in codes(by_number(work, board, heard + 600_001)[0])


def test_time_that_is_up_shows_though_nobody_has_put_it_on_record(db: Database) -> None:
    hands = Hands()
    work = Work(db, clock=hands.clock() if db.is_file else None)
    work.working(0)
    if db.is_file:
        hands.pass_time(601)
    else:
        past(db, work.exam, 601)
    board = board_of(work)
    line = by_number(work, board)[0]
    assert (line.stage, line.left) == ("expired", None)
    assert "overdue" in codes(line)
    assert len(work.facts(0)) == len(board.facts(line.id)), "looking changes nothing"


def test_the_opening_and_its_last_moment_are_those_in_force(db: Database) -> None:
    work = Work(db, last_start=300, opens=1_700_000_000_000)
    work.seat(0)
    assert "late" in codes(by_number(work, board_of(work))[0])
    board = board_of(work)
    work.do("open")
    board.take(look(work.db, work.clock, work.exam.id, board.known))
    assert codes(by_number(work, board)[0]) == ["admit"]
    assert board.exam.opens is not None
    assert board.exam.opens > 1_700_000_000_000


@contextmanager
def statements(db: Database) -> Iterator[list[str]]:
    """What is asked of the database meanwhile."""
    asked: list[str] = []

    def note(*args: Any) -> None:
        asked.append(args[2])

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_a_look_costs_the_same_few_questions_whatever_has_happened(db: Database) -> None:
    work = Work(db, 40)
    board = board_of(work)
    with statements(db) as first:
        board.take(look(work.db, work.clock, work.exam.id, board.known))
    seat = work.working(0)
    for n in range(1, 8):
        work.seat(n)
    with statements(db) as second:
        reading = look(work.db, work.clock, work.exam.id, board.known)
    board.take(reading)
    assert len(first) <= len(second) <= len(first) + 1 <= 8
    assert sum(len(facts) for _, facts in reading.facts.values()) == 4 + 7, "only what was not known"
    seat.attempt().do(Advance(minutes=1))
    with statements(db) as third:
        again = look(work.db, work.clock, work.exam.id, board.known)
    assert not again.facts
    assert len(third) == len(first)
    board.take(again)
    assert by_number(work, board)[0].steps == 2
    fresh = board_of(work)
    assert fresh.lines(board.now) == board.lines(), "read bit by bit it is the same as read at once"


def test_status_tells_people_and_programs_the_same(db: Database) -> None:
    work = Work(db)
    work.working(0)
    with db.session() as session:
        now = work.clock.now()
        session.add(NodeRow(id="n1", exam=work.exam.id, host="lab-server", started=now, seen=now - 4_000, candidates=1))
    answer = work.do("status")
    (table,) = answer.tables
    assert table.record == "seats"
    assert {row[0] for row in table.rows} == {s.ticket for s in work.strips}
    assert answer.data["stages"]["running"] == 1
    assert {c["ticket"]: c["stage"] for c in answer.data["candidates"]}[work.strips[0].ticket] == "running"
    said = " ".join(line.en for line in answer.lines)
    assert "lab-server" in said
    assert "4 s ago" in said


def test_history_says_who_why_and_until_when(db: Database) -> None:
    work = Work(db)
    work.working(0)
    work.do("grant", 0, minutes=5, reason="the lights went out", author="Zhang")
    (table,) = work.do("history", 0).tables
    moment, what, more, by, reason, until = table.rows[-1]
    assert isinstance(what, Text)
    assert (what.en, by, reason) == (
        "Time granted",
        Text("Zhang", "Zhang"),
        Text("the lights went out", "the lights went out"),
    )
    assert isinstance(more, Text)
    assert more.en == "+5 min"
    assert until == work.hall.written_exactly(work.state(0).deadline)[11:]
    assert moment == work.hall.written_exactly(work.facts(0)[-1].at)[11:]
    with pytest.raises(ExamError, match="one candidate"):
        work.do("history", 0, 1)


def test_the_log_counts_failures_by_ticket_and_by_address(db: Database) -> None:
    work = Work(db)
    for n in range(PER_TICKET + 2):
        with pytest.raises(ExamError):
            sign_in(db, work.clock, work.strips[0].ticket, "1", origin=f"10.0.0.{n % 2}", exam=work.exam.id)
    with pytest.raises(ExamError):
        sign_in(db, work.clock, "\x1b[31m[b]x", "1", origin="10.0.0.1", exam=work.exam.id)
    found = {x["what"]: x for x in work.do("log").data["failures"]}
    ticket = found[work.strips[0].ticket]
    assert (ticket["wrong"], ticket["locked"]) == (PER_TICKET, 2)
    assert found["10.0.0.0"]["wrong"] + found["10.0.0.0"]["locked"] == (PER_TICKET + 2) // 2
    assert "\x1b" not in str(found)
    with db.session(write=False) as session:
        assert len(session.exec(select(SignInRow)).all()) == PER_TICKET + 3
    assert work.do("log", last=1).data["facts"][0]["fact"] == "exam-made"


def test_whoever_watches_over_an_exam_never_sees_an_alias(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So that nobody can put the invigilator's list beside the markers' and read names off it."""
    monkeypatch.chdir(tmp_path)  # some of them write files
    work = Work(db, 4)
    work.working(0)
    with db.session() as session:
        rows = session.exec(select(SittingRow).where(SittingRow.exam == work.exam.id)).all()
        for n, row in enumerate(rows):
            row.alias = f"QQ-ALIAS-{n}"
            session.add(row)
    for name, spec in HALL.operations().items():
        if spec.cls.__module__.startswith("simulator.exams.office.") and not spec.changes:
            answer = work.do(name, 0) if name == "history" else work.do(name)
            assert "QQ-ALIAS" not in str(answer), name
            assert not [p for p in answer.files if b"QQ-ALIAS" in p.read_bytes()], name
    with pytest.raises(ExamError, match="no candidate"):
        work.hall.who(work.exam, "QQ-ALIAS-0")


def test_all_that_an_invigilator_does_passes_verification(db: Database) -> None:
    work = Work(db, 4, hard_close=3_600, last_start=1_800)
    work.do("open")
    work.do("planned", 0, 3, minutes=10)
    seat = work.working(0, steps=2)
    work.do("pause", 0)
    work.do("resume", 0, give_back=True)
    work.do("grant", 0, minutes=3)
    work.do("message", words="ten minutes")
    seat.refresh()
    seat.attempt().do(Advance(minutes=1))
    work.do("force-submit", 0)
    work.do("reopen", 0, minutes=5)
    seat.refresh()
    seat.attempt().do(Advance(minutes=1))
    seat.submit()
    work.working(1)
    work.do("revoke", 1)
    work.do("resume", 1)
    work.do("force-submit", 1)
    work.do("move-opening", opens="2030-01-01 09:00")
    work.do("planned", 2, minutes=1)
    work.do("reveal")
    report = verify(db, work.exam.id, keys=())
    assert [(x.place, x.what.en) for x in report.faults] == []
    assert [(one.ticket, x.place.en, x.what.en) for one in report.sittings for x in one.faults] == []
    with db.session() as session:
        row = session.get(ExamRow, work.exam.id)
        assert row is not None
        assert row.revealed is not None
