"""Where attempts are kept: one SQLite file per save, written through SQLModel.

This page is light; `Save`, `SqlJournal` and `open_save` import the rest (and sqlmodel, half a second) when first asked for.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from simulator.sessions.store.errors import (
    NoAttempt,
    NotASave,
    SaveBusy,
    SaveClosed,
    SaveDamaged,
    SaveDenied,
    SaveError,
    SaveFull,
    SaveMissing,
    SaveNewer,
    SaveReadOnly,
    SaveStale,
)
from simulator.sessions.store.meta import Attempt, Listing
from simulator.sessions.store.places import SUFFIX, list_saves, look_into, new_save_path, saves_folder

if TYPE_CHECKING:
    from simulator.sessions.store.save import Save, SqlJournal, open_save

__all__ = [
    "SUFFIX", "Attempt", "Listing", "NoAttempt", "NotASave", "Save", "SaveBusy", "SaveClosed", "SaveDamaged",
    "SaveDenied", "SaveError", "SaveFull", "SaveMissing", "SaveNewer", "SaveReadOnly", "SaveStale", "SqlJournal",
    "list_saves", "look_into", "new_save_path", "open_save", "saves_folder",
]  # fmt: skip


def __getattr__(name: str) -> Any:
    """The heavy names, imported when they are first asked for."""
    if name in ("Save", "SqlJournal", "open_save"):
        return getattr(importlib.import_module("simulator.sessions.store.save"), name)
    raise AttributeError(name)
