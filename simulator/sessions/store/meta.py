"""What a save says about an attempt beside its journal."""

from __future__ import annotations

from pathlib import Path

import msgspec

from simulator.kernel.text import Text


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """One attempt of a save. The journal decides; this is what lists show and what closing leaves behind.

    id: opaque (made when empty); student, assignment: opaque ids, names live elsewhere (law 14); seed: as text, for a hall
    may keep it to itself; created: wall-clock milliseconds; rows, head: length and last digest at the close; score: the
    last score as JSON, a mere convenience.
    """

    pack: str
    pack_version: str
    pack_digest: str
    scenario: str
    seed: str
    mode: str
    created: int
    kernel: str
    id: str = ""
    student: str | None = None
    assignment: str | None = None
    state: str = "open"
    rows: int | None = None
    head: bytes | None = None
    score: str | None = None

    @property
    def closed(self) -> bool:
        """Whether it is over."""
        return self.state == "closed"


class Listing(msgspec.Struct, frozen=True, kw_only=True):
    """One file of a saves folder: its attempts, or the reason why it cannot be read."""

    path: Path
    attempts: tuple[Attempt, ...] = ()
    minute: int = 0  # sim minute of the newest row
    wall: int = 0  # wall-clock milliseconds of the newest row; 0: nothing is written yet
    error: Text | None = None
