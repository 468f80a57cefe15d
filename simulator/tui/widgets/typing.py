"""Lines and areas to type in that take no control characters, whatever is pasted."""

from __future__ import annotations

from textual.document._document import EditResult
from textual.document._edit import Edit
from textual.widgets import Input, TextArea

from simulator.tui.widgets.plain import safe


class CleanInput(Input):
    """One line."""

    def validate_value(self, value: str) -> str:
        """Without control characters."""
        return safe(value)


class CleanArea(TextArea):
    """Several lines. What is typed is never read as code or markup."""

    def __init__(self, text: str = "", **options: object) -> None:
        super().__init__(safe(text, True), **options)  # type: ignore[arg-type]

    def edit(self, edit: Edit) -> EditResult:
        """Every change goes through here."""
        edit.text = safe(edit.text, True)
        return super().edit(edit)
