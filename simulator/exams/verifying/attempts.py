"""Whether an attempt at an item is what a candidate left: its rows, its task, its moments, and all that was ever put on record of it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from simulator.desks.store.shift import AttemptOpened
from simulator.exams import facts as f
from simulator.exams import seeds
from simulator.exams.clock import STEP
from simulator.exams.model import MODE
from simulator.exams.paper.difficulty import draw
from simulator.exams.paper.model import PaperItem
from simulator.exams.state import State, TryAt
from simulator.exams.verifying import sentences as say
from simulator.exams.verifying.model import AttemptRecord, Fault, Grounds
from simulator.exams.verifying.packs import pack_of
from simulator.exams.verifying.timeline import Timeline
from simulator.kernel.codec import UnknownMessage
from simulator.kernel.journal import MemoryJournal, Row, check_chain
from simulator.kernel.luck import Luck
from simulator.kernel.text import Text
from simulator.locale.clean import clean
from simulator.packs.model import Pack
from simulator.packs.opening import opening
from simulator.sessions import soundness
from simulator.sessions.attempt import AttemptError, opened, versions
from simulator.sessions.rules import RULES_VERSION, rules
from simulator.sessions.soundness import Decoded, Unsound
from simulator.sessions.store.meta import Attempt as Meta


class Attempts:
    """The attempts of a sitting. `faults` and `notes` are what is to be said of them."""

    def __init__(
        self,
        sitting: str,
        ticket: str,
        grounds: Grounds,
        facts: Sequence[f.SittingFact],
        states: list[tuple[int, State]],
    ) -> None:
        self.sitting, self.ticket, self.grounds = sitting, ticket, grounds
        self.facts = facts
        self.state = states[-1][1] if states else State()
        self.timeline = Timeline(states)
        self.faults: list[Fault] = []
        self.notes: list[Text] = []
        self.unchecked = False  # whether something could not be played again here

    def judge(self, attempts: Sequence[AttemptRecord]) -> None:
        """All of them, and that none is missing."""
        begun = {t.attempt: t for t in self.state.tries}
        for attempt in attempts:
            where = say.attempt_place(attempt.item, attempt.number)
            known = begun.pop(attempt.id, None)
            if known is None:
                self._fault("attempt-unknown", where)
                continue
            if (known.item, known.number) != (attempt.item, attempt.number):
                self._fault("attempt-other", where)
            if 0 <= known.item < len(self.grounds.exam.paper.items):
                self._attempt(where, attempt, known)
        for lost in begun.values():
            self._fault("attempt-missing", say.attempt_place(lost.item, lost.number))

    def _fault(self, code: str, place: Text, **said: object) -> None:
        self.faults.append(say.fault(code, self.ticket, place, **said))

    def _attempt(self, where: Text, attempt: AttemptRecord, known: TryAt) -> None:
        self._sealed(where, attempt, known)
        item = self.grounds.exam.paper.items[known.item]
        pack = pack_of(self.grounds, item.pack)
        if pack is not None:
            self._seed(where, attempt, item, pack)
        if not attempt.rows:
            return
        broken = check_chain(attempt.rows)
        if broken is None and attempt.rows[0].attempt != attempt.id:
            broken = check_chain([])
        try:
            soundness.chained(broken, len(attempt.rows))
            self._moments(where, attempt.rows, known)
            journal = soundness.decoded(rules(), _meta(attempt), attempt.rows)
            self._opened(where, attempt, item, journal, pack)
            if journal.first.rules_version != RULES_VERSION:
                self._not_repeated(where, journal.first.rules_version)
            else:
                soundness.played_again(rules(), journal)
        except Unsound as wrong:
            self._unsound(where, attempt.rows, wrong)
        except UnknownMessage as error:
            self._unknown(where, attempt.rows, error)

    def _unknown(self, where: Text, rows: Sequence[Row], error: UnknownMessage) -> None:
        """What this version does not know may be of a later one. A journal that was begun under our own rules cannot hold it."""
        try:
            theirs = opened(_Kept(rows), rules()).rules_version
        except (UnknownMessage, AttemptError, ValueError):
            theirs = RULES_VERSION
        if theirs == RULES_VERSION:
            why = clean(str(error))[:120]
            self._fault("row", where, why=Text(f"内容无法读取：{why}", f"its content cannot be read: {why}"))
        else:
            self._not_repeated(where, theirs)

    def _not_repeated(self, where: Text, theirs: str) -> None:
        self.unchecked = True
        self.notes.append(say.OTHER_RULES.fill(place=where, theirs=clean(theirs)[:20], ours=RULES_VERSION))

    def _unsound(self, where: Text, rows: Sequence[Row], wrong: Unsound) -> None:
        row = next((r for r in rows if r.seq == wrong.row), None)
        place = where if row is None else say.row_place(where, row.seq, row.minute)
        if wrong.difference is not None:
            self._fault("replay", place)
        elif check_chain(rows) is not None:
            self._fault("chain", place)
        else:
            self._fault("row", place, why=wrong.text)

    def _sealed(self, where: Text, attempt: AttemptRecord, known: TryAt) -> None:
        """Whatever head was put on record, when the item or the exam was handed in, is still there; and nothing came after the last."""
        rows = attempt.rows
        for head in self._heads(attempt.id):
            if head.rows > len(rows):
                self._fault("cut", where, said=head.rows, shown=len(rows))
                return
            if head.rows and rows[head.rows - 1].digest.hex() != head.head:
                self._fault("rewritten", where, rows=head.rows)
                return
        if known.done is not None and len(rows) > known.done.rows:
            self._fault("after-item", where, rows=len(rows) - known.done.rows)
        elif self.state.over:
            last = next(x for x in reversed(self.facts) if isinstance(x, f.Submitted | f.Expired))
            ended = next((h.rows for h in last.heads if h.attempt == attempt.id), 0)
            if len(rows) > ended:
                self._fault("after-end", where, rows=len(rows) - ended)

    def _heads(self, attempt: str) -> list[f.Head]:
        found: list[f.Head] = []
        for fact in self.facts:
            heads = (fact.head,) if isinstance(fact, f.ItemDone) else getattr(fact, "heads", ())
            found += [h for h in heads if h.attempt == attempt]
        return found

    def _seed(self, where: Text, attempt: AttemptRecord, item: PaperItem, pack: Pack) -> None:
        exam = self.grounds.exam
        key = seeds.key_of(self.grounds.secret, exam.paper, self.sitting)
        target = exam.targets[attempt.item] if attempt.item < len(exam.targets) else 0
        drawn, _ = draw(key, seeds.address(attempt.item, attempt.number), pack, item.scenario, target)
        if drawn != attempt.seed:
            self._fault("seed", where, shown=attempt.seed, said=drawn)

    def _moments(self, where: Text, rows: Sequence[Row], known: TryAt) -> None:
        """Every action while the sitting ran, and before the deadline in force at that moment. The first fault of each kind is told."""
        told: set[str] = set()
        before = known.begun - STEP
        for row in rows:
            wrong = self.timeline.judge(row.wall)
            if row.wall < before and "order" not in told:
                told.add("order")
                self._fault("order", say.row_place(where, row.seq, row.minute))
            before = max(before, row.wall)
            if wrong is not None and wrong[0] not in told:
                told.add(wrong[0])
                place = say.row_place(where, row.seq, row.minute)
                self._fault(wrong[0], place, shown=say.moment(row.wall), said=say.moment(wrong[1]))

    def _opened(
        self, where: Text, attempt: AttemptRecord, item: PaperItem, journal: Decoded, pack: Pack | None
    ) -> None:
        first, exam = journal.first, self.grounds.exam
        for name, shown, said in (
            (Text("考生", "the candidate"), first.student, self.sitting),
            (Text("考试", "the exam"), first.assignment, exam.id),
            (Text("方式", "the mode"), first.mode, MODE),
            (Text("场景包", "the pack"), f"{first.pack} {first.pack_digest[:12]}", f"{item.pack} {exam.packs[item.pack][:12]}"),
            (Text("场景", "the scenario"), first.scenario, item.scenario),
            (Text("种子", "the seed"), str(first.seed), str(attempt.seed)),
        ):  # fmt: skip
            if shown != said:
                self._fault("opened", where, name=name, shown=clean(shown)[:60], said=said)
        if journal.closed:
            self._fault("phase", where, fact=Text("内层交卷", "the attempt is closed"), stage=Text("作答中", "running"))
        if pack is not None and first.scenario in pack.scenarios:
            self._opening(where, journal, first, pack)

    def _opening(self, where: Text, journal: Decoded, first: AttemptOpened, pack: Pack) -> None:
        """The task is the one that scenario and seed give: it is generated once more."""
        maker = first.versions.get("faker", "")
        if first.rules_version != RULES_VERSION:
            return
        if maker != _maker():
            self.unchecked = True
            self.notes.append(say.OTHER_MAKER.fill(place=where, theirs=clean(f"Faker {maker}")[:60]))
            return
        batch = journal.batches[0]
        given = [event for _, event in batch.facts[: batch.given]]
        if given[1:] != opening(pack.scenario(first.scenario), Luck(first.seed), rules().codec):
            self._fault("opening", where)


class _Kept(MemoryJournal):
    """Rows that are there already."""

    def __init__(self, rows: Sequence[Row]) -> None:
        super().__init__()
        self._rows = list(rows)


@cache
def _maker() -> str:
    """The version of what writes openings here."""
    return versions()["faker"]


def _meta(attempt: AttemptRecord) -> Meta:
    """What a save would say of it; nothing but that it is open is looked at."""
    return Meta(
        id=attempt.id, pack="", pack_version="", pack_digest="", scenario="", seed=str(attempt.seed), mode=MODE, created=0, kernel=""
    )  # fmt: skip
