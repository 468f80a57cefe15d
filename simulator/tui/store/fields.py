"""The fields of a form, one row each: what is asked, what was typed, and how it was understood or what is wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from simulator.kernel.book import ViewSpec
from simulator.kernel.messages import FieldSpec, fields_of
from simulator.kernel.text import Text
from simulator.locale import formats
from simulator.locale.width import pad
from simulator.tui.store.model import StoreModel
from simulator.tui.store.understand import CHOOSE, NEEDED, folded, understand, written
from simulator.tui.widgets.cells import NO, YES, Reader, shown
from simulator.tui.widgets.choiceline import ChoiceLine
from simulator.tui.widgets.plain import plain, safe
from simulator.tui.widgets.table import RecordTable
from simulator.tui.widgets.typing import CleanArea, CleanInput

PICK = Text("Down 从列表选", "Down: choose from the list")
PICK_MANY = Text("Down 打开列表，Space 勾选", "Down opens the list, Space marks")
NO_RECORD = Text("没有 {id}，请从列表选（Down）。", "There is no {id}: choose from the list (Down).")
OPTIONAL = Text("可不填", "may stay empty")


@dataclass
class Context:
    """What a field has to know around it."""

    model: StoreModel
    reader: Reader
    currency: Callable[[FieldSpec], str]
    # the records that make sense for a field with what the form holds now; None: all of the table
    fitting: Callable[[FieldSpec], set[str] | None] = lambda field: None


class RecordPick(Vertical):
    """One record or several by number: type it, or open the list beneath."""

    DEFAULT_CSS = """
    RecordPick { height: auto; }
    RecordPick RecordTable { height: 7; background: $surface; display: none; }
    RecordPick.open RecordTable { display: block; }
    """

    class Changed(Message):
        """Other records."""

        def __init__(self, pick: RecordPick) -> None:
            super().__init__()
            self.pick = pick

    def __init__(
        self,
        model: StoreModel,
        view: ViewSpec,
        reader: Reader,
        many: bool,
        value: str,
        fitting: Callable[[], set[str] | None] = lambda: None,
    ) -> None:
        super().__init__()
        self.fitting = fitting
        self.model = model
        self.view = view
        self.reader = reader
        self.many = many
        self._value = value

    def compose(self) -> ComposeResult:
        """The line and the list."""
        yield PickInput(self._value, compact=True, select_on_focus=False)
        yield RecordTable(fields_of(self.view.shows), self.reader, marks=self.many, header=True)

    @property
    def text(self) -> str:
        """What stands in the line."""
        return self.query_one(Input).value

    def set(self, value: str) -> None:
        """Put numbers into the line."""
        self.query_one(Input).value = value

    def ids(self) -> list[str] | Text:
        """The records meant, or which of them there is not."""
        rows = self.model.rows(self.view.name)
        by_id = {str(r.id).casefold(): r.id for r in rows}
        found: list[str] = []
        words = folded(self.text).replace("，", ",").replace("、", ",")
        for word in [w for part in words.split(",") for w in part.split()]:
            id = by_id.get(word.casefold())
            if id is None and word.isdigit():
                fits = [r.id for r in rows if "".join(c for c in r.id if c.isdigit()) == word]
                id = fits[0] if len(fits) == 1 else None
            if id is None:
                return NO_RECORD.fill(id=safe(word)[:30])
            if id not in found:
                found.append(id)
        return found

    @property
    def is_open(self) -> bool:
        """Whether the list is shown."""
        return self.has_class("open")

    def open(self) -> None:
        """Show the list with the cursor on the present record."""
        table = self.query_one(RecordTable)
        fit = self.fitting()
        rows = self.model.rows(self.view.name)
        table.load(rows if fit is None else [r for r in rows if r.id in fit], self.reader)
        ids = self.ids()
        here = ids if isinstance(ids, list) else []
        table.marked = dict.fromkeys(here) if self.many else {}
        self.add_class("open")
        if self.parent is not None:
            self.parent.add_class("opened")
        if here:
            table.show_id(here[0])
        table.focus()
        self.call_after_refresh(self.scroll_visible, animate=False)

    def close(self, leave: bool) -> None:
        """Hide the list; `leave` goes on to the next field."""
        if not self.is_open:
            return
        self.remove_class("open")
        if self.parent is not None:
            self.parent.remove_class("opened")
        self.query_one(Input).focus()
        if leave:
            self.screen.focus_next()

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Enter: this one, or those that are marked."""
        event.stop()
        if self.many:
            self.set(", ".join(event.table.chosen_ids()))
        else:
            self.set(event.table.current_id)
        self.close(leave=True)

    def on_record_table_marked(self, event: RecordTable.Marked) -> None:
        """Marks stand in the line at once."""
        event.stop()
        self.set(", ".join(r.id for r in event.table.shown if r.id in event.table.marked))

    def on_record_table_moved(self, event: RecordTable.Moved) -> None:
        """Of no interest outside."""
        event.stop()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Typing."""
        event.stop()
        self.post_message(self.Changed(self))


class PickInput(CleanInput):
    """A line from which Down opens the list."""

    BINDINGS = [Binding("down", "open_list", "打开列表|Open the list", show=False)]

    def action_open_list(self) -> None:
        """Open it."""
        if isinstance(self.parent, RecordPick):
            self.parent.open()


class FieldRow(Horizontal):
    """One field: title, control, and beside it how the entry was understood or what is wrong with it."""

    class Changed(Message):
        """The entry has changed."""

        def __init__(self, row: FieldRow) -> None:
            super().__init__()
            self.row = row

    def __init__(self, field: FieldSpec, context: Context, value: Any, label: int) -> None:
        super().__init__(classes=f"kind-{field.info.kind}")
        self.field = field
        self.context = context
        self._first = value
        self._label = label
        self.touched = False
        self.refused: Text | None = None
        self.control: Widget | None = None

    # -- making -----------------------------------------------------------------------------------------------

    @property
    def lang(self) -> Any:
        """The language in force."""
        return self.context.reader.lang

    def compose(self) -> ComposeResult:
        """Label, control, note."""
        title = safe(self.field.info.title.of(self.lang))
        star = " *" if self.required else ""
        yield Static(plain(pad(title + star, self._label, ellipsis="..")), classes="label")
        self.control = self._control()
        yield self.control
        if not isinstance(self.control, TextArea):
            yield Static("", classes="note")

    @property
    def required(self) -> bool:
        """Whether it must be filled."""
        return self.field.required and self.field.info.kind != "flag"

    def _control(self) -> Widget:
        field, value, lang = self.field, self._first, self.lang
        about = field.info
        if about.kind == "flag":
            options: list[tuple[Any, str]] = [(False, NO.of(lang)), (True, YES.of(lang))]
            return ChoiceLine(options, bool(value))
        view = self.context.model.rules.views.get(about.record)
        if view is not None and view.kind == "table":
            many = about.kind == "list"
            words = ", ".join(value) if isinstance(value, (tuple, list)) else str(value or "")
            return RecordPick(
                self.context.model, view, self.context.reader, many, words, lambda: self.context.fitting(field)
            )
        if about.choices and about.kind != "list":
            return ChoiceLine([(code, safe(label.of(lang))) for code, label in about.choices.items()], value)
        if about.kind == "long":
            return LongInput(
                str(value or ""), compact=True, soft_wrap=True, show_line_numbers=False, tab_behavior="focus"
            )
        currency = self.context.currency(field)
        words = value if isinstance(value, str) else written(field, value, currency, lang)
        return CleanInput(words, compact=True, select_on_focus=False)

    def on_mount(self) -> None:
        """Say how the filled-in value is understood."""
        self.check()

    # -- the entry --------------------------------------------------------------------------------------------

    def raw(self) -> Any:
        """The entry as it stands, for the draft."""
        control = self.control
        if isinstance(control, ChoiceLine):
            return control.value
        if isinstance(control, RecordPick):
            return control.text
        if isinstance(control, TextArea):
            return control.text
        return control.value if isinstance(control, Input) else None

    def value(self) -> Any:
        """The value meant, or a `Text` that says what is wrong."""
        control, field = self.control, self.field
        if isinstance(control, ChoiceLine):
            if control.value is None:
                return CHOOSE if field.required else field.default
            return control.value
        if isinstance(control, RecordPick):
            ids = control.ids()
            if isinstance(ids, Text):
                return ids
            if not ids:
                return CHOOSE if field.required else field.default
            if control.many:
                return tuple(ids)
            return ids[0] if len(ids) == 1 else Text("这里只能选一个。", "Only one can be chosen here.")
        return understand(field, str(self.raw() or ""), self.context.currency(field), self.lang)

    def check(self) -> bool:
        """Write beside the field how it is understood; whether it can be sent so."""
        value = self.value()
        note = next(iter(self.query(".note").results(Static)), None)
        bad = isinstance(value, Text)
        # an entry that was not begun is asked for, not called wrong
        untouched = bad and value in (NEEDED, CHOOSE) and not self.touched
        self.set_class((bad and not untouched) or self.refused is not None, "wrong")
        if note is not None:
            if self.refused is not None:
                words = Content.assemble(plain("! "), plain(self.refused.of(self.lang)))
            elif untouched:
                words = plain(self._asked(), "$faint")
            elif isinstance(value, Text):
                words = Content.assemble(plain("! "), plain(value.of(self.lang)))
            else:
                words = plain(self._echo(value), "$faint")
            note.update(words)
        return not bad

    def _asked(self) -> str:
        if isinstance(self.control, RecordPick):
            return (PICK_MANY if self.control.many else PICK).of(self.lang)
        if isinstance(self.control, ChoiceLine):
            return CHOOSE.of(self.lang)
        about = self.field.info
        currency = self.context.currency(self.field) if about.kind == "money" else ""
        return " ".join(w for w in (about.unit, currency) if w)

    def _echo(self, value: Any) -> str:
        """The value as understood, in the right format."""
        about, reader = self.field.info, self.context.reader
        if isinstance(self.control, RecordPick):
            if not value:
                return OPTIONAL.of(self.lang)
            ids = value if isinstance(value, (tuple, list)) else (value,)
            if len(ids) > 1:
                return f"{len(ids)} 项" if self.lang == "zh" else f"{len(ids)} chosen"
            row = self.context.model.row(self.control.view.name, ids[0])
            return _called(row, self.control.view, reader)
        if isinstance(self.control, ChoiceLine):
            return ""
        if self.raw() in ("", None):
            return OPTIONAL.of(self.lang) if not self.field.required else ""
        if about.kind == "money" and isinstance(value, int):
            return self._money(value)
        if about.kind in ("grams", "bp", "duration") and isinstance(value, int):
            return shown(value, about, None, reader)
        if about.kind in ("minute", "due") and isinstance(value, int):
            return formats.sim_time_long(value, reader.epoch, self.lang) if reader.epoch else formats.sim_time(value)
        if about.kind == "int" and isinstance(value, int):
            typed = str(self.raw()).strip()
            return "" if typed == str(value) and not about.unit else f"{value:,d} {about.unit}".strip()
        if isinstance(value, str) and value != str(self.raw()).strip():
            return safe(value)
        return about.unit

    def _money(self, value: int) -> str:
        currency = self.context.currency(self.field)
        if not currency:
            return f"{value:,d}"
        words = formats.money(value, currency, self.lang)
        if currency != "CNY":
            yuan = in_yuan(self.context.model, value, currency)
            if yuan is not None:
                words += f" = {formats.money(yuan, 'CNY', self.lang)}"
        return words

    # -- events -----------------------------------------------------------------------------------------------

    def _changed(self) -> None:
        self.touched = True
        self.refused = None
        self.check()
        self.post_message(self.Changed(self))

    def on_input_changed(self, event: Input.Changed) -> None:
        """Typed."""
        event.stop()
        if event.input is self.control:
            self._changed()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Typed."""
        event.stop()
        self._changed()

    def on_choice_line_changed(self, event: ChoiceLine.Changed) -> None:
        """Chosen."""
        event.stop()
        self._changed()

    def on_record_pick_changed(self, event: RecordPick.Changed) -> None:
        """Chosen or typed."""
        event.stop()
        self._changed()

    def enter(self) -> None:
        """Put the cursor here."""
        control = self.control
        if isinstance(control, RecordPick):
            control.query_one(Input).focus()
        elif control is not None:
            control.focus()


class LongInput(CleanArea):
    """Several lines of words."""


def _called(row: Any, view: ViewSpec, reader: Reader) -> str:
    """What a record is called beside its number."""
    if row is None:
        return ""
    for field in fields_of(view.shows):
        if field.info.kind in ("text",) and field.name not in ("id", "currency", "market"):
            words = shown(getattr(row, field.name), field.info, row, reader)
            if words not in ("-", row.id):
                return words
    return ""


def in_yuan(model: StoreModel, minor: int, currency: str) -> int | None:
    """An amount in CNY fen at today's rate, where the rulebook has one."""
    from simulator.desks.store.cash import exchange
    from simulator.parts.rulebook import Rulebook

    seen = model.attempt.engine.seen()
    try:
        return exchange(seen.of(Rulebook), seen.now, minor, currency, "CNY")
    except (ArithmeticError, LookupError, ValueError):
        return None
