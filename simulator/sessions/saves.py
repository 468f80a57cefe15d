"""Attempts in save files: begin one, take one up again, read one, and find the pack it was played with.

Chain and content are judged on the way in, so whoever holds an attempt from here may trust its journal.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Self

import msgspec

from simulator import __version__
from simulator.desks.store.shift import AttemptOpened
from simulator.kernel.codec import UnknownMessage
from simulator.kernel.engine import Engine, Fact
from simulator.kernel.luck import Luck
from simulator.kernel.text import Text
from simulator.packs.library import of_digest, usable_packs
from simulator.packs.model import Pack, Scenario
from simulator.scoring.report import Report, percent
from simulator.sessions.attempt import Attempt, AttemptError, Baseline, now_ms, opened
from simulator.sessions.rules import RULES_VERSION, rules
from simulator.sessions.store.errors import NoAttempt, SaveDamaged, SaveNewer
from simulator.sessions.store.meta import Attempt as Meta

if TYPE_CHECKING:
    from simulator.sessions.store.save import Save, SqlJournal

MAX_SEED = 2**63 - 1


class SavedAttempt(Attempt):
    """An attempt whose journal lies in a save; handing it in also closes it there."""

    @property
    def save(self) -> Save:
        """The open save."""
        journal: SqlJournal = self.engine.journal  # type: ignore[assignment]
        return journal.save

    def submit(self, baseline: Baseline | None = None, by: str = "submit") -> list[Fact]:
        """Hand in, and note length and head beside the rows."""
        facts = super().submit(prepared(self, baseline), by)
        self.seal()
        return facts

    def seal(self) -> None:
        """Note length, head and score of a closed journal beside its rows, if that was not done."""
        id = self.engine.journal.attempt
        if not self.closed or self.save.readonly or self.save.attempt(id).closed:
            return
        self.save.close_attempt(id, self.engine.rows, self.engine.head)
        found = report_of(self)
        self.save.keep_score(id, f'{{"compliance": {percent(found.compliance):f}}}')

    def close(self) -> None:
        """Let go of the file."""
        self.save.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def report_of(attempt: Attempt) -> Report:
    """The score of an attempt by the rubric of its scenario."""
    from simulator.scoring.score import score

    return score(attempt.facts(), attempt.engine.world, attempt.scenario.requirements)


def prepared(attempt: Attempt, baseline: Baseline | None) -> Baseline | None:
    """The same baseline, run beforehand: whatever goes wrong in it then leaves the attempt untouched."""
    if baseline is None or attempt.closed:
        return baseline
    found = baseline(attempt.pack, attempt.scenario, attempt.first.seed)
    return lambda *_: found


# -- packs ----------------------------------------------------------------------------------------------------


class Played(msgspec.Struct, frozen=True):
    """The pack and scenario of a save; `exact` when their bytes are those it was begun with."""

    pack: Pack
    scenario: Scenario
    exact: bool


def played(first: AttemptOpened) -> Played | None:
    """The pack of a first entry: of the same bytes if there is one, else the one on offer under its name; None when there is
    none."""
    exact = of_digest(first.pack, first.pack_digest)
    if exact is not None and first.scenario in exact.scenarios:
        return Played(exact, exact.scenario(first.scenario), True)
    for pack in usable_packs()[0]:
        if pack.id == first.pack and first.scenario in pack.scenarios:
            return Played(pack, pack.scenario(first.scenario), False)
    return None


def must_find(first: AttemptOpened) -> Played:
    found = played(first)
    if found is None:
        raise AttemptError(
            "no-pack",
            Text(
                f"这个存档属于场景“{first.pack}/{first.scenario}”，本机没有它的场景包；请先安装该包（STORESIM_PACKS 可指定位置）。",
                f"This save belongs to the scenario {first.pack}/{first.scenario}, whose pack is not here; "
                "install the pack first (STORESIM_PACKS names its place).",
            ),
        )
    return found


# -- beginning and going on -----------------------------------------------------------------------------------


def begin(
    path: Path | str,
    pack: Pack,
    scenario: str,
    seed: int,
    *,
    mode: str = "practice",
    student: str = "",
    assignment: str = "",
    wall: Callable[[], int] = now_ms,
) -> SavedAttempt:
    """Begin an attempt in a new save (or in one that holds none). `student` and `assignment` are opaque ids (law 14), `wall`
    the clock in milliseconds since 1970. Raises AttemptError, SaveError, KeyError, CastError."""
    from simulator.sessions.store.save import open_save

    where = Path(path).expanduser()
    new = not where.exists()
    save = open_save(where, create=True)
    try:
        stored = save.attempts()
        if any(_has_rows(save, a.id) for a in stored):
            raise AttemptError(
                "taken",
                Text(
                    f"存档 {where} 中已有一局（{stored[-1].scenario}，种子 {stored[-1].seed}）；请用 --save 另取一个文件名。",
                    f"The save {where} holds an attempt already ({stored[-1].scenario}, seed {stored[-1].seed}); "
                    "name another file with --save.",
                ),
            )
        meta = Meta(
            pack=pack.id, pack_version=pack.version, pack_digest=pack.digest, scenario=scenario, seed=str(seed), mode=mode,
            created=wall(), kernel=__version__, student=student or None, assignment=assignment or None,
        )  # fmt: skip
        return SavedAttempt.start(  # type: ignore[return-value]
            pack,
            scenario,
            seed,
            save.create_attempt(meta),
            mode=mode,
            student=student,
            assignment=assignment,
            wall=wall,
        )
    except BaseException:
        empty = new and not any(_has_rows(save, a.id) for a in _quietly(save))
        save.close()
        if empty:
            with suppress(OSError):
                where.unlink()
        raise


def take_up(path: Path | str, attempt: str = "") -> SavedAttempt:
    """Go on with an attempt (the newest, unless one is named); one that was handed in can be read.

    An open attempt goes on with exactly the version of its pack that it was begun with; one that was handed in is read by the rubric that is here.
    Raises AttemptError when there is none, its pack is not here or it runs under other rules; SaveError.
    """
    from simulator.sessions.store.save import open_save

    save = open_save(path, create=False)
    try:
        meta = pick(save, attempt)
        first, engine = _engine(save, meta)
        found = must_find(first)
        taken = SavedAttempt(found.pack, found.scenario, engine)
        if first.rules_version != RULES_VERSION and not taken.closed:
            raise other_rules(first)
        if not found.exact and not taken.closed:
            raise _other_pack(first, found.pack)
        taken.seal()
        return taken
    except BaseException:
        save.close()
        raise


def other_rules(first: AttemptOpened) -> AttemptError:
    """The attempt was begun under other rules."""
    return AttemptError(
        "other-rules",
        Text(
            f"此存档始于规则版本 {first.rules_version}，当前为 {RULES_VERSION}：可以查看和评分，不能继续。",
            f"This save was begun under rules version {first.rules_version}, this is {RULES_VERSION}: "
            "it can be read and scored, not continued.",
        ),
    )


def _other_pack(first: AttemptOpened, here: Pack) -> AttemptError:
    return AttemptError(
        "other-pack",
        Text(
            f"此存档始于场景包 {first.pack} {first.pack_version}（{first.pack_digest[:12]}），本机是 {here.version}"
            f"（{here.digest[:12]}）：可以查看和评分；要继续，请先用 storesim pack install 装上原来的版本。",
            f"This save was begun with the pack {first.pack} {first.pack_version} ({first.pack_digest[:12]}), here is {here.version} "
            f"({here.digest[:12]}): it can be read and scored; to go on, install that version first with storesim pack install.",
        ),
    )


# -- reading --------------------------------------------------------------------------------------------------


class Reading:
    """A save opened for reading: one attempt's journal, judged and folded. `played` is None where its pack is not here."""

    def __init__(self, save: Save, meta: Meta) -> None:
        self.save = save
        self.meta = meta
        self.first, self.engine = _engine(save, meta)
        self.played = played(self.first)

    @property
    def closed(self) -> bool:
        """Whether it was handed in."""
        from simulator.desks.store.shift import Shift

        return self.engine.world.of(Shift).closed

    def facts(self) -> list[Fact]:
        """All facts with their numbers."""
        from simulator.kernel.replay import facts

        return facts(self.engine.rules, self.save.rows(self.meta.id))

    def report(self) -> Report:
        """The score by the rubric of its pack. Raises AttemptError when the pack is not here."""
        from simulator.scoring.score import score

        found = self.played or must_find(self.first)
        return score(self.facts(), self.engine.world, found.scenario.requirements)

    def close(self) -> None:
        """Let go of the file."""
        self.save.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def read(path: Path | str, attempt: str = "") -> Reading:
    """Open a save for reading; it is not changed. Raises AttemptError or SaveError."""
    from simulator.sessions.store.save import open_save

    save = open_save(path, create=False, readonly=True)
    try:
        return Reading(save, pick(save, attempt))
    except BaseException:
        save.close()
        raise


