"""A form made from a command class: every operation of the store is filled in here, a reply to a buyer as well."""

from __future__ import annotations

import re
from typing import Any, cast

import msgspec
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.events import DescendantFocus
from textual.message import Message
from textual.widgets import Input, OptionList, Static, TextArea
from textual.widgets.option_list import Option

from simulator.kernel.book import CommandSpec
from simulator.kernel.messages import Command, FieldSpec
from simulator.kernel.text import Text
from simulator.locale.width import width
from simulator.tui.store.fields import Context, FieldRow, LongInput, RecordPick
from simulator.tui.store.model import StoreModel
from simulator.tui.store.phrases import PHRASES
from simulator.tui.store.reading import heard, reading_lines
from simulator.tui.widgets.cells import Reader
from simulator.tui.widgets.laid import Laid
from simulator.tui.widgets.plain import plain, safe

COSTS = Text("用时 {n} 分", "takes {n} min")
MEND = Text("请先改好标“!”的栏目。", "Mend what is marked with ! first.")
DRAFT = Text("草稿", "draft")
READS = Text("系统读到", "What your text says")


def draft_key(spec: CommandSpec, key: str) -> str:
    """Under which name the draft of a form is kept."""
    return f"{spec.tag}/{key}"


class FormPane(Vertical):
    """The form. Posts `Send` with the finished command and `Away` when it is put away."""

    BINDINGS = [
        Binding("ctrl+s,ctrl+j", "send", "提交|Send", priority=True, show=False),
        Binding("escape", "away", "收起|Put away", show=False),
        Binding("ctrl+g", "phrases", "短语|Phrases", priority=True, show=False),
        Binding("down", "next", "下一栏|Next field", show=False),
        Binding("up", "previous", "上一栏|Previous field", show=False),
    ]

    class Send(Message):
        """The command is complete."""

        def __init__(self, form: FormPane, command: Command) -> None:
            super().__init__()
            self.form = form
            self.command = command

    class Away(Message):
        """The form was put away."""

        def __init__(self, form: FormPane) -> None:
            super().__init__()
            self.form = form

    class Focused(Message):
        """The cursor went to another field."""

        def __init__(self, field: FieldSpec) -> None:
            super().__init__()
            self.field = field

    def __init__(
        self, model: StoreModel, spec: CommandSpec, key: str, marked: tuple[str, ...], reader: Reader, record: Any
    ) -> None:
        super().__init__(id="form")
        self.model = model
        self.spec = spec
        self.key = key
        self.reader = reader
        self.record = record
        self.title_words = spec.title.of(reader.lang)
        kept = model.drafts.get(draft_key(spec, key))
        self.from_draft = kept is not None
        self._values = kept if kept is not None else self._first(marked)
        self.long = any(f.info.kind == "long" for f in spec.fields)
        self.rows: list[FieldRow] = []
        self._around = Context(model, reader, self.currency, self._fitting)
        self.set_class(self.long, "composer")

    def _first(self, marked: tuple[str, ...]) -> dict[str, Any]:
        """Defaults, what the system copies, then the record the form was opened for."""
        values: dict[str, Any] = {f.name: f.default for f in self.spec.fields if f.default is not None}
        values.update(self.model.prefill(self.spec, self.key))
        field = self.spec.record
        if field is not None:
            if field.info.kind == "list" and marked:
                values[field.name] = tuple(marked)
            elif field.info.kind != "list" and self.key:
                values[field.name] = self.key
        return values

    def compose(self) -> ComposeResult:
        """Title, fields, what was refused, the keys."""
        label = min(max([width(f.info.title.of(self.reader.lang)) + 2 for f in self.spec.fields], default=8), 24)
        yield Static(self._title(), classes="form-title")
        self.rows = [FieldRow(f, self._around, self._values.get(f.name), label) for f in self.spec.fields]
        with VerticalScroll(classes="form-fields", can_focus=False):
            yield from self.rows
        if self.long:
            yield OptionList(markup=False, classes="phrases")
            yield Laid(classes="reading")
        yield Static("", classes="refusal")

    def _title(self) -> Content:
        parts = [plain(f" {self.title_words}", "bold $primary")]
        if self.key:
            parts.append(plain(f"  {self.key}", "bold"))
        minutes = self.spec.minutes
        if isinstance(minutes, int) and minutes:
            parts.append(plain("   " + COSTS.of(self.reader.lang).format(n=minutes), "$faint"))
        if self.model.allows.coach and self.spec.requirements:
            parts.append(plain("   " + " ".join(self.spec.requirements[:3]), "$faint"))
        if self.from_draft:
            parts.append(plain(f"   [{DRAFT.of(self.reader.lang)}]", "$warning"))
        return Content.assemble(*parts)

    def on_mount(self) -> None:
        """The cursor goes to the first field that wants filling."""
        empty = next((r for r in self.rows if isinstance(r.value(), Text)), None)
        chosen = next((r for r in self.rows if self.spec.record is None or r.field is not self.spec.record), None)
        first = empty or chosen or (self.rows[0] if self.rows else None)
        if self.long:
            first = next(r for r in self.rows if r.field.info.kind == "long")
        if first is not None:
            first.enter()
        else:
            self.can_focus = True
            self.focus()
        if self.long and self.key and self.spec.record is not None:
            for row in self.rows:  # it stands in the title already
                row.display = row.field.name != self.spec.record.name
        self._read()

    def make_room(self, lines: int) -> None:
        """How many lines the form may take in all."""
        fields = self.query_one(".form-fields")
        extra = 2 + (6 if self.long else 0)
        fields.styles.max_height = max(5, lines - extra)
        for area in self.query(LongInput):
            area.styles.height = max(4, min(14, lines // 3))

    # -- values -----------------------------------------------------------------------------------------------

    def currency(self, field: FieldSpec) -> str:
        """The currency of an amount: written down, from another field of the form, or from the record."""
        name = field.info.currency
        if re.fullmatch(r"[A-Z]{3}", name):
            return name
        for row in self.rows:
            if row.field.name == name:
                word = str(row.raw() or "").strip().upper()
                if re.fullmatch(r"[A-Z]{3}", word):
                    return word
        first = self._values.get(name)
        if isinstance(first, str) and re.fullmatch(r"[A-Z]{3}", first):
            return first
        word = getattr(self.record, "currency", "")
        return word if isinstance(word, str) and re.fullmatch(r"[A-Z]{3}", word) else ""

    def _fitting(self, field: FieldSpec) -> set[str] | None:
        """The records that make sense for a field, when the operation's page says so."""
        narrow = self.model.rules.book.narrows.get((self.spec.cls, field.name))
        return None if narrow is None else set(narrow(self.model.attempt.engine.seen(), self.raw()))

    def raw(self) -> dict[str, Any]:
        """The entries as they stand."""
        return {row.field.name: row.raw() for row in self.rows}

    def text(self) -> str:
        """The message being written."""
        area = next(iter(self.query(LongInput)), None)
        return area.text if area is not None else ""

    def keep(self) -> None:
        """Keep the entries as a draft, if anything was typed."""
        if any(row.touched for row in self.rows) or self.from_draft:
            self.model.drafts[draft_key(self.spec, self.key)] = self.raw()

    def refuse(self, reason: Text) -> None:
        """The world would not carry it out: say why at the form."""
        self.query_one(".refusal", Static).update(plain("! " + reason.of(self.reader.lang)))
        self.add_class("refused")

    def command(self) -> Command | None:
        """The finished command; None when something is still wrong, which is then shown."""
        values: dict[str, Any] = {}
        wrong: list[FieldRow] = []
        for row in self.rows:
            row.touched = True
            if not row.check():
                wrong.append(row)
            values[row.field.name] = row.value()
        if wrong:
            self.refuse(MEND if not isinstance(wrong[0].control, TextArea) else _said(wrong[0].value()))
            wrong[0].enter()
            return None
        try:
            return self.model.rules.convert(self.spec.tag, values)
        except msgspec.ValidationError as error:
            self._point_at(str(error))
            return None

    def _point_at(self, message: str) -> None:
        match = re.search(r"`\$\.([a-z_0-9]+)", message)
        row = next((r for r in self.rows if match and r.field.name == match[1]), None)
        words = safe(message)
        if row is not None:
            row.refused = Text(f"不能这样填：{words}", f"This cannot be used: {words}")
            row.check()
            row.enter()
        self.refuse(Text(f"不能这样填：{words}", f"This cannot be used: {words}"))

    # -- events -----------------------------------------------------------------------------------------------

    def action_send(self) -> None:
        """Send it, if it is complete."""
        command = self.command()
        if command is not None:
            self.post_message(self.Send(self, command))

    def action_away(self) -> None:
        """Close a list that is open, else put the form away."""
        if self.screen.has_class("asking"):
            cast(Any, self.screen).stop_asking()
            return
        phrases = next(iter(self.query(".phrases").results(OptionList)), None)
        if phrases is not None and phrases.has_class("open"):
            phrases.remove_class("open")
            self.query_one(LongInput).focus()
            return
        for pick in self.query(RecordPick):
            if pick.is_open:
                pick.close(leave=False)
                return
        self.keep()
        self.post_message(self.Away(self))

    def action_next(self) -> None:
        """The next field."""
        self.screen.focus_next("FormPane Input, FormPane ChoiceLine, FormPane LongInput")

    def action_previous(self) -> None:
        """The previous field."""
        self.screen.focus_previous("FormPane Input, FormPane ChoiceLine, FormPane LongInput")

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter goes on; in the last field it sends."""
        event.stop()
        rows = self.rows
        if rows and rows[-1].control is not None and event.input in rows[-1].walk_children():
            self.action_send()
        else:
            self.action_next()

    def on_field_row_changed(self, event: FieldRow.Changed) -> None:
        """Other fields may be understood otherwise now (a currency); the refusal no longer stands."""
        event.stop()
        if self.has_class("refused"):
            self.remove_class("refused")
        for row in self.rows:
            if row is not event.row and row.field.info.currency == event.row.field.name:
                row.check()
        if event.row.field.info.kind == "long":
            self._read()

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Tell which field it is."""
        for row in self.rows:
            if event.widget in row.walk_children():
                self.post_message(self.Focused(row.field))
                return

    def focused_field(self) -> FieldSpec | None:
        """The field with the cursor."""
        here = self.screen.focused
        for row in self.rows:
            if here is not None and here in row.walk_children():
                return row.field
        return None

    # -- writing ----------------------------------------------------------------------------------------------

    def _read(self) -> None:
        """Under the text: what it says, where that may be shown."""
        if not self.long:
            return
        pane = self.query_one(".reading", Laid)
        if not self.model.allows.preview:
            pane.display = False
            return
        text, asked, lang = self.text(), heard(self.record), self.reader.lang
        pane.show(lambda cells: reading_lines(text, asked, lang, cells))

    def action_phrases(self) -> None:
        """The list of phrases."""
        phrases = next(iter(self.query(".phrases").results(OptionList)), None)
        if phrases is None:
            return
        if phrases.has_class("open"):
            self.action_away()
            return
        phrases.clear_options()
        wanted = getattr(self.record, "language", self.reader.lang)
        phrases.add_options([Option(plain(_phrase(p, wanted))) for p in PHRASES])
        phrases.highlighted = 0
        phrases.add_class("open")
        phrases.focus()

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Put the phrase where the cursor is."""
        event.stop()
        wanted = getattr(self.record, "language", self.reader.lang)
        area = self.query_one(LongInput)
        phrase = _phrase(PHRASES[event.option_index], wanted)
        before = area.document.get_line(area.cursor_location[0])[: area.cursor_location[1]]
        gap = " " if before and not before.endswith(" ") and phrase.isascii() else ""
        area.insert(gap + phrase)
        event.option_list.remove_class("open")
        area.focus()


def _phrase(phrase: Text, language: str) -> str:
    return phrase.zh if language.startswith("zh") else phrase.en


def _said(value: Any) -> Text:
    return value if isinstance(value, Text) else MEND
