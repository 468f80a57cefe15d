"""Whatever is wrong with a save: one clear sentence in both languages, no traceback, nothing acknowledged is lost."""

import os
import pickle
import random
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from savedesk import ID, RULES, Note, Sum, make, resume

from simulator.kernel.journal import Break, Row
from simulator.kernel.luck import Luck
from simulator.sessions.store import (
    NotASave,
    SaveBusy,
    SaveDamaged,
    SaveDenied,
    SaveError,
    SaveFull,
    SaveMissing,
    SaveNewer,
    SaveReadOnly,
    look_into,
    open_save,
)
from simulator.sessions.store.files import SCHEMA

posix = pytest.mark.skipif(sys.platform == "win32", reason="needs fork")
WAYS = [(True, False), (False, False), (False, True)]  # create, readonly


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "a.storesim"


def sentence(error: SaveError, place: Path) -> None:
    """What a person reads names the place, in both languages, on one line."""
    for text in (error.text.zh, error.text.en):
        assert str(place) in text
        assert "\n" not in text
        assert "{" not in text
    assert error.text.zh != error.text.en
    assert error.text.zh.count("；") >= 1  # what is wrong; what to do
    assert error.code


def in_a_child(work: Callable[[], Any]) -> Any:
    """What a function returns (or the code of its SaveError) in a forked process that may harm itself."""
    read, write = os.pipe()
    child = os.fork()
    if not child:
        try:
            try:
                result: Any = work()
            except SaveError as error:
                result = error.code
            except BaseException as error:
                result = repr(error)
            os.write(write, pickle.dumps(result))
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read, "rb") as pipe:
        answer = pipe.read()
    os.waitpid(child, 0)
    return pickle.loads(answer)


def as_nobody(work: Callable[[], Any]) -> Any:
    """The same, as somebody for whom permissions count."""

    def humble() -> Any:
        if os.getuid() == 0:
            os.setgroups([])
            os.setgid(65534)
            os.setuid(65534)
        return work()

    return in_a_child(humble)


@pytest.fixture
def common() -> Iterator[Path]:
    """A folder that everybody may enter."""
    folder = Path(tempfile.mkdtemp(prefix="storesim-test-"))
    folder.chmod(0o777)
    yield folder
    folder.chmod(0o700)
    shutil.rmtree(folder)


# -- not a save -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("create", "readonly"), WAYS)
def test_other_files_are_refused_and_left_alone(path: Path, create: bool, readonly: bool) -> None:
    other = path.with_name("other.sqlite")
    connection = sqlite3.connect(other)
    connection.execute("CREATE TABLE attempt (id)")
    connection.commit()
    connection.close()
    named = path.with_name("named.sqlite")
    connection = sqlite3.connect(named)
    connection.execute("CREATE TABLE schema_version (product, version)")
    connection.execute("INSERT INTO schema_version VALUES ('another', 1)")
    connection.commit()
    connection.close()
    noise = random.Random(1)
    contents = {
        "random": noise.randbytes(9000),
        "short": b"ab",
        "text": "你好".encode(),
        "other": other.read_bytes(),
        "named": named.read_bytes(),
    }
    for content in contents.values():
        path.write_bytes(content)
        with pytest.raises(NotASave) as raised:
            open_save(path, create, readonly)
        sentence(raised.value, path)
        assert path.read_bytes() == content
    assert look_into(path).error is not None


@pytest.mark.parametrize(("create", "readonly"), WAYS)
def test_a_folder_is_not_a_save(tmp_path: Path, create: bool, readonly: bool) -> None:
    with pytest.raises(NotASave) as raised:
        open_save(tmp_path, create, readonly)
    sentence(raised.value, tmp_path)


def test_an_empty_file_is_a_beginning_only_where_one_may_begin(path: Path) -> None:
    path.touch()
    for readonly in (False, True):
        with pytest.raises(NotASave, match="empty") as raised:
            open_save(path, create=False, readonly=readonly)
        sentence(raised.value, path)
    make(path, 2)
    with open_save(path, create=False) as save:
        assert save.check(ID) is None


def test_what_is_not_there(path: Path) -> None:
    for readonly in (False, True):
        with pytest.raises(SaveMissing) as raised:
            open_save(path, create=False, readonly=readonly)
        sentence(raised.value, path)
    lost = path.parent / "no" / "a.storesim"
    with pytest.raises(SaveMissing) as raised:
        open_save(lost, create=True)
    sentence(raised.value, lost.parent)
    assert not list(path.parent.iterdir())


