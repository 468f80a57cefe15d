"""Text measured in terminal cells: a Chinese character takes two, a Latin letter one."""

from __future__ import annotations

from typing import Literal

ELLIPSIS = "…"


def width(text: str) -> int:
    """How many cells `text` takes."""
    if text.isascii() and text.isprintable():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def truncate(text: str, cells: int, ellipsis: str = ELLIPSIS) -> str:
    """`text` if it fits into `cells`, else as much as fits with `ellipsis` at its end; never wider than `cells`.

    Some consoles draw the default ellipsis two cells wide; columns that must line up there pass `".."`.
    """
    if width(text) <= cells:
        return text
    room = cells - width(ellipsis)
    if room < 0:
        return ""
    low, high = 0, len(text)  # the longest beginning that fits; width never falls as a text grows
    while low < high:
        middle = (low + high + 1) // 2
        if width(text[:middle]) <= room:
            low = middle
        else:
            high = middle - 1
    return text[:low] + ellipsis


def pad(text: str, cells: int, align: Literal["left", "right", "center"] = "left", ellipsis: str = ELLIPSIS) -> str:
    """`text` truncated or filled with spaces to exactly `cells`."""
    text = truncate(text, cells, ellipsis)
    gap = max(0, cells - width(text))
    before = {"left": 0, "right": gap, "center": gap // 2}[align]
    return " " * before + text + " " * (gap - before)
