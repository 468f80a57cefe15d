"""A save as a file: told from other files, opened for reading without writing, opened for writing with the pragmas that
make a commit durable.

At rest a save is one plain file. While it is open for writing it is in WAL mode with two files beside it; a process that
dies leaves them behind, and the next one to open the save takes them up.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from pathlib import Path

from simulator.kernel.text import Text
from simulator.sessions.store.errors import (
    EMPTY,
    FAULTS,
    FOLDER,
    OTHER_DATABASE,
    OTHER_FILE,
    TRUNCATED,
    NotASave,
    SaveDamaged,
    SaveError,
    SaveMissing,
    SaveNewer,
    explain,
)

PRODUCT = "storesim"
SCHEMA = 1
MAGIC = b"SQLite format 3\x00"
BUSY_MS = 5_000
PAGE = 8192  # reads a tenth faster than 4096, and larger batches stay within a page

# what the writing connection must hold, as `PRAGMA name` reads it back (synchronous 2 is FULL)
PRAGMAS: dict[str, str | int] = {
    "journal_mode": "wal",
    "synchronous": 2,
    "busy_timeout": BUSY_MS,
    "trusted_schema": 0,
    "fullfsync": 1,
    "checkpoint_fullfsync": 1,
}


def is_new(path: Path) -> bool:
    """Whether nothing is written at `path` yet. Raises SaveError when it cannot be a save or cannot be read."""
    try:
        if path.is_dir():
            raise NotASave(path, FOLDER)
        if not path.parent.is_dir():
            raise SaveMissing(path.parent)
        with path.open("rb") as file:
            head = file.read(100)
    except FileNotFoundError:
        return True
    except OSError as error:
        raise explain(error, path) from error
    if not head:
        return True
    _check_head(head, path)
    return False


def _check_head(head: bytes, path: Path) -> None:
    """Raises SaveError unless the first 100 bytes of a file are those of an SQLite database."""
    if head[: len(MAGIC)] != MAGIC[: len(head)]:
        raise NotASave(path, OTHER_FILE)
    if len(head) < 100:
        raise SaveDamaged(path, TRUNCATED)


def must_exist(path: Path) -> None:
    """Raises SaveError unless a file with the marks of a save stands at `path`."""
    if is_new(path):
        raise NotASave(path, EMPTY) if path.exists() else SaveMissing(path)


def connect_to_read(path: Path) -> sqlite3.Connection:
    """A connection that changes nothing and sees every committed row, also beside a writer and on a read-only disk."""
    must_exist(path)
    try:
        try:
            return _try(_connect(path, "mode=ro"))
        except sqlite3.OperationalError as error:
            # WAL mode needs a file beside the save, and this folder will not have it
            if not getattr(error, "sqlite_errorname", "").startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
                raise
        wal = Path(f"{path}-wal")
        if not wal.exists() or not wal.stat().st_size:
            return _try(_connect(path, "mode=ro&immutable=1"))
        return _copy_in_memory(path, wal)
    except (*FAULTS, OSError) as error:
        raise explain(error, path) from error


def was_open(data: bytes) -> bool:
    """Whether the bytes of a save were copied while a program had it open: the newest rows may lie in the file `-wal`."""
    return data[18:20] == b"\2\2"


def connect_in_memory(data: bytes, path: Path, cut: bool = False) -> sqlite3.Connection:
    """A connection to the bytes of a save that came without its file; `path` is what it is called in errors. Raises SaveError,
    for a file that was cut off SaveDamaged with the reason TRUNCATED, unless `cut` asks for what is left of it."""
    if not data:
        raise NotASave(path, EMPTY)
    _check_head(data[:100], path)
    page = int.from_bytes(data[16:18], "big")
    page = 65_536 if page == 1 else max(page, 512)
    pages = int.from_bytes(data[28:32], "big")
    if data[24:28] == data[92:96] and len(data) < page * pages:  # the header knows how long the file is
        if not cut:
            raise SaveDamaged(path, TRUNCATED)
        pages = len(data) // page
        data = data[:28] + pages.to_bytes(4, "big") + data[32 : page * pages]
    connection = sqlite3.connect(":memory:", isolation_level=None)
    try:
        if was_open(data):  # memory has no write-ahead file: read what is in the main one
            data = data[:18] + b"\1\1" + data[20:]
        # what is in a file cannot be longer than the file, whatever its tables say
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, len(data))
        connection.deserialize(data)
        connection.execute("PRAGMA trusted_schema=0")
        return _try(connection)
    except FAULTS as error:
        connection.close()
        raise explain(error, path) from error


def connect_to_write(path: Path, new: bool) -> sqlite3.Connection:
    """A connection that may write; it has not touched the file yet (see `make_durable`)."""
    try:
        connection = _connect(path, "mode=rwc" if new else "mode=rw")
        connection.execute(f"PRAGMA page_size={PAGE}")  # counts for a new file only
        return connection
    except FAULTS as error:
        raise explain(error, path) from error


def check_schema(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the tables of a save are there; False for a database without any. Raises SaveError for other databases and
    for saves of a newer version."""
    try:
        kinds = connection.execute("SELECT type, name FROM sqlite_master").fetchall()
        if not kinds:
            return False
        names = {name for kind, name in kinds if kind == "table"}
        if "schema_version" not in names or any(kind in ("trigger", "view") for kind, _ in kinds):
            raise NotASave(path, OTHER_DATABASE)
        found = connection.execute("SELECT product, version FROM schema_version").fetchall()
    except FAULTS as error:
        raise explain(error, path) from error
    if len(found) != 1 or found[0][0] != PRODUCT or not isinstance(found[0][1], int):
        raise NotASave(path, OTHER_DATABASE)
    if found[0][1] > SCHEMA:
        version = found[0][1]
        raise SaveNewer(
            path, Text(f"存档格式 {version}，本程序认得 {SCHEMA}", f"format {version}, this one knows {SCHEMA}")
        )
    if not {"journal", "attempt"} <= names:
        raise SaveDamaged(path, TRUNCATED)
    return True


