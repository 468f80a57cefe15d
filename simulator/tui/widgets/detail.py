"""One record laid out from its struct alone: pairs in columns, nested records, lists as small tables, messages as a thread."""

from __future__ import annotations

from typing import Any, get_args

import msgspec
from textual.content import Content

from simulator.kernel.messages import FieldSpec, Info, fields_of
from simulator.kernel.text import Text
from simulator.locale.formats import sim_time
from simulator.locale.values import currency_of
from simulator.locale.width import pad, width
from simulator.tui.widgets.cells import RIGHT, Reader, columns, due_pieces, heading, shown
from simulator.tui.widgets.plain import plain, safe

GAP = 3
_DUE_STYLE = {"late": "$late-text on $late", "bad": "bold $error", "warn": "bold $warning", "bar": "on $bar", "soon": "on $bar-soon",
              "rest": "on $bar-rest", "faint": "$faint"}  # fmt: skip
NONE = Text("无", "none")


def wrap(words: str, cells: int) -> list[str]:
    """Lines of at most so many cells, broken at blanks or between Chinese characters; line breaks stay."""
    out: list[str] = []
    cells = max(2, cells)
    for paragraph in words.split("\n"):
        line, used = "", 0
        for token in _tokens(paragraph):
            need = width(token)
            if used + need > cells and line:
                if line.strip():
                    out.append(line.rstrip())
                line, used = "", 0
                token = token.lstrip()
                need = width(token)
            while need > cells:
                cut = _fits(token, cells - used)
                out.append(line + token[:cut])
                line, used, token = "", 0, token[cut:]
                need = width(token)
            line += token
            used += need
        out.append(line.rstrip())
    return out


def _tokens(words: str) -> list[str]:
    found: list[str] = []
    for char in words:
        if (
            (
                found
                and char.isascii()
                and not char.isspace()
                and found[-1][-1:].isascii()
                and not found[-1][-1:].isspace()
            )
            or (found and char in "，。；：！？、）”’…")
            or (found and char.isspace())
        ):
            found[-1] += char
        else:
            found.append(char)
    return found


def _fits(words: str, cells: int) -> int:
    used = 0
    for index, char in enumerate(words):
        used += width(char)
        if used > cells:
            return max(1, index)
    return len(words)


def record_content(record: Any, reader: Reader, cells: int, skip: tuple[str, ...] = ()) -> Content:
    """The record as content of so many cells."""
    return Content("\n").join(record_lines(record, reader, cells, skip)) if record is not None else Content("")


def thread_of(record: Any) -> Any:
    """The messages a record holds, if it is a conversation."""
    for field in fields_of(type(record)):
        row = _row_type(field)
        if row is not None and any(f.info.kind == "long" for f in fields_of(row)):
            return getattr(record, field.name)
    return None


def record_lines(record: Any, reader: Reader, cells: int, skip: tuple[str, ...] = ()) -> list[Content]:
    """The record line by line."""
    pairs: list[tuple[str, Content, int]] = []
    blocks: list[list[Content]] = []
    fields = [f for f in fields_of(type(record)) if f.info.title.zh != f.name and f.name not in skip]
    money = any(f.info.kind == "money" for f in fields)
    for field in fields:
        value = getattr(record, field.name)
        if field.name == "currency" and money:
            continue
        title = safe(field.info.title.of(reader.lang))
        if isinstance(value, msgspec.Struct) and not isinstance(value, Text):
            blocks.append([_heading(title, cells), *record_lines(value, reader, cells)])
        elif isinstance(value, (tuple, list)) and (_row_type(field) or (value and _is_row(value[0]))):
            blocks.append([_heading(title, cells), *_rows(value, field, record, reader, cells)])
        elif field.info.kind == "long":
            words = safe(value.of(reader.lang) if isinstance(value, Text) else value or "-", True)
            blocks.append([_heading(title, cells), *[plain(line) for line in wrap(words, cells)]])
        else:
            pairs.append((title, *_value(value, field, record, reader)))
    out = _columns(pairs, cells)
    for block in blocks:
        out += block
    return out


def _is_row(value: Any) -> bool:
    return isinstance(value, msgspec.Struct) and not isinstance(value, Text)


def _row_type(field: FieldSpec) -> type[msgspec.Struct] | None:
    for inner in get_args(field.type):
        if isinstance(inner, type) and issubclass(inner, msgspec.Struct) and inner is not Text:
            return inner
    return None


def _heading(title: str, cells: int) -> Content:
    return plain(pad(f" {title}", cells), "$faint on $panel")


def _value(value: Any, field: FieldSpec, record: Any, reader: Reader) -> tuple[Content, int]:
    if field.info.kind == "due" and value is not None:
        pieces = due_pieces(value, reader, 13)
        parts = [plain(words, _DUE_STYLE.get(style, "")) for words, style in pieces]
        return Content.assemble(*parts), sum(width(w) for w, _ in pieces)
    words = shown(value, field.info, record, reader)
    style = "$faint" if words == "-" else "bold" if field.info.kind == "id" else ""
    return plain(words, style), width(words)


