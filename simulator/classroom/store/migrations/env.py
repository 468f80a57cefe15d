"""Alembic runs this page to learn on which connection, and inside whose transaction, it works."""

from __future__ import annotations

from alembic import context

from simulator.classroom.store import examtables as _examtables  # noqa: F401  its tables belong to the same catalogue
from simulator.classroom.store.schema import VERSION_TABLE
from simulator.classroom.store.tables import Kept

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Kept.metadata,  # for the names of keys
    version_table=VERSION_TABLE,
)
context.run_migrations()  # the caller's transaction is around it: all of it, or nothing
