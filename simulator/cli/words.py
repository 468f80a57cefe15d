"""Records and events in plain words: aligned by terminal cells, without markup, for pipes and screen readers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec

from simulator.kernel.messages import FieldSpec, fields_of
from simulator.kernel.text import Text
from simulator.locale.clean import clean
from simulator.locale.telling import Reader, command_words, evidence, fill, places, shown, tell
from simulator.locale.values import currency_of
from simulator.locale.width import width

NONE = Text("（无）", "(none)")
RIGHT = ("int", "money", "grams", "bp", "duration", "due")


# -- tables and records ---------------------------------------------------------------------------------------


def table(head: Sequence[str], rows: Iterable[Sequence[str]], right: Iterable[int] = ()) -> Iterator[str]:
    """Lines of a table whose columns line up also where characters take two cells; nothing is cut off."""
    whole = [list(head), *[list(row) for row in rows]]
    numbers = set(right)
    cells = [max(width(row[i]) for row in whole) for i in range(len(head))]
    for row in whole:
        parts = []
        for i, word in enumerate(row):
            gap = " " * (cells[i] - width(word))
            parts.append(gap + word if i in numbers else word + gap)
        yield "  ".join(parts).rstrip()


def struct_table(cls: type[msgspec.Struct], rows: Sequence[Any], reader: Reader, holder: Any = None) -> Iterator[str]:
    """Rows of a view as a table; a currency that stands with its amounts gets no column of its own."""
    fields = [f for f in fields_of(cls) if _for_people(f)]
    if any(f.info.kind == "money" for f in fields):
        fields = [f for f in fields if f.name != "currency"]
    if not rows:
        yield NONE.of(reader.lang)
        return
    yield from table(
        [f.info.title.of(reader.lang) for f in fields],
        [[shown(getattr(row, f.name), f.info, _holder(f, row, holder), reader) for f in fields] for row in rows],
        [i for i, f in enumerate(fields) if f.info.kind in RIGHT],
    )


def _holder(field: FieldSpec, row: Any, outer: Any) -> Any:
    return outer if field.info.kind == "money" and outer is not None and not currency_of(field.info, row) else row


def _for_people(field: FieldSpec) -> bool:
    return field.info.title.zh != field.name  # a field without `info()` is not for people


def struct_record(record: msgspec.Struct, reader: Reader, indent: str = "") -> Iterator[str]:
    """One record: a line for each field, then what is nested in it."""
    fields = [f for f in fields_of(type(record)) if _for_people(f)]
    if any(f.info.kind == "money" for f in fields):
        fields = [f for f in fields if f.name != "currency"]
    nested = [f for f in fields if _is_nested(getattr(record, f.name), f)]
    plain = [f for f in fields if f not in nested]
    wide = max((width(f.info.title.of(reader.lang)) for f in plain), default=0)
    for field in plain:
        title = field.info.title.of(reader.lang)
        words = shown(getattr(record, field.name), field.info, record, reader)
        yield f"{indent}{title}{' ' * (wide - width(title))}  {words}".rstrip()
    for field in nested:
        yield f"{indent}{field.info.title.of(reader.lang)}:"
        yield from _nested(getattr(record, field.name), record, reader, indent + "  ")


def _is_nested(value: Any, field: FieldSpec) -> bool:
    if isinstance(value, msgspec.Struct) and not isinstance(value, Text):
        return True
    if isinstance(value, (tuple, list)) and value and isinstance(value[0], msgspec.Struct):
        return not isinstance(value[0], Text)
    return field.info.kind == "long" and bool(value)


def _nested(value: Any, holder: Any, reader: Reader, indent: str) -> Iterator[str]:
    if isinstance(value, (str, Text)):
        words = value.of(reader.lang) if isinstance(value, Text) else value
        yield from (indent + line for line in clean(words, multiline=True).split("\n"))
    elif isinstance(value, msgspec.Struct):
        yield from struct_record(value, reader, indent)
    elif any(f.info.kind == "long" or f.info.kind == "list" for f in fields_of(type(value[0]))):
        for number, one in enumerate(value):
            if number:
                yield ""
            yield from struct_record(one, reader, indent)
    else:
        yield from (indent + line for line in struct_table(type(value[0]), value, reader, holder))


__all__ = [
    "NONE", "Reader", "command_words", "evidence", "fill", "places", "shown", "struct_record", "struct_table", "table", "tell",
]  # fmt: skip
