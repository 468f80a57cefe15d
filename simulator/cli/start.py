"""The first steps of every run: language, streams, signals; then the interface or a command; then one exit code.

Only light modules here: typer, pydantic, sqlmodel and Faker are not to be imported before the interface has painted.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable
from typing import Any, NamedTuple

from simulator.cli import out
from simulator.cli.trouble import DONE, INTERRUPTED, MISUSE, TERMINATED, Terminated, sentence
from simulator.kernel.text import Lang, Text

STOPPED = Text("已中断；已确认的操作都在。", "Interrupted; every acknowledged action is kept.")
ENDED = Text("收到结束信号；已确认的操作都在。", "Told to end; every acknowledged action is kept.")


class Wish(NamedTuple):
    """What the interface is to open: nothing in particular, or a scenario."""

    scenario: str = ""
    seed: str = ""
    save: str = ""


def start(argv: list[str]) -> int:
    """Run with these arguments. Never raises: what goes wrong is one sentence on standard error."""
    lang: Lang = "zh"
    try:
        rest, flag = split_language(argv)
        lang = language(flag)
    except Exception as error:  # a wrong --lang or STORESIM_LANG: told in both languages, for we know neither
        out.ready(need_stdout=False)
        text = getattr(error, "text", None)
        if not isinstance(text, Text):
            return _told(error, lang)
        out.warn(text, "zh")
        out.warn(text, "en")
        return MISUSE
    return guarded(lambda: _run(rest, lang), lang)


def guarded(work: Callable[[], int], lang: Lang) -> int:
    """Do the work; every ending, however it comes, becomes an exit code and at most one sentence."""
    old = _on_sigterm()
    try:
        code = work()
        out.flush()
        return code
    except KeyboardInterrupt:
        out.warn(STOPPED, lang)
        return _quietly(INTERRUPTED)
    except Terminated:
        out.warn(ENDED, lang)
        return _quietly(TERMINATED)
    except BrokenPipeError:
        return _quietly(DONE)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else MISUSE
    except Exception as error:
        return _quietly(_told(error, lang))
    finally:
        if old is not None:
            signal.signal(signal.SIGTERM, old)


def _told(error: Exception, lang: Lang) -> int:
    if os.environ.get("STORESIM_DEBUG"):
        import traceback

        traceback.print_exc()
    out.warn(sentence(error), lang)
    return MISUSE


def _quietly(code: int) -> int:
    """Python flushes standard output once more at the end: where that cannot succeed, it is not to say so again."""
    try:
        out.flush()
    except (OSError, ValueError):
        out.silence(sys.stdout)
    return code


def _on_sigterm() -> Any:
    def end(*_: object) -> None:
        raise Terminated

    try:
        return signal.signal(signal.SIGTERM, end)
    except ValueError:  # not the main thread (tests)
        return None


# -- arguments ------------------------------------------------------------------------------------------------


def split_language(argv: list[str]) -> tuple[list[str], str | None]:
    """The arguments without `--lang X`, which may stand anywhere, and X."""
    rest: list[str] = []
    flag: str | None = None
    words = iter(argv)
    for word in words:
        if word == "--":
            return [*rest, word, *words], flag
        if word == "--lang":
            flag = next(words, "")
        elif word.startswith("--lang="):
            flag = word.removeprefix("--lang=")
        else:
            rest.append(word)
    return rest, flag


def language(flag: str | None) -> Lang:
    """The language in force. A wrong STORESIM_LANG is told once a right --lang does not overrule it."""
    from simulator.locale.language import resolve_language, system_locale
    from simulator.locale.settings import load_settings, settings_path

    saved = load_settings(settings_path(os.environ))[0].lang if flag is None else None
    environment = os.environ if flag is None else {}
    return resolve_language(flag, environment, saved, system_locale(os.environ))


def wish_of(argv: list[str]) -> Wish | None:
    """What the interface is asked for in the plain forms; None for everything else, help and mistakes included."""
    if not argv:
        return Wish()
    if argv[0] != "play":
        return None
    found: dict[str, str] = {}
    words = iter(argv[1:])
    for word in words:
        name, equals, value = word.partition("=")
        if name in ("--seed", "--save"):
            found[name[2:]] = value if equals else next(words, "")
            if not found[name[2:]]:
                return None
        elif word.startswith("-") or "scenario" in found:
            return None
        else:
            found["scenario"] = word
    return Wish(**found) if "scenario" in found else None


def _run(argv: list[str], lang: Lang) -> int:
    wish = wish_of(argv)
    if wish is not None:
        from simulator.cli.play import run

        out.ready(need_stdout=False)
        return run(wish, lang)
    out.ready()
    from simulator.cli.app import command

    return command(argv, lang)
