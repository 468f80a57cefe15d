"""How a value of a record is written, from its field's `Info` alone: the same in tables, details, forms and messages."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

import msgspec

from simulator.kernel.messages import FieldSpec, Info
from simulator.kernel.text import Lang, Text
from simulator.locale.values import number
from simulator.locale.width import pad, truncate, width
from simulator.tui.widgets.plain import safe

BAR = 4
FIGURE = 8
DOTS = ".."

YES = Text("是", "yes")
NO = Text("否", "no")


@dataclass(frozen=True)
class Reader:
    """Who reads: language, sim minute, and the calendar day of D1."""

    lang: Lang
    now: int = 0
    epoch: datetime.date | None = None


def shown(value: Any, about: Info, holder: Any, reader: Reader) -> str:
    """The value in words and figures, on one line; an absent one is a dash."""
    kind, lang = about.kind, reader.lang
    if value is None or (value == "" and "" not in about.choices):
        return "-"
    if isinstance(value, Text):
        return safe(value.of(lang))
    if isinstance(value, bool):
        return (YES if value else NO).of(lang)
    if isinstance(value, int):
        return number(value, about, holder, lang, reader.now)
    if isinstance(value, (tuple, list)):
        return _several(value, about, reader)
    if isinstance(value, dict):
        return (
            ", ".join(f"{safe(k)} {shown(v, Info(title=about.title), holder, reader)}" for k, v in value.items()) or "-"
        )
    if isinstance(value, msgspec.Struct):
        return ", ".join(safe(v) for v in msgspec.structs.astuple(value) if isinstance(v, str) and v)
    if kind == "choice" or about.choices:
        label = about.choices.get(str(value))
        return safe(label.of(lang) if label is not None else value)
    return safe(value)


def _several(values: Any, about: Info, reader: Reader) -> str:
    if not values:
        return "-"
    words = []
    for one in values:
        if isinstance(one, Text):
            words.append(safe(one.of(reader.lang)))
        elif isinstance(one, msgspec.Struct):
            words.append(shown(one, Info(title=about.title), None, reader))
        else:
            label = about.choices.get(str(one))
            words.append(safe(label.of(reader.lang) if label is not None else one))
    return ", ".join(words)


RIGHT = ("int", "money", "grams", "bp", "duration")
_NARROWEST = {"text": 12, "long": 12, "choice": 10, "list": 10}
_WIDEST = {"text": 26, "long": 40, "choice": 20, "id": 20, "list": 24}
Piece = tuple[str, str]  # words and the name of their style


@dataclass
class Column:
    """One column of a table: the field, how wide it is now and how narrow it may become."""

    field: FieldSpec
    title: str
    natural: int
    least: int
    width: int
    content: int = 0  # what the sampled rows need without the title

    @property
    def right(self) -> bool:
        """Whether figures stand at the right edge."""
        return self.field.info.kind in RIGHT


def columns(fields: tuple[FieldSpec, ...], sample: list[Any], cells: int, reader: Reader, screen: int) -> list[Column]:
    """The columns that fit into `cells`, as wide as the sampled rows ask for; some stay away on narrow screens."""
    named = {f.info.currency for f in fields if f.info.kind == "money"}
    found: list[Column] = []
    for field in fields:
        about = field.info
        if not about.wide and screen < 110:
            continue
        if field.name in named and field.name == "currency":
            continue  # it stands with every amount
        if about.title.zh == field.name:
            continue  # a field without `info()` is not for people
        title = safe(about.title.of(reader.lang))
        if about.kind == "due":
            need = least = widest = BAR + 1 + FIGURE
        elif about.kind == "flag":
            need, least, widest = width(title), 4, 3
        else:
            widest = max([width(_words(row, field, reader)) for row in sample], default=0)
            need = min(max(width(title), widest), _WIDEST.get(about.kind, 24))
            # a long title may be cut before any content is; figures and numbers never are
            least = min(need, max(4, min(widest, _NARROWEST.get(about.kind, need))))
        found.append(Column(field, title, need, least, need, widest))
    _fit(found, cells)
    return found


def _fit(found: list[Column], cells: int) -> None:
    """Leave out what is only for wide screens, narrow the words, then leave out more from the right."""
    while found:
        over = sum(c.width for c in found) + 2 * (len(found) - 1) - cells
        if over <= 0:
            return
        extra = [c for c in found if not c.field.info.wide]
        if extra:
            found.remove(extra[-1])
            continue
        soft = [c for c in found if c.width > c.least]
        if not soft:
            if len(found) == 1:
                found[0].width = max(1, cells)
                return
            # the time left goes last of all: it is what the eye looks for
            droppable = [c for c in found[1:] if c.field.info.kind != "due"] or found[1:]
            found.remove(droppable[-1])
            for column in found:
                column.width = column.natural
            continue
        max(soft, key=lambda c: (c.width - c.least) * (3 if c.width > c.content else 1)).width -= 1
    return


def _words(row: Any, field: FieldSpec, reader: Reader) -> str:
    return shown(getattr(row, field.name), field.info, row, reader)


def time_left(minutes: int, lang: Lang) -> str:
    """Time left in at most eight cells: `2时40分`, `2h 40m`; what is overdue in its largest unit only: `超 2时`, `-2h`."""
    late = minutes < 0
    days, rest = divmod(abs(minutes), 1440)
    hours, rest = divmod(rest, 60)
    units = [(days, "天", "d"), (hours, "时", "h"), (rest, "分", "m")]
    first = next((i for i, u in enumerate(units) if u[0]), 2)
    shown_units = [units[first]] + (
        [u for u in units[first + 1 : first + 2] if u[0]] if not late and days < 100 else []
    )
    if lang == "zh":
        return ("超 " if late else "") + "".join(f"{n}{zh}" for n, zh, _ in shown_units)
    return ("-" if late else "") + " ".join(f"{n}{en}" for n, _, en in shown_units)


def due_pieces(due: int | None, reader: Reader, cells: int, mono: bool = False) -> list[Piece]:
    """Time left as a short bar and a figure; overdue has another shape."""
    rest = max(0, cells - BAR - 1)
    if due is None:
        return [(pad("", BAR + 1), ""), (pad("-", rest), "faint")]
    left = due - reader.now
    figure = pad(time_left(left, reader.lang), rest, ellipsis=DOTS)
    if left < 0:
        return [(" !! ", "late"), (" ", ""), (figure, "bad")]
    # the bar grows with what is left: an hour, four hours, twelve, more
    steps = next((i for i, limit in enumerate((60, 240, 720)) if left < limit), 3) + 1
    style = "soon" if left < 240 else "bar"
    full, none = ("=" * steps, "." * (BAR - steps)) if mono else (" " * steps, " " * (BAR - steps))
    return [(full, style), (none, "rest"), (" ", ""), (figure, "warn" if left < 60 else "")]


def cell(row: Any, column: Column, reader: Reader, mono: bool = False) -> list[Piece]:
    """One cell, exactly as wide as its column."""
    about = column.field.info
    value = getattr(row, column.field.name)
    if about.kind == "due":
        return due_pieces(value, reader, column.width, mono)
    if about.kind == "flag" or isinstance(value, bool):
        return [(pad(YES.of(reader.lang) if value else "-", column.width), "good" if value else "faint")]
    words = shown(value, about, row, reader)
    style = "faint" if words == "-" else "number" if column.right else "id" if about.kind == "id" else ""
    return [(pad(words, column.width, "right" if column.right else "left", DOTS), style)]


def heading(column: Column) -> str:
    """The title, aligned as its figures are."""
    return pad(column.title, column.width, "right" if column.right else "left", DOTS)


def short(words: str, cells: int) -> str:
    """Cut to so many cells, with two plain dots at the end."""
    return truncate(words, cells, DOTS)
