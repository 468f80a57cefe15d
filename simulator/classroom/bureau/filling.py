"""From what a person filled in, on a line or in a form, to an operation; what is wrong with it is told by field."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from simulator.classroom.bureau.model import Operation, Spec
from simulator.classroom.errors import ClassroomError, clip
from simulator.kernel.complaints import told
from simulator.kernel.messages import FieldSpec
from simulator.kernel.text import Text
from simulator.locale.clean import clean


class FillingError(ClassroomError):
    """A field cannot be what it was said to be; `field` is its name where that is known."""

    def __init__(self, text: Text, field: str = "") -> None:
        super().__init__("filling", text)
        self.field = field


def _own(field: FieldSpec) -> str:
    return field.name


def filled(spec: Spec, given: Mapping[str, Any], called: Callable[[FieldSpec], str] = _own) -> Operation:
    """The operation with these fields as words or as values; None, and an empty word where something has to be chosen or counted,
    leave a field as it is by default. `called` is how a field is spoken of. Raises FillingError."""
    said: dict[str, Any] = {}
    for field in spec.fields:
        value = given.get(field.name)
        if value is None or (value == "" and (field.info.kind in ("int", "choice") or field.required)):
            continue
        if isinstance(value, str):  # one line without control characters, as it will be kept; a path is what it is
            value = value.strip() if field.info.kind == "path" else clean(value).strip()
        said[field.name] = value
        choices = field.info.choices
        if choices and value not in choices and value != field.default:
            raise FillingError(_no_choice(field, str(value)), field.name)
    try:
        return msgspec.convert(said, spec.cls, strict=False)
    except msgspec.ValidationError as error:
        wrong = next(
            (f for f in spec.fields if f"`$.{f.name}" in str(error) or f"required field `{f.name}`" in str(error)), None
        )
        text = told(str(error), spec.name, spec.fields)
        if wrong is None:
            raise FillingError(text) from None
        name = called(wrong)
        text = Text(
            text.zh.replace(f"{wrong.name}（", f"{name}（", 1), text.en.replace(f"{wrong.name} (", f"{name} (", 1)
        )
        raise FillingError(text, wrong.name) from None


def _no_choice(field: FieldSpec, word: str) -> Text:
    known = [c for c in field.info.choices if c]
    near = difflib.get_close_matches(word, known, 1)
    title = field.info.title
    if near:
        return Text(
            f"“{title.zh}”没有 {clip(word)} 这一项；是否指 {near[0]}？",
            f"{title.en} cannot be {clip(word)!r}; did you mean {near[0]}?",
        )
    return Text(
        f"“{title.zh}”没有 {clip(word)} 这一项；可用：{'、'.join(known)}。",
        f"{title.en} cannot be {clip(word)!r}; there is: {', '.join(known)}.",
    )
