"""A form for one operation of an office: its fields, help to the field under the cursor, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState

from simulator.kernel.messages import FieldSpec
from simulator.kernel.text import Text
from simulator.locale.width import pad, width
from simulator.tui.office.counter import counter_of
from simulator.tui.office.pick import NamePick
from simulator.tui.screens.drawing import Cell, bar, line, wrapped
from simulator.tui.screens.errors import words_of
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.widgets.choiceline import ChoiceLine
from simulator.tui.widgets.laid import Laid
from simulator.tui.widgets.plain import plain
from simulator.tui.widgets.typing import CleanInput

if TYPE_CHECKING:
    from simulator.classroom.bureau import Answer, Spec

LABEL = 22
LINE = 58  # choices that do not fit on a line of so many cells are a list
YES, NO = Text("是", "Yes"), Text("否", "No")
SAME = Text("不变", "as it is")
NEEDED = Text("必填", "has to be filled in")
WORKING = Text("正在处理 ...", "Working ...")
STOP = Text("Esc 停下", "Esc stops it")
FORMS = {
    "path": Text("文件路径；~ 是你的主目录", "a path; ~ is your home folder"),
    "moment": Text("时刻，如 2026-12-01 18:00", "a moment, such as 2026-12-01 18:00"),
    "int": Text("整数", "a whole number"),
}
DOWN = Text("↓ 从列表选", "Down: choose from the list")


class FieldLine(Horizontal):
    """One field: its name and the control that takes it."""

    def __init__(self, field: FieldSpec, value: Any, label: int, page: AskScreen) -> None:
        super().__init__()
        self.field = field
        self._value = value
        self._label = label
        self._page = page
        self.control: Widget | None = None

    def compose(self) -> ComposeResult:
        """Name and control."""
        star = " *" if self.field.required else ""
        title = self._page.say(self.field.info.title) + star
        yield Static(plain(pad(title, self._label, ellipsis="..")), classes="label")
        self.control = self._control()
        yield self.control

    def _control(self) -> Widget:
        field, value = self.field, self._value
        about = field.info
        if field.type is bool:
            return ChoiceLine([(False, self._page.say(NO)), (True, self._page.say(YES))], bool(value))
        if about.choices:
            options = [(code, self._page.say(label)) for code, label in about.choices.items()]
            if field.default == "" and "" not in about.choices:
                options.insert(0, ("", self._page.say(SAME)))
            if sum(width(label) + 6 for _, label in options) > LINE:
                return NamePick(str(value or field.default or ""), self._page.lang)
            return ChoiceLine(options, value if value is not None else field.default)
        if about.record:
            return NamePick(str(value or ""), self._page.lang)
        return CleanInput("" if value is None else str(value), compact=True, select_on_focus=False)

    @property
    def value(self) -> Any:
        """As it stands; None for a choice that was not made."""
        control = self.control
        if isinstance(control, (ChoiceLine, NamePick)):
            return control.value
        assert isinstance(control, Input)
        return control.value

    def enter(self) -> None:
        """Put the cursor here."""
        control = self.control
        if isinstance(control, NamePick):
            control.query_one(Input).focus()
        elif control is not None:
            control.focus()


class AskScreen(Page):
    """The form. `known` are fields that need not be asked, `concerning` says in words whom they mean; after success `then` gets the answer."""

    CSS_PATH = "ask.tcss"
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("ctrl+s", "Ctrl+S", Text("执行", "Do it"), "send"),
        Key("", "Tab", Text("下一栏", "Next field"), "app.focus_next"),
        BACK,
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        Binding("ctrl+j", "send", show=False),
        Binding("down", "app.focus_next", show=False),
        Binding("up", "app.focus_previous", show=False),
    ]

    class Done(Message):
        """It was done."""

        def __init__(self, answer: Answer) -> None:
            super().__init__()
            self.answer = answer

    class Going(Message):
        """How far it is."""

        def __init__(self, done: int, total: int, what: str) -> None:
            super().__init__()
            self.done, self.total, self.what = done, total, what

    def __init__(
        self, spec: Spec, known: Mapping[str, Any], filled: Mapping[str, Any], then: Callable[[Answer], None], concerning: str = ""
    ) -> None:  # fmt: skip
        super().__init__()
        self.spec = spec
        self.concerning = concerning
        self.known = dict(known)
        self._filled = dict(filled)
        self._then = then
        self.lines: list[FieldLine] = []
        self.wrong: tuple[Text, str] | None = None
        self.going: tuple[int, int, str] | None = None
        self.sent: dict[str, Any] = {}  # what stood in the fields when it was done

    def heading(self) -> str:
        """What is done."""
        return self.say(self.spec.title)

    def note(self) -> str:
        """Whether it runs."""
        return self.say(STOP) if self.going is not None else ""

    def body(self) -> ComposeResult:
        """What it is for, the fields, help."""
        yield Laid(self._about, id="about")
        fields = [f for f in self.spec.fields if f.name not in self.known]
        label = min(LABEL, max([width(self.say(f.info.title)) + 3 for f in fields], default=8))
        self.lines = [FieldLine(f, self._filled.get(f.name, f.default), label, self) for f in fields]
        with VerticalScroll(id="fields", can_focus=False):
            yield from self.lines
        yield Laid(self._help, id="help")

    def on_mount(self) -> None:
        """The cursor goes to the first empty field that is needed; lists are filled in a thread."""
        first = next((one for one in self.lines if one.field.required and not one.value), None)
        target = first or (self.lines[0] if self.lines else None)
        if target is not None:
            target.enter()
        within = str(self.known.get(self.spec.bureau.scope, ""))
        counter = counter_of(self.app, self.spec.bureau)
        for one in self.lines:
            if isinstance(one.control, NamePick) and one.field.info.choices:
                one.control.offer([(code, label) for code, label in one.field.info.choices.items() if code])
            elif isinstance(one.control, NamePick):
                self._fill(one.control, one.field.info.record, within, counter)

    def _fill(self, pick: NamePick, record: str, within: str, counter: Any) -> None:
        def work() -> None:
            names = counter.names(record, within)
            self.app.call_from_thread(pick.offer, names)

        self.run_worker(work, thread=True, group=f"names-{record}", exit_on_error=False)

    async def relang(self) -> None:
        """Written anew in the other language, with what was typed."""
        self._filled = self.entries()
        await self.recompose()
        self.on_mount()
        self.relabel()

    # -- words ------------------------------------------------------------------------------------------------

    def _about(self, cells: int) -> list[Content]:
        whom = [plain(part, "bold") for part in wrapped(self.concerning, cells)[:3]] if self.concerning else []
        return whom + [plain(part, "$faint") for part in wrapped(self.say(self.spec.about), cells)]

    def _help(self, cells: int) -> list[Content]:
        if self.going is not None:
            done, total, what = self.going
            head = line(
                Cell(self.say(WORKING), 0, "bold"),
                f"  {done}/{total}  " if total else "  ",
                Cell(what, max(8, cells - 40), "$faint"),
            )
            return [head, bar(done, cells, "$bar", total)] if total else [head]
        found = []
        if self.wrong is not None:
            found += [plain(part, "bold $error") for part in wrapped("! " + self.say(self.wrong[0]), cells)]
        one = self._here()
        if one is not None:
            about = one.field.info
            parts = [self.say(about.help)] if about.help is not None else []
            if about.kind in FORMS and about.help is None:
                parts.append(self.say(FORMS[about.kind]))
            if isinstance(one.control, NamePick):
                parts.append(self.say(DOWN))
            if one.field.required:
                parts.append(self.say(NEEDED))
            joined = ("；" if self.lang == "zh" else "; ").join(parts)
            words = f"{self.say(about.title)}{'：' if self.lang == 'zh' else ': '}{joined}"
            found += [plain(part, "$faint") for part in wrapped(words, cells)]
        return found

    def _here(self) -> FieldLine | None:
        focused = self.focused
        return next((one for one in self.lines if focused is not None and focused in one.walk_children()), None)

    def _tell(self) -> None:
        self.query_one("#help", Laid).show(self._help)
        self.relabel()

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Help to the field under the cursor."""
        self._tell()

    # -- doing ------------------------------------------------------------------------------------------------

    def entries(self) -> dict[str, Any]:
        """What stands in the fields."""
        return {one.field.name: one.value for one in self.lines}

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on; in the last field it does it."""
        event.stop()
        here = self._here()
        if here is not None and here is self.lines[-1]:
            self.action_send()
        else:
            self.focus_next()

    def action_send(self) -> None:
        """Do it, if it is complete."""
        from simulator.classroom.bureau.filling import FillingError, filled

        if self.going is not None:
            return
        try:
            operation = filled(self.spec, {**self.known, **self.entries()}, lambda f: self.say(f.info.title))
        except FillingError as error:
            self._refuse(error.text, error.field)
            return
        self.wrong, self.going, self.sent = None, (0, 0, ""), self.entries()
        self._tell()
        counter = counter_of(self.app, self.spec.bureau)

        def tell(done: int, total: int, what: str) -> None:
            self.post_message(self.Going(done, total, what))

        def work() -> None:
            answer = counter.do(operation, tell)
            self.post_message(self.Done(answer))

        self.run_worker(work, thread=True, exclusive=True, group="office", exit_on_error=False)

    def _refuse(self, text: Text, field: str = "") -> None:
        self.wrong, self.going = (text, field), None
        one = next((one for one in self.lines if one.field.name == field), None)
        for other in self.lines:
            other.set_class(other is one, "wrong")
        if one is not None:
            one.enter()
        self._tell()

    def on_ask_screen_going(self, event: AskScreen.Going) -> None:
        """How far it is."""
        if self.going is not None:
            self.going = (event.done, event.total, event.what)
            self._tell()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What could not be done is told where it was asked; what was typed stays."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "office":
            self._refuse(words_of(event.worker.error))

    def on_ask_screen_done(self, event: AskScreen.Done) -> None:
        """Back, and tell what came of it."""
        self.going = None
        self.app.pop_screen()
        self._then(event.answer)

    def action_back(self) -> None:
        """Close a list that is open; stop what runs; else go back."""
        for pick in self.query(NamePick):
            if pick.is_open:
                pick.close()
                return
        if self.going is not None:
            counter_of(self.app, self.spec.bureau).stop()
            return
        self.app.pop_screen()
