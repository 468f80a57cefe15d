"""The one way by which text from data, packs, Faker or the trainee comes onto the screen: cleaned, and never markup."""

from __future__ import annotations

from textual.content import Content

from simulator.kernel.text import Lang, Text
from simulator.locale.clean import clean
from simulator.locale.width import truncate

Style = str


def safe(text: object, multiline: bool = False) -> str:
    """A string without control characters; still a plain string, for widgets that never read markup."""
    return clean(str(text), multiline)


def plain(text: object, style: Style = "", *, multiline: bool = False, cells: int = 0) -> Content:
    """Content that shows exactly these characters; `[` is a bracket and nothing else. `cells` cuts it to that width."""
    words = clean(str(text), multiline)
    if cells:
        words = truncate(words, cells, "..")
    return Content.styled(words, style) if style else Content(words)


def joined(*parts: Content | str) -> Content:
    """Several pieces in a row; strings among them are taken as they are."""
    return Content.assemble(*[plain(p, multiline=True) if isinstance(p, str) else p for p in parts])


def lines(*parts: Content | str) -> Content:
    """Several pieces, each on its own line."""
    return Content("\n").join([plain(p, multiline=True) if isinstance(p, str) else p for p in parts])


def said(text: Text | str, lang: Lang) -> str:
    """The wording in a language, cleaned."""
    return safe(text.of(lang) if isinstance(text, Text) else text, True)
