"""What is said in the store: commands (someone wants something) and events (something happened).

Both are msgspec structs with a tag, the trade's own word: `parcel.declare`, `parcel.declared`. One command class is the
whole operation (law 8): its annotated fields give the form on the screen, the journal entry, the bot's move and the JSON
of the driver. `info()` writes such an annotation.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal, get_args, get_origin, get_type_hints

import msgspec

from simulator.kernel.text import Text

Kind = Literal[
    "text",  # plain words
    "long",  # several lines of words
    "id",  # the id of a record
    "int",
    "flag",  # yes or no
    "choice",
    "money",  # integer minor units; `currency` names the field that holds the ISO code, or is the code itself
    "grams",
    "bp",  # basis points, shown as a percentage
    "minute",  # a moment in sim time
    "due",  # a moment in sim time shown as time left
    "duration",  # sim minutes
    "list",
    # for what is asked outside a world: a file or folder, and a wall-clock moment such as 2026-12-01 18:00
    "path",
    "moment",
]


class Info(msgspec.Struct, frozen=True):
    """What a person has to know of one field of a command or of a view's row."""

    title: Text
    kind: Kind = "text"
    help: Text | None = None
    unit: str = ""
    currency: str = ""
    record: str = ""  # name of the table view whose row ids are the choices
    choices: Mapping[str, Text] = {}
    requirement: str = ""  # id in Table 1, shown by F1
    wide: bool = True  # False: a table leaves this column out below 110 cells


def info(
    zh: str,
    en: str,
    kind: Kind = "text",
    *,
    help: Text | None = None,
    unit: str = "",
    currency: str = "",
    record: str = "",
    choices: Mapping[str, Text] | None = None,
    requirement: str = "",
    ge: int | None = None,
    le: int | None = None,
    min_length: int | None = None,
    max_length: int | None = None,
    pattern: str | None = None,
    wide: bool = True,
) -> msgspec.Meta:
    """The annotation of one field: `order: Annotated[str, info("订单", "Order", record="orders")]`."""
    kind = "choice" if choices and kind == "text" else "id" if record and kind == "text" else kind
    about = Info(
        title=Text(zh, en), kind=kind, help=help, unit=unit, currency=currency, record=record,
        choices=dict(choices or {}), requirement=requirement, wide=wide,
    )  # fmt: skip
    extra: dict[str, Any] = {"title_zh": zh}
    if unit:
        extra["unit"] = unit
    if record:
        extra["record"] = record
    bounds: dict[str, Any] = {
        "ge": ge,
        "le": le,
        "min_length": min_length,
        "max_length": max_length,
        "pattern": pattern,
    }
    bounds = {name: value for name, value in bounds.items() if value is not None}
    description = help.en if help else None
    return msgspec.Meta(title=en, description=description, extra={"info": about}, extra_json_schema=extra, **bounds)


class Command(msgspec.Struct, frozen=True, kw_only=True, tag_field="command", forbid_unknown_fields=True, gc=False):
    """What someone at a desk wants done. Malformed commands are never built; refused ones are facts."""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event", omit_defaults=True, gc=False):
    """Something that happened and that the trainee may come to see."""


class HiddenEvent(Event, frozen=True, kw_only=True, tag_field="event", omit_defaults=True, gc=False):
    """Something that happened behind the curtain: no view, driver answer or open score may show it (law 9)."""


class Refused(Event, frozen=True, kw_only=True, tag="command.refused"):
    """A well-formed command that the world would not carry out, and why."""

    code: str
    reason: Text


class Scheduled(HiddenEvent, frozen=True, kw_only=True, tag="agenda.scheduled"):
    """Something will fall due: a named occurrence about an entity, or an event that is already written (`then`)."""

    due: int
    name: str = "happen"
    entity: str = ""
    args: dict[str, int | str] = {}
    then: tuple[msgspec.Raw, ...] = ()
    priority: int = 0


class Fired(HiddenEvent, frozen=True, kw_only=True, tag="agenda.fired"):
    """The occurrence with this agenda number has come."""

    number: int


class Passed(Event, frozen=True, kw_only=True, tag="clock.passed"):
    """The trainee let time pass; `stopped` says that news cut it short."""

    minutes: int
    stopped: bool = False


class Opened(Event, frozen=True, kw_only=True, tag="record.opened"):
    """Someone opened a record and could read it: what evidence checks look for."""

    view: str
    key: str


class Refusal(Exception):
    """Raised by `decide` when the world will not carry out a command."""

    def __init__(self, code: str, zh: str, en: str) -> None:
        super().__init__(en)
        self.code = code
        self.reason = Text(zh, en)


def tag_of(message: type[msgspec.Struct]) -> str:
    """The tag under which a command or event class is stored."""
    return str(message.__struct_config__.tag)


class FieldSpec(msgspec.Struct, frozen=True):
    """One field of a command or row, as a form, table or schema needs it."""

    name: str
    info: Info
    type: Any
    required: bool
    default: Any = None
    meta: msgspec.Meta | None = None


_fields: dict[type[msgspec.Struct], tuple[FieldSpec, ...]] = {}


def fields_of(cls: type[msgspec.Struct]) -> tuple[FieldSpec, ...]:
    """The fields of a command or row class in order; those without an `info()` annotation carry their own name."""
    if cls not in _fields:
        hints = get_type_hints(cls, include_extras=True)
        found = []
        for item in msgspec.structs.fields(cls):
            hint = hints[item.name]
            meta = None
            if get_origin(hint) is Annotated:
                inner, *notes = get_args(hint)
                metas = [n for n in notes if isinstance(n, msgspec.Meta)]
                # a named type (a moment) brings a Meta of its own before that of the field
                meta = next((m for m in metas if m.extra and "info" in m.extra), metas[0] if metas else None)
                hint = inner
            extra = meta.extra if meta and meta.extra else {}
            about = extra.get("info") or Info(title=Text(item.name, item.name))
            default = item.default
            if default is msgspec.NODEFAULT:
                default = item.default_factory() if item.default_factory is not msgspec.NODEFAULT else None
            found.append(FieldSpec(item.name, about, hint, item.required, default, meta))
        _fields[cls] = tuple(found)
    return _fields[cls]
