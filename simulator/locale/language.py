"""Which language the interface speaks, and a terminal stream able to say it."""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Mapping

from simulator.kernel.text import Lang, Text

_CHINESE = {"zh", "cmn", "yue", "wuu", "nan", "hak", "gan", "hsn", "chinese"}
_SILENT = {"c", "posix", "und", "unknown", "none"}


class BadLanguage(ValueError):
    """`--lang` or `STORESIM_LANG` names no language we have; `text` says so in both we do have."""

    def __init__(self, source: str, value: str) -> None:
        shown = value if len(value) <= 20 else value[:19] + "~"
        shown = "".join(c if c.isprintable() else "?" for c in shown)
        self.text = Text(
            zh=f"{source} 的值“{shown}”不是可用的语言，请用 zh（中文）或 en（英文）。",
            en=f'{source} is "{shown}", which is not a language here: use zh (Chinese) or en (English).',
        )
        super().__init__(self.text.en)


def resolve_language(flag: str | None, env: Mapping[str, str], saved: str | None, locale_name: str | None) -> Lang:
    """The first that speaks: `--lang`, `STORESIM_LANG`, the saved setting, the locale; Chinese where none does.

    An empty `STORESIM_LANG` is an unset one, and a saved setting that is no language is passed over; a wrong `--lang` or
    `STORESIM_LANG` raises `BadLanguage`, since somebody has just typed it.
    """
    if flag is not None:
        return _asked("--lang", flag)
    if env.get("STORESIM_LANG", "").strip():
        return _asked("STORESIM_LANG", env["STORESIM_LANG"])
    if saved is not None and (lang := _named(saved)):
        return lang
    return _of_locale(locale_name or "")


def system_locale(env: Mapping[str, str]) -> str | None:
    """The locale for messages that the environment names, and on Windows, where it mostly names none, the system's."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if env.get(name, "").strip():
            return env[name].strip()
    if sys.platform == "win32":
        import ctypes
        import locale

        return locale.windows_locale.get(ctypes.windll.kernel32.GetUserDefaultUILanguage())
    return None


def utf8_ok(stream: object) -> bool:
    """Whether text written to `stream` leaves it as UTF-8 (a stream without an encoding keeps its text as text)."""
    encoding = getattr(stream, "encoding", None)
    if encoding is None:
        return True
    try:
        return codecs.lookup(encoding).name in ("utf-8", "utf-8-sig")
    except LookupError:
        return False


def use_utf8(*streams: object) -> bool:
    """Make `streams` (stdout and stderr if none is given) write UTF-8 where the locale lacks it; whether all do now.

    What cannot be encoded even so (half a surrogate pair) is written as `?` rather than ending the program.
    """
    streams = streams or (sys.stdout, sys.stderr)
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if stream is not None and reconfigure is not None and not utf8_ok(stream):
            try:
                reconfigure(encoding="utf-8", errors="replace")
            except (OSError, ValueError):  # closed or detached
                continue
    return all(utf8_ok(stream) for stream in streams)


def _asked(source: str, value: str) -> Lang:
    lang = _named(value)
    if lang is None:
        raise BadLanguage(source, value)
    return lang


def _named(value: str) -> Lang | None:
    word = value.strip().lower()
    if word in ("中文", "简体中文", "chinese") or re.fullmatch(r"zh([-_.@].*)?", word):
        return "zh"
    if word in ("英文", "english") or re.fullmatch(r"en([-_.@].*)?", word):
        return "en"
    return None


def _of_locale(name: str) -> Lang:
    match = re.match(r"[a-z]+", name.strip().lower())
    language = match[0] if match else ""
    if len(language) < 2 or language in _SILENT or language in _CHINESE:
        return "zh"
    return "en"
