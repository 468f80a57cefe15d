"""The store clock: paused, x1, x4 or x16. At x1 a sim minute lasts two seconds."""

from __future__ import annotations

from collections.abc import Callable

from textual.timer import Timer
from textual.widget import Widget

SPEEDS = (0, 1, 4, 16)
# seconds between ticks, sim minutes in one tick
_TICKS = {1: (2.0, 1), 4: (0.5, 1), 16: (0.5, 4)}


class StoreClock:
    """Calls `tick(minutes)` at the pace in force; the holder decides whether time may pass just now."""

    def __init__(self, widget: Widget, tick: Callable[[int], None]) -> None:
        self._widget = widget
        self._tick = tick
        self._timer: Timer | None = None
        self.speed = 0  # index into SPEEDS
        self._last = 1

    def set(self, speed: int) -> None:
        """Another pace."""
        self.speed = speed
        if speed:
            self._last = speed
        if self._timer is not None:
            self._timer.stop()
            self._timer = None
        pace = SPEEDS[speed]
        if pace:
            seconds, minutes = _TICKS[pace]
            self._timer = self._widget.set_interval(seconds, lambda: self._tick(minutes))

    def start_at(self, pace: int) -> None:
        """Begin at a pace (0, 1, 4 or 16); any other number is taken as paused."""
        self.set(SPEEDS.index(pace) if pace in SPEEDS else 0)

    def toggle(self) -> None:
        """Pause, or go on as before."""
        self.set(0 if self.speed else self._last)

    def faster(self) -> None:
        """x1, x4, x16 and x1 again."""
        self.set(self.speed + 1 if 0 < self.speed < len(SPEEDS) - 1 else 1)
