"""What a candidate typed and has not sent: kept in the hall, so that a crash or another seat loses none of it."""

from __future__ import annotations

from collections.abc import Callable

from simulator.exams.store.actions import Line


class HallDrafts:
    """The drafts of one seat, by attempt and form (as `sessions.store.save.Save` has them). Only the newest seat writes. Raises JournalError."""

    def __init__(self, line: Line, sitting: str, epoch: Callable[[], int]) -> None:
        self._line, self._sitting, self._epoch = line, sitting, epoch

    def drafts(self, attempt: str) -> dict[str, str]:
        """All drafts of an attempt by form key."""
        return dict(self._line.ask("SELECT form, content FROM exam_draft WHERE attempt = ?", attempt))

    def set_draft(self, attempt: str, form: str, content: str) -> None:
        """Keep a draft."""
        self._line.tell(
            "INSERT INTO exam_draft (attempt, form, content) SELECT a.id, ?, ? FROM exam_attempt a "
            "JOIN exam_sitting s ON s.id = a.sitting WHERE a.id = ? AND s.id = ? AND s.epoch = ? "
            "ON CONFLICT (attempt, form) DO UPDATE SET content = excluded.content",
            form, content, attempt, self._sitting, self._epoch(),
        )  # fmt: skip

    def delete_draft(self, attempt: str, form: str) -> None:
        """Forget a draft, if there is one."""
        self._line.tell("DELETE FROM exam_draft WHERE attempt = ? AND form = ?", attempt, form)