def pick(save: Save, attempt: str = "") -> Meta:
    """The attempt of this id, or the newest one that was begun. Raises NoAttempt or AttemptError."""
    stored = save.attempts()
    if attempt:
        found = [a for a in stored if a.id == attempt]
        if not found:
            raise NoAttempt(save.path, attempt)
        return found[0]
    begun = [a for a in stored if _has_rows(save, a.id)]
    if not begun:
        if stored and stored[-1].closed:  # its rows were taken away
            return stored[-1]
        raise AttemptError(
            "empty",
            Text(
                f"存档 {save.path} 是空的，里面还没有班次。",
                f"The save {save.path} is empty: no attempt was begun in it.",
            ),
        )
    return begun[-1]


def _has_rows(save: Save, attempt: str) -> bool:
    return next(iter(save.rows(attempt)), None) is not None


def _quietly(save: Save) -> list[Meta]:
    try:
        return save.attempts()
    except Exception:
        return []


def _engine(save: Save, meta: Meta) -> tuple[AttemptOpened, Engine]:
    """The first entry and the folded world of an attempt, its chain verified. Raises SaveError."""
    from simulator.sessions.store.errors import of_break

    ruled = rules()
    journal = save.journal(meta.id)
    try:
        first = opened(journal, ruled)
        loaded = save.load(meta.id, ruled, Luck(first.seed))
    except (
        UnknownMessage,
        msgspec.DecodeError,
        AttemptError,
        ArithmeticError,
        LookupError,
        TypeError,
        ValueError,
    ) as error:
        found = save.check(meta.id)  # a changed row explains itself better than what its content leads to
        if found is not None:
            raise of_break(save.path, found) from error
        if isinstance(error, UnknownMessage):
            raise SaveNewer(save.path, str(error)) from error
        if isinstance(error, AttemptError):
            raise
        raise SaveDamaged(save.path, str(error)) from error
    return first, Engine(ruled, journal, Luck(first.seed), *loaded)
