"""The shipped source: packs, saves, scorer and progress file, each imported when it is first needed (never before the
first paint). Every call blocks and belongs in a thread."""

from __future__ import annotations

import secrets
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from simulator.kernel.text import Text
from simulator.tui.screens.model import Advice, AttemptRow, HomeData, ScenarioRow
from simulator.tui.screens.progress import (
    FILE,
    Mistake,
    ProgressFile,
    Result,
    best,
    mastery,
    mean,
    mistakes,
    of_scenario,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from simulator.desks.store.shift import AttemptOpened
    from simulator.packs.load import PackError
    from simulator.packs.model import Pack, Scenario
    from simulator.proof.library import Card
    from simulator.scoring.report import Report
    from simulator.sessions.store.meta import Listing
    from simulator.tui.protocol import AttemptLike

SEEDS = (100_000, 999_999)  # what a person can read out and type


NO_PACK = Text(
    "这个存档属于场景“{scenario}”，本机没有它的场景包；请先安装该包。",
    "This save belongs to the scenario {scenario}, whose pack is not here; install the pack first.",
)
NEW = Text("还没练过", "not tried yet")


class Trouble(Exception):
    """Something a screen has to say."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


def advise(scenarios: Sequence[ScenarioRow], known: Mapping[str, int]) -> Advice | None:
    """What to do next: the guided shift first, then what was never played, then where the weakest requirement lies."""
    for row in scenarios:
        if row.guided and not row.tries:
            why = Text("从这里开始：边做边学各个工位", "Begin here: learn the desks by doing")
            return Advice(scenario=row.id, title=row.title, why=why)
    for row in scenarios:
        if not row.tries:
            count = len(row.practises)
            why = Text(f"还没练过，{count} 项要求", f"not tried yet: {count} requirements") if count > 1 else NEW
            return Advice(scenario=row.id, title=row.title, why=why)
    ranked = sorted(
        (s for s in scenarios if s.practises and not s.guided), key=lambda s: min(known.get(r, 0) for r in s.practises)
    )
    if not ranked:
        return None
    row = ranked[0]
    weakest = min(row.practises, key=lambda r: known.get(r, 0))
    points = known.get(weakest, 0) // 100
    why = Text(f"最弱的一项：{weakest}（{points}）", f"your weakest: {weakest} ({points})")
    return Advice(scenario=row.id, title=row.title, why=why)


class Shop:
    """The source of the product."""

    def __init__(self, saves: Path | None = None, packs: Iterable[Pack] | None = None) -> None:
        self._saves = saves
        self._packs: list[Pack] | None = list(packs) if packs is not None else None
        self._broken: list[PackError] = []
        self._fixed = packs is not None  # no others are looked for

    # -- what there is ----------------------------------------------------------------------------------------

    def packs(self) -> list[Pack]:
        """The packs on offer; read again when the shelf may have changed (`reread`)."""
        if self._packs is None:
            from simulator.packs.library import usable_packs

            self._packs, self._broken = usable_packs()
        return self._packs

    def reread(self) -> None:
        """Packs were installed or removed, or their files may have changed: read them again when they are asked for."""
        from simulator.packs.load import load

        load.cache_clear()
        if not self._fixed:
            self._packs = None

    def cards(self) -> list[Card]:
        """All packs on this machine, as the library shows them."""
        from simulator.proof.library import cards

        return cards()

    def saves_of(self, digest: str) -> int:
        """How many attempts of the saves folder were begun with exactly this pack."""
        from simulator.sessions.store.places import list_saves

        return sum(a.pack_digest == digest for listing in list_saves(self.folder) for a in listing.attempts)

    @property
    def folder(self) -> Path:
        """Where saves lie."""
        if self._saves is not None:
            return self._saves
        from simulator.sessions.store.places import saves_folder

        return saves_folder()

    def _file(self) -> ProgressFile:
        return ProgressFile(self.folder / FILE)

    def scenario(self, id: str) -> tuple[Pack, Scenario]:
        """A scenario with its pack; KeyError when there is none."""
        from simulator.packs.library import find

        return find(id, self.packs())

    def _rows(self, results: Sequence[Result]) -> list[ScenarioRow]:
        from simulator.packs.library import TABLE1, address
        from simulator.standard import sort_key

        rows = [
            ScenarioRow(
                id=address(pack, s), short=s.base, pack=pack.title if pack.id != TABLE1 else None, title=s.title,
                track=s.track, minutes=s.minutes, guided=s.guided, practises=s.practises,
                best=best(results, pack.id, s.base), tries=len(of_scenario(results, pack.id, s.base)),
            )
            for pack in self.packs()
            for s in pack.listed
        ]  # fmt: skip
        # ours first, the guided shift before all, then in the standard's order; what other packs bring stands behind it
        return sorted(
            rows, key=lambda r: (r.pack is not None, r.id.rpartition("/")[0], not r.guided, sort_key(r.short))
        )

    def home(self) -> HomeData:
        """The home screen's rows."""
        file = self._file()
        results = file.read()
        rows = self._rows(results)
        known = mastery(results, _now())
        resume = next((a for a in self.attempts() if not a.closed and a.error is None and a.attempt), None)
        return HomeData(
            scenarios=tuple(rows), resume=resume, advice=advise(rows, known), mastery=known,
            open_mistakes=sum(not m.mended for m in mistakes(results)),
            warnings=(file.warning,) if file.warning else (),
        )  # fmt: skip

    def mistakes(self) -> list[Mistake]:
        """The mistakes book."""
        return mistakes(self._file().read())

    def practised(self) -> dict[str, tuple[str, ...]]:
        """By requirement the scenarios that practise it."""
        from simulator.packs.library import address

        found: dict[str, list[str]] = {}
        for pack in self.packs():
            for scenario in pack.listed:
                for requirement in scenario.practises:
                    found.setdefault(requirement, []).append(address(pack, scenario))
        return {k: tuple(v) for k, v in found.items()}

    def attempts(self) -> list[AttemptRow]:
        """All attempts of the saves folder, newest first."""
        from simulator.sessions.store.places import list_saves

        titles = {(pack.id, s.id): s.title for pack in self.packs() for s in pack.scenarios.values()}
        return [row for listing in list_saves(self.folder) for row in _attempts(listing, titles)]

    # -- attempts ---------------------------------------------------------------------------------------------

    def fresh_seed(self, scenario: str) -> int:
        """A seed that was not played yet."""
        pack, found = self.scenario(scenario)
        played = {r.seed for r in of_scenario(self._file().read(), pack.id, found.base)}
        low, high = SEEDS
        while True:
            seed = low + secrets.randbelow(high - low + 1)
            if seed not in played:
                return seed

    def start(self, scenario: str, seed: int) -> AttemptLike:
        """Begin an attempt in a save of its own."""
        from simulator.sessions.saves import begin
        from simulator.sessions.store.places import new_save_path

        pack, found = self.scenario(scenario)
        return cast("AttemptLike", begin(new_save_path(found.id, seed, self.folder), pack, found.id, seed))

    def resume(self, path: Path, attempt: str) -> AttemptLike:
        """Take up an attempt; a closed one can be read."""
        import msgspec

        from simulator.kernel.codec import UnknownMessage
        from simulator.sessions.attempt import Attempt
        from simulator.sessions.store import SaveDamaged, SaveNewer, open_save
        from simulator.sessions.store.errors import UNREADABLE, of_break

        save = open_save(path, create=False, readonly=True)
        try:
            found = save.check(attempt)
            if found is not None:
                raise of_break(path, found)
            if not save.attempt(attempt).closed:  # only what runs is opened for writing, and locked
                save.close()
                save = open_save(path, create=False)
            return cast("AttemptLike", Attempt.resume(save.journal(attempt), self._find))
        except BaseException as error:
            save.close()
            if isinstance(error, UnknownMessage):
                raise SaveNewer(path, UNREADABLE) from error
            if isinstance(error, msgspec.DecodeError):
                raise SaveDamaged(path, UNREADABLE) from error
            raise

    def _find(self, first: AttemptOpened) -> tuple[Pack, Scenario]:
        """The pack and scenario of a first entry, in the very bytes it was begun with where they are here."""
        from simulator.sessions.saves import must_find

        if not self._fixed:
            from simulator.sessions.saves import must_find

            found = must_find(first)
            return found.pack, found.scenario
        try:
            return self.scenario(f"{first.pack}/{first.scenario}")
        except KeyError:
            raise Trouble(NO_PACK.fill(scenario=f"{first.pack}/{first.scenario}")) from None

    def report(self, attempt: AttemptLike) -> Report:
        """The score of an attempt."""
        from simulator.scoring.score import score

        return score(attempt.facts(), attempt.engine.world, attempt.scenario.requirements)

    def record(self, attempt: AttemptLike, report: Report) -> Text | None:
        """Keep the result of a closed attempt: in the progress file, and with its save for lists. An author's trial never
        counts."""
        from simulator.sessions.backstage import AUTHOR
        from simulator.tui.screens.progress import result_of

        first = attempt.first
        if not attempt.closed or first.mode == AUTHOR:
            return None
        rows = list(attempt.engine.journal.rows())
        _note_close(attempt, report)
        result = result_of(
            report, id=attempt.engine.head.hex(), pack=first.pack, scenario=first.scenario, seed=first.seed,
            wall=rows[-1].wall or _now(), title=attempt.scenario.title, save=_place(attempt),
        )  # fmt: skip
        return self._file().add(result)


def _attempts(listing: Listing, titles: Mapping[tuple[str, str], Text]) -> list[AttemptRow]:
    if listing.error is not None:
        return [AttemptRow(path=listing.path, error=listing.error)]
    return [
        AttemptRow(
            path=listing.path, attempt=a.id, scenario=a.scenario, title=titles.get((a.pack, a.scenario), Text(a.scenario, a.scenario)),
            seed=a.seed, wall=listing.wall or a.created, minute=listing.minute, closed=a.closed, score=_compliance(a.score),
        )
        for a in listing.attempts
    ]  # fmt: skip


def _compliance(score: str | None) -> int | None:
    """Basis points out of the kept score; None where it does not say."""
    import json
    from decimal import Decimal, InvalidOperation

    try:
        found = json.loads(score, parse_float=Decimal)["compliance"] if score else None
        return int(Decimal(found) * 100) if found is not None else None
    except (ValueError, KeyError, TypeError, InvalidOperation):
        return None


def _note_close(attempt: AttemptLike, report: Report) -> None:
    """The save's own note of the close and of the score; a save that is open for reading only keeps what it has."""
    from simulator.sessions.store.errors import SaveError

    journal = attempt.engine.journal
    save: Any = getattr(journal, "save", None)
    if save is None or save.readonly:
        return
    try:
        if not save.attempt(journal.attempt).closed:
            save.close_attempt(journal.attempt, attempt.engine.rows, attempt.engine.head)
        save.keep_score(journal.attempt, f'{{"compliance": {percent(report.compliance)}}}')
    except SaveError:
        return  # the journal says the same


def percent(points: int) -> str:
    """Basis points of full marks as a number from 0 to 100 with two decimals."""
    return f"{points // 100}.{points % 100:02d}"


def _place(attempt: AttemptLike) -> str:
    save = getattr(attempt.engine.journal, "save", None)
    return str(getattr(save, "path", ""))


def _now() -> int:
    return time.time_ns() // 1_000_000


__all__ = ["Shop", "Trouble", "advise", "mean"]
