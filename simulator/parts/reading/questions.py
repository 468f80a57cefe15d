"""Sentences in which the writer asks for something to be told."""

from __future__ import annotations

import re

from .scan import Scan

_ASKS = re.compile(
    r"\W*(?:(?:could|can|would|will|do|does|did|is|are|was|have|has|may|shall|should) (?:you|we|i|it|the|this|that|your|there|they)\b"
    r"|(?:what|when|where|which|who|whom|why|how) (?:is|are|was|were|do|does|did|can|could|would|will|should|has|have|many|much|long|kind|time|size|colou?r)\b)"
)
_REQUEST = re.compile(
    r"\b(?:please|kindly|could you|can you) (?:also )?(?:tell|let|confirm|advise|inform)(?: (?:me|us))?(?: know)?(?: to (?:me|us))? "
    r"(?:if|whether|what|when|where|which|who|why|how)\b"
)
_GATE = frozenset(
    [
        "could",
        "can",
        "would",
        "will",
        "do",
        "does",
        "did",
        "is",
        "are",
        "what",
        "when",
        "where",
        "which",
        "who",
        "why",
        "how",
        "please",
        "kindly",
        "have",
        "has",
        "may",
        "shall",
        "should",
        "was",
    ]
)
_ASKS_ZH = re.compile(
    "(?:吗|么|呢|嘛)[~\\s]*$|请问|(?:请|麻烦)[^，。]{0,8}(?:告诉|告知|确认|说明)[^。]{0,12}(?:什么|多少|是否|哪|几|怎|何时|如何)"
)
_NOT_ZH = re.compile("(?:什么|怎么|那么|这么|要么)\\s*$")


def questions(scan: Scan) -> list[str]:
    """The asking sentences as written, in order, at most 200 characters each."""
    out: list[str] = []
    english = not scan.bag.isdisjoint(_GATE)
    low = scan.low
    for sentence in scan.sentences:
        start, end = sentence.start, sentence.end
        asked = sentence.asked
        if not asked and english:
            begin = max(
                start, _last_comma(low, start, end) if low.startswith(("hi", "hello", "dear"), start) else start
            )
            asked = _ASKS.match(low, begin, end) is not None or _REQUEST.search(low, start, end) is not None
        if not asked and scan.han:
            hit = _ASKS_ZH.search(low, start, end)
            asked = hit is not None and _NOT_ZH.search(low, max(start, end - 6), end) is None
        if asked:
            quote = scan.quote(sentence)
            if any(c.isalnum() for c in quote):
                out.append(quote)
    return out


def _last_comma(low: str, start: int, end: int) -> int:
    """Position after the comma of a greeting, or `start`."""
    at = low.find(",", start, min(end, start + 40))
    return at + 1 if at >= 0 else start
