"""A save keeps what it was given, shows every change, and is written by one process at a time."""

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path
from threading import Thread

import pytest
import savedesk
from nursery import nursery
from savedesk import ID, RULES, Note, Sum, make, meta, resume

from simulator.kernel.journal import Break, StaleWriter
from simulator.kernel.luck import Luck
from simulator.sessions.store import (
    NoAttempt,
    SaveBusy,
    SaveClosed,
    SaveDamaged,
    SaveError,
    SaveReadOnly,
    files,
    list_saves,
    new_save_path,
    open_save,
    places,
    saves_folder,
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
ROWS = 250  # two facts each


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.storesim"


def edit(path: Path) -> sqlite3.Connection:
    """A forger's connection."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA synchronous=OFF")
    return connection


# -- keeping --------------------------------------------------------------------------------------------------


def test_the_pragmas_are_read_back_on_the_writing_connection(path: Path) -> None:
    with open_save(path, create=True) as save:
        held = save.pragmas()
        assert held["journal_mode"] == "wal"
        assert held["synchronous"] == 2
        assert held["busy_timeout"] == 5000
        # no second connection hides behind SQLAlchemy
        save.create_attempt(meta())
        assert save.connection.execute("PRAGMA synchronous").fetchone() == (2,)
    with open_save(path, create=False) as save:
        assert save.pragmas() == held


def test_pragmas_that_do_not_hold_are_an_error(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make(path, 1)
    monkeypatch.setitem(files.PRAGMAS, "journal_mode", "unheard")
    with pytest.raises(SaveError, match="durable writing is not to be had"):
        open_save(path, create=False)
    monkeypatch.undo()
    open_save(path, create=False).close()  # the lock was given back


def test_a_save_goes_on_where_it_was_left_and_rests_as_one_file(path: Path) -> None:
    make(path, 3)
    make(path, 4)
    assert sorted(p.name for p in path.parent.iterdir()) == ["a.storesim", "a.storesim.lock"]
    with open_save(path, create=False) as save:
        assert resume(save).world.of(Sum).value == 3 + 6
        assert [row.seq for row in save.rows(ID)] == list(range(7))
        assert save.check(ID) is None


def test_several_attempts_and_what_lists_show_of_them(path: Path) -> None:
    make(path, 2)
    make(path, 3, closed=True, attempt="attempt-2")
    with open_save(path, create=False, readonly=True) as save:
        first, second = save.attempts()
        assert (first.id, first.state, first.rows, first.student) == (ID, "open", None, "s1")
        assert (second.closed, second.rows) == (True, 3)
        assert second.head == list(save.rows("attempt-2"))[-1].digest
        assert save.check(ID) is None
        assert save.check("attempt-2") is None
        for wrong in (save.attempt, save.journal, save.check, lambda a: save.load(a, RULES, Luck(7))):
            with pytest.raises(NoAttempt):
                wrong("nobody")


def test_an_attempt_without_an_id_gets_one(path: Path) -> None:
    with open_save(path, create=True) as save:
        names = {save.create_attempt(meta("")).attempt for _ in range(3)}
        assert len(names) == 3
        assert all(len(name) == 16 for name in names)
        with pytest.raises(SaveError):
            save.create_attempt(meta(next(iter(names))))
        assert len(save.attempts()) == 3


def test_a_closed_attempt_takes_no_more(path: Path) -> None:
    make(path, 2, closed=True)
    with open_save(path, create=False) as save:
        engine = resume(save)
        with pytest.raises(SaveClosed):
            engine.do(Note(by=1))
        assert engine.rows == 2
        save.keep_score(ID, '{"compliance": 100}')
        assert save.attempt(ID).score == '{"compliance": 100}'
        assert save.check(ID) is None


def test_drafts_and_settings_lie_beside_the_journal(path: Path) -> None:
    make(path, 1)
    with open_save(path, create=False) as save:
        assert save.get_draft(ID, "reply:7") is None
        save.set_draft(ID, "reply:7", '{"text": "您好"}')
        save.set_draft(ID, "reply:7", '{"text": "您好!"}')
        save.set_draft("other", "reply:7", "{}")
        save.set_setting("speed", "4")
    with open_save(path, create=False) as save:
        assert save.drafts(ID) == {"reply:7": '{"text": "您好!"}'}
        save.delete_draft(ID, "reply:7")
        save.delete_draft(ID, "reply:7")
        assert save.get_draft(ID, "reply:7") is None
        assert save.get_draft("other", "reply:7") == "{}"
        assert save.get_setting("speed") == "4"
        assert save.get_setting("sound") is None
        assert save.check(ID) is None


def test_threads_may_keep_drafts_while_commands_are_committed(path: Path) -> None:
    with open_save(path, create=True) as save:
        engine = resume(save)

        def drafts() -> None:
            for n in range(100):
                save.set_draft(ID, f"f{n % 3}", str(n))

        thread = Thread(target=drafts)
        thread.start()
        for n in range(200):
            engine.do(Note(by=n))
        thread.join()
        assert save.check(ID) is None
        assert save.get_draft(ID, "f0") == "99"


# -- every change shows ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("column", ["attempt", "seq", "first", "minute", "wall", "payload", "digest"])
def test_a_change_of_any_column_of_any_row_shows(path: Path, column: str, closed: bool) -> None:
    """500 events; the change is made behind the program's back."""
    make(path, ROWS, closed)
    forger = edit(path)
    with open_save(path, create=False, readonly=True) as save:
        stored = {row.seq: row for row in save.rows(ID)}
        assert sum(len(RULES.codec.decode(r.payload).facts) for r in stored.values()) == 2 * ROWS
        for seq, row in stored.items():
            old = getattr(row, column)
            if isinstance(old, int):
                new: object = old + 100_000
            elif isinstance(old, bytes):
                at = (seq * 7) % len(old)
                new = old[:at] + bytes([old[at] ^ (1 << seq % 8)]) + old[at + 1 :]
            else:
                new = old + "x"
            change = f"UPDATE journal SET {column} = ? WHERE {column} IS ? AND wall IS ?"
            wall = new if column == "wall" else row.wall
            assert forger.execute(change, (new, old, row.wall)).rowcount == 1
            assert isinstance(save.check(ID), Break), (seq, column)
            if closed:
                with pytest.raises(SaveDamaged):
                    save.load(ID, RULES, Luck(7))
            assert forger.execute(change, (old, new, wall)).rowcount == 1
        assert save.check(ID) is None
    forger.close()


@pytest.mark.parametrize("value", ["text", 1.5, b"\x00", None])
@pytest.mark.parametrize("column", ["attempt", "seq", "first", "minute", "wall", "payload", "digest"])
def test_a_value_of_a_strange_type_shows(path: Path, column: str, value: object) -> None:
    make(path, 5)
    forger = edit(path)
    try:
        forger.execute(f"UPDATE journal SET {column} = ? WHERE seq = 4", (value,))
    except sqlite3.IntegrityError:
        assert value is None
        return
    with open_save(path, create=False, readonly=True) as save:
        assert isinstance(save.check(ID), Break)
    assert forger.execute("SELECT count(*) FROM journal").fetchone() == (5,)
    forger.close()


@pytest.mark.parametrize("gone", [1, 2, 7, 19, 20])
def test_a_lost_end_of_a_closed_attempt_shows(path: Path, gone: int) -> None:
    make(path, 20, closed=True)
    edit(path).execute("DELETE FROM journal WHERE seq >= ?", (20 - gone,))
    with open_save(path, create=False, readonly=True) as save:
        found = save.check(ID)
        assert found is not None
        assert found.seq == 20 - gone
        with pytest.raises(SaveDamaged, match=f"row {20 - gone} is missing"):
            save.load(ID, RULES, Luck(7))


def test_an_end_that_was_added_or_noted_otherwise_shows(path: Path) -> None:
    make(path, 5, closed=True)
    forger = edit(path)
    for change in ("rows = 4", "rows = 6", "rows = NULL", "head = zeroblob(32)", "head = NULL"):
        forger.execute("SAVEPOINT s")
        forger.execute("RELEASE s")
        before = forger.execute("SELECT rows, head FROM attempt").fetchone()
        forger.execute(f"UPDATE attempt SET {change}")
        with open_save(path, create=False, readonly=True) as save:
            assert save.check(ID) is not None, change
            with pytest.raises(SaveDamaged):
                save.load(ID, RULES, Luck(7))
        forger.execute("UPDATE attempt SET rows = ?, head = ?", before)
    forger.close()


# -- one writer -----------------------------------------------------------------------------------------------


@posix
def test_a_second_process_is_told_at_once_and_neither_loses_anything(path: Path) -> None:
    with nursery() as room:
        writer = room.begin(path)
        acknowledged = [room.line() for _ in range(5)]
        with pytest.raises(SaveBusy) as busy:
            open_save(path, create=True)
        assert "另一个程序" in busy.value.text.zh
        # reading goes on beside it
        with open_save(path, create=False, readonly=True) as save:
            rows = list(save.rows(ID))
            assert len(rows) >= 5
            assert save.check(ID) is None
        acknowledged += [room.line() for _ in range(5)]
        os.kill(writer, signal.SIGKILL)
        while (line := room.line()) != ["gone"]:
            acknowledged.append(line)
    with open_save(path, create=False) as save:  # the lock died with its holder
        found = [row.digest.hex() for row in save.rows(ID)]
        assert [found[int(seq)] for _, seq, _ in acknowledged] == [head for _, _, head in acknowledged]
        resume(save).do(Note(by=1))
        assert save.check(ID) is None


def test_twice_in_one_process_is_busy_too(path: Path) -> None:
    with open_save(path, create=True) as save:
        with pytest.raises(SaveBusy):
            open_save(path, create=True)
        link = path.with_name("link.storesim")
        link.symlink_to(path)
        with pytest.raises(SaveBusy):  # by whatever name
            open_save(link, create=False)
        resume(save).do(Note(by=1))


def test_a_stale_writer_is_told_and_reads_again(path: Path) -> None:
    """Behind the lock's back: the unique key of the table is the last line of defence."""
    make(path, 2)
    with open_save(path, create=False) as save:
        one, other = resume(save), resume(save)
        one.do(Note(by=5))
        with pytest.raises(StaleWriter) as stale:
            other.do(Note(by=6))
        assert isinstance(stale.value, SaveError)
        assert other.head == one.head
        other.do(Note(by=6))
        assert save.check(ID) is None
        assert save.load(ID, RULES, Luck(7)).world.of(Sum).value == 1 + 5 + 6


def test_reading_writes_nothing(path: Path) -> None:
    make(path, 3)
    before = path.read_bytes(), sorted(p.name for p in path.parent.iterdir())
    with open_save(path, create=False, readonly=True) as save:
        assert save.readonly
        with pytest.raises(SaveReadOnly):
            save.journal(ID).append(next(save.rows(ID)))
        with pytest.raises(SaveReadOnly):
            save.set_draft(ID, "f", "{}")
        with pytest.raises(SaveReadOnly):
            save.create_attempt(meta("new"))
    assert (path.read_bytes(), sorted(p.name for p in path.parent.iterdir())) == before


# -- places ---------------------------------------------------------------------------------------------------


def test_where_saves_lie(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORESIM_SAVES", str(tmp_path / "mine"))
    assert saves_folder() == tmp_path / "mine"
    first = new_save_path("table1/../11.1 税", 7)
    assert first.parent == tmp_path / "mine"
    assert first.parent.is_dir()
    first.touch()
    assert new_save_path("table1/../11.1 税", 7) != first
    monkeypatch.delenv("STORESIM_SAVES")
    assert saves_folder() == Path(__file__).parents[2] / "saves"
    monkeypatch.setattr(places, "_CHECKOUT", tmp_path)
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    assert saves_folder().name == "saves"
    assert "storesim" in saves_folder().parts


def test_a_list_of_saves_tells_what_is_in_each_and_what_is_wrong(tmp_path: Path) -> None:
    assert list_saves(tmp_path / "none") == []
    make(tmp_path / "good.storesim", 4, closed=True)
    make(tmp_path / "older.storesim", 2)
    (tmp_path / "bad.storesim").write_bytes(b"\x07" * 5000)
    (tmp_path / "notes.txt").write_text("x")
    found = list_saves(tmp_path)
    assert [item.path.name for item in found] == ["good.storesim", "older.storesim", "bad.storesim"]
    good, older, bad = found
    assert good.attempts[0].closed
    assert (good.wall, good.minute) == (1_700_000_000_003, 4)
    assert older.attempts[0].seed == "7"
    assert bad.attempts == ()
    assert bad.error is not None
    assert str(tmp_path) in bad.error.zh


def test_lists_do_not_import_sqlmodel() -> None:
    code = (
        "import sys; from simulator.sessions.store import list_saves, saves_folder, SaveError, Attempt; list_saves();"
        "sys.exit(bool({'sqlmodel', 'sqlalchemy', 'pydantic'} & set(sys.modules)))"
    )
    root = Path(savedesk.__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, timeout=60).returncode == 0
