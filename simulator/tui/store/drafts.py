"""Entries of forms that were not sent. Where the attempt lies in a save they are kept there, so that a kill loses none."""

from __future__ import annotations

from collections.abc import Iterator, MutableMapping
from typing import Any

import msgspec

from simulator.kernel.journal import JournalError

Entries = dict[str, Any]


class Drafts(MutableMapping[str, Entries]):
    """Drafts by form. A save that cannot be written keeps nobody from working: the draft stays in memory then."""

    def __init__(self, journal: Any) -> None:
        self._kept: dict[str, Entries] = {}
        self._save = getattr(journal, "save", None)
        self._attempt: str = getattr(journal, "attempt", "")
        if self._save is not None and hasattr(self._save, "drafts"):
            try:
                for form, content in self._save.drafts(self._attempt).items():
                    read = msgspec.json.decode(content)
                    if isinstance(read, dict):
                        self._kept[form] = read
            except (JournalError, OSError, ValueError, msgspec.DecodeError):
                self._save = None
        else:
            self._save = None

    def __getitem__(self, form: str) -> Entries:
        return self._kept[form]

    def __setitem__(self, form: str, entries: Entries) -> None:
        if self._kept.get(form) == entries:
            return
        self._kept[form] = entries
        self._write(form)

    def __delitem__(self, form: str) -> None:
        del self._kept[form]
        self._write(form)

    def __iter__(self) -> Iterator[str]:
        return iter(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def _write(self, form: str) -> None:
        if self._save is None:
            return
        try:
            if form in self._kept:
                self._save.set_draft(self._attempt, form, msgspec.json.encode(self._kept[form]).decode())
            else:
                self._save.delete_draft(self._attempt, form)
        except (JournalError, OSError):
            return
