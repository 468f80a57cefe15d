"""How numbers and headings are compared, and how numbers are ordered: as people read them, not as machines store them."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = re.compile(r"([0-9]+)")


def fold(text: str) -> str:
    """A school number as it is compared: full-width forms, letter case and blanks make no difference."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(
        c for c in unicodedata.normalize("NFKC", folded) if not (c.isspace() or unicodedata.category(c) == "Cf")
    )


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A key that puts `9` before `10` and `A9` before `A10`, the same in every locale and database."""
    key: list[tuple[int, int, str]] = []
    for i, part in enumerate(_DIGITS.split(fold(text))):
        digits = part.lstrip("0") if i % 2 else ""
        if part:
            key.append((0, len(digits), digits) if i % 2 else (1, 0, part))
    return tuple(key)
