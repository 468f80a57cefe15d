"""Sim time: whole minutes since 00:00 of the first day of the scenario (D1)."""

from __future__ import annotations

MINUTE = 1
HOUR = 60
DAY = 24 * HOUR


def at(day: int, hour: int = 0, minute: int = 0) -> int:
    """The sim minute of a day (the first day is 1) and a clock time."""
    return (day - 1) * DAY + hour * HOUR + minute


def day_of(minute: int) -> int:
    """The day (from 1) in which a sim minute lies."""
    return minute // DAY + 1


def clock(minute: int) -> str:
    """`D3 14:20`."""
    rest = minute % DAY
    return f"D{day_of(minute)} {rest // HOUR:02d}:{rest % HOUR:02d}"


def parse(text: str) -> int:
    """The sim minute written as `D3 14:20`, `D3` or a plain number of minutes.

    Raises ValueError with a plain sentence when it is none of these.
    """
    words = text.strip().split()
    if len(words) == 1 and words[0].isdigit():
        return int(words[0])
    if words and words[0][:1] in "Dd" and words[0][1:].isdigit() and len(words) <= 2:
        hour, _, minute = (words[1] if len(words) == 2 else "0:00").partition(":")
        if hour.isdigit() and (minute.isdigit() or not minute) and int(hour) < 24 and int(minute or 0) < 60:
            return at(int(words[0][1:]), int(hour), int(minute or 0))
    raise ValueError(f"{text!r} is not a time such as 'D3 14:20'")
