"""Databases are made, and brought forward from every earlier shape without losing a row."""

from __future__ import annotations

import re
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from classmaker import school
from sqlalchemy import inspect, text

from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import Extension
from simulator.classroom.store import assignments, decisions, engines, handins, inbox, people, schema
from simulator.classroom.store import examtables as _examtables  # noqa: F401  its tables belong to the same catalogue
from simulator.classroom.store.database import open_database
from simulator.classroom.store.gradebook import gradebook
from simulator.classroom.store.tables import Kept

STORED = Path(__file__).with_name("revision0001.sql")


def run(url: str, *statements: str) -> None:
    engine = engines.engine_for(engines.parse(url))
    with engine.begin() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
    engine.dispose()


def tables(url: str) -> dict[str, list[str]]:
    engine = engines.engine_for(engines.parse(url))
    found = inspect(engine)
    names = {name: [c["name"] for c in found.get_columns(name)] for name in found.get_table_names()}
    engine.dispose()
    return names


def make_stored(url: str) -> None:
    """A database of revision 0001 with the rows that are stored here."""
    engine = engines.engine_for(engines.parse(url))
    with engine.begin() as connection:
        schema.bring_forward(connection, url, to="0001")
    engine.dispose()
    rows = [line for line in STORED.read_text("utf-8").splitlines() if line.startswith("INSERT")]
    rows = [line for line in rows if schema.VERSION_TABLE not in line]
    if "://" in url:
        rows = [re.sub(r"X'([0-9A-F]*)'", r"'\\x\1'", line).replace("%", "%%") for line in rows]
    # those that others refer to come first
    first = ("klass", "person", "pack", "content", "assignment", "handin")
    run(url, *sorted(rows, key=lambda r: next((i for i, n in enumerate(first) if f'"{n}"' in r), 9)))


def test_a_new_database_is_what_the_tables_say(empty_url: str) -> None:
    with open_database(empty_url) as db, db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"version_table": schema.VERSION_TABLE})
        assert compare_metadata(context, Kept.metadata) == []
        found = connection.execute(text(f"SELECT version_num FROM {schema.VERSION_TABLE}")).scalars().all()
        assert found == [schema.HEAD]


def test_the_revisions_that_are_known_are_those_that_are_there() -> None:
    config = Config()
    config.set_main_option("script_location", str(schema.SCRIPTS))
    config.set_main_option("path_separator", "os")
    found = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert tuple(reversed(found)) == schema.REVISIONS


def test_the_first_revision_is_what_it_was() -> None:
    """What databases in schools have walked is never changed."""
    then, now = sqlite3.connect(":memory:"), engines.create_engine("sqlite://")
    then.executescript(STORED.read_text("utf-8"))
    shape = "SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    with now.connect() as connection:
        schema.bring_forward(connection, "memory", to="0001")
        assert [tuple(row) for row in connection.exec_driver_sql(shape)] == then.execute(shape).fetchall()
    then.close()
    now.dispose()


def test_a_stored_file_of_the_first_revision_is_brought_forward(tmp_path: Path) -> None:
    path = tmp_path / "classes.db"
    connection = sqlite3.connect(path)
    connection.executescript(STORED.read_text("utf-8"))
    connection.close()
    assert "extension" not in tables(str(path))
    check_stored(str(path))


def test_rows_of_the_first_revision_are_all_there(empty_url: str) -> None:
    make_stored(empty_url)
    assert "login" not in tables(empty_url)["person"]
    check_stored(empty_url)


