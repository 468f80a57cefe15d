"""Every verdict about a single file, with the sentence that says where and why."""

from __future__ import annotations

import pickle
import random
import sqlite3
from pathlib import Path
from typing import Any

import msgspec
import pytest
from handinmaker import (
    CLOSES,
    DAY,
    HOUR,
    NOW,
    OPENS,
    SEED,
    Written,
    add,
    expected,
    packs,
    played,
    save_of,
    shipped,
    template,
    written,
)

from simulator.classroom.judging import Judged, Owner, judge
from simulator.classroom.judging.sentences import span
from simulator.classroom.model import VERDICT
from simulator.desks.store.shift import BaselineRecorded, GoodsListed
from simulator.kernel.codec import Batch
from simulator.kernel.engine import Advance
from simulator.kernel.time import clock
from simulator.sessions.rules import rules
from simulator.sessions.store.files import SCHEMA
from simulator.sessions.verify import verify_save

BEGUN = OPENS + DAY


def judged(raw: bytes, by: str = "", **about: Any) -> Judged:
    """The one verdict about a file; whatever it is, it can travel, and says why in both languages."""
    (one,) = judge(raw, "x.storesim", expected(**about), packs(), by)
    assert pickle.loads(pickle.dumps(one)) == one
    found = one.found
    assert found.verdict in VERDICT
    assert found.says
    for text in found.says:
        assert text.zh != text.en
        for words in (text.zh, text.en):
            assert words.isprintable()
            assert "{" not in words
            assert "Error" not in words or found.verdict == "newer"
    assert (found.mark is not None) == (found.verdict in ("ok", "late"))
    assert (found.assignment, found.source, found.id, found.received) == ("a1", "x.storesim", "", 0)
    return one


def verdict(raw: bytes, **about: Any) -> tuple[str, str]:
    """The verdict and its first sentence."""
    found = judged(raw, **about).found
    return found.verdict, found.says[0].en


def mine(how: str = "reference", student: str = "s1", at: int = BEGUN, seed: int = SEED, **more: Any) -> Written:
    return written(played(shipped(), more.pop("scenario", "first"), seed, how), student, "a1", at, **more)


# -- valid ----------------------------------------------------------------------------------------------------


def test_a_valid_hand_in() -> None:
    save = mine()
    one = judged(save.save())
    found = one.found
    assert (found.verdict, one.named, found.student, found.seed) == ("ok", "s1", "s1", "7")
    assert found.says[0].en.startswith(f"Valid: {len(save.rows)} rows")
    assert (found.started, found.ended) == (save.rows[0].wall, save.rows[-1].wall)
    assert found.head == save.rows[-1].digest.hex()
    assert found.attempt == save.meta["id"]
    assert found.mark is not None
    assert found.mark.points == 10_000
    assert found.mark.rubric == shipped().digest


def test_the_store_itself_agrees_about_what_is_made_here(tmp_path: Path) -> None:
    """The saves of these tests are what a player leaves; verify says the same of sound and of unsound ones."""
    path = tmp_path / "a.storesim"
    for save, answer in ((mine(), "same"), (mine("idle"), "same"), (mine("open:reference"), "same"),
                         (mine().row(3, wall=BEGUN), "differs"), (mine().first(seed=8).chain(), "differs")):  # fmt: skip
        path.write_bytes(save.save())
        (found,) = verify_save(path)
        assert found.answer == answer, found.lines
        assert (judged(save.save()).found.verdict in ("ok", "open")) == (answer == "same")
        path.unlink()


# -- no save, damaged, cut, newer -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "raw", [b"", b"\0" * 5000, "作业".encode(), b"PK\3\4" + b"x" * 200, random.Random(1).randbytes(9000)]
)
def test_no_save(raw: bytes) -> None:
    said, why = verdict(raw)
    assert said == "not-a-save"
    assert "no save" in why


