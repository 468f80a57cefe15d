"""The attempt that `play`, `drive` and `bot` work on: in memory, new in a file, or taken up from one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from simulator.cli.trouble import Misuse

if TYPE_CHECKING:
    from simulator.packs.model import Pack, Scenario
    from simulator.sessions.attempt import Attempt
    from simulator.sessions.saves import SavedAttempt


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
    from simulator.sessions.store.files import is_new
    from simulator.sessions.store.places import look_into

    if is_new(path):
        return False
    listing = look_into(path)
    if listing.error is not None:
        raise _told(listing.error)
    return bool(listing.attempts)


def go_on(path: Path, scenario: Scenario, seed: int | None) -> SavedAttempt:
    """Take up an open attempt; it must be the one that was asked for."""
    from simulator.sessions.saves import take_up

    attempt = take_up(path)
    try:
        first = attempt.first
        if first.scenario != scenario.id or seed not in (None, first.seed):
            raise Misuse(
                f"存档 {path} 是场景 {first.scenario}、种子 {first.seed} 的一局；请照此写，或用 --save 另取一个文件名。",
                f"The save {path} holds scenario {first.scenario} with seed {first.seed}; ask for these, "
                "or name another file with --save.",
            )
        if attempt.closed:
            raise Misuse(
                f"存档 {path} 中的这一局已交卷，不能再续；请用 --save 另取一个文件名，或用 storesim score 查看成绩。",
                f"The attempt in {path} was handed in and cannot go on; name another file with --save, "
                "or see its result with: storesim score",
            )
        return attempt
    except BaseException:
        attempt.close()
        raise


def _told(text: object) -> Misuse:
    wrong = Misuse("", "")
    wrong.text = text  # type: ignore[assignment]
    return wrong
