"""What a candidate's pages share: the bar on top, their own keys below, and no way out but leaving the seat."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.css.query import NoMatches

from simulator.kernel.text import Text
from simulator.tui.exams.candidate.alone import meant
from simulator.tui.exams.candidate.bar import ExamBar, MessageLine
from simulator.tui.exams.candidate.words import LANGUAGE, LEAVE, MESSAGES, PAGE
from simulator.tui.screens.frame import Head, Key, KeyLine, Page
from simulator.tui.widgets.page import Dialog

if TYPE_CHECKING:
    from simulator.tui.exams.candidate.app import HallApp

TONGUE = Key("", "F10", LANGUAGE, "app.language")
NOTES = Key("", "F12", MESSAGES, "app.messages")
OUT = Key("", "Ctrl+Q", LEAVE, "app.leave")


class Meant:
    """A page or a dialog that says what holds here: in a hall, or on the candidate's own machine."""

    def say(self, text: Text) -> str:
        """The wording in the language in force."""
        hall = cast("HallApp", cast(Any, self).app)
        return (meant(text) if hall.courier.own else text).of(hall.lang)


class ExamPage(Meant, Page):
    """A page of the exam outside of the store."""

    BINDINGS: ClassVar[list[BindingType]] = []
    KEYS: ClassVar[tuple[Key, ...]] = ()
    PAGE_TITLE = PAGE
    barred = True  # whether the bar stands on top

    @property
    def hall(self) -> HallApp:
        """The application."""
        return cast("HallApp", self.app)

    def compose(self) -> ComposeResult:
        """Bar, message, title, body, keys."""
        if self.barred:
            yield ExamBar()
            yield MessageLine()
        yield Head(self)
        with Vertical(classes="exam-body"):
            yield from self.body()
        yield KeyLine(self)

    def on_mount(self) -> None:
        """A page that was closed before it stood has no parts that could be filled."""
        with suppress(NoMatches):
            self.arrive()

    def arrive(self) -> None:
        """What is to be done first."""

    async def relang(self) -> None:
        """In the other language; a page that is not there yet is born in it."""
        if self.is_mounted:
            await super().relang()

    def shown_keys(self) -> Sequence[Key]:
        """Its own keys, then those of every page."""
        return (*self.KEYS, *self.hall.shared_keys())

    def action_back(self) -> None:
        """There is nothing behind it."""

    _face: object = None

    def face(self) -> object:
        """What the page shows: it is drawn anew when this has changed."""
        return (self.hall.courier.state.facts, self.hall.packs is None)

    def news_if_any(self) -> None:
        """Show what has changed."""
        face = self.face()
        if face != self._face:
            self._face = face
            self.relabel()


class ExamDialog(Meant, Dialog):
    """A question of the exam over a page or the store."""

    @property
    def hall(self) -> HallApp:
        """The application."""
        return cast("HallApp", self.app)

    def on_mount(self) -> None:
        """A dialog that was closed before it stood has no parts that could be filled."""
        with suppress(NoMatches):
            self.arrive()

    def arrive(self) -> None:
        """What is to be done first."""

    def news_if_any(self) -> None:
        """Something may have changed."""