def test_another_database_is_no_save() -> None:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE grades (id)")
    raw = connection.serialize()
    assert verdict(raw)[0] == "not-a-save"
    connection.execute("DROP TABLE grades")
    assert verdict(connection.serialize())[0] == "not-a-save"


def test_a_save_in_which_nothing_was_begun() -> None:
    assert verdict(template()) == ("open", "Nothing was begun in this save.")


@pytest.mark.parametrize("left", [10, 50, 99, 100, 5000, 8192, 16384, -8192, -1])
def test_a_file_cut_off(left: int) -> None:
    raw = mine().save()
    cut = raw[:left]
    said, why = verdict(cut)
    assert said == "truncated"
    assert f"after {len(cut)} bytes" in why


def test_whose_a_broken_file_is_can_often_still_be_told() -> None:
    """By its list, which stands near the beginning of the file."""
    raw = mine().save()
    for cut, student in ((raw[:-1], "s1"), (raw[:-20_000], "s1"), (raw[:100], ""), (raw[:8192], "")):
        assert judged(cut).found.student == student, len(cut)
        assert judged(cut, by="s2").found.student == "s2"
    found = judged(raw[:-20_000])
    assert (found.named, found.found.attempt, found.found.seed) == ("s1", mine().meta["id"], "7")
    other = save_of(played(shipped(), "first", SEED), "s1", "a2", BEGUN)
    assert judged(other[:-20_000]).found.student == ""
    spoilt = raw[:-60_000] + b"\xff" * 60_000
    found = judged(spoilt)
    assert (found.found.verdict, found.found.student) == ("damaged", "s1")


def test_a_save_copied_while_it_was_open() -> None:
    """What its writer had not put into the main file yet lies beside it, and did not come along."""
    raw = mine("open:reference").save()
    wal = raw[:18] + b"\2\2" + raw[20:]
    found = judged(wal).found
    assert found.verdict == "open"
    assert any("-wal" in text.en for text in found.says)
    closed = mine().save()
    assert judged(closed[:18] + b"\2\2" + closed[20:]).found.verdict == "ok"


def test_rows_missing_at_the_end() -> None:
    save = mine()
    length, last = len(save.rows), save.rows[-5]
    save.rows = save.rows[:-4]
    said, why = verdict(save.save())
    assert said == "truncated"
    assert f"had {length} rows" in why
    assert f"row {last.seq} ({clock(last.minute)})" in why


def test_all_rows_missing() -> None:
    save = mine()
    save.rows = []
    found = judged(save.save()).found
    assert (found.verdict, found.student) == ("truncated", "s1")


def test_the_end_of_a_closed_attempt_missing() -> None:
    save = mine("open:reference")
    save.meta["state"] = "closed"
    assert verdict(save.chain().save()) == (
        "truncated",
        "It is incomplete: it is noted as closed, but no entry closes it.",
    )


def test_rows_that_are_no_batches() -> None:
    save = mine().row(4, payload=b"\xff not JSON").chain()
    said, why = verdict(save.save())
    assert said == "damaged"
    assert "cannot be read" in why


def test_flipped_bits_never_end_in_an_error_and_never_in_a_better_mark() -> None:
    whole, chance = mine().save(), random.Random(3)
    ends: dict[str, int] = {}
    for n in range(300):
        raw = bytearray(whole)
        place = chance.randrange(200) if n % 4 == 0 else chance.randrange(len(raw))
        raw[place] ^= 1 << chance.randrange(8)
        for one in judge(bytes(raw), "x", expected(), packs()):
            assert not any("ended the process" in t.en for t in one.found.says)
            ends[one.found.verdict] = ends.get(one.found.verdict, 0) + 1
    assert ends["edited"] > 20
    assert ends["damaged"] > 5
    assert ends["ok"] > 50  # most bytes of the file are no row's


