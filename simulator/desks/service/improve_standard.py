"""The store's service standard: clauses with versions, measures to choose from, and training on what was amended (9.2.5)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.desks.service.improve_reviews import CAUSE, NO_CAUSE, REQ, Cause
from simulator.kernel.book import Book
from simulator.kernel.messages import Command, Event, Refusal, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, State, World

book = Book()

ROLE = {
    "lead": Text("主管", "lead"),
    "support": Text("客服", "support"),
    "warehouse": Text("仓库", "warehouse"),
    "page": Text("商品页", "product pages"),
}


class Amendment(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One amendment of a clause as it was published. `before` is the version that stood until then."""

    version: Annotated[int, info("版本", "Version", "int")]
    minute: Annotated[int, info("时间", "Time", "minute")]
    cause: Annotated[str, info("针对原因", "Meets the cause", "choice", choices=NO_CAUSE)]
    measure: Annotated[str, info("措施", "Measure")]
    text: Annotated[str, info("条文", "Wording", "long")]
    before: Annotated[int, info("前一版本", "Version before", "int")]
    clause: Annotated[str, info("条款", "Clause")]
    seq: Annotated[int, info("记录号", "Fact", "int")]


class Clause(msgspec.Struct, kw_only=True, gc=False):
    """One clause of the service standard with its amendments and who was trained on the last one."""

    id: str
    title: Text
    role: str
    text: Text
    version: int = 1
    changed: int | None = None
    amendments: list[Amendment] = msgspec.field(default_factory=list)
    trained: dict[str, int] = msgspec.field(default_factory=dict)  # person -> minute, since the last amendment
    facts: list[int] = msgspec.field(default_factory=list)  # trainings since the last amendment


