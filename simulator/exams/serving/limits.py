"""How much a hall serves at once, and to whom."""

from __future__ import annotations

import msgspec


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """Bounds of one server. Times are seconds.

    most: candidates' connections at once, and per_address: of these from one address; per_second: new ones let in, with a burst of `burst`
    (per address `address_per_second` and `per_address`), waiting up to `wait` for their turn; idle: without a key before signing in;
    gives_way: so long without a key a connection that has not signed in makes room for another; beat: how often a browser is asked whether it
    is there; message: bytes of one message; messages and stream: messages and bytes a second (more is slowed down, not lost); sockets,
    address_sockets: TCP connections in all and from one address; request: how long one may last that is no candidate's; starting: until a
    candidate's program must have painted; ending: how long it may take to end by itself.
    """

    most: int = 60
    per_address: int = 8
    per_second: float = 10
    burst: int = 30
    address_per_second: float = 1
    wait: float = 5
    idle: float = 180
    gives_way: float = 10
    beat: float = 15
    message: int = 65_536
    messages: int = 200
    stream: int = 65_536
    sockets: int = 512
    address_sockets: int = 64
    request: float = 30
    starting: float = 30
    ending: float = 5


class Bucket:
    """So many a second, with a burst: how long the next one has to wait."""

    def __init__(self, per_second: float, burst: float, now: float) -> None:
        self.rate, self.burst = per_second, burst
        self._free_at = now - burst / per_second  # the moment from which the bucket has been filling

    def delay(self, now: float, count: float = 1) -> float:
        """How long to wait before taking so many; nothing is taken yet."""
        start = max(self._free_at, now - self.burst / self.rate)
        return max(0.0, start + count / self.rate - now)

    def take(self, now: float, count: float = 1) -> float:
        """Take so many; how long to wait first."""
        waits = self.delay(now, count)
        self._free_at = max(self._free_at, now - self.burst / self.rate) + count / self.rate
        return waits

    def full(self, now: float) -> bool:
        """Whether nothing was taken for so long that it need not be remembered."""
        return self._free_at <= now - self.burst / self.rate
