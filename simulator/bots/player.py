"""How a player plays: experts propose commands from the views alone, a mistake may alter them, time passes when nobody acts."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, Protocol

import msgspec

from simulator.kernel.engine import Advance, OpenRecord, Outcome
from simulator.kernel.messages import Command
from simulator.kernel.text import Text
from simulator.packs.model import Pack, Scenario
from simulator.sessions.attempt import Attempt

MAX_COMMANDS = 5_000


class Views:
    """What an expert may read: tables and records as a person sees them, and the clock. Nothing hidden."""

    def __init__(self, attempt: Attempt) -> None:
        self._attempt = attempt
        self._cache: dict[tuple[str, str], Any] = {}
        self._revision = -1
        self.skipped: set[Command] = set()  # what a mistake dropped or the world refused: not proposed again
        self.opened: set[tuple[str, str]] = set()
        self.released = False  # whether what a departure held back has been let go

    @property
    def now(self) -> int:
        """The sim minute."""
        return self._attempt.now

    @property
    def end(self) -> int:
        """The end of the shift."""
        return self._attempt.view("shift")[0].end  # type: ignore[no-any-return]

    @property
    def scenario(self) -> Scenario:
        """The scenario as its briefing and rubric tell it (practice shows both)."""
        return self._attempt.scenario

    def _read(self, name: str, key: str) -> Any:
        engine = self._attempt.engine
        if engine.revision != self._revision:
            self._cache.clear()
            self._revision = engine.revision
        if (name, key) not in self._cache:
            self._cache[name, key] = engine.view(name, key)
        return self._cache[name, key]

    def table(self, name: str) -> list[Any]:
        """The rows of a table view."""
        rows: list[Any] = self._read(name, "")
        return rows

    def record(self, name: str, key: str) -> Any:
        """A record view, or None."""
        return self._read(name, key)

    def open(self, command: Command) -> bool:
        """Whether a command is still worth proposing: it was neither dropped by a mistake nor refused."""
        return command not in self.skipped

    def look(self, view: str, key: str) -> Iterator[Command]:
        """Open a record once (it counts as evidence), then it may be read with `record`."""
        if (view, key) not in self.opened:
            self.opened.add((view, key))
            yield OpenRecord(view=view, key=key)


class Expert(Protocol):
    """One requirement played right. `act` yields commands for everything that can be done now; views stay fresh meanwhile."""

    def act(self, v: Views) -> Iterable[Command]: ...


class Mistake(Protocol):
    """A named departure from the reference: what becomes of each of its commands."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]: ...


_experts: dict[str, Callable[[], Expert]] = {}
_mistakes: dict[str, Callable[..., Mistake]] = {}
_titles: dict[str, Text] = {}


def expert(requirement: str) -> Callable[[Callable[[], Expert]], Callable[[], Expert]]:
    """Register the expert of a requirement."""

    def write(cls: Callable[[], Expert]) -> Callable[[], Expert]:
        _experts[requirement] = cls
        return cls

    return write


def mistake(name: str, *, title: Text) -> Callable[[Callable[..., Mistake]], Callable[..., Mistake]]:
    """Register a mistake of the library under the name that packs use, with the title it has where a pack gives none."""

    def write(cls: Callable[..., Mistake]) -> Callable[..., Mistake]:
        _mistakes[name] = cls
        _titles[name] = title
        return cls

    return write


@cache
def _library() -> None:
    for package in ("simulator.bots.experts", "simulator.bots.mistakes"):
        root = importlib.import_module(package)
        for module in pkgutil.iter_modules(root.__path__):
            importlib.import_module(f"{package}.{module.name}")


def experts() -> Mapping[str, Callable[[], Expert]]:
    """All experts by requirement id."""
    _library()
    return _experts


def mistakes() -> Mapping[str, Callable[..., Mistake]]:
    """All mistakes by name."""
    _library()
    return _mistakes


def mistake_titles() -> Mapping[str, Text]:
    """The titles of all mistakes of the library."""
    _library()
    return _titles


class UnknownPlayer(KeyError):
    """There is no such player, mistake or expert."""


class Log(msgspec.Struct):
    """What a player did: commands carried out, and those that were refused with the reason."""

    done: int = 0
    refused: list[tuple[Command, str]] = msgspec.field(default_factory=list)


