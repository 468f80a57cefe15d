"""Texts: both languages written, each in its own; nothing that a reader could not read."""

from __future__ import annotations

from typing import Any

from simulator.packs.meaning.look import Look
from simulator.packs.yaml import Document, Where

LONGEST = 4_000


def check(look: Look) -> None:
    """All texts of the file, wherever they stand."""
    walk(look.doc, (), look.doc.data)


def walk(doc: Document, path: Where, value: Any) -> None:
    """The texts in plain data: every mapping of just zh and en."""
    if isinstance(value, list):
        for i, item in enumerate(value):
            walk(doc, (*path, i), item)
    elif isinstance(value, dict):
        if value.keys() == {"zh", "en"}:
            _text(doc, path, value["zh"], value["en"])
        else:
            for key, item in value.items():
                walk(doc, (*path, key), item)


def _text(doc: Document, path: Where, zh: Any, en: Any) -> None:
    for lang, text in (("zh", zh), ("en", en)):
        if isinstance(text, str) and len(text) > LONGEST:
            doc.wrong((*path, lang), f"太长，最多 {LONGEST} 个字符", f"too long: at most {LONGEST} characters")
        if isinstance(text, str) and not text.strip():
            doc.wrong((*path, lang), "没有内容", "it says nothing", warning=True)
    if isinstance(en, str) and any("\u4e00" <= c <= "\u9fff" for c in en):
        doc.wrong((*path, "en"), "英文里有汉字", "there is Chinese in the English text", warning=True)
    if isinstance(zh, str) and zh.isascii() and sum(c.isalpha() for c in zh) > 24:
        doc.wrong((*path, "zh"), "中文没有翻译", "the Chinese text is not translated", warning=True)
