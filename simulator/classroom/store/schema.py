"""Whose database it is, in which shape, and how it is brought forward to the present one.

A database of ours holds a table `storesim_classes` with the name of its revision (Alembic writes it). One without any table is
new; one with tables and without ours belongs to somebody else and is not touched.
"""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from simulator.classroom.store.faults import fault
from simulator.kernel.text import Text

VERSION_TABLE = "storesim_classes"
# all revisions, oldest first; the scripts are in `migrations/versions`
REVISIONS = ("0001", "0002", "0003")
HEAD = REVISIONS[-1]
SCRIPTS = Path(__file__).parent / "migrations"

_alone = threading.Lock()  # Alembic knows one migration at a time in a process

OTHER_TABLES = Text("里面是别的程序的表", "it holds tables of another program")
EMPTY = Text("里面没有任何表", "it holds no tables")


def revision_of(connection: Connection, place: str) -> str | None:
    """The revision a database is in; None for one without tables. Raises ClassroomError when it is not ours or newer."""
    names = inspect(connection).get_table_names()
    if not names:
        return None
    if VERSION_TABLE not in names:
        raise fault("not-ours", place, OTHER_TABLES)
    found = connection.execute(text(f"SELECT version_num FROM {VERSION_TABLE}")).scalars().all()
    if len(found) != 1:
        raise fault("damaged", place, Text("版本记录不完整", "its version is not recorded"))
    if found[0] not in REVISIONS:
        raise fault(
            "newer", place, Text(f"版本 {found[0]}，本程序认得 {HEAD}", f"revision {found[0]}, this one knows {HEAD}")
        )
    return str(found[0])


def bring_forward(connection: Connection, place: str, to: str = HEAD) -> None:
    """Make or migrate the tables within the transaction of `connection`."""
    try:
        from alembic import command
        from alembic.config import Config
    except ImportError as error:
        raise fault("no-migrations", place) from error
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    with _alone:
        command.upgrade(config, to)