def test_a_save_of_a_newer_version(path: Path) -> None:
    make(path, 2)
    connection = sqlite3.connect(path)
    connection.execute("UPDATE schema_version SET version = ?", (SCHEMA + 1,))
    connection.commit()
    connection.close()
    before = path.read_bytes()
    for create, readonly in WAYS:
        with pytest.raises(SaveNewer) as raised:
            open_save(path, create, readonly)
        sentence(raised.value, path)
    assert path.read_bytes() == before


def test_messages_of_a_newer_version(path: Path) -> None:
    make(path, 1)
    with open_save(path, create=False) as save:
        engine = resume(save)
        engine._encode = lambda batch: b'{"command":null,"given":0,"facts":[[0,{"event":"drone.landed"}]]}'
        engine.do(Note(by=1))
        with pytest.raises(SaveNewer) as raised:
            save.load(ID, RULES, Luck(7))
        sentence(raised.value, path)
        assert save.check(ID) is None  # the chain can be judged all the same


def test_a_save_with_hidden_machinery_is_refused(path: Path) -> None:
    """A trigger in a stranger's save would change rows behind our back."""
    make(path, 1)
    connection = sqlite3.connect(path)
    connection.execute("CREATE TRIGGER t AFTER INSERT ON journal BEGIN DELETE FROM journal; END")
    connection.commit()
    connection.close()
    with pytest.raises(NotASave):
        open_save(path, create=False)


# -- damage ---------------------------------------------------------------------------------------------------


def judge(path: Path, rows: list[Row], readonly: bool = True) -> str:
    """What becomes of a damaged save: a sentence, a break, or every row as it was."""
    look_into(path)
    try:
        with open_save(path, create=False, readonly=readonly) as save:
            found = save.check(ID)
            if found is not None:
                assert isinstance(found, Break)
                with pytest.raises(SaveError):
                    save.load(ID, RULES, Luck(7))
                return "break"
            save.load(ID, RULES, Luck(7))
            save.drafts(ID)
            assert list(save.rows(ID)) == rows
            return "same"
    except SaveError as error:
        sentence(error, path)
        return error.code


@pytest.mark.parametrize("readonly", [True, False])
def test_flipped_bytes_end_in_a_sentence_or_change_no_row(path: Path, readonly: bool) -> None:
    make(path, 60, closed=True)
    whole = path.read_bytes()
    with open_save(path, create=False, readonly=True) as save:
        rows = list(save.rows(ID))
    chance = random.Random(18)
    ends: dict[str, int] = {}
    for n in range(400):
        damaged = bytearray(whole)
        # every other time in the first page, where the tables are described
        place = chance.randrange(200) if n % 4 == 0 else chance.randrange(8192 if n % 2 else len(whole))
        damaged[place] ^= 1 << chance.randrange(8)
        path.write_bytes(damaged)
        for beside in ("-wal", "-shm", "-journal"):
            path.with_name(path.name + beside).unlink(missing_ok=True)
        end = judge(path, rows, readonly)
        ends[end] = ends.get(end, 0) + 1
    assert ends["same"] > 50
    assert ends["break"] > 10
    assert ends["damaged"] > 10


def test_a_save_cut_short_at_any_length(path: Path) -> None:
    make(path, 60, closed=True)
    whole = path.read_bytes()
    with open_save(path, create=False, readonly=True) as save:
        rows = list(save.rows(ID))
    for length in [1, 15, 16, 50, 99, 100, 511, 512, 4096, *range(8192, len(whole), 4096), len(whole) - 1]:
        path.write_bytes(whole[:length])
        for readonly in (True, False):
            assert judge(path, rows, readonly) in ("damaged", "break", "not-a-save"), length
    path.write_bytes(whole)
    assert judge(path, rows) == "same"


# -- full, read-only, denied, busy ----------------------------------------------------------------------------


def test_a_full_disk_refuses_and_loses_nothing(path: Path) -> None:
    with open_save(path, create=True) as save:
        engine = resume(save)
        for n in range(5):
            engine.do(Note(by=n))
        (pages,) = save.connection.execute("PRAGMA page_count").fetchone()
        save.connection.execute(f"PRAGMA max_page_count={pages}")
        head = engine.head
        with pytest.raises(SaveFull) as raised:
            engine.do(Note(by=1, text="x" * 40_000))
        sentence(raised.value, path)
        assert engine.head == head
        assert engine.world.of(Sum).value == 10
        with pytest.raises(SaveFull):
            save.set_draft(ID, "form", "x" * 40_000)
        save.connection.execute("PRAGMA max_page_count=100000")
        engine.do(Note(by=1, text="x" * 40_000))
        assert save.check(ID) is None
        assert save.get_draft(ID, "form") is None


