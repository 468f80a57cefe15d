"""A path as people type, paste or drop it into a terminal."""

from __future__ import annotations

import os
import unicodedata

_QUOTES = {'"': '"', "'": "'", "“": "”", "‘": "’", "「": "」"}


def path_typed(typed: str) -> str:
    """The path that was meant: without the quotes and blanks around it, a blank behind a backslash as a blank (as terminals
    write a file that is dropped on them), a full-width `~` as the home folder's."""
    words = typed.strip()
    if len(words) > 1 and _QUOTES.get(words[0]) == words[-1]:
        words = words[1:-1].strip()
    elif os.sep == "/" and "\\" in words and not os.path.lexists(words):
        words = words.replace("\\ ", " ").replace("\\(", "(").replace("\\)", ")").replace("\\'", "'")
    return unicodedata.normalize("NFKC", words[:1]) + words[1:]
