"""The store in an author's trial: the store of any attempt, and a door to what is backstage. No other attempt opens it."""

from __future__ import annotations

from textual.binding import Binding

from simulator.kernel.text import Text
from simulator.sessions.attempt import Attempt
from simulator.sessions.backstage import Backstage
from simulator.tui.store.screen import EVERYWHERE, StoreScreen
from simulator.tui.widgets.palette import Entry

BACKSTAGE = Text("后台", "Backstage")
TRIAL = Text("作者试玩", "author's trial")


class AuthorStoreScreen(StoreScreen):
    """The store with F12. Raises AttemptError for an attempt that is no author's trial."""

    trial = True
    mark = TRIAL
    BINDINGS = [
        Binding("f12", "backstage", "后台：将来、隐藏的事实、得分|Backstage: what is to come, what is hidden, the score",
                priority=True, show=False),
    ]  # fmt: skip

    def __init__(self, attempt: Attempt) -> None:
        self.backstage = Backstage(attempt)
        super().__init__(attempt)

    def key_hints(self) -> list[tuple[str, Text]]:
        """F12 stands second, behind what Enter does."""
        hints = super().key_hints()
        return hints if self.form is not None else [*hints[:1], ("F12", BACKSTAGE), *hints[1:]]

    def palette_entries(self) -> list[Entry]:
        """Backstage first."""
        return [Entry(BACKSTAGE, EVERYWHERE, self.action_backstage, "F12"), *super().palette_entries()]

    def on_top_bar_marked(self) -> None:
        """A click on the mark leads there, too."""
        self.action_backstage()

    def action_backstage(self) -> None:
        """Put the form away (its draft is kept) and look behind the curtain."""
        self._leave_form(self._look)

    def _look(self) -> None:
        from simulator.tui.backstage.screen import BackstageScreen

        self.app.push_screen(BackstageScreen(self.backstage), self._jump)

    def _jump(self, minute: int | None) -> None:
        """Let time pass up to the moment that was asked for; the store shows it and has heard of all that came."""
        if minute is None:
            return
        before = len(self.model.log)
        self.backstage.jump(minute, self.model.do)
        self._seen_log = before
        self.refresh_all()
        self._check_over()
