"""Batches to bytes and back: one JSON object per committed batch, decoded straight into the event classes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Union, cast

import msgspec

from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, tag_of


class UnknownMessage(ValueError):
    """A journal holds a message that this version does not know and cannot upcast (it was written by a newer one)."""


class Batch(msgspec.Struct, frozen=True, gc=False):
    """One committed step: the command (None for facts from outside), how many of the facts were given from outside, and
    the facts as (sim minute, event)."""

    command: Command | None
    given: int
    facts: list[tuple[int, Event]]


class Codec:
    """Encodes and decodes batches with the messages of one book."""

    def __init__(self, book: Book) -> None:
        commands = tuple(book.commands)
        events = tuple(book.events)
        # unions made at run time, out of the classes that are registered
        self.events: Any = Union[events]  # noqa: UP007
        self.commands: Any = Union[commands]  # noqa: UP007
        fields: list[Any] = [
            ("command", self.commands | None),
            ("given", int),
            ("facts", list[tuple[int, self.events]]),  # type: ignore[name-defined]
        ]
        shape = msgspec.defstruct("StoredBatch", fields, frozen=True, gc=False)
        self._decoder = msgspec.json.Decoder(shape)
        self._event = msgspec.json.Decoder(self.events)
        self._encoder = msgspec.json.Encoder()
        self._upcasters = book.upcasters
        self._tags = {tag_of(c) for c in commands} | {tag_of(e) for e in events}
        self.encode = self._encoder.encode
        # without the detour for old events: msgspec.ValidationError says that `decode` is needed
        self.decode_present = cast(Callable[[bytes], Batch], self._decoder.decode)

    def decode(self, payload: bytes) -> Batch:
        """The batch of these stored bytes; older events are upcast. Raises UnknownMessage or msgspec.DecodeError."""
        try:
            return cast(Batch, self._decoder.decode(payload))
        except msgspec.ValidationError as error:
            return self._decode_old(payload, error)

    def decode_event(self, payload: msgspec.Raw) -> Event:
        """One event that was stored inside another (an arrival that waits on the agenda)."""
        try:
            return cast(Event, self._event.decode(payload))
        except msgspec.ValidationError:
            return cast(Event, self._event.decode(self.encode(self._upcast(msgspec.json.decode(payload)))))

    def encode_event(self, event: Event) -> msgspec.Raw:
        """An event as bytes that can wait inside `Scheduled.then`."""
        return msgspec.Raw(self.encode(event))

    def _decode_old(self, payload: bytes, error: Exception) -> Batch:
        plain = msgspec.json.decode(payload)
        try:
            plain["facts"] = [[minute, self._upcast(event)] for minute, event in plain["facts"]]
            if plain["command"] is not None and plain["command"]["command"] not in self._tags:
                plain["command"] = self._upcast(plain["command"])
        except UnknownMessage:
            raise
        except (TypeError, KeyError, AttributeError, ValueError) as wrong:
            raise UnknownMessage(f"not a batch: {error}") from wrong
        try:
            # by way of bytes, so that what waits inside an event (`Scheduled.then`) stays bytes
            return cast(Batch, self._decoder.decode(self.encode(plain)))
        except msgspec.ValidationError as second:
            raise UnknownMessage(str(second)) from second

    def _upcast(self, fields: dict[str, Any]) -> dict[str, Any]:
        for _ in range(32):
            tag = str(fields.get("event") or fields.get("command"))
            step = self._upcasters.get(tag)
            if step is None:
                return fields
            fields = step(dict(fields))
        raise UnknownMessage("upcasting does not end")
