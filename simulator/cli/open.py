"""The attempt that `play`, `drive` and `bot` work on: in memory, new in a file, or taken up from one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.cli.trouble import Misuse

if TYPE_CHECKING:
    from simulator.packs.model import Pack, Scenario
    from simulator.sessions.attempt import Attempt
    from simulator.sessions.saves import SavedAttempt
    from simulator.sessions.store.meta import Attempt as Meta


def attempt_for(pack: Pack, scenario: Scenario, seed: int, save: str | None) -> Attempt:
    """In memory without a save; else the open attempt of that save, which must be of this scenario and seed, or a new one."""
    if save is None:
        from simulator.sessions.attempt import Attempt

        return Attempt.start(pack, scenario.id, seed)
    where = Path(save).expanduser()
    from simulator.sessions.attempt import AttemptError
    from simulator.sessions.saves import begin

    if holds_attempt(where):
        try:
            return go_on(where, scenario, seed)
        except AttemptError as error:
            if error.code != "empty":  # whoever began it was ended before its first entry
                raise
    return begin(where, pack, scenario.id, seed)


def holds_attempt(path: Path) -> bool:
    """Whether a file is there with an attempt in it. Raises SaveError where it is something else."""
    return listed(path) is not None


def listed(path: Path) -> Meta | None:
    """What a save says of its newest attempt, read without the heavy modules; None where nothing is written yet."""
    from simulator.sessions.store.files import is_new
    from simulator.sessions.store.places import look_into

    if is_new(path):
        return None
    listing = look_into(path)
    if listing.error is not None:
        raise Misuse(listing.error.zh, listing.error.en)
    return listing.attempts[-1] if listing.attempts else None


def must_match(path: Path, scenario: str, seed: int | None, held_scenario: str, held_seed: str) -> None:
    """Raises Misuse where a save holds another scenario or seed than was asked for."""
    if held_scenario != scenario or (seed is not None and held_seed != str(seed)):
        raise Misuse(
            f"存档 {path} 是场景 {held_scenario}、种子 {held_seed} 的一局；请照此写，或用 --save 另取一个文件名。",
            f"The save {path} holds scenario {held_scenario} with seed {held_seed}; ask for these, "
            "or name another file with --save.",
        )


def go_on(path: Path, scenario: Scenario, seed: int | None) -> SavedAttempt:
    """Take up an open attempt; it must be the one that was asked for."""
    from simulator.sessions.saves import take_up

    held = listed(path)
    if held is not None:  # judged before the file is touched
        must_match(path, scenario.id, seed, held.scenario, held.seed)
        _must_be_open(path, held.closed)
    attempt = take_up(path)
    try:
        must_match(path, scenario.id, seed, attempt.first.scenario, str(attempt.first.seed))
        _must_be_open(path, attempt.closed)
        return attempt
    except BaseException:
        attempt.close()
        raise


def _must_be_open(path: Path, closed: bool) -> None:
    if closed:
        raise Misuse(
            f"存档 {path} 中的这一局已交卷，不能再续；请用 --save 另取一个文件名，或用 storesim score 查看成绩。",
            f"The attempt in {path} was handed in and cannot go on; name another file with --save, "
            "or see its result with: storesim score",
        )
