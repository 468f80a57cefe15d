"""Which language the text is in, and how many words it has."""

from __future__ import annotations

import re

from .model import Language
from .scan import Scan

_ENGLISH = frozenset(
    [
        "the",
        "a",
        "an",
        "and",
        "or",
        "of",
        "to",
        "in",
        "on",
        "for",
        "with",
        "your",
        "you",
        "we",
        "i",
        "it",
        "is",
        "are",
        "was",
        "will",
        "be",
        "have",
        "has",
        "not",
        "this",
        "that",
        "our",
        "can",
        "please",
        "thank",
        "thanks",
        "hello",
        "dear",
        "hi",
        "sorry",
        "yes",
        "no",
        "my",
        "us",
        "at",
        "by",
        "from",
        "as",
        "if",
        "do",
    ]
)
_FOREIGN = frozenset(
    [
        "der",
        "die",
        "das",
        "und",
        "ist",
        "nicht",
        "wir",
        "sie",
        "ich",
        "ein",
        "eine",
        "mit",
        "für",
        "auf",
        "von",
        "ihre",
        "ihr",
        "bitte",
        "danke",
        "le",
        "la",
        "les",
        "et",
        "est",
        "nous",
        "vous",
        "pas",
        "une",
        "des",
        "pour",
        "avec",
        "votre",
        "merci",
        "bonjour",
        "je",
        "el",
        "los",
        "las",
        "y",
        "es",
        "no",
        "en",
        "un",
        "una",
        "para",
        "con",
        "su",
        "gracias",
        "hola",
        "por",
        "que",
        "il",
        "lo",
        "gli",
        "e",
        "è",
        "non",
        "per",
        "con",
        "una",
        "grazie",
        "di",
        "che",
        "o",
        "os",
        "as",
        "um",
        "uma",
        "não",
        "obrigado",
        "de",
        "do",
        "het",
        "een",
        "niet",
        "wij",
    ]
) - {"no", "as", "do"}
_KANA_HANGUL = re.compile("[぀-ヿ가-힯]")
_OTHER = re.compile("[Ѐ-ӿ֐-ۿऀ-ॿ฀-๿Ͱ-Ͽ぀-ヿ가-힯]")


def count_words(scan: Scan) -> int:
    """English words plus Chinese characters / 1.7, rounded down."""
    return len(scan.words) + scan.han * 10 // 17


def language(scan: Scan) -> Language:
    """The main language; "mixed" when English and Chinese both carry at least a quarter of the text.

    Names and codes in another script do not change the answer. The empty string means there are no words.
    """
    latin = len(scan.words)
    han = scan.han * 10 // 17 if scan.han > 1 else scan.han
    other = 0
    if not scan.text.isascii():
        other = len(_OTHER.findall(scan.text))
        if other and _KANA_HANGUL.search(scan.text) and other * 3 > scan.han:
            han = 0
        other //= 4
        other = other or int(latin == 0 and han == 0 and _OTHER.search(scan.text) is not None)
    total = latin + han + other
    if not total:
        return ""
    if other * 2 > total:
        return "other"
    if han * 4 > total * 3:
        return "zh"
    if han * 4 < total:
        english = sum(word in _ENGLISH for word in scan.words)
        foreign = sum(word in _FOREIGN for word in scan.words)
        return "other" if foreign > english else "en"
    return "mixed" if sum(word in _ENGLISH for word in scan.words) >= 2 else "zh"
