"""Moments of the gradebook (milliseconds since 1970 UTC) as dates and times of a time zone."""

from __future__ import annotations

import datetime

from simulator.kernel.text import Lang
from simulator.locale.formats import long_date

_EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


def moment(at: int, zone: datetime.tzinfo | None) -> datetime.datetime | None:
    """The moment in `zone` (None: the time zone of this machine); None for 0, which says "unknown", and beyond the calendar.

    A student's machine dates its own rows, so any number may come here.
    """
    if at <= 0:
        return None
    try:
        return (_EPOCH + datetime.timedelta(milliseconds=at)).astimezone(zone)
    except (OverflowError, OSError, ValueError):
        return None


def written(at: int, zone: datetime.tzinfo | None, lang: Lang) -> str:
    """`2026年9月7日 14:05` or `7 Sep 2026 14:05`; a dash where there is no such moment."""
    found = moment(at, zone)
    return f"{long_date(found.date(), lang)} {found:%H:%M}" if found is not None else "–"


def offset(at: int, zone: datetime.tzinfo | None) -> str:
    """`UTC+08:00`: how far the zone is from UTC at that moment."""
    found = moment(at, zone)
    away = found.utcoffset() if found is not None else None
    if not away:
        return "UTC"
    total = int(away.total_seconds()) // 60
    hours, rest = divmod(abs(total), 60)
    return f"UTC{'+' if total >= 0 else '-'}{hours:02d}:{rest:02d}"
