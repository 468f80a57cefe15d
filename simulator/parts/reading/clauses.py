"""Negation: clauses of a sentence and whether they deny."""

from __future__ import annotations

import re

_BREAK = re.compile(r"[,，:()—]| - |\b(?:but|so|instead|however|therefore|then)\b|但是?|而是|所以|因此|不过")
_NOT = re.compile(
    r"\b(?:not|cannot|never|unable|avoid|refuse|declin(?:e|ed|ing)|against|illegal|unlawful|forbidden|prohibited|prohibits?|fraud|nor|neither|without)\b|n't\b"
)
_SOFT = re.compile(r"why (?:not|don't)|(?:not|n't) (?:hesitate|worry|forget|only|mind|be shy)|whether or not")
_NOT_ZH = re.compile(
    "不(?!用担心|必担心|好意思|要紧|客气|过|仅|但|久|错|同|管|论|只|用谢|知|妨|如|要担心|要犹豫|介意)|无法|无需|没法|没办法|没有办法|并非|拒绝|禁止|切勿|请勿|违法|违规|违反|非法|别(?!的|人|担心)"
)


def clauses(low: str, start: int, end: int) -> list[tuple[int, int]]:
    """The clauses of the sentence [start, end) of `low`, as [start, end) pairs."""
    out: list[tuple[int, int]] = []
    for hit in _BREAK.finditer(low, start, end):
        if low[hit.start()] == "," and low[hit.end() : hit.end() + 1].isdigit():
            continue
        out.append((start, hit.start()))
        start = hit.start() if hit.group().isalpha() else hit.end()
    out.append((start, end))
    return out


def denies(low: str, start: int, end: int) -> bool:
    """Whether the stretch of `low` holds a real negation ("do not hesitate" and "why not" are none)."""
    hit = _NOT.search(low, start, end)
    while hit:
        soft = _SOFT.search(low, max(start, hit.start() - 12), min(end, hit.end() + 16))
        if soft is None or not (
            (soft.start() <= hit.start() and hit.end() <= soft.end()) or soft.start() < hit.end() <= soft.end()
        ):
            return True
        hit = _NOT.search(low, soft.end(), end)
    return _NOT_ZH.search(low, start, end) is not None