def _columns(pairs: list[tuple[str, Content, int]], cells: int) -> list[Content]:
    """Label and value, two pairs to a line where there is room for both."""
    if not pairs:
        return []
    label = min(max(width(t) for t, _, _ in pairs), 20)
    half = (cells - GAP) // 2
    room = half - label - 1
    two = room >= 14
    out: list[Content] = []
    waiting: Content | None = None
    for title, value, need in pairs:
        head = plain(pad(title, label, ellipsis=".."), "$faint")
        if two and need <= room:
            one = Content.assemble(head, Content(" "), value)
            if waiting is None:
                waiting = Content.assemble(one, Content(" " * (room - need + GAP)))
            else:
                out.append(waiting + one)
                waiting = None
            continue
        if waiting is not None:
            out.append(waiting)
            waiting = None
        rest = wrap(value.plain, cells - label - 1) if need > cells - label - 1 else None
        if rest is None:
            out.append(Content.assemble(head, Content(" "), value))
        else:
            out.append(Content.assemble(head, Content(" "), plain(rest[0])))
            out += [plain(" " * (label + 1) + line) for line in rest[1:]]
    if waiting is not None:
        out.append(waiting)
    return out


def _rows(rows: Any, field: FieldSpec, record: Any, reader: Reader, cells: int) -> list[Content]:
    if not rows:
        return [plain(NONE.of(reader.lang), "$faint")]
    fields = fields_of(type(rows[0]))
    if any(f.info.kind == "long" for f in fields):
        return thread_lines(rows, reader, cells)
    fitted = columns(fields, list(rows[:200]), cells, reader, 200)
    out = [plain("  ".join(heading(c) for c in fitted).rstrip(), "$faint")]
    for row in rows:
        parts: list[Content] = []
        for column in fitted:
            about = column.field.info
            if about.kind == "money" and not currency_of(about, row) and record is not None:
                about = msgspec.structs.replace(about, currency=currency_of(about, record))
            words = shown(getattr(row, column.field.name), about, row, reader)
            parts.append(plain(pad(words, column.width, "right" if about.kind in RIGHT else "left", "..") + "  "))
        out.append(Content.assemble(*parts).rstrip())
    return out


def thread_lines(messages: Any, reader: Reader, cells: int) -> list[Content]:
    """Messages one after the other: who and when, the text, and its translation where there is one."""
    out: list[Content] = []
    for message in messages:
        who = minute = gist = None
        text = ""
        mine = False
        for field in fields_of(type(message)):
            value = getattr(message, field.name)
            if field.info.kind == "long" and not text:
                text = safe(value.of(reader.lang) if isinstance(value, Text) else value, True)
            elif field.info.kind == "minute" and minute is None:
                minute = sim_time(value, reader.lang)
            elif field.info.kind == "choice" and who is None:
                who = shown(value, field.info, message, reader)
                mine = value == "me"
            elif isinstance(value, Text) and gist is None and field.info.title.zh != field.name:
                gist = safe(value.of(reader.lang), True)
        head = "  ".join(w for w in (who, minute) if w)
        if out:
            out.append(Content(""))
        out.append(plain(head, "bold $secondary" if mine else "bold $primary"))
        indent = "    " if mine else "  "
        out += [plain(indent + line) for line in wrap(text, cells - len(indent))]
        if gist and gist.strip() and gist.strip() != text.strip():
            out += [plain(indent + line, "$faint italic") for line in wrap(gist, cells - len(indent))]
    return out


def related(record: Any, views: Any) -> list[tuple[str, str]]:
    """Records that this one points to, as (record view, key): by a field that names a table, or is called like a view; then
    the items that its lines name (`sku`)."""
    found: list[tuple[str, str]] = []
    items: list[tuple[str, str]] = []
    for field in fields_of(type(record)):
        value = getattr(record, field.name)
        if isinstance(value, tuple) and "item" in views:
            items += [("item", line.sku) for line in value if isinstance(getattr(line, "sku", None), str)]
        if not isinstance(value, str) or not value or (field.info.kind == "id" and not field.info.record):
            continue
        view = ""
        if field.info.record in views:
            view = views[field.info.record].record
        elif field.name in views and views[field.name].kind == "record":
            view = field.name
        if view:
            found.append((view, value))
    # what is in the box comes first: its facts are what declarations and labels are made from
    return list(dict.fromkeys(items)) + found


def about_of(cls: type[msgspec.Struct], name: str) -> Info | None:
    """The `Info` of one field, if there is such a field."""
    return next((f.info for f in fields_of(cls) if f.name == name), None)
