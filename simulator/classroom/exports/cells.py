"""Text and figures as the cells of a file that a spreadsheet may open.

A cell that begins with `=`, `+`, `-` or `@` is a formula to a spreadsheet, quoted or not, and formulas can send data away or
start programs (OWASP, "CSV Injection"). So text from people gets an apostrophe before it where a formula could begin: at the
start, also after blanks and quotation marks and in the forms that East Asian input methods type (＝＋－＠), and after a
semicolon, where a spreadsheet set to a language that separates by semicolons would begin a new cell. Figures that we write
ourselves stay figures.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterable, Sequence
from decimal import Decimal

from simulator.locale.clean import clean


class Plain(str):
    """A word of our own that is written as it is: Moodle's `-` for "no mark" is no formula."""

    __slots__ = ()


Value = str | int | Decimal | None

# A spreadsheet's cell holds 32,767 characters; longer text is cut, and says so.
MOST = 32_000
BOM = "\ufeff"

_TRIGGERS = frozenset("=+-@\u2212")  # the last is the minus sign, to which ⁻ and others are folded
_BLANK_OR_QUOTE = re.compile("[\\s\"'`\u2018\u2019\u201c\u201d\u00ab\u00bb\u300c\u300d]*")
# No XML file may hold these two, and `clean` leaves them.
_NO_CHARACTERS = re.compile("[\ufffe\uffff]")


def tidy(text: str, most: int = MOST) -> str:
    """`text` on one line, without control codes and invisible characters, at most `most` characters long."""
    text = _NO_CHARACTERS.sub("", clean(text)).strip()
    return text if len(text) <= most else text[: most - 1] + "…"


def is_formula(text: str) -> bool:
    """Whether a spreadsheet could take `text` for a formula."""
    start = _BLANK_OR_QUOTE.match(text)
    at = start.end() if start is not None else 0
    return at < len(text) and unicodedata.normalize("NFKC", text[at])[:1] in _TRIGGERS


def safe(text: str) -> str:
    """`text` tidied, with an apostrophe wherever a formula could begin. Doing it twice changes nothing more."""
    first, *rest = tidy(text).split(";")
    parts = [_quoted(first)]
    parts += [_quoted(part) for part in rest]
    return ";".join(parts)


def _quoted(part: str) -> str:
    return f"'{part}" if is_formula(part) and not part.startswith("'") else part


def marks(points: int | None) -> Decimal | None:
    """Basis points as a mark from 0 to 100, exact."""
    return None if points is None else Decimal(points) / 100


def figure(value: int | Decimal) -> str:
    """A number with a decimal point and no superfluous zeros: `75.25`, `80`."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def csv_bytes(rows: Iterable[Sequence[Value]], bom: bool = False) -> bytes:
    """Rows as CSV after RFC 4180 in UTF-8: text made safe, numbers as numbers, None empty; `bom` for spreadsheets."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    for row in rows:
        writer.writerow([_cell(value) for value in row])
    return ((BOM if bom else "") + out.getvalue()).encode("utf-8")


def _cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, Plain):
        return value
    return safe(value) if isinstance(value, str) else figure(value)


def unique(titles: Iterable[str]) -> list[str]:
    """The titles, with ` [2]`, ` [3]` ... behind those that are there already, so that each names one column."""
    taken: set[str] = set()
    found = []
    for title in titles:
        name, number = title, 1
        while name.casefold() in taken:
            number += 1
            name = f"{title} [{number}]"
        taken.add(name.casefold())
        found.append(name)
    return found
