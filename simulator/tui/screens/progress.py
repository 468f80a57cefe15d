"""What a trainee has reached so far: results kept in one small JSON file beside the saves, and pure questions to them.

Side data (law 1): neither a world nor a score reads it, and losing it loses no attempt. Mastery of a requirement is the
best result on a fresh seed (the first time this scenario was played with it), fading by half every `HALF_LIFE_DAYS`.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import msgspec

from simulator.kernel.refused import reason
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.scoring.report import Report

HALF_LIFE_DAYS = 60
DAY_MS = 86_400_000
FULL = 10_000
FAILED_BELOW = 7_000
KEPT = 2_000  # the oldest results are let go beyond this
FILE = "progress.json"
_MAX_BYTES = 64 * 1024 * 1024


class Failure(msgspec.Struct, frozen=True):
    """One facet that was failed: which, how far, and why in the sentence of the scorer."""

    requirement: str
    facet: str
    title: Text
    points: int
    why: Text
    unit: str = ""


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of one finished attempt. `id` is the head of its journal, so an attempt is kept once."""

    id: str
    pack: str
    scenario: str
    seed: int
    wall: int  # wall-clock milliseconds at which it was handed in
    compliance: int
    points: dict[str, int]  # requirement -> basis points
    facets: dict[str, int] = {}  # "11.1.2/declared_value" -> basis points
    failed: tuple[Failure, ...] = ()
    save: str = ""
    title: Text = Text("", "")


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the mistakes book: the last failure of a facet, and whether it has been mended since."""

    failure: Failure
    scenario: str
    title: Text
    wall: int
    times: int
    mended: bool


class _File(msgspec.Struct):
    version: int = 1
    results: list[Result] = []


# -- questions --------------------------------------------------------------------------------------------------


def fresh(results: Iterable[Result]) -> list[Result]:
    """The first result of each scenario and seed, oldest first: a seed that is known is no test any more."""
    seen: set[tuple[str, str, int]] = set()
    found = []
    for result in sorted(results, key=lambda r: (r.wall, r.id)):
        place = (result.pack, result.scenario, result.seed)
        if place not in seen:
            seen.add(place)
            found.append(result)
    return found


def faded(points: int, age_days: float, half_life: float = HALF_LIFE_DAYS) -> int:
    """Points after so many days without practice."""
    return round(points * math.pow(0.5, max(0.0, age_days) / half_life))


def mastery(results: Iterable[Result], today: int, half_life: float = HALF_LIFE_DAYS) -> dict[str, int]:
    """By requirement the best result on a fresh seed as it counts `today` (wall-clock milliseconds)."""
    best: dict[str, int] = {}
    for result in fresh(results):
        age = (today - result.wall) / DAY_MS
        for requirement, points in result.points.items():
            best[requirement] = max(best.get(requirement, 0), faded(points, age, half_life))
    return best


def mean(known: Mapping[str, int], requirements: Sequence[str]) -> int:
    """The mean over these requirements; what was never practised counts 0."""
    return sum(known.get(r, 0) for r in requirements) // len(requirements) if requirements else 0


def of_scenario(results: Iterable[Result], pack: str, scenario: str) -> list[Result]:
    """The results of a scenario at all its levels (`11.1`, `11.1@hard`)."""
    return [r for r in results if r.pack == pack and r.scenario.partition("@")[0] == scenario]


def best(results: Iterable[Result], pack: str, scenario: str) -> int | None:
    """The best compliance reached in a scenario, None when it was never finished."""
    return max((r.compliance for r in of_scenario(results, pack, scenario)), default=None)


def mistakes(results: Iterable[Result]) -> list[Mistake]:
    """The mistakes book: each facet once with its last failure, those still open first, newest first."""
    ordered = sorted(results, key=lambda r: (r.wall, r.id))
    last: dict[str, tuple[Failure, Result]] = {}
    times: dict[str, int] = {}
    mended: dict[str, bool] = {}
    for result in ordered:
        for facet, points in result.facets.items():
            if facet in last and points >= FAILED_BELOW:
                mended[facet] = True
        for failure in result.failed:
            name = f"{failure.requirement}/{failure.facet}"
            last[name] = (failure, result)
            times[name] = times.get(name, 0) + 1
            mended[name] = False
    found = [
        Mistake(
            failure=failure, scenario=f"{result.pack}/{result.scenario}", title=result.title, wall=result.wall, times=times[name],
            mended=mended[name],
        )
        for name, (failure, result) in last.items()
    ]  # fmt: skip
    return sorted(found, key=lambda m: (m.mended, -m.wall, m.failure.requirement, m.failure.facet))


def result_of(
    report: Report, *, id: str, pack: str, scenario: str, seed: int, wall: int, title: Text, save: str = ""
) -> Result:
    """What is kept of a report."""
    failed: list[Failure] = []
    facets: dict[str, int] = {}
    for requirement in report.requirements.values():
        for facet in requirement.facets:
            facets[f"{requirement.id}/{facet.id}"] = facet.points
            if facet.points < FAILED_BELOW:
                worst = min(facet.findings, key=lambda f: f.points, default=None)
                why = worst.why if worst else facet.title
                failed.append(
                    Failure(requirement.id, facet.id, facet.title, facet.points, why, worst.unit if worst else "")
                )
        for gate in requirement.broken:
            worst = gate.findings[0]
            failed.append(Failure(requirement.id, f"gate:{gate.id}", gate.title, 0, worst.why, worst.unit))
        for gate in requirement.gates:
            facets[f"{requirement.id}/gate:{gate.id}"] = 0 if gate.findings else FULL
    return Result(
        id=id, pack=pack, scenario=scenario, seed=seed, wall=wall, compliance=report.compliance,
        points={r.id: r.points for r in report.requirements.values()}, facets=facets, failed=tuple(failed), save=save,
        title=title,
    )  # fmt: skip


# -- the file ---------------------------------------------------------------------------------------------------


class ProgressFile:
    """The file of results. Reading never fails: a file that cannot be used is moved aside and said so in `warning`."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.warning: Text | None = None

    def read(self) -> list[Result]:
        """All results kept."""
        try:
            with self.path.open("rb") as file:
                data = file.read(_MAX_BYTES + 1)
            if len(data) > _MAX_BYTES:
                raise ValueError("too large")
            return msgspec.json.decode(data, type=_File).results
        except FileNotFoundError:
            return []
        except OSError as error:
            why = reason(error)
            self.warning = Text(
                f"读不到学习记录（{why.zh}）：{self.path}；练习照常，成绩仍在存档里。",
                f"The progress file cannot be read ({why.en}): {self.path}; practice goes on, results stay in the saves.",
            )
            return []
        except (ValueError, RecursionError, msgspec.DecodeError):
            aside = self._set_aside()
            self.warning = Text(
                f"学习记录已损坏，已移到 {aside or self.path}；成绩仍在存档里，打开复盘即可重新记入。",
                f"The progress file was broken and is kept as {aside or self.path}; results are still in the saves, "
                "open a debrief to count it again.",
            )
            return []

    def add(self, result: Result) -> Text | None:
        """Keep a result once, in one step; a warning where that could not be done. Other processes' results stay."""
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            import filelock

            with filelock.FileLock(f"{self.path}.lock", timeout=5):
                kept = self.read()
                if any(r.id == result.id for r in kept):
                    return None
                kept = sorted([*kept, result], key=lambda r: r.wall)[-KEPT:]
                self._write(msgspec.json.encode(_File(results=kept)))
        except (OSError, TimeoutError) as error:
            why = reason(error)
            return Text(
                f"成绩没有记入学习记录（{why.zh}）：{self.path}；成绩仍在存档里。",
                f"The result was not added to the progress file ({why.en}): {self.path}; it is still in the save.",
            )
        return None

    def _write(self, data: bytes) -> None:
        import tempfile

        handle, name = tempfile.mkstemp(prefix=FILE, suffix=".tmp", dir=self.path.parent)
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            os.replace(name, self.path)
        except BaseException:
            with suppress(OSError):
                os.unlink(name)
            raise

    def _set_aside(self) -> Path | None:
        for n in range(1, 100):
            kept = self.path.with_name(f"{self.path.name}.bad{n if n > 1 else ''}")
            if not os.path.lexists(kept):
                try:
                    os.rename(self.path, kept)
                except OSError:
                    return None
                return kept
        return None
