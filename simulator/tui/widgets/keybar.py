"""The bottom line: the keys that matter here, in words."""

from __future__ import annotations

from typing import Any, cast

from textual.content import Content
from textual.widget import Widget

from simulator.kernel.text import Lang, Text
from simulator.locale.width import width
from simulator.tui.widgets.plain import plain


def key_line(hints: list[tuple[str, Text]], lang: Lang, cells: int) -> Content:
    """As many of the hints as fit, `Key word` each, three blanks between."""
    parts: list[Content] = []
    used = 0
    for key, words in hints:
        said = words.of(lang)
        need = width(key) + 1 + width(said) + (3 if parts else 0)
        if used + need > cells:
            break
        used += need
        if parts:
            parts.append(Content("   "))
        parts += [plain(key, "bold $key"), Content(" "), plain(said)]
    return Content.assemble(*parts)


class KeyBar(Widget):
    """Asks its screen's `key_hints()`; call `refresh()` when they change."""

    def _hints(self) -> list[tuple[str, Text]]:
        screen = cast(Any, self.screen)
        return screen.key_hints() if hasattr(screen, "key_hints") else []

    def refresh_if_other(self) -> None:
        """Draw anew only if other keys matter now."""
        if self._hints() != self._shown:
            self.refresh()

    _shown: list[tuple[str, Text]] | None = None

    def render(self) -> Content:
        """The line."""
        self._shown = self._hints()
        return key_line(self._shown, cast(Any, self.app).lang, self.size.width)
