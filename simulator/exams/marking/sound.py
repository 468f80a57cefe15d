"""Whether a sitting is what the hall kept of it: its facts, its list, its attempts, its seeds and its times. Each step reads what the one before it
made; the first thing that does not hold is the verdict."""

from __future__ import annotations

import hmac
from collections.abc import Sequence

import msgspec

from simulator.exams import facts as f
from simulator.exams import seeds
from simulator.exams.marking import sentences as say
from simulator.exams.marking.model import Verdict
from simulator.exams.marking.timeline import Timeline
from simulator.exams.marking.work import Sat, Shared, TryRows
from simulator.exams.model import MODE
from simulator.exams.paper.difficulty import draw
from simulator.exams.paper.frozen import paper_digest
from simulator.exams.paper.model import PaperItem
from simulator.exams.state import STAGES, State, TryAt, fold
from simulator.kernel.codec import UnknownMessage
from simulator.kernel.journal import Row, check_chain
from simulator.kernel.text import Text
from simulator.kernel.world import World
from simulator.sessions import soundness
from simulator.sessions.rules import RULES_VERSION, rules
from simulator.sessions.soundness import Decoded, Unsound
from simulator.sessions.store.meta import Attempt as Meta

_KINDS: dict[str, Verdict] = {"changed": "edited", "cut": "truncated", "unreadable": "damaged"}


class Wrong(Exception):
    """The verdict, where it is not `ok`."""

    def __init__(self, verdict: Verdict, text: Text) -> None:
        super().__init__(text.en)
        self.verdict, self.text = verdict, text


class Sealed(msgspec.Struct, frozen=True, kw_only=True):
    """A try as it was when the sitting ended: the rows that count, when it was handed in (the hall's milliseconds), and what came after that and
    does not count. world: after the last row, made by playing them again; None where that was not done."""

    item: int
    number: int
    attempt: str
    seed: int
    at: int
    rows: tuple[Row, ...]
    beyond: int = 0
    world: World | None = None


class Sound(msgspec.Struct, frozen=True, kw_only=True):
    """A sitting that is over: its state, the number of the fact that ended it, that fact's digest, and its tries in the order they were begun."""

    state: State
    sealed: int
    head: str
    tries: tuple[Sealed, ...]


def where(item: int, number: int) -> Text:
    """The beginning of a sentence about a try."""
    return say.WHERE.fill(item=item + 1, number=number + 1)


def facts_of(sat: Sat) -> list[f.SittingFact]:
    """The facts of a sitting, each following the one before. Raises Wrong."""
    broken = f.broken(sat.sitting, sat.links)
    if broken is not None:
        raise Wrong("edited", say.FACTS_CHANGED.fill(n=broken))
    found: list[f.SittingFact] = []
    for number, link in enumerate(sat.links):
        try:
            fact = f.decode(link.payload)
        except msgspec.ValidationError as error:
            raise Wrong("newer", say.FACTS_UNREADABLE.fill(n=number, why=say.quoted(str(error), 120))) from error
        except msgspec.DecodeError as error:
            raise Wrong("damaged", say.FACTS_UNREADABLE.fill(n=number, why=say.quoted(str(error), 120))) from error
        if isinstance(fact, f.HallFact) or isinstance(fact, f.Enrolled) != (number == 0):
            raise Wrong("edited", say.FACTS_MISPLACED.fill(n=number))
        found.append(fact)
    if not found:
        raise Wrong("truncated", say.FACTS_CHANGED.fill(n=0))
    return found


def over(sat: Sat, facts: Sequence[f.SittingFact]) -> Sound:
    """A sitting that is over, with the rows that count. Raises Wrong, also where it is not over or was never begun."""
    state = fold(facts)
    if not state.over or state.started is None:
        if state.started is None:
            raise Wrong("absent", say.ABSENT)
        raise Wrong("running", say.RUNNING.fill(stage=STAGES[state.stage]))
    sealed = max(n for n, fact in enumerate(facts) if isinstance(fact, f.Submitted | f.Expired))
    end = facts[sealed]
    assert isinstance(end, f.Submitted | f.Expired)
    last = {head.attempt: head for head in end.heads}
    kept = {t.attempt: t for t in sat.tries}
    tries = []
    for begun in state.tries:
        head = begun.done or last.get(begun.attempt)
        rows = kept[begun.attempt].rows if begun.attempt in kept else ()
        count = head.rows if head is not None else 0
        handed = next((x.at for x in facts if isinstance(x, f.ItemDone) and x.head.attempt == begun.attempt), end.at)
        tries.append(
            Sealed(
                item=begun.item, number=begun.number, attempt=begun.attempt, at=handed, rows=rows[:count], beyond=max(0, len(rows) - count),
                seed=kept[begun.attempt].seed if begun.attempt in kept else 0,
            )
        )  # fmt: skip
    return Sound(state=state, sealed=sealed, head=sat.links[sealed].digest.hex(), tries=tuple(tries))


def kept(sat: Sat) -> Sound:
    """A sitting that is over, whose rows are those that were sealed. Raises Wrong."""
    return _sealed(sat, facts_of(sat))


def _sealed(sat: Sat, facts: Sequence[f.SittingFact]) -> Sound:
    sound = over(sat, facts)
    _attempts(sat, sound.state)
    for begun in sound.state.tries:
        _heads(facts, begun, next(t for t in sat.tries if t.attempt == begun.attempt))
    return sound