def check_stored(url: str) -> None:
    with open_database(url, create=False) as db:
        assert [(s.number, s.name, s.login, s.group, s.erased) for s in people.students(db, "k1")] == [
            ("20250001", "张三", "", "", False),
            ("", "", "", "", True),
        ]
        first, second = assignments.assignments(db, "k1")
        assert (first.attempts, first.opens, first.closes, second.seed) == (2, 1000, 9000, 2**63 - 1)
        late, ok = sorted(handins.tries(db, "a1"), key=lambda t: t.verdict != "late")
        assert (ok.source, ok.says[0].zh, late.student) == ("张三.storesim", "有效。", "s3")
        assert handins.content(db, ok.content) == b""
        assert [w.id for w in inbox.waiting(db, "a1")] == ["i1"]
        assert [r.id for r in decisions.regrades(db, "a2")] == ["g1"]
        got = gradebook(db, "k1", taken=1)
        assert (got.cell("s1", "a1").points, got.cell("s3", "a1").points) == (6_500, 4_000)
        # what is new can be used, and numbers of rows go on
        decisions.extend(
            db, Extension(id="e", student="s3", assignment="a1", closes=9_900, reason="r", author="t", at=5)
        )
        assert len(decisions.extensions(db, "a1")) == 1
    with open_database(url, create=False) as again:
        assert len(people.students(again, "k1")) == 2


def test_a_revision_that_fails_leaves_everything_as_it_was(empty_url: str) -> None:
    make_stored(empty_url)
    run(empty_url, "CREATE TABLE extension (strange INTEGER)")
    before = tables(empty_url)
    with pytest.raises(ClassroomError):
        open_database(empty_url)
    assert tables(empty_url) == before
    run(empty_url, "DROP TABLE extension")
    open_database(empty_url).close()
    assert "login" in tables(empty_url)["person"]


def test_many_open_a_new_database_at_once(empty_url: str) -> None:
    def look(_: int) -> int:
        with open_database(empty_url) as db, db.session(write=False) as session:
            return len(session.connection().execute(text("SELECT * FROM klass")).all())

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(look, range(6))) == [0] * 6


def test_many_open_an_old_database_at_once(empty_url: str) -> None:
    make_stored(empty_url)

    def look(_: int) -> int:
        with open_database(empty_url) as db:
            return len(people.students(db, "k1"))

    with ThreadPoolExecutor(6) as pool:
        assert list(pool.map(look, range(6))) == [2] * 6


def test_a_newer_database_is_refused_and_left_as_it_is(url: str) -> None:
    run(url, f"UPDATE {schema.VERSION_TABLE} SET version_num = '0099'")
    with pytest.raises(ClassroomError) as caught:
        open_database(url)
    assert caught.value.code == "newer"
    assert "0099" in caught.value.text.zh
    run(url, f"UPDATE {schema.VERSION_TABLE} SET version_num = '{schema.HEAD}'")
    with open_database(url) as db:
        school(db)


def test_another_programs_database_is_refused(empty_url: str) -> None:
    before = b""
    if "://" in empty_url:
        run(empty_url, "CREATE TABLE schema_version (product TEXT)")
    else:
        other = sqlite3.connect(empty_url)  # not in WAL mode, which would be a change
        other.execute("CREATE TABLE schema_version (product TEXT)")
        other.close()
        before = Path(empty_url).read_bytes()
    for create in (True, False):
        with pytest.raises(ClassroomError) as caught:
            open_database(empty_url, create=create)
        assert caught.value.code == "not-ours"
    if before:
        assert Path(empty_url).read_bytes() == before
    assert tables(empty_url) == {"schema_version": ["product"]}


def test_nothing_is_made_unasked(empty_url: str) -> None:
    with pytest.raises(ClassroomError) as caught:
        open_database(empty_url, create=False)
    assert caught.value.code == "missing"
    if "://" not in empty_url:
        assert list(Path(empty_url).parent.iterdir()) == []


@pytest.mark.parametrize("missing", ["alembic", "alembic.config"])
def test_without_alembic_it_says_what_to_install(
    missing: str, tmp_path: Path, template: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(__import__("sys").modules, missing, None)
    with pytest.raises(ClassroomError) as caught:
        open_database(str(tmp_path / "new.db"))
    assert 'pip install "storesim[class]"' in caught.value.text.en
    open_database(str(template), create=False).close()  # one of the present shape needs none
