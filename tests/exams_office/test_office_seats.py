"""What an invigilator does with candidates, on SQLite and on a real PostgreSQL: each act a fact with actor and reason, and exact deadlines."""

from __future__ import annotations

import pytest
from hallmaker import Hands, past
from officework import Work

from simulator.classroom.bureau.filling import FillingError
from simulator.classroom.errors import ClassroomError
from simulator.classroom.store.database import Database
from simulator.classroom.store.tables import PersonRow
from simulator.exams import facts as f
from simulator.exams.errors import ExamError, Halted, TakenOver
from simulator.exams.office import Hall
from simulator.exams.store import chains
from simulator.exams.store.exams import sittings
from simulator.kernel.engine import Advance
from simulator.kernel.text import Text


def test_admitting_needs_a_reason_and_leaves_out_who_is_not_there(db: Database) -> None:
    work = Work(db)
    work.seat(0)
    with pytest.raises(FillingError, match="Reason"):
        work.do("admit", 0, reason="")
    work.do("admit", 0)
    with pytest.raises(ExamError, match="nothing to admit") as refused:
        work.do("admit", 0)
    assert refused.value.code == "wrong-stage"
    assert work.last(0, f.Admitted).by == "王老师"
    assert work.last(0, f.Admitted).reason == "测试"
    answer = work.do("admit")
    assert not answer.ok, "one is admitted already, the others are not there"
    assert [row["code"] for row in answer.data["refused"]] == ["wrong-stage"] * 3
    work.do("admit", 1)  # by name it may be done beforehand
    assert [s.stage for s in sittings(db, work.exam.id)] == ["admitted", "admitted", "enrolled"]


