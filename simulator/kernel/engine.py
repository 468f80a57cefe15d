"""How one command runs: decide, react to a fixpoint, let its sim minutes pass, commit once, then show (law 2).

`Rules` is a book made ready: lookups by class, the codec, the views. `Engine` is one attempt in work: a world and a journal.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from hashlib import sha256
from typing import Annotated, Any

import msgspec

from simulator.kernel.book import Book, CommandSpec
from simulator.kernel.codec import Batch, Codec
from simulator.kernel.journal import START, Journal, Row, packer
from simulator.kernel.luck import Luck
from simulator.kernel.messages import (
    Command,
    Event,
    Fired,
    HiddenEvent,
    Opened,
    Passed,
    Refusal,
    Refused,
    Scheduled,
    info,
    tag_of,
)
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, World

MAX_REACTIONS = 20_000


class Advance(Command, frozen=True, kw_only=True, tag="clock.advance"):
    """Let sim time pass; with `until_news` at most so long, stopping at the first thing that is news."""

    minutes: Annotated[int, info("分钟", "Minutes", "duration", ge=1, le=60 * 24 * 31)]
    until_news: Annotated[bool, info("有新事即停", "Stop at news", "flag")] = False


class OpenRecord(Command, frozen=True, kw_only=True, tag="record.open"):
    """Open one record and read it; what was opened counts as evidence."""

    view: Annotated[str, info("视图", "View", max_length=40)]
    key: Annotated[str, info("编号", "Number", max_length=80)]


kernel_book = Book()
kernel_book.command(
    title=Text("推进时间", "Let time pass"), desk="clock", minutes=0,
    about=Text("让店铺时间流逝；到期的事会发生。", "Let store time pass; what falls due happens."), order=900,
)(Advance)  # fmt: skip
kernel_book.command(
    title=Text("打开记录", "Open a record"), desk="clock", minutes=0,
    about=Text("阅读一条记录；读过什么会作为证据记下。", "Read one record; what was read is kept as evidence."), order=901,
)(OpenRecord)  # fmt: skip
kernel_book.event("操作被拒：{reason}", "Refused: {reason}")(Refused)
kernel_book.event("安排在 {due}：{name} {entity}", "Scheduled for {due}: {name} {entity}")(Scheduled)
kernel_book.event("第 {number} 项安排到期", "Item {number} of the agenda fell due")(Fired)
kernel_book.event("时间过去 {minutes} 分钟", "{minutes} minutes passed")(Passed)
kernel_book.event("打开了 {view} {key}", "Opened {view} {key}")(Opened)


@kernel_book.applies(Scheduled)
def _scheduled(world: World, event: Scheduled) -> None:
    world.agenda.add(event)


@kernel_book.applies(Fired)
def _fired(world: World, event: Fired) -> None:
    world.agenda.remove(event)


class Fact(msgspec.Struct, frozen=True, gc=False):
    """One event with its place in the journal: the number scores refer to, and the sim minute."""

    seq: int
    minute: int
    event: Event


class Outcome(msgspec.Struct, frozen=True, gc=False):
    """What became of a command: whether it was carried out, what it caused, and the refusal if there was one.

    `first` is the number of its first fact; `batch` the facts as (sim minute, event)."""

    ok: bool
    first: int
    batch: list[tuple[int, Event]]
    refused: Refused | None = None

    @property
    def facts(self) -> list[Fact]:
        """The facts with their numbers."""
        return [Fact(self.first + i, minute, event) for i, (minute, event) in enumerate(self.batch)]

    def events(self) -> list[Event]:
        """The events without their places."""
        return [event for _, event in self.batch]


class Rules:
    """A book made ready for play."""

    def __init__(self, book: Book) -> None:
        whole = Book()
        whole.add(kernel_book)
        whole.add(book)
        missing = [
            s.tag for c, s in whole.commands.items() if c not in whole.deciders and c not in (Advance, OpenRecord)
        ]
        if missing:
            raise ValueError(f"commands without a decision: {missing}")
        strangers = (whole.appliers.keys() | whole.reactors.keys()) - whole.events.keys()
        if strangers:
            raise ValueError(f"events not registered: {sorted(c.__name__ for c in strangers)}")
        self.book = whole
        self.codec = Codec(whole)
        self.deciders = whole.deciders
        self.appliers = whole.appliers
        self.reactors = {c: tuple(f) for c, f in whole.reactors.items()}
        self.firers = whole.firers
        self.views = whole.views
        self.by_tag: dict[str, CommandSpec] = {s.tag: s for s in whole.commands.values()}
        self.news = frozenset(c for c, s in whole.events.items() if s.news)
        # a command costs a fixed number of minutes or asks the world
        self.minutes: dict[type[Command], int | Callable[[World, Any], int]] = {
            c: s.minutes for c, s in whole.commands.items()
        }

    def convert(self, tag: str, fields: dict[str, Any]) -> Command:
        """A command from plain data. Raises KeyError for an unknown tag and msgspec.ValidationError for bad fields."""
        command: Command = msgspec.convert(fields, self.by_tag[tag].cls)
        return command

    def apply(self, world: World, event: Event) -> None:
        """Change the world by one event."""
        world.count += 1
        function = self.appliers.get(type(event))
        if function is not None:
            function(world, event)

    def fold(self, world: World, batch: Batch) -> None:
        """Change the world by all facts of a stored batch."""
        appliers = self.appliers
        count = world.count
        for minute, event in batch.facts:
            world.now = minute
            count += 1
            world.count = count
            function = appliers.get(type(event))
            if function is not None:
                function(world, event)


class Engine:
    """One attempt in work. All changes go through `do`, `note` and `settle`; each is one journal row."""

    def __init__(
        self, rules: Rules, journal: Journal, luck: Luck, world: World | None = None, head: bytes = START, rows: int = 0
    ) -> None:
        self.rules = rules
        self.journal = journal
        self.world = world or World(luck)
        self.head = head
        self.rows = rows
        self._luck = luck
        self._pack, self._length, self._name = packer(journal.attempt)
        self._deciders = rules.deciders
        self._appliers = rules.appliers
        self._reactors = rules.reactors
        self._minutes = rules.minutes
        self._encode = rules.codec.encode
        self._facts: list[tuple[int, Event]] = []
        self.revision = 0
        self.last: list[tuple[int, Event]] = []

    # -- commands ---------------------------------------------------------------------------------------------

    def do(self, command: Command, wall: int = 0) -> Outcome:
        """Carry out one command and commit it; or journal its refusal. Raises JournalError when the commit fails, and
        then nothing has happened."""
        world = self.world
        cls = type(command)
        facts: list[tuple[int, Event]] = []
        self._facts = facts
        refused: Refused | None = None
        decide = self._deciders.get(cls)
        try:
            if decide is not None:
                try:
                    appliers, reactors = self._appliers, self._reactors
                    for event in list(decide(world, command)):
                        # the same as `_take`, spelled out: this is the hot path
                        kind = type(event)
                        world.count += 1
                        function = appliers.get(kind)
                        if function is not None:
                            function(world, event)
                        facts.append((world.now, event))
                        if kind in reactors:
                            self._react(event)
                    cost = self._minutes[cls]
                    if cost:
                        until = world.now + (cost if isinstance(cost, int) else cost(world, command))
                        if world.agenda.heap and world.agenda.heap[0][0] <= until:
                            self._run_to(until)
                        world.now = until
                except Refusal as refusal:
                    if facts:
                        raise RuntimeError(f"{cls.__name__}: refused after it had begun") from refusal
                    refused = Refused(code=refusal.code, reason=refusal.reason)
                    self._take(refused)
            elif isinstance(command, Advance):
                self._advance(command)
            elif isinstance(command, OpenRecord):
                refused = self._open_record(command)
            else:
                raise TypeError(f"nobody decides {cls.__name__}")
            first = world.count - len(facts)
            self._commit(Batch(command, 0, facts), first, wall)
        except BaseException:
            self.refold()
            raise
        return Outcome(refused is None, first, facts, refused)

    def note(self, events: Iterable[Event], wall: int = 0) -> list[Fact]:
        """Journal facts from outside (the opening, a baseline, the close) with the world's reactions to them."""
        world = self.world
        facts: list[tuple[int, Event]] = []
        self._facts = facts
        given = list(events)
        try:
            # given facts stand first, then the reactions to them, so that `verify` can tell inputs from what follows
            for event in given:
                self._apply(event)
            for event in given:
                self._react(event)
            first = world.count - len(facts)
            self._commit(Batch(None, len(given), facts), first, wall)
        except BaseException:
            self.refold()
            raise
        return [Fact(first + i, m, e) for i, (m, e) in enumerate(facts)]

    def settle(self, until: int, wall: int = 0) -> list[Fact]:
        """Run the agenda on to a sim minute, so that consequences arrive; one batch."""
        facts: list[tuple[int, Event]] = []
        self._facts = facts
        try:
            self._run_to(until)
            self._take(Passed(minutes=0))
            first = self.world.count - len(facts)
            self._commit(Batch(None, 0, facts), first, wall)
        except BaseException:
            self.refold()
            raise
        return [Fact(first + i, m, e) for i, (m, e) in enumerate(facts)]

    def seen(self) -> Seen:
        """The world as views may read it."""
        return Seen(self.world)

    def view(self, name: str, key: str = "") -> Any:
        """The rows of a table view, or the record of a record view (None if there is none). KeyError: no such view."""
        spec = self.rules.views[name]
        return spec.read(Seen(self.world), key) if spec.kind == "record" else spec.read(Seen(self.world))

    # -- inner workings ---------------------------------------------------------------------------------------

    def _apply(self, event: Event) -> None:
        world = self.world
        world.count += 1
        function = self.rules.appliers.get(type(event))
        if function is not None:
            function(world, event)
        self._facts.append((world.now, event))

    def _react(self, event: Event) -> None:
        reactors = self.rules.reactors
        if type(event) not in reactors:
            return
        queue: deque[Event] = deque((event,))
        rounds = 0
        while queue:
            cause = queue.popleft()
            for function in reactors.get(type(cause), ()):
                for answer in list(function(self.world, cause)):
                    self._apply(answer)
                    queue.append(answer)
                    rounds += 1
                    if rounds > MAX_REACTIONS:
                        raise RuntimeError(f"reactions to {tag_of(type(event))} do not end")

    def _take(self, event: Event) -> None:
        self._apply(event)
        self._react(event)

    def _run_to(self, until: int, stop_at_news: bool = False) -> bool:
        world = self.world
        agenda = world.agenda
        while agenda.heap and agenda.heap[0][0] <= until:
            number, item = agenda.first()
            if item.due > world.now:
                world.now = item.due
            before = len(self._facts)
            self._apply(Fired(number=number))
            for event in self._happen(item):
                self._take(event)
            if stop_at_news and any(type(e) in self.rules.news for _, e in self._facts[before:]):
                return True
        world.now = max(world.now, until)
        return False

    def _happen(self, item: Scheduled) -> Sequence[Event]:
        if item.then:
            return [self.rules.codec.decode_event(raw) for raw in item.then]
        return list(self.rules.firers[item.name](self.world, item.entity, item.args))

    def _advance(self, command: Advance) -> None:
        start = self.world.now
        stopped = self._run_to(start + command.minutes, command.until_news)
        self._take(Passed(minutes=self.world.now - start, stopped=stopped))

    def _open_record(self, command: OpenRecord) -> Refused | None:
        spec = self.rules.views.get(command.view)
        refused = None
        if spec is None or spec.kind != "record" or spec.read(Seen(self.world), command.key) is None:
            refused = Refused(code="no-record", reason=Text("没有这条记录。", "There is no such record."))
        self._take(refused or Opened(view=command.view, key=command.key))
        return refused

    def _commit(self, batch: Batch, first: int, wall: int) -> None:
        payload = self._encode(batch)
        journal, now, rows = self.journal, self.world.now, self.rows
        # `link`, spelled out
        digest = sha256(self._pack(self.head, rows, first, now, wall, self._length, self._name) + payload).digest()
        journal.append(Row(journal.attempt, rows, first, now, wall, payload, digest))
        self.head = digest
        self.rows = rows + 1
        self.revision += 1
        self.last = batch.facts

    def refold(self) -> None:
        """Throw the working world away and fold it again from what is committed."""
        # an empty world first: should the journal not be readable now, the next command finds its row taken and comes back
        # here, instead of going on from a world that holds what was never committed
        self.world, self.head, self.rows = World(self._luck), START, 0
        world = World(self._luck)
        head, rows = START, 0
        for row in self.journal.rows():
            self.rules.fold(world, self.rules.codec.decode(row.payload))
            world.now = row.minute
            head, rows = row.digest, row.seq + 1
        self.world, self.head, self.rows = world, head, rows
        self.revision += 1


def visible(facts: Iterable[Fact]) -> list[Fact]:
    """The facts a trainee may see."""
    return [f for f in facts if not isinstance(f.event, HiddenEvent)]
