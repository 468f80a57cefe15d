"""An exam without a hall, from sealing to collecting: on both databases of a hall, with every ending, and with everything a candidate may try."""

from __future__ import annotations

import csv
import dataclasses
import shutil
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, get_args

import msgspec
import pytest
from hallmaker import Hands, small_exam

from simulator.bots.player import play_reference
from simulator.classroom.office.base import Office
from simulator.classroom.store.database import Database
from simulator.exams import facts as f
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError, TimeUp
from simulator.exams.model import Exam, Strip
from simulator.exams.offline import sealed as sealing
from simulator.exams.offline.collecting import VERDICTS, Found, Verdict, collect
from simulator.exams.offline.handin import HandIn, read_hand_in, write_hand_in
from simulator.exams.offline.local import NODE, Local, hand_in_path, unseal, work_path
from simulator.exams.offline.operations import Collect, Seal
from simulator.exams.offline.sealed import read_sealed
from simulator.exams.seat import Seat
from simulator.exams.store import chains
from simulator.exams.store.collected import machine_of
from simulator.exams.store.exams import sittings
from simulator.exams.store.signed import receipts
from simulator.exams.store.signing import seat, sign_in
from simulator.exams.verifying.verify import verify
from simulator.kernel.engine import Advance
from simulator.kernel.journal import START, link


@dataclasses.dataclass
class Stick:
    """A candidate's memory stick: the sealed exam, and the PIN from the strip."""

    file: Path
    pin: str
    strip: Strip

    @property
    def work(self) -> Path:
        return work_path(self.file)

    @property
    def hand_in(self) -> Path:
        return hand_in_path(self.file)

    def open(self, clock: Callable[[], HallClock] = HallClock) -> Local:
        found = read_sealed(self.file)
        if not self.work.exists():
            unseal(found, self.work, self.pin)
        return Local(found, self.work, clock)


@dataclasses.dataclass
class Given:
    exam: Exam
    strips: tuple[Strip, ...]
    sticks: list[Stick]


def pins(sheet: Path) -> dict[str, str]:
    with sheet.open(encoding="utf-8-sig") as file:
        return {row["ticket"]: row["pin"] for row in csv.DictReader(file)}


def given_out(db: Database, folder: Path, candidates: int = 2, **changed: Any) -> Given:
    exam, strips = small_exam(db, HallClock(), candidates, **changed)
    answer = Seal(exam=exam.id, folder=str(folder / "sticks")).run(Office(db, author="Wang"))
    assert answer.ok
    known = pins(folder / "sticks-pins.csv")
    sticks = [Stick(folder / "sticks" / f"{s.ticket}.exam", known[s.ticket], s) for s in strips]
    return Given(exam, strips, sticks)


def sat(local: Local) -> Seat:
    """A seat at the candidate's machine, begun."""
    one = Seat(local.db, local.clock, seat(local.db, local.clock, local.sitting, NODE), NODE)
    one.refresh()
    if one.state.stage == "admitted":
        one.begin()
    return one


def works(local: Local, until: int = 900) -> Seat:
    one = sat(local)
    play_reference(one.attempt() if one.state.current else one.begin_item(one.may_begin()[0]), until=until)
    return one


@pytest.fixture
def given(db: Database, tmp_path: Path) -> Given:
    return given_out(db, tmp_path)


def collected(db: Database, given: Given, *sources: Path, accept: str = "") -> list[Found]:
    return collect(db, HallClock(), given.exam.id, sources, "Wang", accept)


on_sqlite = pytest.mark.parametrize(
    "url", ["sqlite"], indirect=True
)  # where it is not the hall's database that matters


# -- the whole way -----------------------------------------------------------------------------------------------------------------------------


