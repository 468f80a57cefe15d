"""What the reader found in one text: plain frozen records, no behaviour.

Every `span` is a half-open (start, end) pair of character positions in `Reading.text`.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

Span = tuple[int, int]
Language = Literal["zh", "en", "other", "mixed", ""]
PromiseKind = Literal["ship", "refund", "resend", "answer", "deliver", "check", "return_label", "other"]
ForbiddenKind = Literal["off_platform", "blame", "pay_for_review", "false_declaration", "insult", "hush_money"]


class Amount(msgspec.Struct, frozen=True, gc=False):
    """Money in integer minor units (cents, pence, whole yen) of an ISO 4217 `currency`."""

    minor: int
    currency: str
    span: Span


class Quantity(msgspec.Struct, frozen=True, gc=False):
    """A number with its normalised `unit` ("kg", "day", "piece", "percent", ...); unit "" is a bare number."""

    value: Decimal
    unit: str
    span: Span


class DateSaid(msgspec.Struct, frozen=True, gc=False):
    """A calendar date as written; `year` is None when the writer left it out."""

    month: int
    day: int
    year: int | None
    span: Span


class RelativeTime(msgspec.Struct, frozen=True, gc=False):
    """A time told from the moment of writing.

    `minutes` is the latest moment the words allow, in minutes from writing ("today" 1440, "tomorrow" 2880: the end
    of that day at worst); None for a bare weekday. `weekday` is 0 Monday .. 6 Sunday. `days` is the calendar-day
    offset when a day was named (today 0, tomorrow 1). `working` marks working days, counted in `minutes` as plain
    days because the reader has no calendar of holidays.
    """

    minutes: int | None
    weekday: int | None
    span: Span
    days: int | None = None
    working: bool = False


class Promise(msgspec.Struct, frozen=True, gc=False):
    """A first-person commitment; `within` in minutes as in `RelativeTime.minutes`, `quote` the sentence."""

    kind: PromiseKind
    within: int | None
    by_date: DateSaid | None
    weekday: int | None
    quote: str
    days: int | None = None
    working: bool = False
    conditional: bool = False


class Forbidden(msgspec.Struct, frozen=True, gc=False):
    """Something a seller must not write, with the sentence it stands in."""

    kind: ForbiddenKind
    quote: str


class Reading(msgspec.Struct, frozen=True, gc=False):
    """All that was recognised. `text` is the NFKC form all spans refer to, `folded` its form for `mentions`."""

    text: str
    folded: str
    language: Language
    words: int
    amounts: tuple[Amount, ...]
    quantities: tuple[Quantity, ...]
    dates: tuple[DateSaid, ...]
    relative_times: tuple[RelativeTime, ...]
    promises: tuple[Promise, ...]
    codes: tuple[str, ...]
    questions: tuple[str, ...]
    greeting: bool
    thanks: bool
    apology: bool
    closing: bool
    refusal: bool
    shouting: bool
    forbidden: tuple[Forbidden, ...]
    placeholders: tuple[str, ...]
