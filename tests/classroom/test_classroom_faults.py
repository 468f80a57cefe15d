"""Whatever a driver says becomes one sentence in both languages, without a password."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from classmaker import DAY, school
from sqlalchemy import text

from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import Student
from simulator.classroom.store import classes, engines, handins, people, places
from simulator.classroom.store.database import ADVISORY, Database, open_database
from simulator.classroom.store.faults import explain

ROOT = Path(__file__).resolve().parents[2]
SECRET = "geheim-88"


def refused(code: str, act: Callable[[], object]) -> str:
    with pytest.raises(ClassroomError) as caught:
        act()
    said = caught.value.text
    assert caught.value.code == code, said
    assert said.zh
    assert said.en
    assert "\n" not in said.zh + said.en
    assert SECRET not in said.zh + said.en + str(caught.value)
    return said.en


# -- addresses ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        "", " ", f"mysql://u:{SECRET}@host/db", f"postgresql+asyncpg://u:{SECRET}@host/db", f"postgresql://u:{SECRET}@host/",
        f"postgresql://u:{SECRET}@host:port/db", "sqlite://", "sqlite:///:memory:", f"://{SECRET}", f"a b://{SECRET}",
    ],
)  # fmt: skip
def test_addresses_that_are_none(url: str) -> None:
    refused("bad-url", lambda: open_database(url))


def test_ways_to_write_an_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "班 级 ?%20#.db"
    for url in (str(path), path.name):
        with open_database(url) as db:
            assert (db.place, db.is_file) == (str(path), True)
    with open_database(f"sqlite:///{tmp_path}/b.db") as db:
        assert db.place == str(tmp_path / "b.db")
    for short in ("postgres://u@h/d", "postgresql://u@h/d"):
        assert engines.parse(short).drivername == "postgresql+psycopg"


def test_where_classes_lie_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("STORESIM_CLASSES", raising=False)
    assert places.default_url() == str(ROOT / "saves" / "classes.db")
    monkeypatch.setenv("STORESIM_CLASSES", "postgresql://host/db")
    assert places.default_url() == "postgresql://host/db"
    monkeypatch.delenv("STORESIM_CLASSES")
    monkeypatch.setattr(places, "_CHECKOUT", tmp_path)
    monkeypatch.setattr(places.platformdirs, "user_data_dir", lambda *_, **__: str(tmp_path / "data" / "storesim"))
    assert places.default_url() == str(tmp_path / "data" / "storesim" / "classes.db")
    with open_database(places.default_url()) as db:  # a folder of our own is made
        assert classes.list_classes(db) == ()


# -- files ----------------------------------------------------------------------------------------------------


def test_the_pragmas_hold_on_every_connection(tmp_path: Path) -> None:
    with open_database(str(tmp_path / "a.db")) as db, db.engine.connect() as one, db.engine.connect() as two:
        for connection in (one, two):
            for name, value in engines.PRAGMAS.items():
                assert connection.exec_driver_sql(f"PRAGMA {name}").scalar() == value
            connection.rollback()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.db", "a.db.lock"], "at rest it is one file"


def test_pragmas_that_do_not_hold_are_an_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.PRAGMAS, "journal_mode", "unheard")
    said = refused("not-durable", lambda: open_database(str(tmp_path / "a.db")))
    assert "journal_mode" in said


def test_files_that_are_no_database(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("学号,姓名\n" * 100)
    (tmp_path / "cut.db").write_bytes(b"SQLite format 3\x00" + b"\0" * 10)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    for name in before:
        refused("not-ours", lambda n=name: open_database(str(tmp_path / n)))  # type: ignore[misc]
    refused("bad-url", lambda: open_database(str(tmp_path)))
    refused("no-folder", lambda: open_database(str(tmp_path / "none" / "a.db")))
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_a_damaged_file(tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    with open_database(str(path)) as db:
        school(db)
    data = bytearray(path.read_bytes())
    for at in range(4096, len(data)):
        data[at] = 0xAB
    path.write_bytes(data)
    refused("damaged", lambda: open_database(str(path)))


@pytest.mark.skipif(sys.platform == "win32" or os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_to(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    try:
        refused("denied", lambda: open_database(str(tmp_path / "a.db")))
    finally:
        tmp_path.chmod(0o700)


def test_a_file_that_somebody_else_writes_to(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(engines.PRAGMAS, "busy_timeout", 50)
    path = str(tmp_path / "a.db")
    with open_database(path) as db:
        school(db)
        other = sqlite3.connect(path, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        refused("busy", lambda: classes.create_class(db, "b", at=1))
        assert len(people.students(db, "k1")) == 3, "reading goes on beside a writer"
        other.execute("ROLLBACK")
        other.close()
        classes.create_class(db, "b", at=1)


def test_a_full_disk_loses_nothing(tmp_path: Path) -> None:
    with open_database(str(tmp_path / "a.db")) as db:
        school(db)

        def fill() -> None:
            with db.session() as session:
                classes.create_class(db, "b", at=1)
                pages = session.connection().exec_driver_sql("PRAGMA page_count").scalar()
                session.connection().exec_driver_sql(f"PRAGMA max_page_count={pages + 2}")
                handins.keep_content(db, os.urandom(500_000))

        refused("full", fill)
        assert len(classes.list_classes(db)) == 1


# -- the server -----------------------------------------------------------------------------------------------


def test_no_server(tmp_path: Path) -> None:
    refused("no-server", lambda: open_database(f"postgresql+psycopg://u:{SECRET}@127.0.0.1:1/db"))
    refused("no-server", lambda: open_database(f"postgresql+psycopg://u:{SECRET}@/db?host={tmp_path}"))
    said = refused("no-server", lambda: open_database(f"postgresql://u@127.0.0.1:1/db?password={SECRET}"))
    assert "password=***" in said or "password=%2A%2A%2A" in said


def test_whatever_repeats_a_password_is_masked() -> None:
    for error in (
        OSError(5, f"no {SECRET}"),
        sqlite3.OperationalError(f"no {SECRET}"),
        RuntimeError(f"no {SECRET}\nmore"),
    ):
        said = explain(error, "place", SECRET).text
        assert SECRET not in said.zh + said.en
        assert "***" in said.en
        assert "more" not in said.en


def test_without_the_driver_it_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    said = refused("no-driver", lambda: open_database(f"postgresql+psycopg://u:{SECRET}@127.0.0.1:1/db"))
    assert 'pip install "storesim[hall]"' in said


def test_the_driver_is_imported_for_a_server_only(tmp_path: Path) -> None:
    code = (
        "import sys; from simulator.classroom.store.database import open_database as o; o(sys.argv[1]).close();"
        "import simulator.classroom.roster, simulator.classroom.task;"
        "print(*sorted({'psycopg', 'alembic', 'openpyxl'} & set(sys.modules)))"
    )

    def heavy() -> list[str]:
        words = [sys.executable, "-c", code, str(tmp_path / "a.db")]
        return subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()

    assert heavy() == ["alembic"], "to make it"
    assert heavy() == []


def test_the_names_of_users_and_databases(server: Any, admin: Callable[..., list[Any]]) -> None:
    address = server.get_uri(database="nowhere", driver="psycopg")
    assert "nowhere" in refused("no-database", lambda: open_database(address))
    stranger = address.replace("postgres:@", f"stranger:{SECRET}@")
    refused("wrong-password", lambda: open_database(stranger))


def test_a_wrong_password_is_not_printed(server: Any, server_url: str, admin: Callable[..., list[Any]]) -> None:
    rules = server.pgdata / "pg_hba.conf"
    before = rules.read_text()
    admin(f"CREATE ROLE teacher LOGIN PASSWORD '{SECRET}'")
    try:
        rules.write_text("local all teacher scram-sha-256\n" + before)
        admin("SELECT pg_reload_conf()")
        for address in (
            server_url.replace("postgres:@", f"teacher:x{SECRET}@"),
            f"{server_url}&user=teacher&password=x{SECRET}",
        ):
            refused("wrong-password", lambda a=address: open_database(a))  # type: ignore[misc]
        # right password, no rights
        mine = server_url.replace("postgres:@", f"teacher:{SECRET}@")
        refused("denied", lambda: open_database(mine))
    finally:
        rules.write_text(before)
        admin("SELECT pg_reload_conf()")
        admin("DROP ROLE teacher")


def test_a_connection_that_is_lost(server_url: str, admin: Callable[..., list[Any]]) -> None:
    with open_database(server_url) as db:
        school(db)

        def work() -> None:
            with db.session() as session:
                classes.create_class(db, "b", at=1)
                admin(
                    f"SELECT pg_terminate_backend({session.connection().execute(text('SELECT pg_backend_pid()')).scalar()})"
                )
                classes.list_classes(db)

        refused("lost", work)
        assert len(classes.list_classes(db)) == 1, "the next one is made anew, and nothing of the lost one is there"
        admin("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'classes'")
        assert len(classes.list_classes(db)) == 1, "lost while it was idle"


def test_a_lock_that_is_not_given(server_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("simulator.classroom.store.database.LOCK_SECONDS", 1)
    with open_database(server_url) as db:
        with db.engine.begin() as other:
            other.execute(text(f"SELECT pg_advisory_xact_lock({ADVISORY})"))
            refused("busy", lambda: open_database(server_url))
        open_database(server_url).close()


# -- transactions ---------------------------------------------------------------------------------------------


def test_what_only_reads_cannot_write(db: Database) -> None:
    school(db)
    with pytest.raises(RuntimeError, match="cannot write"), db.session(write=False):
        classes.create_class(db, "b", at=1)
    assert len(classes.list_classes(db)) == 1


def test_a_reader_sees_one_state(url: str) -> None:
    with open_database(url) as db, open_database(url) as other:
        school(db)
        with db.session(write=False):
            assert len(classes.list_classes(db)) == 1
            classes.create_class(other, "b", at=1)
            assert len(classes.list_classes(db)) == 1
        assert len(classes.list_classes(db)) == 2


def test_values_that_no_database_can_hold(db: Database) -> None:
    klass, _ = school(db)
    refused("value", lambda: classes.create_class(db, "b", at=2**70))
    got = people.enroll(db, klass.id, [Student(id="", number="7", name="a\0b\udcff")], at=DAY)
    assert got.added[0].name == "ab"