class Measure(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One measure that can be written into a clause, and what it costs to bring in."""

    id: Annotated[str, info("编号", "No.", "id")]
    clause: Annotated[str, info("条款", "Clause")]
    title: Annotated[Text, info("措施", "Measure")]
    cost: Annotated[int, info("启用费用", "Cost to bring in", "money", currency="CNY")]


class Person(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One of the team: role, and from when until when away (None: there all the time)."""

    id: Annotated[str, info("编号", "No.", "id")]
    name: Annotated[str, info("姓名", "Name")]
    role: Annotated[str, info("岗位", "Role", "choice", choices=ROLE)]
    away_from: Annotated[int | None, info("不在：自", "Away from", "minute")] = None
    away_to: Annotated[int | None, info("不在：至", "Away until", "minute")] = None

    def there(self, start: int, end: int) -> bool:
        """Whether the person is there all the time between two minutes."""
        return self.away_from is None or self.away_to is None or end <= self.away_from or start >= self.away_to


class Given(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A clause as it stands at the opening."""

    id: str
    title: Text
    role: str
    text: Text


class Standard(State):
    """The clauses, the measures on offer and the team."""

    __slots__ = ("amendments", "clauses", "measures", "team")

    def __init__(self) -> None:
        self.clauses: dict[str, Clause] = {}
        self.measures: dict[str, Measure] = {}
        self.team: dict[str, Person] = {}
        self.amendments: list[Amendment] = []

    def people(self, role: str) -> list[Person]:
        """Those who work by the clauses of a role."""
        return [p for p in self.team.values() if p.role == role]


class StandardKept(Event, frozen=True, kw_only=True, tag="standard.kept"):
    """The service standard, the measures one can take and the team."""

    clauses: tuple[Given, ...]
    measures: tuple[Measure, ...]
    team: tuple[Person, ...]


class StandardAmended(Event, frozen=True, kw_only=True, tag="standard.amended"):
    """A clause has a new wording."""

    clause: str
    cause: str
    measure: str
    text: str
    version: int


class TrainingHeld(Event, frozen=True, kw_only=True, tag="training.held"):
    """People were trained on the present wording of a clause."""

    clause: str
    people: tuple[str, ...]


book.event("服务规范就绪", "The service standard is ready")(StandardKept)
book.event("规范 {clause} 修订为第 {version} 版", "Clause {clause} amended, version {version}")(StandardAmended)
book.event("培训 {clause}：{people}", "Training on {clause}: {people}")(TrainingHeld)


@book.applies(StandardKept)
def _kept(world: World, e: StandardKept) -> None:
    standard = world.of(Standard)
    for given in e.clauses:
        standard.clauses[given.id] = Clause(id=given.id, title=given.title, role=given.role, text=given.text)
    standard.measures.update({m.id: m for m in e.measures})
    standard.team.update({p.id: p for p in e.team})


@book.applies(StandardAmended)
def _amended(world: World, e: StandardAmended) -> None:
    standard = world.of(Standard)
    clause = standard.clauses[e.clause]
    made = Amendment(
        clause=e.clause, version=e.version, minute=world.now, cause=e.cause, measure=e.measure, text=e.text,
        before=clause.version, seq=world.count - 1,
    )  # fmt: skip
    clause.amendments.append(made)
    standard.amendments.append(made)
    clause.version, clause.text, clause.changed = e.version, Text(e.text, e.text), world.now
    clause.trained, clause.facts = {}, []  # a new wording has to be trained anew


@book.applies(TrainingHeld)
def _trained(world: World, e: TrainingHeld) -> None:
    clause = world.of(Standard).clauses[e.clause]
    for person in e.people:
        clause.trained.setdefault(person, world.now)
    clause.facts.append(world.count - 1)


# -- operations ---------------------------------------------------------------------------------------------

ClauseId = Annotated[str, info("条款", "Clause", record="standard", requirement=REQ)]


@book.command(
    title=Text("修订服务规范", "Amend the standard"), desk="service", minutes=15, requirements=(REQ,), order=230,
    about=Text(
        "为一个原因修订一条规范：选一项措施，写出新条文，给新的版本号。措施对不上真正的原因就不会见效。",
        "Amend one clause for one cause: choose a measure, write the new wording, give it the next version number. "
        "A measure that misses the true cause changes nothing.",
    ),
)  # fmt: skip
class AmendStandard(Command, frozen=True, kw_only=True, tag="standard.amend"):
    """Give a clause of the service standard a new wording."""

    clause: ClauseId
    cause: Annotated[Cause, info("针对原因", "Meets the cause", choices=CAUSE, requirement=REQ)]
    measure: Annotated[str, info("措施", "Measure", record="measures", requirement=REQ)]
    text: Annotated[
        str,
        info("新条文", "New wording", "long", min_length=1, max_length=1000, requirement=REQ,
             help=Text("写清做什么、多少、多久以内。", "Say what is done, how much, within what time.")),
    ]  # fmt: skip
    version: Annotated[int, info("新版本号", "New version", "int", ge=1, le=99, requirement=REQ)]


@book.decides(AmendStandard)
def amend(world: World, c: AmendStandard) -> list[Event]:
    """The measure has to belong to the clause; whether it meets the cause, the next weeks will show."""
    standard = world.of(Standard)
    if c.clause not in standard.clauses:
        raise Refusal("no-clause", f"规范里没有 {c.clause}。", f"The standard has no clause {c.clause}.")
    measure = standard.measures.get(c.measure)
    if measure is None:
        raise Refusal("no-measure", f"没有措施 {c.measure}。", f"There is no measure {c.measure}.")
    if measure.clause != c.clause:
        raise Refusal(
            "elsewhere", f"措施 {c.measure} 属于 {measure.clause}。", f"{c.measure} belongs to {measure.clause}."
        )
    if not c.text.strip():
        raise Refusal("empty", "条文是空的。", "The wording is empty.")
    return [StandardAmended(clause=c.clause, cause=c.cause, measure=c.measure, text=c.text, version=c.version)]


def _training_minutes(world: World, c: TrainPeople) -> int:
    return 20 + 5 * len(c.people)


@book.command(
    title=Text("培训", "Hold a training"), desk="service", minutes=_training_minutes, requirements=(REQ,), order=240,
    about=Text("就修订过的条款培训按它做事的人；没培训过的人照旧做。", "Train those who work by an amended clause; whoever is not trained goes on as before."),
)  # fmt: skip
class TrainPeople(Command, frozen=True, kw_only=True, tag="training.hold"):
    """Train people on an amended clause."""

    clause: ClauseId
    people: Annotated[tuple[str, ...], info("参加的人", "People", "list", record="careteam", requirement=REQ)]


@book.decides(TrainPeople)
def train(world: World, c: TrainPeople) -> list[Event]:
    """Only on what was amended, and only those who are there."""
    standard = world.of(Standard)
    clause = standard.clauses.get(c.clause)
    if clause is None:
        raise Refusal("no-clause", f"规范里没有 {c.clause}。", f"The standard has no clause {c.clause}.")
    if not clause.amendments:
        raise Refusal(
            "not-amended", f"{c.clause} 没有修订过，没什么可培训。", f"{c.clause} was not amended: nothing to train."
        )
    if not c.people:
        raise Refusal("nobody", "请选参加的人。", "Choose who takes part.")
    for id in c.people:
        person = standard.team.get(id)
        if person is None:
            raise Refusal("no-person", f"团队里没有 {id}。", f"There is no {id} in the team.")
        if not person.there(world.now, world.now + 1):
            raise Refusal("away", f"{person.name} 现在不在。", f"{person.name} is away now.")
    return [TrainingHeld(clause=c.clause, people=c.people)]


# -- views --------------------------------------------------------------------------------------------------


class ClauseRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One clause in the list."""

    id: Annotated[str, info("条款", "Clause", "id")]
    title: Annotated[Text, info("标题", "Title")]
    role: Annotated[str, info("按它做事的人", "Who works by it", "choice", choices=ROLE)]
    version: Annotated[int, info("版本", "Version", "int")]
    changed: Annotated[int | None, info("修订", "Amended", "minute")]
    measure: Annotated[str, info("措施", "Measure")]
    trained: Annotated[int, info("已培训", "Trained", "int")]
    people: Annotated[int, info("应培训", "To be trained", "int")]


class ClauseRecord(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One clause opened."""

    id: Annotated[str, info("条款", "Clause", "id")]
    title: Annotated[Text, info("标题", "Title")]
    role: Annotated[str, info("按它做事的人", "Who works by it", "choice", choices=ROLE)]
    version: Annotated[int, info("版本", "Version", "int")]
    text: Annotated[Text, info("现行条文", "Present wording", "long")]
    trained: Annotated[tuple[str, ...], info("已培训的人", "Trained", "list")]
    amendments: Annotated[tuple[Amendment, ...], info("修订记录", "Amendments", "list")]


@book.view(
    "standard", title=Text("服务规范", "Service standard"), desk="service", shows=ClauseRow, record="clause", order=68
)
def standard_view(seen: Seen) -> list[ClauseRow]:
    """All clauses with their version and how many of those concerned are trained on it."""
    standard = seen.of(Standard)
    rows = []
    for c in standard.clauses.values():
        people = {p.id for p in standard.people(c.role)}
        rows.append(
            ClauseRow(
                id=c.id, title=c.title, role=c.role, version=c.version, changed=c.changed,
                measure=c.amendments[-1].measure if c.amendments else "",
                trained=sum(p in people for p in c.trained), people=len(people),
            )
        )  # fmt: skip
    return rows


@book.view(
    "clause",
    title=Text("规范条款", "Clause"),
    desk="service",
    shows=ClauseRecord,
    kind="record",
    record="standard",
    evidence=True,
)
def clause_view(seen: Seen, key: str) -> ClauseRecord | None:
    """One clause with its wording and history."""
    c = seen.of(Standard).clauses.get(key)
    if c is None:
        return None
    return ClauseRecord(
        id=c.id, title=c.title, role=c.role, version=c.version, text=c.text, trained=tuple(c.trained),
        amendments=tuple(c.amendments),
    )  # fmt: skip


@book.view("measures", title=Text("可选措施", "Measures"), desk="service", shows=Measure, record="measure", order=69)
def measures(seen: Seen) -> list[Measure]:
    """What can be written into the clauses, clause by clause."""
    return sorted(seen.of(Standard).measures.values(), key=lambda m: (m.clause, m.id))


@book.view(
    "measure", title=Text("措施", "Measure"), desk="service", shows=Measure, kind="record", record="measures"
)  # fmt: skip
def measure_view(seen: Seen, key: str) -> Measure | None:
    """One measure in full."""
    return seen.of(Standard).measures.get(key)


@book.view("careteam", title=Text("团队", "Team"), desk="service", shows=Person, order=70)
def careteam(seen: Seen) -> list[Person]:
    """Leads and those who work by the standard."""
    return list(seen.of(Standard).team.values())
