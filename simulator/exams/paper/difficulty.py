"""Seeds of equal difficulty, drawn from a secret.

The workload of a seed is the number of commands with which the reference player gets through the scenario on it: what there is
to do, whoever does it. Seeds whose workload lies within WITHIN percent of the scenario's usual one count as equally difficult.

    seed k    the first 63 bits of HMAC-SHA256(secret, key + "|" + k), k = 0, 1, 2, ...
    drawn     the first k whose workload fits; where none of MOST does, the nearest of them (the earlier of equal ones)

Whoever has the secret draws the same seed again, as long as pack and rules version are the same. Playing is in memory and without
scoring: between 10 and 100 ms a seed.
"""

from __future__ import annotations

import hashlib
import hmac
from statistics import median_low

from simulator.bots.player import play_reference
from simulator.exams.paper.errors import PaperError
from simulator.kernel.text import Text
from simulator.packs.model import Pack
from simulator.proof.runs import FAULTS
from simulator.sessions.attempt import Attempt

WITHIN = 10  # percent that a workload may be above or below the usual one
FIXED = tuple(range(1, 10))  # the nine seeds whose median is the usual workload
MOST = 200  # draws

_UNPLAYABLE = Text(
    "场景 {scenario} 在所试的种子下都演不下去，无法抽取种子；请运行 storesim pack check --prove 查看原因。",
    "The scenario {scenario} cannot be played on any seed that was tried, so none can be drawn; see why with: storesim pack check --prove",
)


def load_of(pack: Pack, scenario: str, seed: int) -> int:
    """The workload: how many commands the reference player gives on this seed, from the opening to the end of the shift.

    KeyError when the pack has no such scenario; any of `proof.runs.FAULTS` when the seed cannot be played.
    """
    return play_reference(Attempt.start(pack, scenario, seed, wall=lambda: 0)).done


def target(pack: Pack, scenario: str) -> int:
    """The usual workload: the median over nine fixed seeds. PaperError when none of them can be played."""
    loads = [load for seed in FIXED if (load := _load(pack, scenario, seed)) is not None]
    if not loads:
        raise PaperError(_UNPLAYABLE.fill(scenario=f"{pack.id}/{scenario}"))
    return median_low(loads)


def fits(load: int, target: int) -> bool:
    """Whether a workload is close enough to the usual one."""
    return abs(load - target) * 100 <= WITHIN * target


def seed_of(secret: bytes, key: str, number: int) -> int:
    """The seed of one draw, 0 to 2**63 - 1."""
    return int.from_bytes(hmac.digest(secret, f"{key}|{number}".encode(), hashlib.sha256)[:8], "big") >> 1


def draw(secret: bytes, key: str, pack: Pack, scenario: str, target: int) -> tuple[int, int]:
    """A seed whose workload fits the target, and the number of the draw that gave it. A target of 0 aims at nothing: the first
    draw is taken. PaperError when no seed can be played."""
    if target == 0:
        return seed_of(secret, key, 0), 0
    nearest: tuple[int, int, int] | None = None  # distance, number, seed
    for number in range(MOST):
        seed = seed_of(secret, key, number)
        load = _load(pack, scenario, seed)
        if load is None:
            continue
        if fits(load, target):
            return seed, number
        nearest = min(nearest or (abs(load - target), number, seed), (abs(load - target), number, seed))
    if nearest is None:
        raise PaperError(_UNPLAYABLE.fill(scenario=f"{pack.id}/{scenario}"))
    return nearest[2], nearest[1]


def _load(pack: Pack, scenario: str, seed: int) -> int | None:
    """The workload, None where the world of this seed cannot be played. A scenario that is not there is never passed over."""
    pack.scenario(scenario)
    try:
        return load_of(pack, scenario, seed)
    except FAULTS:
        return None
