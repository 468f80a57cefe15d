"""Text from people made safe to show and to store: no escape sequences, no invisible or direction-changing characters."""

from __future__ import annotations

import re
import unicodedata

# A whole terminal sequence goes, not only its ESC, so that "[31m" does not stay behind: CSI, then strings (OSC, DCS, APC,
# PM, SOS) up to their end on the same line, then two-character sequences.
_SEQUENCE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d\x9e\x9f])[^\x07\x1b\x9c\r\n]*(?:\x07|\x1b\\|\x9c)"
    r"|\x1b[ -/]*[0-~]"
)
_NEW_LINE = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# Letters and marks that show nothing (the rest of what shows nothing is in category Cf).
_BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0") | {chr(c) for c in range(0xFE00, 0xFE10)}
_DROPPED = frozenset(("Cc", "Cf", "Cs"))


def clean(text: str, multiline: bool = False) -> str:
    """`text` without control characters, terminal sequences, bidirectional controls and zero-width characters.

    Tabs become a space; line breaks stay as `\\n` where `multiline` is set and become a space elsewhere. Cleaning twice
    changes nothing more.
    """
    if text.isascii() and text.isprintable():
        return text
    text = _NEW_LINE.sub("\n", _SEQUENCE.sub("", text)).replace("\t", " ")
    if not multiline:
        text = text.replace("\n", " ")
    return "".join(c for c in text if c == "\n" or not (unicodedata.category(c) in _DROPPED or _hidden(c)))


def _hidden(c: str) -> bool:
    return c in _BLANK or 0xE0000 <= ord(c) <= 0xE0FFF  # the second: tags and supplementary variation selectors
