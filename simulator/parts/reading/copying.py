"""How much of one text stands in another."""

from __future__ import annotations

import re

from .scan import clean

_TOKEN = re.compile("[㐀-鿿぀-ヿ가-힯]|[^\\W_]+(?:['-][^\\W_]+)*")


def _shingles(text: str, mask: tuple[str, ...]) -> set[str]:
    text = clean(text).casefold()
    for name in mask:
        folded = clean(name).casefold().strip()
        if folded:
            text = text.replace(folded, " # ")
    words: list[str] = []
    chars: list[str] = []
    for token in _TOKEN.findall(text.replace("#", " 0 ")):
        if len(token) == 1 and token >= "぀":
            chars.append(token)
        elif any(c.isdigit() for c in token):
            if not words or words[-1] != "0":
                words.append("0")
        else:
            words.append(token)
    out = {" ".join(words[i : i + 3]) for i in range(len(words) - 2)}
    out |= {"".join(chars[i : i + 4]) for i in range(len(chars) - 3)}
    if not out and (words or chars):
        out = {" ".join(words) + "".join(chars)}
    return out


def similarity(a: str, b: str, mask: tuple[str, ...] = ()) -> int:
    """Percent 0..100 of shared wording: 3-word shingles (4-character ones for Chinese), figures, codes and `mask` blanked.

    The measure is containment, shared / smaller, so that padding a copied text does not hide it; but the smaller set
    counts as at least a third of the larger, so that a few stock phrases ("thank you for your message") inside a long
    text of one's own do not look like a copy.
    """
    first, second = _shingles(a, mask), _shingles(b, mask)
    if not first or not second:
        return 0
    small, large = sorted((len(first), len(second)))
    return len(first & second) * 100 // max(small, -(-large // 3))