def test_a_newer_format() -> None:
    connection = sqlite3.connect(":memory:")
    connection.deserialize(mine().save())
    connection.execute("UPDATE schema_version SET version = ?", (SCHEMA + 1,))
    connection.commit()
    said, why = verdict(connection.serialize())
    assert said == "newer"
    assert f"format {SCHEMA + 1}" in why


def test_newer_rules() -> None:
    assert verdict(mine().first(rules_version="99").chain().save())[0] == "newer"


def test_newer_messages() -> None:
    save = mine()
    payload = save.rows[3].payload.replace(b'"facts":[', b'"facts":[[600,{"event":"drone.landed"}],', 1)
    said, why = verdict(save.row(3, payload=payload).chain().save())
    assert said == "newer"
    assert "drone.landed" in why


# -- edited ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("column", ["wall", "minute", "first", "payload", "digest"])
def test_a_row_that_was_edited(column: str) -> None:
    save = mine()
    row = save.rows[6]
    value = getattr(row, column)
    changed = value + 1 if isinstance(value, int) else value[:-1] + b" "
    said, why = verdict(save.row(6, **{column: changed}).save())
    assert said == "edited"
    assert "row 6 was changed" in why
    if column != "minute":
        assert clock(row.minute) in why


def test_a_row_taken_out_of_the_middle() -> None:
    save = mine()
    del save.rows[6]
    said, why = verdict(save.save())
    assert said == "edited"
    assert "row 6 is missing" in why


def test_a_result_edited_and_the_chain_computed_again() -> None:
    """Playing again gives other bytes, and it is said where."""
    save = mine("idle")
    row = save.rows[1]
    payload = row.payload.replace(b'"due":', b'"due":1', 1)
    assert payload != row.payload
    said, why = verdict(save.row(1, payload=payload).chain().save())
    assert said == "edited"
    assert "row 1 (" in why
    assert "column payload" in why


def test_a_command_that_cannot_be_played_again() -> None:
    """An opening out of which somebody took the catalogue."""
    save = mine()
    opening = rules().codec.decode(save.rows[0].payload)
    other = BaselineRecorded(player="idle", counters={})
    facts = [(minute, other if isinstance(event, GoodsListed) else event) for minute, event in opening.facts]
    payload = rules().codec.encode(msgspec.structs.replace(opening, facts=facts))
    said, why = verdict(save.row(0, payload=payload).chain().save())
    assert said == "edited"
    assert "cannot be carried out" in why


def test_the_list_does_not_match_the_first_entry() -> None:
    for name, value in (
        ("seed", "8"),
        ("scenario", "11.1"),
        ("student", "s2"),
        ("mode", "exam"),
        ("pack_digest", "0" * 64),
    ):
        save = mine()
        save.meta[name] = value
        said, why = verdict(save.save())
        assert said == "edited", name
        assert name in why


def test_facts_that_no_play_could_leave() -> None:
    """Facts from outside are taken as they are when playing again, so they must not stand just anywhere."""
    encode = rules().codec.encode
    save = mine("open:idle")
    given = BaselineRecorded(player="idle", counters={})
    forged = msgspec.structs.replace(
        save.rows[-1], seq=len(save.rows), payload=encode(Batch(None, 1, [(save.rows[-1].minute, given)])),
        first=save.rows[-1].first + 100,
    )  # fmt: skip
    save.rows.append(forged)
    said, why = verdict(save.chain().save())
    assert said == "edited"
    assert f"row {forged.seq} is nothing that playing could leave" in why


def test_commands_after_the_shift() -> None:
    """The engine would carry them out; a player could not give them."""
    save = mine("open:idle")
    last = save.rows[-1]
    count = last.first + len(rules().codec.decode(last.payload).facts)
    from simulator.kernel.engine import Engine
    from simulator.kernel.journal import MemoryJournal
    from simulator.kernel.luck import Luck

    journal = MemoryJournal(last.attempt)
    for row in save.rows:
        journal.append(row)
    engine = Engine(rules(), journal, Luck(SEED))
    engine.refold()
    engine.do(Advance(minutes=60), last.wall + 1)
    assert engine.world.count > count
    save.rows = list(journal.rows())
    said, why = verdict(save.save())
    assert said == "edited"
    assert "nothing that playing could leave" in why