@posix
def test_a_file_that_may_not_grow(path: Path) -> None:
    """The write itself fails (RLIMIT_FSIZE), as on a disk that fills up under way."""
    import resource

    make(path, 3)

    def work() -> Any:
        save = open_save(path, create=False)
        engine = resume(save)
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, resource.RLIM_INFINITY))
        for n in range(100):
            try:
                engine.do(Note(by=1, text="y" * 9_000))
            except SaveFull:
                resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
                engine.do(Note(by=1))
                assert save.check(ID) is None
                save.close()
                return n, engine.rows, engine.head
        return "never full"

    refused_at, rows, head = in_a_child(work)
    assert rows == 3 + refused_at + 1
    with open_save(path, create=False) as save:
        loaded = save.load(ID, RULES, Luck(7))
        assert (loaded.rows, loaded.head) == (rows, head)


@posix
def test_no_room_to_begin(path: Path) -> None:
    import resource

    make(path.with_name("warm.storesim"), 1)

    def work() -> Any:
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        return open_save(path, create=True)

    assert in_a_child(work) == "full"
    make(path, 2)  # nothing half-made is in the way


@posix
def test_a_read_only_file_or_folder_can_be_read_and_scored_but_not_played(common: Path) -> None:
    path = make(common / "a.storesim", 4, closed=True)
    (common / "a.storesim.lock").chmod(0o666)

    def read() -> Any:
        with open_save(path, create=False, readonly=True) as save:
            return save.check(ID), save.load(ID, RULES, Luck(7)).rows, len(save.attempts())

    assert read() == (None, 4, 1)
    path.chmod(0o444)
    assert as_nobody(read) == (None, 4, 1)
    assert as_nobody(lambda: open_save(path, create=False)) == "read-only"
    path.chmod(0o666)
    common.chmod(0o555)
    assert as_nobody(read) == (None, 4, 1)
    assert as_nobody(lambda: open_save(path, create=False)) == "read-only"
    assert as_nobody(lambda: open_save(common / "new.storesim", create=True)) == "read-only"
    path.chmod(0o000)
    assert as_nobody(read) == "denied"
    path.chmod(0o666)
    common.chmod(0o000)
    assert as_nobody(read) in ("denied", "missing")


@posix
def test_a_save_whose_writer_died_is_read_in_a_read_only_folder(common: Path) -> None:
    path = common / "a.storesim"

    def die() -> None:
        engine = resume(open_save(path, create=True))
        for n in range(6):
            engine.do(Note(by=n))
        os._exit(0)

    child = os.fork()
    if not child:
        die()
    os.waitpid(child, 0)
    assert path.with_name("a.storesim-wal").stat().st_size
    path.with_name("a.storesim-shm").unlink()
    for file in common.iterdir():
        file.chmod(0o444)
    common.chmod(0o555)

    def read() -> Any:
        with open_save(path, create=False, readonly=True) as save:
            return save.check(ID), len(list(save.rows(ID))), save.load(ID, RULES, Luck(7)).rows

    assert as_nobody(read) == (None, 6, 6)
    common.chmod(0o777)
    for file in common.iterdir():
        file.chmod(0o666)
    with open_save(path, create=False) as save:
        assert save.load(ID, RULES, Luck(7)).rows == 6


def test_a_database_locked_from_outside_is_busy_and_goes_on_later(path: Path) -> None:
    make(path, 2)
    with open_save(path, create=False) as save:
        engine = resume(save)
        save.connection.execute("PRAGMA busy_timeout=0")
        intruder = sqlite3.connect(path, isolation_level=None)
        intruder.execute("BEGIN IMMEDIATE")
        with pytest.raises(SaveBusy) as raised:
            engine.do(Note(by=9))
        sentence(raised.value, path)
        intruder.execute("ROLLBACK")
        intruder.close()
        engine.do(Note(by=9))
        assert save.check(ID) is None
        assert engine.world.of(Sum).value == 10


def test_errors_are_told_apart_by_type_and_code() -> None:
    kinds = [
        NotASave, SaveBusy, SaveDamaged, SaveDenied, SaveFull, SaveMissing, SaveNewer, SaveReadOnly,
    ]  # fmt: skip
    assert len({kind.code for kind in kinds}) == len(kinds)
    for kind in kinds:
        sentence(kind("/a/b {x}".replace("{x}", "c"), "why"), Path("/a/b c"))
