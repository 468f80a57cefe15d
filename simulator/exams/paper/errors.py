"""What can go wrong with an exam paper."""

from __future__ import annotations

from collections.abc import Iterable

from simulator.exams.errors import ExamError
from simulator.kernel.text import Text
from simulator.packs.yaml import Finding


class PaperError(ExamError):
    """A paper cannot be used or found; `text` says why in a sentence, `findings` where in its file (may be empty)."""

    def __init__(self, text: Text, findings: Iterable[Finding] = ()) -> None:
        super().__init__("paper", text)
        self.findings = list(findings)