def test_out_and_in_again(db: Database, given: Given, tmp_path: Path) -> None:
    one, two = given.sticks
    with one.open() as local:
        seat = works(local)
        seat.hand_in_item()
        assert seat.submit().stage == "submitted"
        number = local.hand_in(one.hand_in)
        seat.close()
    with two.open() as local:
        works(local).close()
        with pytest.raises(ExamError, match="not over"):
            local.hand_in(two.hand_in)
    answer = Collect(exam=given.exam.id, source=str(tmp_path / "sticks")).run(Office(db, author="Wang"))
    assert answer.ok
    (row,) = answer.tables[0].rows
    assert number in row
    kept = {s.ticket: s for s in sittings(db, given.exam.id)}
    assert kept[one.strip.ticket].stage == "submitted"
    assert kept[two.strip.ticket].stage == "enrolled"
    report = verify(db, given.exam.id)
    assert report.all_faults == ()
    assert report.sittings[0].number == number
    assert report.sittings[0].rows > 10
    assert {r.kind for r in receipts(db, given.exam.id) if r.subject == one.strip.sitting} == {"sitting"}
    machine = chains.facts_of(db, machine_of(one.strip.sitting))
    assert [type(x).__name__ for x in machine] == ["ExamMade", "NodeJoined"]
    (taken,) = [x for x in chains.facts_of(db, given.exam.id) if isinstance(x, f.Collected)]
    assert (taken.by, taken.starts, taken.steps) == ("Wang", 1, ())
    again = collected(db, given, tmp_path / "sticks")
    assert [(x.verdict, x.taken) for x in again] == [("again", False)]
    assert verify(db, given.exam.id) == report


@on_sqlite
def test_the_file_tells_nothing_before_the_pin(db: Database, given: Given, tmp_path: Path) -> None:
    one = given.sticks[0]
    found = read_sealed(one.file)
    assert found.seeds_key("0" * 12) is None
    key = found.seeds_key(one.pin)
    assert key is not None
    data = one.file.read_bytes()
    for secret in (key, key.hex().encode(), one.pin.replace(" ", "").encode(), b"20260", "考生".encode()):
        assert secret not in data
    with pytest.raises(ExamError, match="PIN is wrong"):
        unseal(found, one.work, "1234")
    with pytest.raises(ExamError, match="PIN is wrong"):
        unseal(found, one.work, given.sticks[1].pin)
    assert not one.work.exists()
    full = "".join(
        chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in one.pin
    )  # as a Chinese input method writes digits
    unseal(found, one.work, full)
    assert one.work.exists()
    sheet = tmp_path / "sticks-pins.csv"
    assert sheet.stat().st_mode & 0o077 == 0


def test_a_sealed_ticket_takes_no_seat_in_the_hall_until_it_has_a_new_pin(db: Database, given: Given) -> None:
    strip = given.strips[0]
    with pytest.raises(ExamError) as refused:
        sign_in(db, HallClock(), strip.ticket, strip.pin)
    assert refused.value.code == "sealed"
    chains.change(db, HallClock(), strip.sitting, lambda s, now: [f.PinRenewed(at=now, by="Wang")])
    assert seat(db, HallClock(), strip.sitting, "n1").epoch == 1
    with given.sticks[0].open() as local:
        works(local).submit()
        local.hand_in(given.sticks[0].hand_in)
    (found,) = collected(db, given, given.sticks[0].hand_in)
    assert (found.verdict, found.taken) == ("taken-back", False)


def test_who_has_begun_is_not_sealed_and_the_others_are(db: Database, tmp_path: Path) -> None:
    exam, strips = small_exam(db, HallClock(), 2)
    begun = Seat(db, HallClock(), seat(db, HallClock(), strips[0].sitting, "n1"), "n1")
    begun.refresh()
    begun.begin()
    tickets = f"{strips[0].ticket}，{strips[1].ticket.replace('-', '')}"
    answer = Seal(exam=exam.id, folder=str(tmp_path / "s"), tickets=tickets).run(Office(db))
    assert not answer.ok
    assert [x["ticket"] for x in answer.data["left"]] == [strips[0].ticket]
    assert sorted(p.name for p in (tmp_path / "s").iterdir()) == [f"{strips[1].ticket}.exam"]
    assert list(pins(tmp_path / "s-pins.csv")) == [strips[1].ticket]
    from simulator.classroom.errors import ClassroomError

    with pytest.raises(ClassroomError, match="no other copy"):
        Seal(exam=exam.id, folder=str(tmp_path / "s")).run(Office(db))
    with pytest.raises(ClassroomError, match="no ticket 999-999"):
        Seal(exam=exam.id, folder=str(tmp_path / "t"), tickets="999-999").run(Office(db))