def verified(shared: Shared, sat: Sat) -> Sound:
    """A sitting that is over and in order, its attempts played again. Raises Wrong with the first thing that is not."""
    facts = facts_of(sat)
    first = facts[0]
    assert isinstance(first, f.Enrolled)
    _listed(sat, fold(facts))
    promised = hmac.compare_digest(first.commitment, seeds.commitment(sat.key))
    if first.exam != shared.exam or first.packs != shared.packs or not promised:
        raise Wrong("edited", say.OTHER_EXAM)
    if first.paper != paper_digest(shared.paper):
        raise Wrong("edited", say.OTHER_PAPER)
    sound = _sealed(sat, facts)
    timeline = Timeline(facts)
    return msgspec.structs.replace(sound, tries=tuple(_try(shared, sat, timeline, t) for t in sound.tries))


def _listed(sat: Sat, state: State) -> None:
    """What one statement judges actions by has to be what the facts come to."""
    last = sat.links[-1].digest
    for what, same in (
        (say.STAGE, sat.listed.stage == state.stage),
        (say.DEADLINE, sat.listed.deadline == state.deadline),
        (say.EPOCH, sat.listed.epoch == state.epoch),
        (say.LENGTH, (sat.listed.facts, sat.listed.head) == (len(sat.links), last)),
    ):
        if not same:
            raise Wrong("edited", say.LISTED.fill(what=what))


def _attempts(sat: Sat, state: State) -> None:
    """The tries of the facts and those of the table are the same ones."""
    told = {(t.item, t.number, t.attempt) for t in state.tries}
    there = {(t.item, t.number, t.attempt) for t in sat.tries}
    for item, number, _ in sorted(told ^ there):
        raise Wrong("edited", say.TRIES.fill(item=item + 1, number=number + 1))


def _heads(facts: Sequence[f.SittingFact], begun: TryAt, kept: TryRows) -> None:
    """Every head that was ever sealed of a try is still there, and so is the chain up to the last of them."""
    told = [h for x in facts if isinstance(x, f.Submitted | f.Expired) for h in x.heads if h.attempt == begun.attempt]
    told += [begun.done] if begun.done is not None else []
    here = where(begun.item, begun.number)
    most = max((h.rows for h in told), default=0)
    if most > len(kept.rows):
        raise Wrong("truncated", say.CUT.fill(where=here, wanted=most, rows=len(kept.rows)))
    broken = check_chain(kept.rows[:most])
    try:
        soundness.chained(broken, most)
    except Unsound as unsound:
        raise Wrong(_KINDS[unsound.kind], say.CHANGED.fill(where=here, what=unsound.text)) from unsound
    for head in told:
        if head.rows < 1 or kept.rows[head.rows - 1].digest.hex() != head.head:
            raise Wrong("edited", say.HEAD.fill(where=here, row=head.rows - 1))


def _try(shared: Shared, sat: Sat, timeline: Timeline, one: Sealed) -> Sealed:
    """A try whose rows are those that were sealed: what they hold, by which pack and seed, and when."""
    here = where(one.item, one.number)
    if not one.rows:
        return one
    if one.item >= len(shared.paper.items):
        raise Wrong("edited", say.TRIES.fill(item=one.item + 1, number=one.number + 1))
    item = shared.paper.items[one.item]
    try:
        journal = soundness.decoded(rules(), _meta(shared, sat, item, one), list(one.rows))
        _first(shared, sat, item, one, journal)
        world = soundness.played_again(rules(), journal)
    except Unsound as unsound:
        raise Wrong(_KINDS[unsound.kind], say.CHANGED.fill(where=here, what=unsound.text)) from unsound
    except UnknownMessage as error:
        raise Wrong("newer", say.UNKNOWN.fill(where=here, why=say.quoted(str(error), 120))) from error
    for row in one.rows:
        if not timeline.allows(row.wall, one.attempt):
            raise Wrong("untimely", say.LATE.fill(where=here, place=say.place(row)))
    return msgspec.structs.replace(one, world=world)


def _first(shared: Shared, sat: Sat, item: PaperItem, one: Sealed, journal: Decoded) -> None:
    """What the first entry says is what was drawn and frozen."""
    here, first = where(one.item, one.number), journal.first
    if any(row.attempt != one.attempt for row in one.rows):
        raise Wrong("edited", say.TRIES.fill(item=one.item + 1, number=one.number + 1))
    if journal.closed:
        raise Wrong("edited", say.CLOSED.fill(where=here))
    if (first.student, first.assignment, first.mode) != (sat.sitting, shared.exam, MODE):
        raise Wrong("other-candidate", say.OTHER_OWNER.fill(where=here))
    frozen = (item.pack, shared.packs.get(item.pack, ""), item.scenario)
    if (first.pack, first.pack_digest, first.scenario) != frozen:
        raise Wrong("other-pack", say.OTHER_PACK.fill(where=here))
    if first.rules_version != RULES_VERSION:
        theirs = say.quoted(first.rules_version)
        raise Wrong("newer", say.OTHER_RULES.fill(where=here, theirs=theirs, ours=RULES_VERSION))
    aim = shared.targets[one.item] if one.item < len(shared.targets) else 0
    pack = shared.by_digest[frozen[1]]
    drawn, _ = draw(sat.key, seeds.address(one.item, one.number), pack, item.scenario, aim)
    if not first.seed == one.seed == drawn:
        raise Wrong("other-seed", say.OTHER_SEED.fill(where=here, seed=first.seed))


def _meta(shared: Shared, sat: Sat, item: PaperItem, one: Sealed) -> Meta:
    """As a save would list it, for the steps that are those of saves."""
    return Meta(
        id=one.attempt, pack=item.pack, pack_version="", pack_digest=shared.packs.get(item.pack, ""), scenario=item.scenario,
        seed=str(one.seed), mode=MODE, created=0, kernel="", student=sat.sitting, assignment=shared.exam,
    )  # fmt: skip