def test_a_pause_stops_the_candidate_and_is_given_back_only_when_asked_for(db: Database) -> None:
    work = Work(db)
    seat = work.working(0)
    before = work.state(0).deadline
    assert before is not None
    work.do("pause", 0)
    with pytest.raises(Halted):
        seat.attempt().do(Advance(minutes=1))
    work.do("resume", 0)
    assert work.state(0).deadline == before, "never by itself"
    work.do("pause", 0)
    work.do("resume", 0, give_back=True)
    paused, resumed, granted = work.facts(0)[-3:]
    length = -(-(resumed.at - paused.at) // 1000)
    assert isinstance(granted, f.TimeGranted)
    assert granted.seconds == length
    assert work.state(0).deadline == before + length * 1000
    assert seat.attempt().do(Advance(minutes=1)).ok
    with pytest.raises(ExamError, match="nothing is paused"):
        work.do("resume", 0)


def test_time_that_ran_out_in_a_pause_is_told(db: Database) -> None:
    hands = Hands()
    work = Work(db, clock=hands.clock() if db.is_file else None)
    work.working(0)
    work.do("pause", 0)
    if db.is_file:
        hands.pass_time(601)
    else:
        past(db, work.exam, 601)
    with pytest.raises(ExamError, match="reopen it instead"):
        work.do("resume", 0, give_back=True)
    ended = work.facts(0)[-1]
    assert isinstance(ended, f.Expired)
    assert ended.at == work.state(0).deadline, "exactly at the deadline, whenever it was noticed"


def test_time_is_granted_to_the_second_and_moves_the_hard_close(db: Database) -> None:
    work = Work(db, hard_close=600)
    work.do("open")
    seat = work.working(0)
    state = work.state(0)
    assert state.deadline == state.hard_close, "the hard close comes before the limit runs out"
    work.do("grant", 0, minutes=7)
    after = work.state(0)
    assert after.deadline == state.deadline + 420_000
    assert seat.refresh().deadline == after.deadline
    assert {s.id: s for s in sittings(db, work.exam.id)}[work.strips[0].sitting].deadline == after.deadline
    work.do("grant", 0, minutes=-2)
    assert work.state(0).deadline == state.deadline + 300_000
    with pytest.raises(ExamError, match="no time"):
        work.do("grant", 0, minutes=-1000)
    with pytest.raises(ExamError, match="planned"):
        work.do("grant", 1, minutes=5)
    with pytest.raises(ExamError):
        work.do("grant", 0, minutes=0)


def test_planned_time_is_set_before_the_start_only(db: Database) -> None:
    work = Work(db, hard_close=1200, last_start=300)
    work.do("open")
    opens = work.last(0, f.LimitsSet)
    work.do("planned", 0, 1, minutes=15)
    fact = work.last(0, f.LimitsSet)
    assert (fact.planned, fact.hard_close, fact.last_start) == (900, opens.hard_close + 900_000, opens.last_start)
    work.do("planned", 0, minutes=5)
    assert work.last(0, f.LimitsSet).hard_close == opens.hard_close + 300_000, "in place of what was set before"
    seat = work.working(0)
    assert seat.state.deadline == seat.state.started + (600 + 300) * 1000
    with pytest.raises(ExamError, match="give time instead"):
        work.do("planned", 0, minutes=30)


def test_handing_in_by_force_seals_every_attempt(db: Database) -> None:
    work = Work(db)
    seat = work.working(0, steps=3)
    kept = seat.attempt().journal.last()
    work.do("force-submit", 0)
    over = work.last(0, f.Submitted)
    assert (over.by, over.reason) == ("王老师", "测试")
    assert [(h.rows, h.head) for h in over.heads] == [(kept.seq + 1, kept.digest.hex())]
    with pytest.raises(Halted):
        seat.attempt().do(Advance(minutes=1))
    with pytest.raises(ExamError, match="nothing to hand in"):
        work.do("force-submit", 0)
    with pytest.raises(ExamError, match="nothing to hand in"):
        work.do("force-submit", 1)


def test_reopened_goes_on_where_it_stood_with_the_time_that_was_left(db: Database) -> None:
    work = Work(db)
    seat = work.working(0, steps=2)
    stood = seat.attempt().now
    work.do("force-submit", 0)
    over = work.state(0)
    left = over.deadline - over.ended
    work.do("reopen", 0)
    opened, granted = work.facts(0)[-2:]
    assert isinstance(opened, f.Reopened)
    assert 0 <= work.state(0).deadline - (opened.at + left) < 1000, "as much as was left, to the next whole second"
    assert granted.at == opened.at
    seat.refresh()
    assert seat.attempt().now == stood
    assert seat.attempt().do(Advance(minutes=1)).ok
    with pytest.raises(ExamError, match="not over"):
        work.do("reopen", 0)


def test_who_ran_out_of_time_is_reopened_with_minutes(db: Database) -> None:
    hands = Hands()
    work = Work(db, clock=hands.clock() if db.is_file else None, hard_close=600)
    work.do("open")
    seat = work.working(0)
    if db.is_file:
        hands.pass_time(3600)
    else:
        past(db, work.exam, 3600)
    assert seat.refresh().stage == "expired"
    with pytest.raises(ExamError, match="say how many minutes"):
        work.do("reopen", 0)
    work.do("reopen", 0, minutes=5)
    opened = work.last(0, f.Reopened)
    state = work.state(0)
    assert state.stage == "running"
    assert 0 <= state.deadline - (opened.at + 300_000) < 1000, "also beyond what was the hard close"
    seat.refresh()
    assert seat.attempt().do(Advance(minutes=1)).ok


def test_all_means_each_in_a_transaction_of_its_own(db: Database) -> None:
    work = Work(db, 4)
    work.working(0)
    work.working(2)
    work.do("pause", 2)
    answer = work.do("pause")
    assert answer.ok
    assert [d["ticket"] for d in answer.data["done"]] == [work.strips[0].ticket]
    assert {d["ticket"] for d in answer.data["refused"]} == {work.strips[n].ticket for n in (1, 2, 3)}
    table = answer.tables[0]
    assert set(table.keys) == {work.strips[n].sitting for n in (1, 2, 3)}
    assert any("paused" in row[3].en for row in table.rows)
    work.do("resume")
    assert [work.state(n).stage for n in (0, 2)] == ["running", "running"]


def test_a_message_reaches_the_seat_and_its_reading_is_on_record(db: Database) -> None:
    work = Work(db)
    seat = work.working(0)
    work.working(1)
    work.do("force-submit", 1)
    answer = work.do("message", words="还有十分钟 [/red]", reason="提醒")
    assert len(answer.data["done"]) == 2
    assert [d["ticket"] for d in answer.data["refused"]] == [work.strips[1].ticket]
    assert [m.words for m in seat.refresh().messages] == ["还有十分钟 [/red]"]
    seat.read_messages()
    assert work.state(0).read == 1


def test_a_revoked_ticket_stops_its_seat_at_once(db: Database) -> None:
    work = Work(db)
    seat = work.working(0)
    work.do("revoke", 0)
    with pytest.raises((Halted, TakenOver)):
        seat.attempt().do(Advance(minutes=1))
    seat.refresh()
    assert seat.taken_over
    with pytest.raises(ExamError, match="revoked"):
        work.seat(0)
    with pytest.raises(ExamError, match="revoked already"):
        work.do("revoke", 0)
    work.do("revoke", 1)
    with pytest.raises(ExamError, match="revoked"):
        work.do("admit", 1)


def test_candidates_are_meant_by_what_people_write(db: Database) -> None:
    work = Work(db, 12)
    hall, exam = work.hall, work.exam
    ticket = work.strips[6].ticket

    def found(words: str) -> list[str]:
        return [c.ticket[4:] for c in hall.who(exam, words)]

    assert found(ticket) == found(ticket.replace("-", "")) == found("007") == found("7") == found("考生6") == ["007"]
    assert found("2026006") == ["007"]
    assert found(f"{ticket}、2026001，考生2；7") == ["007", "002", "003"]
    assert len(found("all")) == len(found("全部")) == 12
    assert found(work.strips[3].sitting) == ["004"]
    for nobody in ("", "13", "999-001", "考生", "C-01", "nobody"):
        with pytest.raises(ExamError) as refused:
            hall.who(exam, nobody)
        assert refused.value.code == "no-candidate", nobody
    with db.session() as session:
        for id in ("p1", "p2"):
            row = session.get(PersonRow, id)
            assert row is not None
            row.name = "李芳"
            session.add(row)
    with pytest.raises(ExamError, match="more than one"):
        hall.who(exam, "李芳")


def test_an_exam_is_meant_by_title_id_or_the_digits_of_its_tickets(db: Database) -> None:
    with pytest.raises(ExamError, match="no exam yet"):
        Hall(db).exam("")
    first = Work(db)
    assert first.hall.exam("").id == first.exam.id
    second = Work(db)
    with pytest.raises(ExamError, match="Say which"):
        first.hall.exam("")
    for work in (first, second):
        assert work.hall.exam(work.strips[0].ticket[:3]).id == work.exam.id
        assert work.hall.exam(work.exam.id).id == work.exam.id
    with pytest.raises(ClassroomError, match="more than one"):
        first.hall.exam("期末")
    with pytest.raises(ExamError, match="no exam"):
        first.hall.exam("nothing")


def test_who_acts_is_never_taken_for_the_program_or_a_candidate(db: Database) -> None:
    work = Work(db)
    work.seat(0)
    work.do("admit", 0, author="candidate")
    assert work.last(0, f.Admitted).by == "candidate (invigilator)"


def test_what_people_write_is_kept_without_control_codes(db: Database) -> None:
    work = Work(db)
    work.seat(0)
    work.do("admit", 0, reason="\x1b[31mok\u202e[b]\n2\udcff", author="\x00Wang\x07")
    fact = work.last(0, f.Admitted)
    assert (fact.reason, fact.by) == ("ok[b] 2", "Wang")
    with pytest.raises(FillingError):
        work.do("pause", 0, reason="\x1b[31m\u200b")


def test_a_database_that_breaks_off_halfway_says_how_far_it_came(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    work = Work(db, 3)
    for n in range(3):
        work.working(n)
    real, calls = chains.change, []

    def breaking(*args: object, **more: object) -> object:
        calls.append(args)
        if len(calls) == 3:
            raise ClassroomError("lost", Text("断了。", "It broke."))
        return real(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(chains, "change", breaking)
    with pytest.raises(ClassroomError, match=r"It broke. It was done for 2 candidates and not from .*-003") as told:
        work.do("pause")
    assert told.value.code == "lost"
    monkeypatch.setattr(chains, "change", real)
    assert [work.state(n).stage for n in range(3)] == ["paused", "paused", "running"]
    assert len(work.do("pause").data["done"]) == 1, "done once more it does the rest"
