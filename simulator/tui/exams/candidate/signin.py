"""Signing in: a ticket and a PIN, digits only, in whatever way they are typed."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text as RichText
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from simulator.exams.errors import ExamError, NotKept, Unreachable
from simulator.exams.tickets import PIN_DIGITS, digits, ticket_of
from simulator.kernel.text import Text
from simulator.tui.exams.candidate.base import ExamPage
from simulator.tui.exams.candidate.courier import Away
from simulator.tui.screens.frame import Key
from simulator.tui.widgets.plain import plain, safe
from simulator.tui.widgets.typing import CleanInput

TITLE = Text("考生签到", "Sign in")
TICKET = Text("准考证号", "Ticket")
PIN = Text("密码", "PIN")
HOW = Text(
    "准考证号和密码印在发给您的纸条上，都只有数字；全角、空格、横线都可以。",
    "Ticket and PIN are printed on your strip, digits only; blanks and hyphens do not matter.",
)
SIX = Text("6 位数字，例如 204-017", "6 digits, such as 204-017")
EIGHT = Text("8 位数字", "8 digits")
TYPED = Text("已输 {n} 位", "{n} digits typed")
CHECKING = Text("正在核对，请稍候 ...", "Checking, one moment ...")
NEED_TICKET = Text("准考证号应为 6 位数字，请对照纸条。", "A ticket has 6 digits: compare it with the strip.")
NEED_PIN = Text("密码应为 8 位数字，请对照纸条。", "A PIN has 8 digits: compare it with the strip.")
REACHING = Text("正在连接考场服务器，请稍候 ...", "Reaching the hall's server, one moment ...")
AGAIN = Text(
    "连不上考场服务器，正在自动重试；输入的内容都留着。",
    "The hall's server cannot be reached; it is tried again, what you typed stays.",
)
LOST_SEAT = Text(
    "从前在别处签到过也没关系：在这里签到后从原处继续，那边自动停止。",
    "Had you signed in elsewhere? Here you go on where you were; the other seat then stops by itself.",
)


class SignInPage(ExamPage):
    """Two fields; Enter goes on, and in the second one signs in."""

    PAGE_TITLE = TITLE
    barred = False
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("下一项/签到", "Next/sign in"), "submit"),
        Key("", "Tab", Text("换一栏", "Other field"), "app.focus_next"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("down", "app.focus_next", "下一栏|Next field", show=False),
        Binding("up", "app.focus_previous", "上一栏|Previous field", show=False),
    ]
    AUTO_FOCUS = "#ticket"

    def __init__(self) -> None:
        super().__init__()
        self._busy = False
        self._told: Text | None = None

    def heading(self) -> str:
        """The exam, where it is known."""
        exam = self.hall.courier.exam
        return f"{self.say(TITLE)} · {safe(exam.title)}" if exam is not None else self.say(TITLE)

    def body(self) -> ComposeResult:
        """The fields in the middle."""
        with Vertical(id="sign-in"):
            yield Static("", id="how")
            with Horizontal(classes="field"):
                yield Static("", id="ticket-label", classes="field-label")
                yield CleanInput(id="ticket", max_length=24, compact=True, select_on_focus=False)
                yield Static("", id="ticket-note", classes="field-note")
            with Horizontal(classes="field"):
                yield Static("", id="pin-label", classes="field-label")
                yield PinInput(id="pin", password=True, max_length=24, compact=True, select_on_focus=False)
                yield Static("", id="pin-note", classes="field-note")
            yield Static("", id="sign-in-says")
            yield Static("", id="sign-in-more", classes="faint")

    def arrive(self) -> None:
        """In words."""
        self.relabel()

    def face(self) -> object:
        """What may change without a key."""
        courier = self.hall.courier
        return (courier.exam is not None, courier.lost is not None, courier.clock.known, self._busy)

    def relabel(self) -> None:
        """Say everything anew."""
        super().relabel()
        for name, text in (("#how", HOW), ("#ticket-label", TICKET), ("#pin-label", PIN), ("#sign-in-more", LOST_SEAT)):
            self.query_one(name, Static).update(plain(self.say(text)))
        self._echo()
        self._say()

    def _echo(self) -> None:
        """Beside the fields how they are understood; nothing of the PIN but its length."""
        ticket, pin = digits(self._value("#ticket")), digits(self._value("#pin"))
        said = f"= {ticket_of(ticket)}" if len(ticket) == 6 else self.say(SIX)
        if 0 < len(ticket) < 6:
            said = f"{self.say(TYPED).format(n=len(ticket))} · {said}"
        self.query_one("#ticket-note", Static).update(plain(said))
        note = self.say(TYPED).format(n=len(pin)) if pin else self.say(EIGHT)
        self.query_one("#pin-note", Static).update(plain(note))

    def _value(self, name: str) -> str:
        return self.query_one(name, Input).value

    def _say(self) -> None:
        """What is under way, or what went wrong."""
        courier = self.hall.courier
        if self._busy:
            line = plain(self.say(CHECKING), "bold")
        elif self._told is not None:
            line = plain(f"! {self.say(self._told)}", "bold $error")
        elif courier.lost is not None:
            line = plain(f"! {self.say(AGAIN)}", "bold $warning")
        elif not courier.clock.known:
            line = plain(self.say(REACHING), "$faint")
        else:
            line = Content("")
        self.query_one("#sign-in-says", Static).update(line)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Typed."""
        event.stop()
        if self._told is not None and event.value:  # that a wrong PIN is taken away is no answer yet
            self._told = None
            self._say()
        if event.input.id == "ticket":
            self._go_over(event.input)
        self._echo()

    def _go_over(self, ticket: Input) -> None:
        """Digits beyond the ticket belong to the PIN: whoever types ahead, or pastes both, loses none of them."""
        found = digits(ticket.value)
        if len(found) > 6:
            pin = self.query_one("#pin", Input)
            ticket.value = ticket_of(found[:6])
            pin.value = (digits(pin.value) + found[6:])[:PIN_DIGITS]
            pin.cursor_position = len(pin.value)
            self.screen.set_focus(pin)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter."""
        event.stop()
        self.action_submit()

    def action_submit(self) -> None:
        """The next field, or sign in."""
        if self._busy:
            return
        ticket, pin = self.query_one("#ticket", Input), self.query_one("#pin", Input)
        if len(digits(ticket.value)) != 6:
            self._wrong(NEED_TICKET if ticket.value or pin.value else None, ticket)
        elif not pin.value:
            pin.focus()
        elif len(digits(pin.value)) != PIN_DIGITS:
            self._wrong(NEED_PIN, pin)
        else:
            self._told, self._busy = None, True
            self._say()
            self.run_worker(self._sign_in(ticket.value, pin.value), group="sign-in", exclusive=True)

    def _wrong(self, text: Text | None, field: Input) -> None:
        self._told = text
        self._say()
        field.focus()

    async def _sign_in(self, ticket: str, pin: str) -> None:
        hall = self.hall
        try:
            await hall.in_thread(lambda: hall.courier.sign_in(ticket, pin))
        except ExamError as error:
            self._told = error.text
            if error.code == "wrong":
                self.query_one("#pin", Input).value = ""
        except (Away, NotKept) as error:
            self._told = AGAIN if error.text == Unreachable.text else error.text
        else:
            hall.signed_in()
        finally:
            self._busy = False
            if self.is_mounted:
                self._echo()
                self._say()


class PinInput(CleanInput):
    """A line whose digits nobody can read: stars, which are one cell wide in every font."""

    @property
    def _value(self) -> RichText:
        return RichText("*" * len(self.value), no_wrap=True, overflow="ignore", end="")
