"""What all screens share: bindings in both languages, and re-rendering when the language changes.

A binding's description is written `"中文|English"`; the side of the language in force is shown.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual.binding import ActiveBinding
from textual.screen import ModalScreen, Screen

from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.tui.app import StoreSimApp


def half(description: str, lang: Lang) -> str:
    """The side of `"中文|English"` that is spoken now."""
    if description in _HIDDEN:
        return ""
    zh, bar, en = _TEXTUAL.get(description, description).partition("|")
    return en if bar and lang == "en" else zh


# what Textual itself binds, in both languages; a name that is missing here is shown as it is
_TEXTUAL = {
    "Focus Next": "下一处|Next place",
    "Focus Previous": "上一处|Previous place",
    "Copy selected text": "复制选中的文字|Copy selected text",
    "Scroll Up": "向上滚动|Scroll up",
    "Scroll Down": "向下滚动|Scroll down",
    "Page Up": "上一页|Page up",
    "Page Down": "下一页|Page down",
    "Scroll Home": "到开头|To the start",
    "Scroll End": "到末尾|To the end",
}
_HIDDEN = ("Scroll Left", "Scroll Right", "Page Left", "Page Right", "Quit", "Help")


def _translated(found: dict[str, ActiveBinding], lang: Lang) -> dict[str, ActiveBinding]:
    from dataclasses import replace

    return {
        key: active._replace(
            binding=replace(active.binding, description=half(active.binding.description, lang)),
            tooltip=half(active.tooltip, lang),
        )
        for key, active in found.items()
    }


class _Shared:
    """The parts that screens and modal screens have in common."""

    @property
    def store_app(self) -> StoreSimApp:
        """The application, with its own doors."""
        return cast("StoreSimApp", cast(Any, self).app)

    @property
    def lang(self) -> Lang:
        """The language in force."""
        return self.store_app.lang

    def say(self, text: Text) -> str:
        """The wording in the language in force."""
        return text.of(self.store_app.lang)

    async def relang(self) -> None:
        """The language has changed: write everything anew. Screens with more state override this."""
        screen = cast(Any, self)
        await screen.recompose()
        screen.refresh_bindings()

    def key_hints(self) -> list[tuple[str, Text]]:
        """The keys that matter now, at most five, as (key as shown, what it does)."""
        return []


class Page(_Shared, Screen[Any]):
    """A full screen."""

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The bindings with their descriptions in the language in force."""
        return _translated(super().active_bindings, self.lang)


class Dialog(_Shared, ModalScreen[Any]):
    """A screen that lies over another."""

    @property
    def active_bindings(self) -> dict[str, ActiveBinding]:
        """The bindings with their descriptions in the language in force."""
        return _translated(super().active_bindings, self.lang)
