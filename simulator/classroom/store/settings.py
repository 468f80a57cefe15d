"""Settings that belong to a database of classes."""

from __future__ import annotations

from simulator.classroom.store.database import Database
from simulator.classroom.store.tables import SettingRow


def get_setting(db: Database, name: str) -> str | None:
    """A setting, or None."""
    with db.session(write=False) as session:
        found = session.get(SettingRow, name)
        return found.value if found else None


def set_setting(db: Database, name: str, value: str) -> None:
    """Keep a setting."""
    with db.session() as session:
        session.merge(SettingRow(name=name, value=value))