def make_durable(connection: sqlite3.Connection, path: Path) -> None:
    """Set the pragmas and read them back. Raises SaveError when one does not hold."""
    try:
        for name, value in PRAGMAS.items():
            connection.execute(f"PRAGMA {name}={value}")
    except FAULTS as error:
        raise explain(error, path) from error
    held = read_pragmas(connection)
    wrong = {name: held[name] for name, value in PRAGMAS.items() if held[name] != value}
    if wrong:
        raise SaveError(path, Text(f"此处不支持可靠写入：{wrong}", f"durable writing is not to be had there: {wrong}"))


def read_pragmas(connection: sqlite3.Connection) -> dict[str, str | int]:
    """The pragmas as the connection holds them."""
    return {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}


def put_to_rest(connection: sqlite3.Connection) -> None:
    """Make the save one plain file again, if nobody is reading it just now, and close the connection."""
    try:
        connection.execute("PRAGMA busy_timeout=0")
        connection.execute("PRAGMA journal_mode=DELETE").fetchone()
    except FAULTS:
        pass  # a reader is there, or the disk is full: the write-ahead file stays and is as good
    finally:
        connection.close()


def _try(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The connection, if it can be read from."""
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection


def _connect(path: Path, how: str) -> sqlite3.Connection:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None, check_same_thread=False,
        timeout=BUSY_MS / 1000,
    )  # fmt: skip


def _copy_in_memory(path: Path, wal: Path) -> sqlite3.Connection:
    """A save whose writer died, in a folder where its write-ahead file cannot be taken up: read from a copy."""
    with tempfile.TemporaryDirectory(prefix="storesim-") as folder:
        copy = Path(folder) / "save"
        shutil.copyfile(path, copy)
        shutil.copyfile(wal, Path(f"{copy}-wal"))
        source = _connect(copy, "mode=rw")
        memory = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        try:
            source.backup(memory)
        finally:
            source.close()
    return memory