def perform(attempt: Attempt, command: Command, log: Log, v: Views | None = None) -> Outcome:
    """Do one command and keep the log; a refused command is not proposed again."""
    outcome = attempt.do(command)
    if outcome.ok:
        log.done += 1
    elif outcome.refused is not None:
        log.refused.append((command, outcome.refused.code))
        if v is not None:
            v.skipped.add(command)
    return outcome


def play_reference(
    attempt: Attempt,
    departure: Mistake | None = None,
    requirements: Iterable[str] | None = None,
    until: int | None = None,
) -> Log:
    """Play a whole shift with the experts of the scenario's requirements, altered by a mistake if one is given; or only up to
    a sim minute."""
    v, log = Views(attempt), Log()
    players = [experts()[r]() for r in _wanted(attempt.scenario, requirements)]
    from simulator.bots.scripted import Moves

    players.append(Moves(attempt.scenario.reference.moves))
    added: Expert | None = getattr(departure, "added", None)

    def done() -> bool:
        return attempt.over or (until is not None and attempt.now >= until)

    while not done() and log.done < MAX_COMMANDS:
        progressed = False
        for player in (*players, *([added] if added is not None else [])):
            for command in player.act(v):
                if command in v.skipped:
                    continue
                moves = [command] if departure is None or player is added else list(departure.alter(command, v))
                if command not in moves:
                    v.skipped.add(command)
                progressed = True
                for move in moves:
                    if done():
                        return log
                    perform(attempt, move, log, v)
        if not progressed:
            wait = _patience(attempt, departure, v)
            wait = wait if until is None else max(1, min(wait, until - attempt.now))
            perform(attempt, Advance(minutes=wait, until_news=True), log)
    return log


def _wanted(scenario: Scenario, requirements: Iterable[str] | None) -> list[str]:
    """The requirements whose experts play. Raises UnknownPlayer when one has none."""
    wanted = [r for r in requirements or scenario.practises if r not in scenario.reference.without]
    missing = [r for r in wanted if r not in experts()]
    if missing:
        raise UnknownPlayer(f"no expert for {', '.join(missing)}")
    return wanted


def _patience(attempt: Attempt, departure: Mistake | None, v: Views) -> int:
    """How long to wait for news: six hours, or until a departure that held commands back lets them go."""
    release: int | None = getattr(departure, "release", None)
    if release is None or v.released:
        return 360
    if attempt.now >= release:
        # a command may have taken the clock past the very minute
        v.released = True
        v.skipped.clear()
        return 1
    return min(360, release - attempt.now)


def play_idle(attempt: Attempt) -> Log:
    """Let the whole shift pass."""
    log = Log()
    while not attempt.over:
        perform(attempt, Advance(minutes=1440), log)
    return log


def counters(attempt: Attempt) -> dict[str, int]:
    """The result of a finished run that comparisons use: registered counters of the scoring measures."""
    from simulator.scoring.counters import count

    return count(attempt.engine.world)


def baseline(pack: Pack, scenario: Scenario, seed: int) -> dict[str, dict[str, int]]:
    """Idle and reference on the same seed, for whoever closes an attempt (law 3)."""
    found = {}
    for name in ("idle", "reference"):
        other = Attempt.start(pack, scenario.id, seed, wall=lambda: 0)
        play_idle(other) if name == "idle" else play_reference(other)
        other.submit()
        found[name] = counters(other)
    return found


def play(attempt: Attempt, player: str, parameters: Mapping[str, Any] | None = None) -> Log:
    """Play an attempt with a named player: reference, idle, spam, or mistake:NAME (a mistake of the scenario or the library).

    Raises UnknownPlayer.
    """
    if player == "reference":
        return play_reference(attempt)
    if player == "idle":
        return play_idle(attempt)
    if player == "spam":
        from simulator.bots.spam import play_spam

        return play_spam(attempt)
    if player.startswith("mistake:"):
        name = player.removeprefix("mistake:")
        for recorded in attempt.scenario.mistakes:
            if recorded.id == name:
                from simulator.bots.scripted import departure_of

                return play_reference(attempt, departure_of(recorded, mistakes()))
        if name in mistakes():
            return play_reference(attempt, mistakes()[name](**dict(parameters or {})))
    raise UnknownPlayer(player)
