"""A small valid paper for the tests of the check, and edits of it; the packs it is looked up in."""

from __future__ import annotations

from functools import cache

from simulator.exams.paper.load import check_bytes
from simulator.exams.paper.model import Paper
from simulator.packs.library import packs_in, shipped_folder
from simulator.packs.load import load
from simulator.packs.model import Pack
from simulator.packs.yaml import Finding

PAPER = """\
format: 1
id: small
version: 1.0.0
title: {zh: "小卷", en: "Small paper"}
about: {zh: "考两样。", en: "It examines two things."}
limit: 90 min
last_start: 20 min
hard_close: 2 h
order: free
seeds: candidate
off: [coach, hints, pause, preview]
resubmissions: 1
factor: 80
pass_mark: 60
pass_chapters: {"9": 50, "11": 62.5}
languages: [zh, en]
items:
  - scenario: table1/11.1@exam
    requirements: [11.1.1, 11.1.4]
    points: 2
  - requirements: [9.2.1, 9.2.5]
    pack: table1
    track: B2C
    level: exam
"""


@cache
def packs() -> tuple[Pack, ...]:
    """The packs we ship."""
    return tuple(load(str(folder)) for folder in packs_in([shipped_folder()]))


def pack(id: str) -> Pack:
    """One of them."""
    return next(p for p in packs() if p.id == id)


def edited(*changes: tuple[str, str]) -> str:
    """The paper with parts replaced, each of which has to stand there once."""
    text = PAPER
    for old, new in changes:
        assert text.count(old) == 1, (old, text.count(old))
        text = text.replace(old, new)
    return text


def judged(*changes: tuple[str, str]) -> tuple[Paper | None, list[Finding]]:
    """The check of it."""
    return check_bytes(edited(*changes).encode(), "small.yaml", packs())


def usable(*changes: tuple[str, str]) -> Paper:
    """The paper, which has to be usable."""
    paper, findings = judged(*changes)
    assert paper is not None, findings
    return paper
