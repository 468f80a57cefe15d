"""One cleaning pass over the text that all recognisers share: NFKC, lower case, words, sentences."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_WIDE_THOUSANDS = re.compile("(?<=[０-９])，(?=[０-９]{3}(?![０-９]))")
_WORD = re.compile(r"[a-zà-ɏ]+(?:'[a-z]+)?")
_STOP = re.compile(r"[.!?。;\n]+")
_HAN = re.compile("[㐀-鿿]+")
_ABBREVIATIONS = frozenset(
    {
        "no",
        "nos",
        "mr",
        "mrs",
        "ms",
        "dr",
        "approx",
        "max",
        "min",
        "incl",
        "excl",
        "vs",
        "st",
        "art",
        "pcs",
        "tel",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
        "e.g",
        "i.e",
        "ca",
        "co",
        "ltd",
    }
)


class Sentence(NamedTuple):
    """A sentence [start, end) without its stop; `asked` when its stop holds a question mark."""

    start: int
    end: int
    asked: bool


class Scan(NamedTuple):
    """The shared view: `text` is NFKC, `low` its lower case of the same length."""

    text: str
    low: str
    words: list[str]
    bag: frozenset[str]
    sentences: list[Sentence]
    han: int

    def quote(self, sentence: Sentence) -> str:
        """The sentence as written, on one line, at most 200 characters."""
        return " ".join(self.text[sentence.start : sentence.end].split())[:200]


def clean(text: str) -> str:
    """NFKC form with straight apostrophes; the full-width comma stays, so that it never joins two numbers."""
    if text.isascii():
        return text
    if "，" in text:
        text = _WIDE_THOUSANDS.sub(",", text)
        text = "，".join(unicodedata.normalize("NFKC", part) for part in text.split("，"))
    else:
        text = unicodedata.normalize("NFKC", text)
    return text.replace("’", "'").replace("‘", "'")


def lower(text: str) -> str:
    """Lower case of the same length (the few letters whose lower case is longer stay as they are)."""
    low = text.lower()
    if len(low) != len(text):
        low = "".join(c if len(c.lower()) != 1 else c.lower() for c in text)
    return low


def _sentences(text: str, low: str) -> list[Sentence]:
    found: list[Sentence] = []
    start = 0
    size = len(text)
    for hit in _STOP.finditer(text):
        a, b = hit.span()
        stop = hit.group()
        if stop == ".":
            if b < size and not text[b].isspace():
                continue
            head = low[max(start, a - 8) : a]
            word = head[max(head.rfind(" "), head.rfind("\n")) + 1 :] if head else ""
            if word in _ABBREVIATIONS and b < size and text[b] != "\n":
                continue
        elif stop == "?" and b < size and text[b].isascii() and (text[b].isalnum() or text[b] == "="):
            if "://" in text[text.rfind(" ", max(0, a - 200), a) + 1 : a]:
                continue
        if text[start:a].strip():
            found.append(Sentence(start, a, "?" in stop))
        start = b
    if start < size and text[start:].strip():
        found.append(Sentence(start, size, False))
    return found


def scan(raw: str) -> Scan:
    """Prepare `raw` for the recognisers."""
    text = clean(raw)
    low = lower(text)
    words = _WORD.findall(low)
    han = 0 if text.isascii() else sum(map(len, _HAN.findall(text)))
    return Scan(text, low, words, frozenset(words), _sentences(text, low), han)
