"""`storesim paper show`: what a candidate and an invigilator need to know."""

from __future__ import annotations

import msgspec

from simulator.cli import out
from simulator.cli.papers import reading
from simulator.cli.trouble import DONE
from simulator.kernel.text import Lang, Text

CANDIDATE = Text("考生须知", "For candidates")
INVIGILATOR = Text("监考须知", "For invigilators")


def run(name: str, as_json: bool, lang: Lang) -> int:
    """Title and purpose, then both lists of sentences; as JSON in both languages, with the paper as an exam would freeze it."""
    from simulator.exams.paper.frozen import packs_of, paper_digest
    from simulator.exams.paper.load import load
    from simulator.exams.paper.shelf import find_paper
    from simulator.exams.paper.words import for_candidate, for_invigilator

    packs = reading.packs(lang)
    paper = load(find_paper(name), packs)
    needed = packs_of(paper, packs)
    candidate, invigilator = for_candidate(paper, needed), for_invigilator(paper, needed)
    if as_json:
        out.json(
            {
                "paper": msgspec.to_builtins(paper), "digest": paper_digest(paper),
                "packs": {id: {"version": pack.version, "digest": pack.digest} for id, pack in needed.items()},
                "candidate": msgspec.to_builtins(candidate), "invigilator": msgspec.to_builtins(invigilator),
            }
        )  # fmt: skip
        return DONE
    out.say(f"{paper.title.of(lang)}  [{paper.id} {paper.version}]")
    out.say(paper.about.of(lang))
    for title, lines in ((CANDIDATE, candidate), (INVIGILATOR, invigilator)):
        out.say()
        out.say(title.of(lang))
        out.lines(f"  {line.of(lang)}" for line in lines)
    return DONE
