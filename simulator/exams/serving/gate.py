"""Who is let in: so many in all, so many from one address, so many a second. Whoever has signed in stays; whoever has not, and touches no key, makes
room for others. Pure: no socket, no clock of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Literal

from simulator.exams.serving.limits import Bucket, Limits

Why = Literal["full", "address", "busy"]
Farewell = Literal["ended", "idle", "way", "stopping", "failed", "flood"]


class Refused(Exception):
    """Not let in. retry: seconds after which it is worth another try."""

    def __init__(self, why: Why, retry: int) -> None:
        super().__init__(why)
        self.why, self.retry = why, retry


class Guest:
    """A connection that was let in. after: seconds until its turn; heard: when a key of it was last heard; sitting: whose seat it has (empty
    before signing in)."""

    def __init__(self, number: int, address: str, now: float, after: float) -> None:
        self.number, self.address, self.after = number, address, after
        self.heard = now
        self.sitting = ""
        self.farewell: Farewell | None = None
        self.on_leave: Callable[[Farewell], None] = lambda farewell: None

    def leave(self, farewell: Farewell) -> None:
        """Ask it to go; the first reason counts."""
        if self.farewell is None:
            self.farewell = farewell
            self.on_leave(farewell)


class Gate:
    """Counts the guests."""

    def __init__(self, limits: Limits, now: Callable[[], float]) -> None:
        self.limits, self.now = limits, now
        self.guests: dict[int, Guest] = {}
        self._count = 0
        self._all = Bucket(limits.per_second, limits.burst, now())
        self._by_address: dict[str, Bucket] = {}

    @property
    def seated(self) -> int:
        """How many have signed in."""
        return sum(1 for g in self.guests.values() if g.sitting)

    def look(self, address: str) -> Refused | None:
        """Why one more from here would not be let in now; None if it would."""
        try:
            self._judge(address)
        except Refused as refused:
            return refused
        return None

    def enter(self, address: str) -> Guest:
        """Let one more in. Raises Refused."""
        waits, gives_way = self._judge(address)
        now = self.now()
        if gives_way is not None:
            self.left(gives_way)
            gives_way.leave("way")
        self._bucket(address, now).take(now)
        self._all.take(now)
        self._count += 1
        guest = self.guests[self._count] = Guest(self._count, address, now, waits)
        return guest

    def left(self, guest: Guest) -> None:
        """It is gone."""
        self.guests.pop(guest.number, None)

    def seat(self, guest: Guest, sitting: str) -> None:
        """It has signed in. An older connection of the same candidate counts as not signed in from here on."""
        for other in self.guests.values():
            if other.sitting == sitting:
                other.sitting, other.heard = "", self.now()
        guest.sitting = sitting

    def stand(self, guest: Guest) -> None:
        """It has signed out."""
        guest.sitting, guest.heard = "", self.now()

    def sweep(self) -> None:
        """Send off who has sat at the sign-in page without touching a key for too long."""
        now = self.now()
        for guest in list(self.guests.values()):
            if not guest.sitting and now - guest.heard >= self.limits.idle:
                guest.leave("idle")
        self._by_address = {a: b for a, b in self._by_address.items() if not b.full(now)}

    def _bucket(self, address: str, now: float) -> Bucket:
        found = self._by_address.get(address)
        if found is None:
            if len(self._by_address) > 10_000:  # nobody has so many addresses but who makes them up
                self._by_address.clear()
            found = self._by_address[address] = Bucket(self.limits.address_per_second, self.limits.per_address, now)
        return found

    def _judge(self, address: str) -> tuple[float, Guest | None]:
        """How long one more from here would wait for its turn, and who would make room for it. Raises Refused."""
        now, limits = self.now(), self.limits
        waits = max(self._bucket(address, now).delay(now), self._all.delay(now))
        if waits > limits.wait:
            raise Refused("busy", math.ceil(waits))
        same = [g for g in self.guests.values() if g.address == address]
        if len(same) >= limits.per_address:
            return waits, self._idler(same, now, Refused("address", 30))
        if len(self.guests) >= limits.most:
            return waits, self._idler(list(self.guests.values()), now, Refused("full", 60))
        return waits, None

    def _idler(self, among: list[Guest], now: float, otherwise: Refused) -> Guest:
        """Who has not signed in and has touched no key for the longest time. Raises `otherwise` where there is nobody."""
        waiting = [g for g in among if not g.sitting and now - g.heard >= self.limits.gives_way]
        if not waiting:
            raise otherwise
        return min(waiting, key=lambda g: (g.heard, g.number))
