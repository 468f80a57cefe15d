"""The TCP connections of a server: so many in all, so many from one address, and none that waits without becoming a candidate's.

aiohttp bounds neither; each connection is wrapped before aiohttp sees a byte of it.
"""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable

from simulator.exams.serving.hosts import counted_as, plain_address
from simulator.exams.serving.limits import Limits


class Doors:
    """Makes the protocol of each connection, and counts them."""

    def __init__(self, inner: Callable[[], asyncio.Protocol], limits: Limits, behind_proxy: bool) -> None:
        self.inner, self.limits, self.behind_proxy = inner, limits, behind_proxy
        self.open: dict[asyncio.BaseTransport, Door] = {}
        self.by_address: Counter[str] = Counter()
        self.turned_away = 0

    def __call__(self) -> asyncio.Protocol:
        """A protocol for one more connection."""
        return Door(self)

    def stays(self, transport: asyncio.BaseTransport | None, lost: Callable[[], None]) -> None:
        """This connection has become a candidate's: it may last. `lost` is called once it is gone, whatever of it is still to be read."""
        door = self.open.get(transport) if transport is not None else None
        if door is None:
            lost()
        else:
            door.stays()
            door.on_lost = lost

    def admits(self, address: str) -> bool:
        """Whether one more connection from here is let in. All of a proxy's candidates come from its address."""
        limits = self.limits
        if len(self.open) >= limits.sockets:
            return False
        return self.behind_proxy or self.by_address[address] < limits.address_sockets


class Door(asyncio.Protocol):
    """One connection: bounded, else as aiohttp has it."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self._inner: asyncio.Protocol | None = None
        self._transport: asyncio.BaseTransport | None = None
        self._address = ""
        self._ends: asyncio.TimerHandle | None = None
        self.on_lost: Callable[[], None] = lambda: None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """It is counted, or turned away without a word."""
        peer = transport.get_extra_info("peername")
        address = counted_as(plain_address(str(peer[0]))) if peer else ""
        if not self._doors.admits(address):
            self._doors.turned_away += 1
            transport.abort()  # type: ignore[attr-defined]
            return
        self._transport, self._address = transport, address
        self._doors.open[transport] = self
        self._doors.by_address[address] += 1
        loop = asyncio.get_running_loop()
        self._ends = loop.call_later(self._doors.limits.request, transport.abort)  # type: ignore[attr-defined]
        self._inner = self._doors.inner()
        self._inner.connection_made(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """It counts no more."""
        self.stays()
        if self._transport is not None:
            self._doors.open.pop(self._transport, None)
            self._doors.by_address[self._address] -= 1
            if not self._doors.by_address[self._address]:
                del self._doors.by_address[self._address]
        if self._inner is not None:
            self._inner.connection_lost(exc)
        self.on_lost()

    def stays(self) -> None:
        """It may last."""
        if self._ends is not None:
            self._ends.cancel()
            self._ends = None

    def data_received(self, data: bytes) -> None:
        """For aiohttp."""
        if self._inner is not None:
            self._inner.data_received(data)

    def eof_received(self) -> bool | None:
        """For aiohttp."""
        return self._inner.eof_received() if self._inner is not None else None

    def pause_writing(self) -> None:
        """For aiohttp."""
        if self._inner is not None:
            self._inner.pause_writing()

    def resume_writing(self) -> None:
        """For aiohttp."""
        if self._inner is not None:
            self._inner.resume_writing()
