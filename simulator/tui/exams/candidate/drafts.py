"""Drafts on their way to the hall: the interface hands them over and goes on; they are kept when the hall is next spoken to."""

from __future__ import annotations

import threading

from simulator.exams.store.drafts import HallDrafts


class WaitingDrafts:
    """The drafts of one attempt, as `sessions.store.save.Save` has them; `keep` brings those that wait into the hall."""

    def __init__(self, kept: HallDrafts, attempt: str, found: dict[str, str]) -> None:
        self.attempt = attempt
        self._kept = kept
        self._now = dict(found)
        self._waiting: dict[str, str | None] = {}
        self._lock = threading.Lock()

    @property
    def waiting(self) -> bool:
        """Whether any is not kept yet."""
        return bool(self._waiting)

    def drafts(self, attempt: str) -> dict[str, str]:
        """All drafts by form key."""
        return dict(self._now)

    def set_draft(self, attempt: str, form: str, content: str) -> None:
        """Keep a draft soon."""
        with self._lock:
            self._now[form] = self._waiting[form] = content

    def delete_draft(self, attempt: str, form: str) -> None:
        """Forget a draft soon."""
        with self._lock:
            self._now.pop(form, None)
            self._waiting[form] = None

    def keep(self) -> bool:
        """Bring what waits into the hall; whether there was any. What could not be brought waits on. Raises JournalError."""
        with self._lock:
            taken = dict(self._waiting)
        for form, content in taken.items():
            if content is None:
                self._kept.delete_draft(self.attempt, form)
            else:
                self._kept.set_draft(self.attempt, form, content)
            with self._lock:
                if self._waiting.get(form, "") == content:
                    del self._waiting[form]
        return bool(taken)
