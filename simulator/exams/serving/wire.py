"""How the server and the nursery talk: JSON messages behind their length, through a pair of sockets; open files go along with an order."""

from __future__ import annotations

import socket
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec

from simulator.exams.serving.programs import Hall, Order, Prepared

LIMIT = 65_536


class Open(msgspec.Struct, frozen=True, kw_only=True, tag="open"):
    """The first message: get ready for this hall."""

    hall: Hall


class Begin(msgspec.Struct, frozen=True, kw_only=True, tag="begin"):
    """Fork a program; the ends of its three pipes come along."""

    number: int
    order: Order


class End(msgspec.Struct, frozen=True, kw_only=True, tag="end"):
    """End a program: ask it to, or kill it."""

    number: int
    how: Literal["ask", "kill"]


class Ready(msgspec.Struct, frozen=True, kw_only=True, tag="ready"):
    """All is imported and read."""

    prepared: Prepared


class Failed(msgspec.Struct, frozen=True, kw_only=True, tag="failed"):
    """It cannot be served, and why."""

    code: str
    zh: str
    en: str


class Ended(msgspec.Struct, frozen=True, kw_only=True, tag="ended"):
    """A program has ended with this exit code (negative: by that signal)."""

    number: int
    code: int


Request = Open | Begin | End
Reply = Ready | Failed | Ended


def framed(message: Request | Reply) -> bytes:
    """A message as it is sent."""
    body = msgspec.json.encode(message)
    return len(body).to_bytes(4, "big") + body


class Unframed:
    """Bytes as they come, messages as they are complete. Raises ValueError for more than anybody of ours would send."""

    def __init__(self) -> None:
        self._held = b""

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The messages that are complete with these bytes."""
        self._held += data
        while len(self._held) >= 4:
            size = int.from_bytes(self._held[:4], "big")
            if size > LIMIT:
                raise ValueError("a message is too long")
            if len(self._held) < 4 + size:
                return
            body, self._held = self._held[4 : 4 + size], self._held[4 + size :]
            yield body


def send(line: socket.socket, message: Request, files: Sequence[int] = ()) -> None:
    """Send a message whole, open files with its first byte. Raises OSError (BlockingIOError where the nursery does not keep up)."""
    data = framed(message)
    if files:
        sent = socket.send_fds(line, [data], list(files))
        if sent != len(data):
            raise BlockingIOError("the nursery does not keep up")
    else:
        line.sendall(data)
