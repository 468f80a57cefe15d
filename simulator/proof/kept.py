"""The last proof of each pack, kept for the library: by the digest of its bytes and the version of the rules.

A convenience: whoever wants to know proves the pack anew, and what a pack says of itself is never believed.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable
from pathlib import Path

import msgspec

from simulator.packs.disk import read_file, write_whole
from simulator.packs.model import Pack
from simulator.packs.shelf import shelf_folder
from simulator.proof.findings import Proof
from simulator.sessions.rules import RULES_VERSION

FOLDER = ".proofs"
MAX_BYTES = 100_000


class Kept(msgspec.Struct, frozen=True, kw_only=True):
    """What came out: whether it held, over how many seeds and runs, when (milliseconds), how many flaws and warnings."""

    holds: bool
    seeds: int
    runs: int
    at: int
    flaws: int
    warnings: int
    rules_version: str


def keep(pack: Pack, proofs: Iterable[Proof]) -> Kept:
    """Keep a proof of a whole pack; a disk that cannot take it loses nothing but this note."""
    found = list(proofs)
    kept = Kept(
        holds=all(p.holds for p in found), seeds=min((len(p.seeds) for p in found), default=0), runs=sum(p.runs for p in found),
        at=time.time_ns() // 1_000_000, flaws=sum(not f.warning for p in found for f in p.flaws),
        warnings=sum(f.warning for p in found for f in p.flaws), rules_version=RULES_VERSION,
    )  # fmt: skip
    path = _place(pack.digest)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, msgspec.json.encode(kept))
    except OSError:
        pass
    return kept


def kept(pack: Pack) -> Kept | None:
    """The last proof of these very bytes under the present rules; None when there was none."""
    try:
        found = msgspec.json.decode(read_file(_place(pack.digest), MAX_BYTES), type=Kept)
    except (OSError, ValueError):
        return None
    return found if found.rules_version == RULES_VERSION else None


def _place(digest: str) -> Path:
    return shelf_folder() / FOLDER / f"{os.path.basename(digest)}.json"
