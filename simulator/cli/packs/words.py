"""`storesim pack words`: the words a pack may use, with what they mean."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from simulator.cli import out, words
from simulator.cli.trouble import DONE, unknown
from simulator.kernel.text import Lang

if TYPE_CHECKING:
    from simulator.packs.vocabulary import Word


def run(what: str, name: str, as_json: bool, lang: Lang) -> int:
    """The categories, the words of one, or one word with its parts."""
    from simulator.bots.catalogue import Catalogue
    from simulator.bots.player import experts, mistake_titles
    from simulator.packs import vocabulary

    if not what:
        out.lines(words.table(["", ""], [[k, t.of(lang)] for k, t in vocabulary.CATEGORIES.items()]))
        return DONE
    if what not in vocabulary.CATEGORIES:
        raise unknown("词类", "category of words", what, vocabulary.CATEGORIES)
    found = vocabulary.words(what, mistake_titles(), experts(), Catalogue().mistakes)
    if name:
        wanted = [w for w in found if w.name == name] or [w for w in found if w.name.startswith(name)]
        if not wanted:
            raise unknown("词", "word", name, [w.name for w in found])
        found = wanted
    if as_json:
        out.json(msgspec.to_builtins(found))
    else:
        out.lines(_lines(found, lang, full=bool(name) or what == "kinds"))
    return DONE


def _lines(found: list[Word], lang: Lang, full: bool) -> Iterator[str]:
    if not full:
        yield from words.table(["", "", ""], [[w.name, w.title.of(lang), w.note.of(lang)] for w in found])
        return
    for i, word in enumerate(found):
        if i:
            yield ""
        yield f"{word.name}  {word.title.of(lang)}"
        if word.note.of(lang):
            yield f"  {word.note.of(lang)}"
        rows = words.table(["", ""], [[name, text.of(lang)] for name, text in word.parts])
        next(rows)
        yield from (f"    {line}" for line in rows)
