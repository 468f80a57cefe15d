"""One attempt: a pack's scenario, a seed and a journal (law 1), with the doors that people, bots and the driver use alike."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from typing import Any

import msgspec

from simulator.desks.store.shift import AttemptClosed, AttemptOpened, BaselineRecorded, Shift
from simulator.kernel import replay
from simulator.kernel.engine import Advance, Engine, Fact, Outcome, Rules
from simulator.kernel.journal import Journal, MemoryJournal
from simulator.kernel.luck import Luck
from simulator.kernel.messages import Command, Event, Refused
from simulator.kernel.text import Text
from simulator.packs.model import Pack, Scenario
from simulator.packs.opening import opening
from simulator.sessions.rules import RULES_VERSION, rules

# Runs a named player on the same scenario and seed and gives its counters: handed in by whoever may import the bots.
Baseline = Callable[[Pack, Scenario, int], dict[str, dict[str, int]]]


class AttemptError(Exception):
    """An attempt cannot be used as asked; `text` says why and what to do."""

    def __init__(self, code: str, text: Text) -> None:
        super().__init__(text.en)
        self.code = code
        self.text = text


class BadCommand(AttemptError):
    """The words of a command are off: unknown name, unknown field, wrong type or out of bounds. It is not journalled."""


def now_ms() -> int:
    """The wall clock."""
    return time.time_ns() // 1_000_000


class Attempt:
    """A running (or finished) attempt. Every change goes through `do`; reading goes through `view`."""

    def __init__(self, pack: Pack, scenario: Scenario, engine: Engine) -> None:
        self.pack = pack
        self.scenario = scenario
        self.engine = engine
        self.wall: Callable[[], int] = now_ms

    # -- life -------------------------------------------------------------------------------------------------

    @classmethod
    def start(
        cls,
        pack: Pack,
        scenario_id: str,
        seed: int,
        journal: Journal | None = None,
        *,
        mode: str = "practice",
        student: str = "",
        assignment: str = "",
        salt: int = 0,
        wall: Callable[[], int] = now_ms,
    ) -> Attempt:
        """Begin an attempt. KeyError when the pack has no such scenario; JournalError when it cannot be written."""
        scenario = pack.scenario(scenario_id)
        luck = Luck(seed)
        engine = Engine(rules(), MemoryJournal() if journal is None else journal, luck)
        first = AttemptOpened(
            pack=pack.id,
            pack_version=pack.version,
            pack_digest=pack.digest,
            scenario=scenario.id,
            seed=seed,
            mode=mode,
            rules_version=RULES_VERSION,
            versions=versions(),
            student=student,
            assignment=assignment,
        )
        attempt = cls(pack, scenario, engine)
        attempt.wall = wall
        engine.note([first, *opening(scenario, Luck(seed, salt), rules().codec)], wall())
        return attempt

    @classmethod
    def resume(cls, journal: Journal, find: Callable[[AttemptOpened], tuple[Pack, Scenario]]) -> Attempt:
        """Take up an attempt where its journal ends. `find` gives the pack and scenario of its first entry.

        Raises AttemptError when the journal is empty or was begun under other rules and is still open.
        """
        first = opened(journal, rules())
        pack, scenario = find(first)
        engine = Engine(rules(), journal, Luck(first.seed))
        engine.refold()
        attempt = cls(pack, scenario, engine)
        if first.rules_version != RULES_VERSION and not attempt.closed:
            raise AttemptError(
                "other-rules",
                Text(
                    f"此存档始于规则版本 {first.rules_version}，当前为 {RULES_VERSION}：可以查看和评分，不能继续。",
                    f"This save was begun under rules version {first.rules_version}, this is {RULES_VERSION}: "
                    "it can be read and scored, not continued.",
                ),
            )
        return attempt

    # -- acting -----------------------------------------------------------------------------------------------

    def do(self, command: Command) -> Outcome:
        """Carry out a command; a refusal is in the outcome. Nothing can be done after the attempt is closed, and after the
        end of the shift only handing in is left."""
        if self.closed:
            raise AttemptError("closed", Text("本次练习已交卷。", "This attempt has been handed in."))
        shift = self.engine.world.of(Shift).facts
        if self.engine.world.now >= shift.end:
            reason = Text("班次已结束，请交卷。", "The shift is over: hand in.")
            return Outcome(False, self.engine.world.count, [], Refused(code="shift-over", reason=reason))
        if isinstance(command, Advance) and self.engine.world.now + command.minutes > shift.end:
            left = shift.end - self.engine.world.now
            command = Advance(minutes=left, until_news=command.until_news)
        return self.engine.do(command, self.wall())

    def do_plain(self, tag: str, fields: dict[str, Any]) -> Outcome:
        """The same from plain data (forms, driver, packs). Raises BadCommand when the words are off."""
        return self.do(self.parse(tag, fields))

    def parse(self, tag: str, fields: dict[str, Any]) -> Command:
        """A command from plain data. Raises BadCommand with a sentence that names the field."""
        try:
            return self.engine.rules.convert(tag, fields)
        except KeyError:
            raise BadCommand("unknown-command", Text(f"没有操作“{tag}”。", f"There is no command {tag!r}.")) from None
        except msgspec.ValidationError as error:
            raise BadCommand("bad-field", Text(f"{tag}：{error}", f"{tag}: {error}")) from None

    def submit(self, baseline: Baseline | None = None, by: str = "submit") -> list[Fact]:
        """Hand in: let consequences arrive, record what other players reached under the same luck, close the journal."""
        if self.closed:
            raise AttemptError("closed", Text("本次练习已交卷。", "This attempt has been handed in."))
        shift = self.engine.world.of(Shift).facts
        facts = self.engine.settle(max(shift.settle_until, self.engine.world.now), self.wall())
        given: list[Event] = []
        if baseline is not None:
            seed = self.first.seed
            for player, counters in sorted(baseline(self.pack, self.scenario, seed).items()):
                given.append(BaselineRecorded(player=player, counters=counters))
        given.append(AttemptClosed(rows=self.engine.rows, head=self.engine.head.hex(), by=by))
        return facts + self.engine.note(given, self.wall())

    # -- reading ----------------------------------------------------------------------------------------------

    @property
    def first(self) -> AttemptOpened:
        """The first entry of the journal."""
        found = self.engine.world.of(Shift).attempt
        if found is None:
            raise AttemptError("empty", Text("存档是空的。", "The save is empty."))
        return found

    @property
    def closed(self) -> bool:
        """Whether it has been handed in."""
        return self.engine.world.of(Shift).closed

    @property
    def over(self) -> bool:
        """Whether the shift has ended and only handing in is left."""
        return self.engine.world.now >= self.engine.world.of(Shift).facts.end

    @property
    def now(self) -> int:
        """The sim minute."""
        return self.engine.world.now

    def view(self, name: str, key: str = "") -> Any:
        """A read-only view: rows of a table or one record. KeyError for an unknown name."""
        return self.engine.view(name, key)

    def facts(self) -> list[Fact]:
        """All facts of the journal with their numbers."""
        return replay.facts(self.engine.rules, self.engine.journal.rows())


def versions() -> dict[str, str]:
    """Versions that a journal pins for the record; none of them changes how it is read."""
    from importlib.metadata import PackageNotFoundError, version

    found = {"python": ".".join(map(str, sys.version_info[:3]))}
    for name in ("storesim", "Faker", "msgspec"):
        try:
            found[name.lower()] = version(name)
        except PackageNotFoundError:
            found[name.lower()] = "unknown"
    return found


def opened(journal: Journal, ruled: Rules) -> AttemptOpened:
    """The first fact of a journal. Raises AttemptError when there is none."""
    first = next(iter(journal.rows()), None)
    if first is not None:
        batch = ruled.codec.decode(first.payload)
        if batch.facts and isinstance(batch.facts[0][1], AttemptOpened):
            return batch.facts[0][1]
    raise AttemptError("empty", Text("这个存档里没有班次。", "There is no attempt in this save."))
