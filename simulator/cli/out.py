"""Standard output and error: UTF-8 whatever the locale, cleaned text, and readers that leave early."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable
from typing import Any, TextIO

from simulator.cli.trouble import Misuse
from simulator.kernel.text import Lang, Text
from simulator.locale.clean import clean

_gone = False


def ready(*, need_stdout: bool = True) -> None:
    """Make the streams speak UTF-8. Raises Misuse when standard output is wanted and closed."""
    from simulator.locale.language import use_utf8

    global _gone
    _gone = False
    use_utf8()
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            try:
                reconfigure(errors="replace")  # half a surrogate pair in a file name must not end the program
            except (OSError, ValueError):
                continue
    if need_stdout and sys.stdout is None:
        raise Misuse(
            "标准输出已关闭，结果无处可写。", "Standard output is closed: there is nowhere to write the answer."
        )


def gone() -> bool:
    """Whether the reader of standard output has left (`storesim replay X | head`)."""
    return _gone


def say(line: str = "") -> None:
    """One line, or several, of plain text to standard output."""
    _write(clean(line, multiline=True) + "\n")


def lines(found: Iterable[str]) -> None:
    """Lines until the reader leaves."""
    for line in found:
        if _gone:
            return
        say(line)


def json(value: Any, *, line: bool = False) -> None:
    """A value as JSON; on one line for the driver. Decimals are numbers."""
    import msgspec

    raw = msgspec.json.Encoder(decimal_format="number").encode(value)
    _write((raw if line else msgspec.json.format(raw, indent=2)).decode() + "\n")
    if line:
        flush()


def warn(text: Text, lang: Lang) -> None:
    """A sentence to standard error; never fails."""
    if sys.stderr is None:
        return
    try:
        sys.stderr.write(clean(text.of(lang)) + "\n")
        sys.stderr.flush()
    except (OSError, ValueError):
        pass


def flush() -> None:
    """Bring everything out. Raises OSError when it cannot be written (a full disk), not when nobody reads."""
    if _gone or sys.stdout is None:
        return
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _leave()


def _write(text: str) -> None:
    if _gone or sys.stdout is None:
        return
    try:
        sys.stdout.write(text)
    except BrokenPipeError:
        _leave()


def _leave() -> None:
    """Nobody reads any more: what is still to come goes nowhere, and so does Python's own flush at the end."""
    global _gone
    _gone = True
    silence(sys.stdout)


def silence(stream: TextIO) -> None:
    """Point a stream at nothing, so that no later flush of it can fail."""
    try:
        nothing = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nothing, stream.fileno())
        os.close(nothing)
    except (OSError, ValueError, AttributeError):
        pass
