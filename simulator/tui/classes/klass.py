"""One class with all its views and operations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from simulator.tui.office.screen import OfficeScreen

if TYPE_CHECKING:
    from simulator.classroom.bureau import Bureau


class ClassScreen(OfficeScreen):
    """It begins with the marks."""

    FIRST = "results"

    @property
    def bureau(self) -> Bureau:
        """The office of classes."""
        from simulator.classroom.office import CLASS

        return CLASS
