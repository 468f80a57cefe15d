"""The hall's time: one for all who take part, whatever the clock of a machine does.

On PostgreSQL it is the server's clock (plus `exam.shift`, after it was seen to jump): the same statement that keeps an action reads it. On
SQLite, where all programs run on one machine, it is the wall clock at the time the database first saw this boot of the machine, plus what the
machine's steady clock has counted since.

`Steady` counts what no setting of the clock can change; `HallClock` estimates the hall's time from it without asking anybody.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

STEP = 2_000  # milliseconds by which two clocks must part before it counts as a step


def steady_ms() -> int:
    """Milliseconds since the machine started, asleep or not; setting its clock changes nothing."""
    boot = getattr(time, "CLOCK_BOOTTIME", None)
    return (time.clock_gettime_ns(boot) if boot is not None else time.monotonic_ns()) // 1_000_000


def wall_ms() -> int:
    """What the machine's clock shows, in milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def boot() -> str:
    """Which boot of which machine this is; empty where the system does not say."""
    try:
        return Path("/proc/sys/kernel/random/boot_id").read_text("ascii").strip()
    except (OSError, UnicodeError):
        return ""


class HallClock:
    """The hall's time as this program knows it: `set` by what the database says, carried on by the steady clock.

    steady, wall: clocks in milliseconds; tests hand in others. node: the program that goes by it. shift: what the exam adds to the
    clock of the database's server, as it was last heard.
    """

    def __init__(
        self, steady: Callable[[], int] = steady_ms, wall: Callable[[], int] = wall_ms, node: str = ""
    ) -> None:
        self.steady, self.wall, self.node = steady, wall, node
        self.shift = 0
        self._ahead: int | None = None  # hall's time minus the steady clock
        self._doubt = 0  # by how much that may be off: half of the way to the server and back
        self._machine = wall() - steady()

    @property
    def known(self) -> bool:
        """Whether the hall's time was ever heard."""
        return self._ahead is not None

    def now(self) -> int:
        """The hall's time; the machine's own until the hall's was heard."""
        return self.steady() + (self._machine if self._ahead is None else self._ahead)

    def set(self, hall: int, asked: int | None = None) -> int:
        """The database said that it is `hall`; `asked` is the steady clock when the question was sent (half the way there and back is
        taken off). The difference to what was believed, 0 the first time."""
        heard = self.steady()
        ahead = hall - (heard if asked is None else (asked + heard) // 2)
        step = 0 if self._ahead is None else ahead - self._ahead
        self._ahead = ahead
        return step

    def hear(self, server: int, shift: int, asked: int) -> int:
        """The server's clock shows `server`, to which the exam adds `shift`; `asked` is the steady clock when the question was sent.

        The answer is the step that the server's clock has made since it was last heard, as far as it goes beyond what the way there
        and back can explain, and nobody has corrected; what is believed then stays as it is. 0: there was none, and this is believed.
        """
        heard = self.steady()
        doubt = (heard - asked) // 2
        step = self._step(server - (asked + heard) // 2, doubt)
        if step and shift == self.shift:
            return step
        self.believe(server, shift, asked, heard)
        return 0

    def believe(self, server: int, shift: int, asked: int, heard: int | None = None) -> None:
        """Go by what the server's clock shows from here on, whatever it showed before."""
        heard = self.steady() if heard is None else heard
        self._ahead = server + shift - (asked + heard) // 2
        self.shift, self._doubt = shift, (heard - asked) // 2

    def _step(self, ahead: int, doubt: int) -> int:
        if self._ahead is None:
            return 0
        step = ahead - (self._ahead - self.shift)
        return step if abs(step) - doubt - self._doubt >= STEP else 0

    def machine_step(self) -> int:
        """By how much the machine's own clock was set since the last time this was asked (0 below two seconds)."""
        machine = self.wall() - self.steady()
        step = machine - self._machine
        if abs(step) < STEP:
            return 0
        self._machine = machine
        return step