# -- another one's, another thing -----------------------------------------------------------------------------


def test_another_assignment() -> None:
    raw = save_of(played(shipped(), "first", SEED), "s1", "a2", BEGUN)
    assert verdict(raw) == ("other-assignment", "This is a save of another assignment (a2).")


def test_practice_is_no_hand_in() -> None:
    raw = save_of(played(shipped(), "first", SEED), "", "", BEGUN)
    said, why = verdict(raw)
    assert said == "other-assignment"
    assert "practice" in why


@pytest.mark.parametrize("mode", ["author", "exam"])
def test_another_mode_never_counts(mode: str) -> None:
    said, why = verdict(mine(mode=mode).save())
    assert said == "other-assignment"
    assert mode in why


def test_another_scenario() -> None:
    said, why = verdict(mine(scenario="11.1").save())
    assert said == "other-assignment"
    assert "11.1" in why


def test_another_pack_version() -> None:
    save = mine().first(pack_version="9.9.9", pack_digest="e" * 64).chain()
    said, why = verdict(save.save())
    assert said == "other-pack"
    assert "9.9.9" in why
    assert shipped().version in why


def test_another_student() -> None:
    assert verdict(mine(student="s9").save()) == (
        "other-student",
        "The student s9 of its first entry is not in this class.",
    )
    one = judged(mine(student="s2").save(), by="s1")
    assert (one.found.verdict, one.found.student, one.named) == ("other-student", "s1", "s2")
    assert judged(mine(student="s2").save(), by="s2").found.verdict == "ok"


def test_another_seed() -> None:
    assert verdict(mine(seed=8).save()) == ("other-seed", "The seed 8 is none that was given to student s1.")


# -- open, future, early, late --------------------------------------------------------------------------------


def test_not_handed_in() -> None:
    save = mine("open:reference")
    said, why = verdict(save.save())
    last = save.rows[-1]
    assert said == "open"
    assert f"row {last.seq} ({clock(last.minute)})" in why


def test_dated_in_the_future() -> None:
    for ahead, said in ((9 * 60_000, "late"), (11 * 60_000, "future")):
        save = mine()
        later = NOW + ahead - save.rows[-1].wall
        save.rows = [msgspec.structs.replace(row, wall=row.wall + later) for row in save.rows]
        found = judged(save.chain().save()).found
        assert found.verdict == said
    assert "11 min ahead" in found.says[0].en


def test_a_single_stamp_in_the_future_is_found() -> None:
    save = mine()
    save.row(5, wall=NOW + 3 * DAY).chain()
    found = judged(save.save()).found
    assert found.verdict == "future"
    assert "row 5" in found.says[0].en
    assert "3 d ahead" in found.says[0].en


def test_stamps_that_run_backwards_are_remarked_on_only() -> None:
    save = mine()
    save.row(5, wall=save.rows[4].wall - 1).chain()
    found = judged(save.save()).found
    assert found.verdict == "ok"
    assert "row 5" in found.says[1].en
    assert len(judged(mine().save()).found.says) == 1


def test_begun_too_early() -> None:
    assert judged(mine(at=OPENS).save()).found.verdict == "ok"
    assert verdict(mine(at=OPENS - 90 * 60_000).save()) == (
        "early",
        "It was begun 1 h 30 min before the assignment opened.",
    )
    assert judged(mine(at=5).save(), opens=None).found.verdict == "ok"


