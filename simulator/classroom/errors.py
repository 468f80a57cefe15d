"""What goes wrong in the classroom: one sentence in both languages that names the place and the mend."""

from __future__ import annotations

from simulator.kernel.text import Text


class ClassroomError(Exception):
    """Something asked of the classroom cannot be done, and nothing was changed. `code` is for programs, `text` for people."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(text.en)
        self.code = code
        self.text = text


def clip(text: str, length: int = 40) -> str:
    """`text` short enough to be quoted in a sentence."""
    return text if len(text) <= length else text[: length - 1] + "…"
