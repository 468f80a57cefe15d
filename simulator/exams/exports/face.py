"""How an exam's pages look: what templates call to write marks, moments and words in one language."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from simulator import standard
from simulator.classroom.exports.cells import tidy
from simulator.classroom.exports.moments import moment, offset, written
from simulator.classroom.exports.pages import environment
from simulator.classroom.results.requirements import requirement_title
from simulator.exams.exports.words import OWN
from simulator.kernel.text import Lang, Text
from simulator.locale.formats import long_date

TEMPLATES = Path(__file__).with_name("templates")
SENTENCE, NAME = 600, 60


class Face:
    """One language and time zone (None: this machine's)."""

    def __init__(self, lang: Lang, zone: datetime.tzinfo | None) -> None:
        self.lang, self.zone = lang, zone

    def environment(self, **known: Any) -> Any:
        """The templates of exams, with these filters and words, and what else they know."""
        words: Mapping[str, str] = {key: word.of(self.lang) for key, word in OWN.items()}
        filters: dict[str, Callable[..., Any]] = {
            "chapter": self.chapter, "clock": self.clock, "date": self.date, "day": self.day, "fill": self.fill, "mark": self.mark,
            "requirement": self.requirement, "said": tidy, "text": self.text, "times": times, "whole": whole,
        }  # fmt: skip
        return environment(filters, {"lang": self.lang, "x": words, **known}, (TEMPLATES,))

    def word(self, name: str, **values: object) -> str:
        """One of our words, with its places filled."""
        return OWN[name].fill(**values).of(self.lang)

    def text(self, text: Text) -> str:
        """A text of both languages in that of the page."""
        return tidy(text.of(self.lang), SENTENCE)

    def fill(self, wording: str, **values: object) -> str:
        """A wording of ours with its places filled."""
        return wording.format(**values)

    def mark(self, points: int | None) -> str:
        """`78.50`, or a dash."""
        return "–" if points is None else f"{Decimal(points) / 100:.2f}"

    def date(self, at: int | None) -> str:
        """Date and time of day."""
        return written(at or 0, self.zone, self.lang)

    def day(self, at: int | None) -> str:
        """The date alone."""
        found = moment(at or 0, self.zone)
        return long_date(found.date(), self.lang) if found is not None else "–"

    def clock(self, at: int | None) -> str:
        """The time of day alone, to the second."""
        found = moment(at or 0, self.zone)
        return f"{found:%H:%M:%S}" if found is not None else "–"

    def offset(self, at: int | None) -> str:
        """How far the zone is from UTC then."""
        return offset(at or 0, self.zone)

    def requirement(self, id: str) -> str:
        """Our short wording of a requirement."""
        return self.text(requirement_title(id))

    def chapter(self, id: str) -> str:
        """Our title of a chapter; its number where there is none."""
        return next((self.text(c.title) for c in standard.chapters() if c.id == id), id)


def whole(points: int) -> str:
    """A pass mark: `60`, or `62.5`."""
    return f"{Decimal(points) / 100:f}".rstrip("0").rstrip(".") if points % 100 else str(points // 100)


def times(factor: int) -> str:
    """A factor: `0.8`."""
    return f"{Decimal(factor) / 10_000:f}".rstrip("0").rstrip(".") if factor else "0"