def test_finished_too_late() -> None:
    at = CLOSES + HOUR
    assert judged(mine(student="s1", at=at).save()).found.verdict == "ok"  # was given a day more
    said, why = verdict(mine(student="s2", at=at).save())
    assert said == "late"
    assert "after the time was up" in why
    free = msgspec.structs.replace(expected(), students={"s2": Owner(seeds=frozenset({SEED}))})
    (one,) = judge(mine(student="s2", at=at).save(), "x", free, packs())
    assert one.found.verdict == "ok"


def test_what_is_said_first_is_what_matters_most() -> None:
    """An open attempt of another student for another assignment, edited: it is not for here at all."""
    save = mine("open:reference", student="s9", at=NOW + DAY)
    assert verdict(save.row(3, wall=0).save())[0] == "other-student"
    assert verdict(mine(at=NOW + DAY).row(3, wall=0).save())[0] == "edited"
    assert verdict(mine("open:reference", at=NOW + DAY, seed=8).save())[0] == "open"


# -- several attempts in a file, and strangers ----------------------------------------------------------------


def both(*saves: Written) -> bytes:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(template())
    for save in saves:
        add(connection, save)
    return connection.serialize()


def test_every_attempt_for_the_assignment_is_judged() -> None:
    other = written(played(shipped(), "first", SEED), "s1", "a2", BEGUN + DAY)
    raw = both(mine(), mine("idle", at=BEGUN + HOUR), other)
    found = judge(raw, "x", expected(), packs())
    assert [one.found.verdict for one in found] == ["ok", "ok"]
    assert [one.found.mark.points for one in found if one.found.mark] == [10_000, 0]
    assert [one.found.verdict for one in judge(both(other), "x", expected(), packs())] == ["other-assignment"]


def test_rows_of_no_attempt_are_an_edit() -> None:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(mine().save())
    connection.execute(
        "INSERT INTO journal SELECT 'ghost', seq, first, minute, wall, payload, digest FROM journal LIMIT 1"
    )
    said, why = verdict(connection.serialize())
    assert said == "edited"
    assert "belongs to no attempt" in why


def test_values_of_other_types_and_wild_words() -> None:
    wild = "\x1b[31m\u202eevil" + "x" * 3000
    connection = sqlite3.connect(":memory:", isolation_level=None)
    connection.deserialize(mine().save())
    connection.execute("UPDATE journal SET minute = 'noon', wall = 1.5, payload = 'text' WHERE seq > 3")
    assert verdict(connection.serialize())[0] == "edited"
    for change in ("UPDATE attempt SET rows = 'many'", "UPDATE attempt SET created = 'x'"):
        connection.deserialize(mine().save())
        connection.execute(change)
        assert verdict(connection.serialize())[0] in ("edited", "damaged")
    connection.deserialize(mine().save())
    connection.execute("UPDATE attempt SET id = ?", (wild,))
    judged(connection.serialize())
    for field in ("student", "assignment", "mode", "pack_version", "rules_version", "scenario"):
        raw = mine().first(**{field: wild}).chain().save()
        one = judged(raw)
        assert all(len(t.en) < 600 for t in one.found.says)
        assert (one.named + one.found.student).isprintable()
    (one,) = judge(b"", f"{wild}\0.storesim", expected(), packs())
    assert one.found.source.isprintable()


def test_a_file_that_breaks_the_judge_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.classroom.judging.attempt.traces", lambda rows: 1 / 0)
    (one,) = judge(mine().save(), "x", expected(), packs(), by="s1")
    assert (one.found.verdict, one.found.student) == ("damaged", "s1")
    assert "ZeroDivisionError" in one.found.says[0].en


@pytest.mark.parametrize(
    ("ms", "said"),
    [(0, "1 s"), (999, "1 s"), (61_000, "1 min 1 s"), (3_600_000, "1 h"), (90_061_000, "1 d 1 h"), (86_401_000, "1 d"),
     (-5, "1 s")],
)  # fmt: skip
def test_how_long(ms: int, said: str) -> None:
    assert span(ms).en == said
