"""An attempt at an item of a paper: the same attempt as in practice, kept in the hall and judged by its time."""

from __future__ import annotations

from collections.abc import Callable

from simulator.exams.errors import ClockDiffers
from simulator.exams.journal import HallJournal
from simulator.kernel.engine import Engine, Fact, Outcome
from simulator.kernel.messages import Command, Refused
from simulator.kernel.text import Text
from simulator.packs.model import Pack, Scenario
from simulator.sessions.attempt import Attempt, AttemptError, Baseline


class ExamAttempt(Attempt):
    """Its journal is never closed while the exam runs: handing an item in is a fact of the sitting, and what would come of the store afterwards is
    worked out when it is marked. So an item that was reopened goes on exactly where it stood."""

    def __init__(self, pack: Pack, scenario: Scenario, engine: Engine) -> None:
        super().__init__(pack, scenario, engine)
        self.hand_in: Callable[[], None] | None = None

    @property
    def journal(self) -> HallJournal:
        """Where its rows are kept."""
        journal: HallJournal = self.engine.journal  # type: ignore[assignment]
        return journal

    def do(self, command: Command) -> Outcome:
        """Carry out a command; when this returns it is kept. Raises NotKept, and then nothing has happened (Unreachable: it shows later whether it
        has, and `again` makes sure of it)."""
        if self.journal.uncertain:
            self.settle_doubt()
        try:
            return super().do(command)
        except ClockDiffers:  # the stamp was off, and is right now
            return super().do(command)

    def again(self, command: Command) -> Outcome:
        """Carry out a command whose fate is unknown, once: if it was kept after all, that is its outcome. Raises Unreachable while the database is
        still away, and NotKept."""
        if self.journal.uncertain and self.settle_doubt():
            kept = self.engine.rules.codec.decode(self.journal.last().payload)
            if kept.command == command:
                refused = next((e for _, e in kept.facts if isinstance(e, Refused)), None)
                return Outcome(refused is None, self.journal.last().first, list(kept.facts), refused)
        return self.do(command)

    def settle_doubt(self) -> int:
        """Find out what was kept before the connection broke; how many rows more than known. Raises Unreachable."""
        found = self.journal.catch_up()
        if found:
            self.engine.refold()
        return found

    def submit(self, baseline: Baseline | None = None, by: str = "submit") -> list[Fact]:
        """Hand the item in; its journal stays open (see above)."""
        if self.hand_in is None:
            raise AttemptError("no-seat", Text("这里不能交卷。", "It cannot be handed in here."))
        self.hand_in()
        return []
