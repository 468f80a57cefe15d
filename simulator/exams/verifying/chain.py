"""Whether the facts of a sitting follow one another, and are such as a hall leaves."""

from __future__ import annotations

import msgspec

from simulator.exams import facts as f
from simulator.exams import seeds
from simulator.exams.state import STAGES, State, after, may_begin
from simulator.exams.verifying import sentences as say
from simulator.exams.verifying.model import Fault, Grounds, SittingRecord
from simulator.kernel.text import Text
from simulator.locale.clean import clean


class Facts:
    """The facts of a sitting, folded step by step. `states` are (moment, state after it); `faults` what does not hold.

    Where the chain breaks or a fact cannot be read, what stands before it is judged all the same.
    """

    def __init__(self, record: SittingRecord, grounds: Grounds) -> None:
        self.record, self.grounds = record, grounds
        self.faults: list[Fault] = []
        self.blanks = 0  # facts whose words were taken out
        self.facts: list[f.SittingFact] = []
        self.states: list[tuple[int, State]] = []
        self.state = State()
        broken = f.broken(record.id, record.links)
        if broken is not None:
            self._fault("chain", say.fact_place(broken))
        for seq, link in enumerate(record.links if broken is None else record.links[:broken]):
            try:
                fact = f.decode(link.payload)
                if fact.at != link.wall:
                    raise msgspec.ValidationError("at")
                self._step(seq, fact)  # type: ignore[arg-type]
            except (msgspec.DecodeError, TypeError) as error:
                self._fault("unreadable", say.fact_place(seq), why=clean(str(error))[:120])
                break
        if not record.links:
            self._fault("first", say.SITTING)

    def _fault(self, code: str, place: Text, **said: object) -> None:
        self.faults.append(say.fault(code, self.record.ticket, place, **said))

    def _step(self, seq: int, fact: f.SittingFact) -> None:
        place = say.fact_place(seq, fact)
        state = after(self.state, fact)
        if isinstance(fact, f.Enrolled) != (seq == 0):
            self._fault("first", place)
        if self.facts and fact.at < self.facts[-1].at and not isinstance(fact, f.Expired):
            self._fault("order", place)
        self._judge(place, fact)
        self.facts.append(fact)
        self.states.append((fact.at, state))
        self.state = state

    def _judge(self, place: Text, fact: f.SittingFact) -> None:
        s = self.state
        match fact:
            case f.Enrolled():
                self._enrolled(place, fact)
            case f.SignedIn():
                if fact.epoch != s.epoch + 1:
                    self._fault("epoch", place, shown=fact.epoch, said=s.epoch + 1)
                self._phase(place, fact, not s.revoked)
            case f.SignedOut():
                if not 0 < fact.epoch <= s.epoch:
                    self._fault("epoch", place, shown=fact.epoch, said=s.epoch)
            case f.Admitted():
                self._phase(place, fact, s.stage in ("enrolled", "waiting"))
            case f.Started():
                self._phase(place, fact, s.stage == "admitted")
                self._started(place, fact)
            case f.Paused():
                self._phase(place, fact, s.stage == "running")
            case f.Resumed():
                self._phase(place, fact, s.stage == "paused")
            case f.ItemBegun():
                self._begun(place, fact)
            case f.ItemDone():
                mine = s.current is not None and s.current.attempt == fact.head.attempt and s.current.item == fact.item
                self._phase(place, fact, s.stage == "running" and mine)
            case f.Submitted():
                by_candidate = fact.by == f.CANDIDATE
                self._phase(place, fact, s.stage == "running" if by_candidate else not s.over)
                if by_candidate and s.deadline is not None and fact.at >= s.deadline:
                    self._fault("late", place, shown=say.moment(fact.at), said=say.moment(s.deadline))
            case f.Expired():
                self._phase(place, fact, s.stage in ("running", "paused"))
                if fact.at != s.deadline or fact.noticed < fact.at:
                    self._fault("expiry", place, shown=say.moment(fact.at), said=say.moment(s.deadline))
            case f.Redacted():
                self._redacted(place, fact)
            case f.LimitsSet():
                self._phase(place, fact, s.started is None and not s.over)
            case f.Sealed():
                self._phase(place, fact, s.started is None)
            case f.Reopened():
                self._phase(place, fact, s.over)
            case _:
                pass

    def _redacted(self, place: Text, fact: f.Redacted) -> None:
        """What was signed of these facts cannot be compared with what stands there any more, so no more may be missing than the free words of people about
        a person who was erased."""
        self.blanks += len(fact.blanks)
        fit = all(0 <= blank.seq < len(self.facts) and _only_words_gone(self.facts[blank.seq]) for blank in fact.blanks)
        if not fit or not self.record.erased:
            self._fault("redacted", place)

    def _phase(self, place: Text, fact: f.Fact, fits: bool) -> None:
        if not fits:
            self._fault("phase", place, fact=f.TITLES[type(fact)], stage=STAGES[self.state.stage])

    def _enrolled(self, place: Text, fact: f.Enrolled) -> None:
        grounds = self.grounds
        exam = grounds.exam
        if fact.exam != exam.id or fact.paper != grounds.paper or fact.packs != exam.packs:
            self._fault("paper", place)
        if fact.commitment != seeds.commitment(seeds.key_of(grounds.secret, exam.paper, self.record.id)):
            self._fault("commitment", place)

    def _started(self, place: Text, fact: f.Started) -> None:
        s = self.state
        opens = self._opens(fact.at)
        early = opens is not None and fact.at < opens
        late = s.last_start is not None and fact.at > s.last_start
        if early or late or (s.hard_close is not None and fact.at >= s.hard_close):
            self._fault("start", place)

    def _opens(self, at: int) -> int | None:
        """The opening that was in force at a moment; None for none, or where it was moved later and is not on record."""
        moved = self.grounds.openings
        if not moved:
            return self.grounds.exam.opens
        before = [opens for when, opens in moved if when <= at]
        return before[-1] if before else None

    def _begun(self, place: Text, fact: f.ItemBegun) -> None:
        s, paper = self.state, self.grounds.exam.paper
        self._phase(place, fact, s.stage == "running")
        there = 0 <= fact.item < len(paper.items)
        if (
            not there
            or fact.number != len(s.tries_of(fact.item))
            or (s.stage == "running" and fact.item not in may_begin(paper, s))
        ):
            self._fault("item", place)


def _only_words_gone(fact: f.Fact) -> bool:
    """Whether a fact is of the kind that holds people's words, and holds none."""
    return fact.by not in (f.CANDIDATE, f.HALL) and not fact.reason and not getattr(fact, "words", "")
