"""Lines that are laid out for the width they get, whenever they get it."""

from __future__ import annotations

from collections.abc import Callable

from textual.content import Content
from textual.geometry import Size
from textual.widget import Widget

Lines = Callable[[int], list[Content]]


class Laid(Widget):
    """Holds a function from a width in cells to lines; its height is their number."""

    DEFAULT_CSS = "Laid { height: auto; width: 1fr; }"

    def __init__(self, lines: Lines | None = None, **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self._lines: Lines = lines or (lambda cells: [])
        self._made: tuple[int, list[Content]] | None = None

    def show(self, lines: Lines) -> None:
        """Other lines from now on."""
        before = self._made
        self._lines, self._made = lines, None
        if before is not None and self._for(before[0]) == before[1]:
            return
        self.refresh(layout=before is None or self._made is None or len(before[1]) != len(self._made[1]))

    def _for(self, cells: int) -> list[Content]:
        if self._made is None or self._made[0] != cells:
            self._made = (cells, self._lines(max(8, cells)))
        return self._made[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are at this width."""
        return len(self._for(width))

    def render(self) -> Content:
        """The lines."""
        return Content("\n").join(self._for(self.size.width))