def test_a_file_that_cannot_be_written_seals_nobody(
    db: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exam, strips = small_exam(db, HallClock(), 1)

    def full(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("simulator.exams.offline.boxes.write_whole", full)
    with pytest.raises(ExamError) as failed:
        Seal(exam=exam.id, folder=str(tmp_path / "s")).run(Office(db))
    assert failed.value.code == "unwritten"
    assert [type(x) for x in chains.facts_of(db, strips[0].sitting)] == [f.Enrolled]
    assert not (tmp_path / "s-pins.csv").exists()


def test_sealing_anew_makes_the_older_file_worthless(db: Database, given: Given, tmp_path: Path) -> None:
    old = Stick(tmp_path / "old" / given.sticks[0].file.name, given.sticks[0].pin, given.sticks[0].strip)
    old.file.parent.mkdir()
    shutil.copy(given.sticks[0].file, old.file)
    assert Seal(exam=given.exam.id, folder=str(tmp_path / "new"), tickets=old.strip.ticket).run(Office(db)).ok
    new = Stick(tmp_path / "new" / old.file.name, pins(tmp_path / "new-pins.csv")[old.strip.ticket], old.strip)
    for stick, verdict in ((old, "taken-back"), (new, "ok")):
        with stick.open() as local:
            works(local).submit()
            local.hand_in(stick.hand_in)
        (found,) = collected(db, given, stick.hand_in)
        assert found.verdict == verdict


# -- time ----------------------------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def hands() -> Iterator[Hands]:
    made = Hands()
    made.at = HallClock().wall()
    return made


@on_sqlite
def test_after_a_crash_it_goes_on_where_it_stood(given: Given, hands: Hands) -> None:
    stick = given.sticks[0]
    local = stick.open(hands.clock)
    with local:
        seat = works(local)
        rows, deadline = len(seat.attempt().journal), seat.state.deadline
    # no `leave`, no farewell: what a pulled plug leaves is the same database
    hands.pass_time(60)
    with stick.open(hands.clock) as local:
        seat = sat(local)
        assert (len(seat.attempt().journal), seat.state.deadline) == (rows, deadline)
        assert seat.attempt().do(Advance(minutes=1)).ok
        assert seat.left() == deadline - local.now()


@on_sqlite
def test_the_time_runs_out_also_when_nothing_runs_and_the_hand_in_is_made_later(
    db: Database, given: Given, hands: Hands
) -> None:
    stick = given.sticks[0]
    with stick.open(hands.clock) as local:
        seat = works(local)
        attempt, deadline = seat.attempt(), seat.state.deadline
        hands.pass_time(600)
        with pytest.raises(TimeUp):
            attempt.do(Advance(minutes=1))
    hands.pass_time(5 * 3600)
    with stick.open(hands.clock) as local:
        assert local.state().stage == "expired"
        assert local.state().ended == deadline
        local.hand_in(stick.hand_in)
    read, _ = read_hand_in(stick.hand_in)
    end = f.decode(read.links[-1].payload)
    assert isinstance(end, f.Expired)
    assert end.at == deadline
    hands.pass_time(-6 * 3600)
    assert end.noticed > end.at or end.noticed == end.at


@on_sqlite
@pytest.mark.parametrize("seconds", [3600, -3600])
@pytest.mark.parametrize("when", ["running", "closed"])
def test_a_clock_that_was_set_is_on_record_and_gives_nobody_time(
    db: Database, given: Given, hands: Hands, seconds: int, when: str
) -> None:
    stick = given.sticks[0]
    with stick.open(hands.clock) as local:
        seat = works(local)
        left = seat.left()
        assert left is not None
        if when == "running":
            hands.set_clock(seconds)
            local.keeper.tick()
            assert seat.left() == left
    if when == "closed":
        hands.set_clock(seconds)
    with stick.open(hands.clock) as local:
        seat = sat(local)
        assert seat.left() == left
        assert [round(s / 1000) for s in local.steps()] == [seconds]
        seat.submit()
        local.hand_in(stick.hand_in)
    with stick.open(hands.clock) as local:
        assert len(local.steps()) == 1  # told once
    (found,) = collected(db, given, stick.hand_in)
    assert (found.verdict, found.taken) == ("ok", True)
    assert any("1 h" in x.en and ("forward" if seconds > 0 else "back") in x.en for x in found.notes)
    (taken,) = [x for x in chains.facts_of(db, given.exam.id) if isinstance(x, f.Collected)]
    assert [round(s / 1000) for s in taken.steps] == [seconds]
    assert taken.starts == 2


@on_sqlite
def test_after_another_boot_time_does_not_go_back(
    db: Database, given: Given, hands: Hands, monkeypatch: pytest.MonkeyPatch
) -> None:
    stick = given.sticks[0]
    monkeypatch.setattr("simulator.exams.store.hours.boot", lambda: "one")
    monkeypatch.setattr("simulator.exams.offline.local.boot", lambda: "one")
    with stick.open(hands.clock) as local:
        seat = works(local)
        hands.pass_time(100)
        local.keeper.tick()
        left, now = seat.left(), local.now()
    again = Hands()
    again.at = hands.at - 7200_000  # the clock was set back by two hours while the machine was off
    monkeypatch.setattr("simulator.exams.store.hours.boot", lambda: "two")
    monkeypatch.setattr("simulator.exams.offline.local.boot", lambda: "two")
    with stick.open(again.clock) as local:
        assert local.now() >= now
        seat = sat(local)
        found = seat.left()
        assert found is not None
        assert left is not None
        assert found <= left
        assert [round(s / 60_000) for s in local.steps()] == [-120]


@on_sqlite
def test_a_clock_behind_the_sealing_gives_no_time(given: Given, hands: Hands) -> None:
    """The machine believes it is last week: from its own moments the deadline would be a week away."""
    hands.pass_time(-7 * 86_400)
    with given.sticks[0].open(hands.clock) as local:
        seat = sat(local)
        left = seat.left()
        assert left is not None
        assert left <= 600_000


def test_begun_before_the_opening_by_a_clock_that_was_ahead(db: Database, tmp_path: Path, hands: Hands) -> None:
    opens = hands.at + 3600_000
    given = given_out(db, tmp_path, opens=opens)
    stick = given.sticks[0]
    with stick.open(hands.clock) as local:
        assert sat(local).state.stage == "waiting"
        with pytest.raises(ExamError):
            Seat(local.db, local.clock, seat(local.db, local.clock, local.sitting, NODE), NODE).begin()
    ahead = Hands()
    ahead.at = hands.at
    ahead.pass_time(2 * 3600)
    other = given.sticks[1]
    with other.open(ahead.clock) as local:
        works(local).submit()
        local.hand_in(other.hand_in)
    (found,) = collected(db, given, other.hand_in)
    assert (found.verdict, found.taken) == ("future", False)
    assert "1 h" in found.says[0].en or "2 h" in found.says[0].en
    (found,) = collected(db, given, other.hand_in, accept="the room's clock was wrong")
    assert (found.verdict, found.taken) == ("future", True)
    (taken,) = [x for x in chains.facts_of(db, given.exam.id) if isinstance(x, f.Collected)]
    assert taken.reason == "the room's clock was wrong"


# -- what a candidate may try -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def finished(given: Given) -> Stick:
    stick = given.sticks[0]
    with stick.open() as local:
        works(local).submit()
        local.hand_in(stick.hand_in)
    return stick


def changed(stick: Stick, name: str, change: Callable[[HandIn], HandIn]) -> Path:
    read, _ = read_hand_in(stick.hand_in)
    path = stick.hand_in.with_name(name)
    write_hand_in(path, change(read))
    return path


def rechained(attempt: Any, rows: list[Any]) -> Any:
    head, made = START, []
    for row in rows:
        head = link(head, row.attempt, row.seq, row.first, row.minute, row.wall, row.payload)
        made.append(msgspec.structs.replace(row, digest=head))
    return msgspec.structs.replace(attempt, rows=made)


def refacted(read: HandIn, change: Callable[[Any], Any], also: Callable[[HandIn], HandIn] = lambda h: h) -> HandIn:
    facts = [change(f.decode(x.payload)) for x in read.links]
    return also(msgspec.structs.replace(read, links=f.chained(read.sitting, facts)))


def an_action(read: HandIn) -> HandIn:
    """Chain and head made to fit: playing it again tells."""
    (attempt,) = read.attempts
    last = attempt.rows[-1]
    rows = [
        *attempt.rows[:-1],
        msgspec.structs.replace(last, payload=last.payload.replace(b'"minute', b'"minutE', 1) + b" "),
    ]
    new = rechained(attempt, rows)
    head = new.rows[-1].digest.hex()

    def mended(fact: Any) -> Any:
        if isinstance(fact, f.Submitted):
            return msgspec.structs.replace(fact, heads=(msgspec.structs.replace(fact.heads[0], head=head),))
        return fact

    return refacted(read, mended, lambda h: msgspec.structs.replace(h, attempts=[new]))


def more_time(read: HandIn) -> HandIn:
    return refacted(read, lambda x: msgspec.structs.replace(x, limit=6000) if isinstance(x, f.Enrolled) else x)


def worked_on(read: HandIn) -> HandIn:
    """The moments of the work moved past the deadline, and all made to fit."""
    (attempt,) = read.attempts
    late = next(f.decode(x.payload).at for x in read.links if isinstance(f.decode(x.payload), f.Started)) + 601_000
    new = rechained(attempt, [*attempt.rows[:-1], msgspec.structs.replace(attempt.rows[-1], wall=late)])

    def mended(fact: Any) -> Any:
        if isinstance(fact, f.Submitted):
            head = msgspec.structs.replace(fact.heads[0], head=new.rows[-1].digest.hex())
            return msgspec.structs.replace(fact, at=late + 1, heads=(head,))
        return fact

    return refacted(read, mended, lambda h: msgspec.structs.replace(h, attempts=[new]))


def cut(read: HandIn) -> HandIn:
    (attempt,) = read.attempts
    return msgspec.structs.replace(read, attempts=[msgspec.structs.replace(attempt, rows=attempt.rows[:-1])])


def hidden_clock(read: HandIn) -> HandIn:
    machine = [x for x in read.machine if x.seq != 0]
    return msgspec.structs.replace(read, machine=machine)


TRICKS: dict[str, tuple[Callable[[HandIn], HandIn], str]] = {
    "an action": (an_action, "edited"),
    "more time": (more_time, "edited"),
    "worked on after the deadline": (worked_on, "late"),
    "cut": (cut, "edited"),
    "the machine's record": (hidden_clock, "edited"),
    "a payload": (
        lambda h: msgspec.structs.replace(h, links=[msgspec.structs.replace(h.links[0], payload=b"{}"), *h.links[1:]]), "edited",
    ),
    "not over": (
        lambda h: msgspec.structs.replace(h, links=h.links[:-1]), "open"),
    "another exam": (lambda h: msgspec.structs.replace(h, exam="0" * 16), "other-exam"),
    "another ticket": (lambda h: msgspec.structs.replace(h, ticket="999-001"), "other-candidate"),
    "another seal": (lambda h: msgspec.structs.replace(h, seal="0" * 16), "taken-back"),
}  # fmt: skip


@on_sqlite
@pytest.mark.parametrize("trick", TRICKS)
def test_what_was_changed_is_not_taken_in(db: Database, given: Given, finished: Stick, trick: str) -> None:
    change, verdict = TRICKS[trick]
    path = changed(finished, "changed.handin", change)
    (found,) = collected(db, given, path)
    assert (found.verdict, found.taken) == (verdict, False), found.says
    assert found.says
    assert all(x.zh and x.en for x in found.says)
    if verdict != "late":
        (found,) = collected(db, given, path, accept="please")
        assert not found.taken
    (good,) = collected(db, given, finished.hand_in)
    assert good.taken
    assert verify(db, given.exam.id).ok


def test_the_work_of_another_is_not_mine(db: Database, given: Given, finished: Stick) -> None:
    """My own facts with a neighbour's attempts, and all chains made to fit."""
    mine = given.sticks[1]
    with mine.open() as local:
        works(local).submit()
        local.hand_in(mine.hand_in)
    theirs, _ = read_hand_in(finished.hand_in)
    (attempt,) = theirs.attempts

    def swap(read: HandIn) -> HandIn:
        head = f.Head(attempt=attempt.id, rows=len(attempt.rows), head=attempt.rows[-1].digest.hex())

        def mended(fact: Any) -> Any:
            if isinstance(fact, f.ItemBegun):
                return msgspec.structs.replace(fact, attempt=attempt.id)
            return msgspec.structs.replace(fact, heads=(head,)) if isinstance(fact, f.Submitted) else fact

        return refacted(read, mended, lambda h: msgspec.structs.replace(h, attempts=[attempt]))

    path = changed(mine, "swapped.handin", swap)
    (found,) = collected(db, given, path)
    assert (found.verdict, found.taken) == ("other-candidate", False)
    renamed = finished.hand_in.with_name(mine.hand_in.name)
    shutil.copy(finished.hand_in, renamed)  # the neighbour's file under my name is the neighbour's
    (found,) = collected(db, given, renamed)
    assert (found.ticket, found.taken) == (finished.strip.ticket, True)


def test_twice_is_once(db: Database, given: Given, finished: Stick, tmp_path: Path) -> None:
    fresh = Stick(tmp_path / "again" / finished.file.name, finished.pin, finished.strip)
    fresh.file.parent.mkdir()
    shutil.copy(finished.file, fresh.file)
    with fresh.open() as local:  # the same exam once more, from a copy
        works(local, until=1200).submit()
        local.hand_in(fresh.hand_in)
    (first,) = collected(db, given, finished.hand_in)
    (second,) = collected(db, given, fresh.hand_in)
    assert (first.taken, second.taken, second.verdict) == (True, False, "twice")
    assert verify(db, given.exam.id).ok


def test_a_hand_in_that_was_written_again_is_the_same(db: Database, given: Given, finished: Stick) -> None:
    (first,) = collected(db, given, finished.hand_in)
    with finished.open() as local:  # the candidate looks in again: another start on record, the same work
        assert local.hand_in(finished.hand_in) == first.number
    (second,) = collected(db, given, finished.hand_in)
    assert (first.taken, second.taken, second.verdict) == (True, False, "again")


@on_sqlite
def test_files_that_are_no_hand_ins(db: Database, given: Given, finished: Stick, tmp_path: Path) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    data = finished.hand_in.read_bytes()
    (folder / "a.handin").write_bytes(data[: len(data) // 2])
    (folder / "b.handin").write_bytes(b"")
    (folder / "c.handin").write_bytes(finished.file.read_bytes())
    with zipfile.ZipFile(folder / "d.handin", "w", zipfile.ZIP_DEFLATED) as bomb:
        bomb.writestr("HANDIN.json", b"[" * 80_000_000)
    with zipfile.ZipFile(folder / "e.handin", "w") as deep:
        deep.writestr("HANDIN.json", b"[" * 200_000)
    (folder / "[f](x).handin").write_bytes(bytes(range(256)))
    found = collected(db, given, folder)
    assert [x.verdict for x in found] == ["damaged"] * 6
    assert all(x.says[0].zh.endswith("。") for x in found)


def test_every_verdict_has_its_word() -> None:
    assert set(VERDICTS) == set(get_args(Verdict))


@on_sqlite
@pytest.mark.parametrize("what", ["body", "pack", "signature", "cut", "none"])
def test_a_sealed_exam_that_was_changed_is_not_opened(given: Given, what: str) -> None:
    stick = given.sticks[0]
    with zipfile.ZipFile(stick.file) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    if what == "body":
        files["EXAM.json"] = files["EXAM.json"].replace(b'"limit":600', b'"limit":900')
    elif what == "pack":
        name = next(n for n in files if n.startswith("packs/"))
        files[name] = files[name].replace(b"table1", b"table2", 1)
    elif what == "signature":
        files["SIGNATURE.json"] = files["SIGNATURE.json"].replace(b'"key":"', b'"key":"A', 1)
    elif what == "none":
        del files["SIGNATURE.json"]
    with zipfile.ZipFile(stick.file, "w") as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    if what == "cut":
        stick.file.write_bytes(stick.file.read_bytes()[:-30])
    with pytest.raises(ExamError) as refused:
        read_sealed(stick.file)
    assert str(stick.file) in refused.value.text.zh


@on_sqlite
def test_a_work_file_of_another_exam_is_not_gone_on_with(given: Given) -> None:
    one, two = given.sticks
    with one.open():
        pass
    shutil.copy(one.work, two.work)
    with pytest.raises(ExamError, match="not the record of this exam"):
        two.open()


def test_the_lock_is_a_slow_one(monkeypatch: pytest.MonkeyPatch) -> None:
    from simulator.exams import tickets

    monkeypatch.undo()
    assert tickets.LOCK_DIGITS == 12
    start = time.process_time()
    tickets.pin_key("1" * 12, b"0" * 16)
    assert time.process_time() - start > 0.05  # 0.3 s on a machine of 2024


@on_sqlite
def test_the_lock_is_the_lock_it_says(given: Given) -> None:
    """Another seal or another candidate does not open with the same PIN."""
    found = read_sealed(given.sticks[0].file)
    for name in ("seal", "sitting"):
        body = msgspec.structs.replace(found.body, **{name: "0" * 16})
        assert msgspec.structs.replace(found, body=body).seeds_key(given.sticks[0].pin) is None
    assert sealing.SUFFIX == ".exam"
