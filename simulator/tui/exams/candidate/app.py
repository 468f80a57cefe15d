"""The candidate's application: which page is shown is decided by where the sitting stands, and by nothing else.

`arrange` puts on the screen what is true now. It runs once a second, at the deadline, and whenever the hall was heard. What asks the hall for
something does so in threads (`carry`), and goes on by itself after an outage.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from textual.binding import Binding
from textual.screen import ModalScreen, Screen

from simulator.classroom.errors import ClassroomError
from simulator.exams.errors import ExamError, NotKept
from simulator.exams.seat import Seat
from simulator.kernel.text import Lang, Text
from simulator.tui import app as store_app
from simulator.tui.app import StoreSimApp
from simulator.tui.exams.candidate.bar import ExamBar, MessageLine
from simulator.tui.exams.candidate.base import NOTES, OUT, TONGUE, ExamDialog, ExamPage
from simulator.tui.exams.candidate.courier import Away, Courier, language_of
from simulator.tui.exams.candidate.veil import Veil
from simulator.tui.screens.frame import Key
from simulator.tui.widgets.palette import Entry

if TYPE_CHECKING:
    from simulator.packs.model import Pack
    from simulator.tui.exams.candidate.store import ExamStoreScreen

T = TypeVar("T")
LOOK = 1.0  # seconds between two looks
PAUSES = (0.5, 1.0, 2.0, 3.0, 5.0)  # between two tries to reach the hall again
HUSH = 2.0  # seconds of an outage before it is said across the whole screen where nobody waits for anything
SILENT = 4.0  # seconds without an answer from which on the hall counts as lost
GOODBYE = 3.0  # seconds that leaving may take
TERMINATED = 143

PROGRAM = Text("程序", "Program")


class HallApp(StoreSimApp):
    """A candidate's program; see `run_candidate`."""

    CSS_PATH = [Path(store_app.__file__).with_name("app.tcss"), Path(__file__).with_name("candidate.tcss")]
    BINDINGS = [Binding("f12", "messages", "监考留言|Messages", priority=True, show=False)]

    def __init__(
        self, courier: Courier, lang: Lang = "zh", *, theme: str | None = None, rehearsal: bool = True
    ) -> None:
        super().__init__(lang, theme=theme)
        self.courier = courier
        self.rehearsal = rehearsal
        self.unusable: ClassroomError | None = None
        self.packs: dict[str, Pack] | None = None
        self.shown = ""  # which kind of page is open
        self._wished: Lang | None = None  # the language the candidate has asked for before signing in
        self._ends: asyncio.AbstractEventLoop | None = None
        self._back = asyncio.Event()
        self._looking = False
        self._failed = 0
        self._greeted = False  # whether the seat that needed no signing in was taken
        self._carrying = 0
        self._asking = False
        self._veil: Veil | None = None
        self._leaving = False

    # -- life -------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """Begin to look and to count. (The first page is opened by the program this one is made from.)"""
        self._ends = asyncio.get_running_loop()
        for name in ("SIGTERM", "SIGHUP"):
            with suppress(AttributeError, NotImplementedError, RuntimeError, ValueError):
                self._ends.add_signal_handler(getattr(signal, name), self._end_soon)
        self._look()
        self._tick()

    def on_unmount(self) -> None:
        """Nothing is asked of the hall any more."""
        self._leaving = True
        threading.Thread(target=self.courier.close, daemon=True).start()

    def _fatal_error(self) -> None:
        """Nobody sees the inside of the program, whatever happens."""
        if os.environ.get("STORESIM_DEBUG"):
            super()._fatal_error()
        else:
            self._close_messages_no_wait()

    def _end_soon(self) -> None:
        self.call_later(self.leave, TERMINATED)

    # -- threads ----------------------------------------------------------------------------------------------

    def in_thread(self, work: Callable[[], T]) -> Awaitable[T]:
        """What `work` gives, done in a thread of its own that keeps nobody from ending the program."""
        loop = asyncio.get_running_loop()
        done: asyncio.Future[T] = loop.create_future()

        def settle(result: T | None, error: BaseException | None) -> None:
            if done.cancelled():
                return
            if error is not None:
                done.set_exception(error)
            else:
                done.set_result(cast(T, result))

        def run() -> None:
            try:
                answer = partial(settle, work(), None)
            except Exception as error:
                answer = partial(settle, None, error)
            with suppress(RuntimeError):  # the program has ended meanwhile
                loop.call_soon_threadsafe(answer)

        threading.Thread(target=run, daemon=True).start()
        return done

    async def carry(self, job: Callable[[Seat], T]) -> T:
        """Have the hall do something, through any outage: `job` is asked for again once the hall answers, so it has to be one that may be done twice.
        Raises ExamError, NotKept."""
        self._carrying += 1
        try:
            while True:
                try:
                    return await self.in_thread(partial(self.courier.run, job))
                except Away:
                    self._back.clear()
                    self.look_soon()
                    self.arrange()
                    await self._back.wait()
        finally:
            self._carrying -= 1
            self.call_later(self.arrange)

    def _look(self) -> None:
        if self._looking or self._leaving or self._ends is None:
            return
        self._looking = True
        loop = self._ends

        def look() -> None:
            try:
                self.courier.look()
                found: Exception | None = None
            except Exception as error:
                found = error
            with suppress(RuntimeError):
                loop.call_soon_threadsafe(self.call_later, self._looked, found)

        threading.Thread(target=look, daemon=True).start()

    def look_soon(self) -> None:
        """Ask the hall before it is time."""
        self._look()

    def _looked(self, error: Exception | None) -> None:
        self._looking = False
        if self._leaving:
            return
        if isinstance(error, ClassroomError) and self.courier.seat is None:
            self.unusable = error
            self.exit(return_code=2)
            return
        if error is not None and not isinstance(error, (Away, ExamError, NotKept)):
            self._handle_exception(error)
            return
        away = isinstance(error, Away)
        self._failed = self._failed + 1 if away else 0
        if not away:
            if self.courier.own and self.courier.seat is not None and not self._greeted:
                self._greeted = True
                self.signed_in()
            self._back.set()
            if self.courier.seat is None and self.courier.exam is not None and self._wished is None:
                first = self.courier.exam.paper.languages[0]  # the paper's own, until another is asked for
                if first != self.lang:
                    self.run_worker(super().set_language(first), group="language", exclusive=True)
            store = self.store_open
            if store is not None:
                store.go_on()
        self.arrange()
        self.set_timer(PAUSES[min(self._failed, len(PAUSES)) - 1] if away else LOOK, self._look)

    def _tick(self) -> None:
        """Once a second, and at the deadline itself."""
        if self._leaving:
            return
        if self._looking and self.courier.silent > SILENT:
            self.courier.suspect()
        self.arrange()
        left = self.courier.left()
        self.set_timer(1.0 if not left else ((left - 1) % 1000 + 2) / 1000, self._tick)

    # -- what is shown ----------------------------------------------------------------------------------------

    @property
    def store_open(self) -> ExamStoreScreen | None:
        """The store of the item in work, if it is open, beneath whatever else."""
        for screen in self.screen_stack:
            if getattr(screen, "of_exam", False):
                return cast("ExamStoreScreen", screen)
        return None

    def kind(self) -> str:
        """Which kind of page belongs to where the sitting stands."""
        courier = self.courier
        if courier.seat is None:
            return "sign-in"
        if courier.taken:
            return "taken"
        if courier.state.over:
            return "end"
        return "wait" if courier.state.stage in ("enrolled", "waiting", "admitted") else "work"

    def arrange(self) -> None:
        """Put on the screen what is true now."""
        if self._leaving or not self.screen_stack:
            return
        kind = self.kind()
        # whoever was let on again goes on when it suits
        if kind != self.shown and not (self.shown == "end" and kind == "work"):
            self._open(kind)
        self._lay_veil()
        for screen in self.screen_stack:
            for line in screen.query("ExamBar, MessageLine"):
                cast("ExamBar | MessageLine", line).refresh_if_other()
            if isinstance(screen, (ExamPage, ExamDialog)) and screen.is_mounted:
                screen.news_if_any()
        self._bar_over_dialogs()

    def _bar_over_dialogs(self) -> None:
        """Whatever lies over a page, the time stays to be seen."""
        top = self.screen
        if (
            isinstance(top, ModalScreen)
            and self.shown in ("wait", "work")
            and top.is_mounted
            and not top.query(ExamBar)
        ):
            rehearsal = any(getattr(s, "rehearsal", False) is True for s in self.screen_stack)
            top.mount(ExamBar(rehearsal=rehearsal, classes="over"))

    def _only(self, screen: Screen[Any]) -> None:
        """Passing notes belong to the page before."""
        self.clear_notifications()
        super()._only(screen)

    def push_screen(self, *arguments: Any, **more: Any) -> Any:
        """With the bar on top, if it is a dialog."""
        pushed = super().push_screen(*arguments, **more)
        self.call_later(self._bar_over_dialogs)
        return pushed

    def _open(self, kind: str) -> None:
        self.shown = kind
        store = self.store_open
        if store is not None:
            store.keep_draft()
        self._veil = None
        if kind == "sign-in":
            from simulator.tui.exams.candidate.signin import SignInPage

            self._only(SignInPage())
        elif kind == "wait":
            from simulator.tui.exams.candidate.waiting import WaitingPage

            self._only(WaitingPage())
        elif kind == "taken":
            from simulator.tui.exams.candidate.ending import TakenPage

            self._only(TakenPage())
        elif kind == "end":
            from simulator.tui.exams.candidate.ending import EndPage

            self._only(EndPage())
        else:
            self.go_home()
            if self.courier.state.current is not None:
                self.enter_item(None)

    def go_home(self) -> None:
        """The list of items once the time runs; before, the page that belongs there."""
        if self.kind() != "work":
            self.shown = ""
            self.arrange()
            return
        from simulator.tui.exams.candidate.items import ItemsPage

        self.shown = "work"
        self._veil = None
        self._only(ItemsPage())

    def open_debrief(self, attempt: object) -> None:
        """There is none in an exam."""

    def reason(self) -> str:
        """What covers the screen just now: `up`, `paused`, `lost`, `slow`, or nothing."""
        courier = self.courier
        if self.shown not in ("wait", "work"):
            return ""
        if courier.left() == 0:
            return "up"
        if courier.state.stage == "paused":
            return "paused"
        store = self.store_open
        waits = self._carrying > 0 or (store is not None and store.pending is not None)
        if courier.lost is not None:
            typing = store is not None and store.form is not None
            if waits or (self.shown == "work" and not typing and courier.away_for >= HUSH):
                return "lost"
        elif store is not None and store.pending is not None:
            return "slow"
        return ""

    def _lay_veil(self) -> None:
        reason = self.reason()
        if self._small:
            return
        if not reason:
            if self._veil is not None and self.screen is self._veil:
                self._veil = None
                self.pop_screen()
        elif self._veil is None:
            self.clear_notifications()
            self._veil = Veil(reason)
            self.push_screen(self._veil)
        else:
            self._veil.tell(reason)

    def shared_keys(self) -> tuple[Key, ...]:
        """The keys of every page: messages once there are any, the other language where it may be chosen, and leaving."""
        keys = [NOTES] if self.courier.state.messages else []
        if self.may_choose_language:
            keys.append(TONGUE)
        return (*keys, OUT)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What cannot be done here has no key."""
        if action == "language":
            return self.may_choose_language
        if action == "messages":
            return bool(self.courier.state.messages)
        return True

    def everywhere(self) -> list[Entry]:
        """What the palette offers on every page."""
        found = [e for e in super().everywhere() if e.key != "F10" or self.may_choose_language]
        if self.courier.state.messages:
            found.insert(0, Entry(NOTES.text, PROGRAM, self.action_messages, "F12"))
        return found

    # -- doors ------------------------------------------------------------------------------------------------

    def signed_in(self) -> None:
        """A seat was taken: in its language, on the page where it stands."""
        if not self.courier.wanted and not self.courier.own and self._wished is None:
            self._wished = (
                self.lang
            )  # whose paper it is was not known before: the page to sign in stood in the language of this terminal
        lang = language_of(self.courier, self._wished)
        self.packs = None
        self.run_worker(self._after_sign_in(lang), group="sign-in", exclusive=True)

    async def _after_sign_in(self, lang: Lang) -> None:
        await super().set_language(lang)
        self.shown = ""
        self.arrange()
        if self._wished == lang and self.courier.state.lang != lang and self.kind() in ("wait", "work"):
            await self._choose(lang)
        self.packs = await self.carry(self.courier.packs)
        self.arrange()

    def begin(self) -> None:
        """Let the time run."""

        def job(seat: Seat) -> None:
            if seat.refresh().stage == "admitted":
                seat.begin()

        self._ask(job)

    def enter_item(self, number: int | None) -> None:
        """Begin an item, or go on with the one in work."""

        def job(seat: Seat) -> Any:
            if seat.refresh().current is None and number is not None:
                seat.begin_item(number)
            return self.courier.open(seat)

        def enter(attempt: Any) -> None:
            if self.kind() == "work":
                from simulator.tui.exams.candidate.store import ExamStoreScreen

                self._veil = None
                self._only(ExamStoreScreen(attempt, self.courier))

        self._ask(job, enter)

    def hand_in_item(self) -> None:
        """Hand the item in work in."""
        self._ask(lambda seat: seat.hand_in_item(), lambda _: self.go_home())

    def submit(self) -> None:
        """Hand the exam in."""
        self._ask(lambda seat: seat.submit())

    def _ask(self, job: Callable[[Seat], T], then: Callable[[T], None] | None = None) -> None:
        if not self._asking:  # one thing at a time, however often a key is pressed
            self._asking = True
            self.run_worker(self._asked(job, then), group="hall")

    async def _asked(self, job: Callable[[Seat], T], then: Callable[[T], None] | None) -> None:
        try:
            answer = await self.carry(job)
        except (ExamError, NotKept) as error:
            self.arrange()
            if self.kind() in ("wait", "work") and not self.reason():
                self.trouble(error)
            return
        finally:
            self._asking = False
        if then is not None:
            then(answer)
        self.arrange()

    def action_messages(self) -> None:
        """All messages of the invigilator; with that they are read."""
        from simulator.tui.exams.candidate.messages import MessagesScreen

        if self._small or isinstance(self.screen, MessagesScreen) or not self.courier.state.messages:
            return
        self.push_screen(MessagesScreen())
        if self.courier.state.read < len(self.courier.state.messages):
            self.run_worker(self._read_messages(), group="read", exclusive=True)

    async def _read_messages(self) -> None:
        with suppress(ExamError, NotKept, Away):
            await self.in_thread(partial(self.courier.run, lambda seat: seat.read_messages()))
        self.arrange()

    # -- language ---------------------------------------------------------------------------------------------

    @property
    def may_choose_language(self) -> bool:
        """Whether the paper leaves the choice."""
        exam = self.courier.exam
        return self.courier.seat is None or (exam is not None and len(exam.paper.languages) > 1)

    async def action_language(self) -> None:
        """The other language; in a seat it is put on record."""
        if not self.may_choose_language:
            return
        lang: Lang = "en" if self.lang == "zh" else "zh"
        await self.set_language(lang)
        if self.courier.seat is None:
            self._wished = lang
        elif self.kind() in ("wait", "work"):
            self.run_worker(self._choose(lang), group="language", exclusive=True)

    async def _choose(self, lang: Lang) -> None:
        with suppress(ExamError, NotKept, Away):  # it is spoken all the same
            await self.in_thread(partial(self.courier.run, lambda seat: seat.choose_language(lang)))
        self.arrange()

    # -- leaving ----------------------------------------------------------------------------------------------

    async def action_leave(self) -> None:
        """Ask, where a seat would be given up by it."""
        from simulator.tui.exams.candidate.leaving import LeaveDialog

        if self.kind() in ("sign-in", "taken", "end"):
            await self.leave()
        elif not isinstance(self.screen, LeaveDialog):
            self.push_screen(LeaveDialog(), self._left)

    def _left(self, yes: bool | None) -> None:
        if yes:
            self.call_later(self.leave)

    async def leave(self, code: int = 0) -> None:
        """Keep the drafts, give the seat up, end. A hall that does not answer holds nobody back."""
        if self._leaving:
            return
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_draft", None)
            if keep is not None:
                keep()
        self._leaving = True
        if self.courier.seat is not None:
            with suppress(Away, ExamError, NotKept, TimeoutError):
                await asyncio.wait_for(self.in_thread(self.courier.leave), GOODBYE)
        self.exit(return_code=code)

    def action_palette(self) -> None:
        """Not while something covers the screen."""
        if self._veil is None and self.shown in ("wait", "work"):
            super().action_palette()
