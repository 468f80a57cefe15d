"""What every group of commands is made with: help in the reader's language, commands and groups of typer."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

from simulator.kernel.text import Lang, Text

_FRAME = {  # the few words of typer's own in a help page
    "Usage:": "用法：",
    "Options:": "选项：",
    "Arguments:": "参数：",
    "Commands:": "命令：",
    "[OPTIONS]": "[选项]",
    "COMMAND [ARGS]...": "命令 [参数]...",
    "[required]": "[必填]",
    "[default: ": "[默认 ",
    "Show this message and exit.": "显示帮助后退出。",
}


def _frame(page: str, lang: Lang) -> str:
    page = re.sub(r" <(str|list\[str\])>", "", page)
    page = re.sub(r"\{([^{}\"|]+)\}", r"\1", page, count=6) if page.lstrip().startswith("Usage") else page
    if lang == "zh":
        for english, chinese in _FRAME.items():
            page = page.replace(english, chinese)
        page = page.replace("用法： ", "用法：")
    return page


class Shell:
    """Makes commands whose help speaks one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

        class Command(TyperCommand):
            def get_help(self, ctx: Any) -> str:
                return _frame(super().get_help(ctx), lang)

        class Group(TyperGroup):
            def get_help(self, ctx: Any) -> str:
                return _frame(super().get_help(ctx), lang)

        self._command, self._group = Command, Group

    def t(self, zh: str, en: str) -> str:
        """A text in the language."""
        return Text(zh, en).of(self.lang)

    def made(self, help: str, **more: Any) -> typer.Typer:
        """A group of commands."""
        return typer.Typer(cls=self._group, help=help, rich_markup_mode=None, add_completion=False, **more)

    def add(
        self, name: str, help: str, to: typer.Typer, short: str = ""
    ) -> Callable[[Callable[..., int]], Callable[..., int]]:
        """Register a command of a group."""
        return to.command(name, cls=self._command, help=help, short_help=short or None)

    def group(self, name: str, help: str, to: typer.Typer) -> typer.Typer:
        """A group within a group."""
        made = self.made(help)
        to.add_typer(made, name=name)

        @made.callback()
        def _() -> None: ...

        return made

    def option(self, flag: str, metavar: str, zh: str, en: str) -> Any:
        """An option with a value."""
        return typer.Option(flag, metavar=metavar, help=self.t(zh, en))

    def switch(self, flag: str, zh: str, en: str) -> Any:
        """An option without a value."""
        return typer.Option(flag, help=self.t(zh, en))

    def argument(self, zh_name: str, en_name: str, zh: str, en: str) -> Any:
        """An argument."""
        return typer.Argument(metavar=self.t(zh_name, en_name), help=self.t(zh, en))
