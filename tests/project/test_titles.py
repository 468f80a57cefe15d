"""Everything a person can meet has a name in both languages: commands, fields, choices, views, columns, events."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator

import pytest

from simulator.kernel.book import EventSpec
from simulator.kernel.messages import FieldSpec, fields_of
from simulator.kernel.text import Text
from simulator.kernel.world import HiddenState
from simulator.sessions.backstage import TRUTHS
from simulator.sessions.rules import rules

BOOK = rules().book
COMMANDS = sorted(BOOK.commands.values(), key=lambda s: s.tag)
EVENTS = sorted(BOOK.events.values(), key=lambda s: s.tag)
VIEWS = sorted(BOOK.views.values(), key=lambda s: s.name)
CHINESE = re.compile(r"[\u4e00-\u9fff]")
SAME = re.compile(r"[A-Z]{2,5}|[0-9 x%.-]*(mm|cm|kg|g)?")  # what is written alike in both languages: SKU, 100 x 150 mm
PLACE = re.compile(r"\{\w+\}")


def wrong(text: Text) -> str:
    """What is wrong with a title, or ""."""
    if not text.zh.strip() or not text.en.strip():
        return f"{text} is empty in one language"
    bare = PLACE.sub("", text.zh)
    if not CHINESE.search(bare) and not SAME.fullmatch(bare) and any(c.isalpha() for c in bare):
        return f"{text.zh!r} is not Chinese"
    if CHINESE.search(text.en):
        return f"{text.en!r} is not English"
    return ""


def of_fields(fields: tuple[FieldSpec, ...]) -> Iterator[tuple[str, Text]]:
    for field in fields:
        yield field.name, field.info.title
        if field.info.help is not None:
            yield f"{field.name} (help)", field.info.help
        for value, label in field.info.choices.items():
            yield f"{field.name}={value}", label


@pytest.mark.parametrize("spec", COMMANDS, ids=lambda s: s.tag)
def test_command(spec) -> None:
    named = [("title", spec.title), ("about", spec.about), *of_fields(spec.fields)]
    assert not {name: problem for name, text in named if (problem := wrong(text))}
    assert not [f.name for f in spec.fields if f.info.title == Text(f.name, f.name)], "fields without info()"


@pytest.mark.parametrize("spec", VIEWS, ids=lambda s: s.name)
def test_view(spec) -> None:
    named = [("title", spec.title), *((n, t) for n, t in of_fields(fields_of(spec.shows)) if t != Text(n, n))]
    assert not {name: problem for name, text in named if (problem := wrong(text))}


def places(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("spec", EVENTS, ids=lambda s: s.tag)
def test_event(spec: EventSpec) -> None:
    assert spec.say != Text(spec.tag, spec.tag), "an event needs a sentence: an author sees the hidden ones too"
    assert not wrong(spec.say)
    assert places(spec.say.zh) | places(spec.say.en) <= set(spec.cls.__struct_fields__)


@pytest.mark.parametrize("name", sorted(BOOK.occurrences))
def test_occurrence(name: str) -> None:
    assert BOOK.occurrences[name] != Text(name, name), "the agenda needs words for what falls due"
    assert not wrong(BOOK.occurrences[name])


def test_hidden_state() -> None:
    """Every part of it has words, and no words are left over."""
    there = {f"{part.__name__}.{slot}" for part in HiddenState.__subclasses__() for slot in part.__slots__}
    assert set(TRUTHS) == {name for name in there if not name.startswith("_")}
    assert not [problem for text in TRUTHS.values() if (problem := wrong(text))]
