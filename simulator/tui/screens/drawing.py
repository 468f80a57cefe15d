"""Small drawings out of characters that are one cell wide everywhere: bars, area charts, columns of text.

A filled cell is drawn as a letter in the colour of its own background: a solid block where there is colour, and still a
shape where there is none (and in a pipe). Block, box and braille characters are left out, since consoles disagree about
their width or lack them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from textual.content import Content

from simulator.locale.clean import clean
from simulator.locale.width import pad, width

FULL = 10_000
FAINT = "$faint"

Align = Literal["left", "right", "center"]


class Cell(NamedTuple):
    """One column of a line: text cut or filled to `cells` (0: as long as it is), and its style."""

    text: str
    cells: int = 0
    style: str = ""
    align: Align = "left"


def line(*parts: Cell | Content | str) -> Content:
    """One line out of columns; whatever stands in a text, it is shown as it is."""
    made: list[Content] = []
    for part in parts:
        if isinstance(part, Content):
            made.append(part)
            continue
        cell = Cell(part) if isinstance(part, str) else part
        text = clean(cell.text)
        if cell.cells:
            text = pad(text, cell.cells, cell.align, "..")
        made.append(Content.styled(text, cell.style) if cell.style else Content(text))
    return Content("").join(made)


def solid(cells: int, colour: str, letter: str = "=") -> Content:
    """`cells` filled cells."""
    return Content.styled(letter * cells, f"{colour} on {colour}") if cells > 0 else Content("")


def bar(points: int, cells: int, colour: str = "$bar", full: int = FULL) -> Content:
    """A bar for `points` of `full`; it is full only when nothing is missing, and empty only when there is nothing."""
    filled = (points * cells + full // 2) // full if full > 0 else 0
    if points > 0:
        filled = max(1, filled)
    if points < full:
        filled = min(cells - 1, filled)
    filled = max(0, min(cells, filled))
    return Content("").join([solid(filled, colour), Content.styled("-" * (cells - filled), "$rule")])


def grade(points: int) -> str:
    """The colour of a share of full marks; the figure always stands beside it."""
    return "$success" if points >= 8_500 else "$warning" if points >= 6_000 else "$error"


def wrapped(text: str, cells: int) -> list[str]:
    """`text` in lines of at most `cells`, broken between words and anywhere between Chinese characters, but not before
    a mark that ends something."""
    lines: list[str] = []
    for paragraph in clean(text, multiline=True).split("\n"):
        here: list[str] = []
        used = 0
        for word in _words(paragraph):
            size = width(word)
            if used + size > cells and here:
                carried = [here.pop()] if word in _CLINGS and len(here) > 1 else []
                lines.append("".join(here).rstrip())
                here = [w.lstrip() for w in carried]
                word = word.lstrip() if not here else word
                used, size = sum(map(width, here)), width(word)
            while size > cells:  # one word longer than a line
                part, taken = "", 0
                for letter in word:
                    if taken + width(letter) > cells:
                        break
                    part, taken = part + letter, taken + width(letter)
                part = part or word[:1]
                lines.append("".join(here) + part if used + taken <= cells else part)
                here, used = [], 0
                word = word[len(part) :]
                size = width(word)
            here.append(word)
            used += size
        lines.append("".join(here).rstrip())
    return lines or [""]


_CLINGS = frozenset("，。；：！？、）】》”’,.;:!?)")


def _words(text: str) -> Iterable[str]:
    """Pieces between which a line may break: words with the blank before them, single wide characters."""
    piece = ""
    for letter in text:
        if width(letter) > 1:
            if piece:
                yield piece
                piece = ""
            yield letter
        elif letter == " ":
            if piece.strip():
                yield piece
                piece = ""
            piece += letter
        else:
            piece += letter
    if piece:
        yield piece


def area(values: Sequence[int], height: int, colour: str, fill: str, low: int | None = None) -> list[Content]:
    """An area chart of one column per value, `height` lines high, top line first: a line with its area filled below.

    The filling is a letter in the colour `fill` on the same (an opaque colour, see `tint`).
    """
    floor = min(values, default=0) if low is None else low
    top = max(values, default=0)
    span = max(1, top - floor)
    steps = height - 1
    levels = [((v - floor) * steps * 2 + span) // (2 * span) for v in values]
    rows = []
    for row in range(height):
        here = height - 1 - row
        letters = ["_" if level == here else ":" if level > here else " " for level in levels]
        rows.append(_runs(letters, {"_": colour, ":": f"{fill} on {fill}", " ": ""}))
    return rows


def tint(colour: str, background: str, share: float = 0.3) -> str:
    """A colour laid thinly over a background, as an opaque colour."""
    from textual.color import Color

    return Color.parse(background).blend(Color.parse(colour), share).hex


def _runs(letters: Sequence[str], styles: dict[str, str]) -> Content:
    """Letters as content, one piece for each stretch of the same letter."""
    parts: list[Content] = []
    begin = 0
    for i in range(1, len(letters) + 1):
        if i == len(letters) or letters[i] != letters[begin]:
            style = styles[letters[begin]]
            text = letters[begin] * (i - begin)
            parts.append(Content.styled(text, style) if style else Content(text))
            begin = i
    return Content("").join(parts)
