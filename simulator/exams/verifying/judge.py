"""One sitting, from what is kept of it to what does not hold. Pure and picklable: no database, no clock, no file; whatever the rows hold ends in a
fault with its place, never in an error.

Looked at are: the chain of its facts and whether each may follow those before it; what the columns beside them say; the paper and the packs it was
enrolled for; seats and sign-ins; of every attempt the chain, the task (seed as drawn, opening as generated), playing it again, the moment of every action,
and every head that was put on record; and all receipts.
"""

from __future__ import annotations

from simulator.exams import facts as f
from simulator.exams.receipts import number
from simulator.exams.verifying import sentences as say
from simulator.exams.verifying.attempts import Attempts
from simulator.exams.verifying.chain import Facts
from simulator.exams.verifying.model import Fault, Grounds, Judged, SittingRecord
from simulator.exams.verifying.receipted import digests, judge_receipts
from simulator.kernel.text import Text
from simulator.locale.clean import clean


def judge(grounds: Grounds, record: SittingRecord) -> Judged:
    """What verifying a sitting finds."""
    try:
        return _judged(grounds, record)
    except (
        Exception
    ) as error:  # what a database holds may be anything; one sitting must not keep the others from being judged
        why = f"{type(error).__name__}: {clean(str(error))[:120]}"
        return _failed(record, why)


def lost(record: SittingRecord) -> Judged:
    """For a sitting that takes every process along that judges it."""
    return _failed(record, "the process died")


def _failed(record: SittingRecord, why: str) -> Judged:
    faults = (say.fault("failed", record.ticket, say.SITTING, why=why),)
    return Judged(sitting=record.id, ticket=record.ticket, faults=faults, facts=len(record.links))


def _judged(grounds: Grounds, record: SittingRecord) -> Judged:
    found = Facts(record, grounds)
    faults = found.faults + _columns(record, found)
    notes: list[Text] = []
    attempts = Attempts(record.id, record.ticket, grounds, found.facts, found.states)
    attempts.judge(record.attempts)
    faults += attempts.faults
    notes += attempts.notes
    seated, unknown = _sign_ins(record, found.facts)
    faults += seated
    if unknown:
        notes.append(say.NO_SIGN_INS)
    if found.blanks:
        notes.append(say.BLANKED.fill(n=found.blanks))
    faults += _receipts(grounds, record)
    state = found.state
    if (
        state.over
        and record.cached is not None
        and grounds.keys
        and not any(r.subject == record.id and r.rows == len(record.links) for r in record.receipts)
    ):
        notes.append(say.NO_RECEIPT)
    ended = next((x for x in reversed(found.facts) if isinstance(x, f.Submitted | f.Expired)), None)
    return Judged(
        sitting=record.id, ticket=record.ticket, stage=state.stage, faults=tuple(faults), notes=tuple(notes), facts=len(record.links),
        attempts=len(record.attempts), rows=sum(len(a.rows) for a in record.attempts), receipts=len(record.receipts),
        number=number(ended.heads) if ended is not None and state.over else "", unchecked=attempts.unchecked,
    )  # fmt: skip


def _columns(record: SittingRecord, found: Facts) -> list[Fault]:
    shown, state = record.cached, found.state
    if shown is None:
        return []
    head = record.links[-1].digest if record.links else b""
    return [
        say.fault("columns", record.ticket, say.SITTING, name=name, shown=clean(str(is_))[:60], said=has)
        for name, is_, has in (
            ("state", shown.stage, state.stage), ("deadline", say.moment(shown.deadline), say.moment(state.deadline)), ("epoch", shown.epoch, state.epoch),
            ("node", shown.node, state.node), ("facts", shown.facts, len(record.links)), ("head", shown.head.hex(), head.hex()),
        )
        if is_ != has
    ]  # fmt: skip


def _sign_ins(record: SittingRecord, facts: list[f.SittingFact]) -> tuple[list[Fault], bool]:
    """Every seat was taken by one who signed in shortly before: a sign-in for each, none used twice."""
    taken = [(seq, x) for seq, x in enumerate(facts) if isinstance(x, f.SignedIn)]
    if record.sign_ins is None:
        return [], bool(taken)
    free = sorted(record.sign_ins)
    faults: list[Fault] = []
    for seq, fact in taken:
        mine = next((at for at in reversed(free) if at <= fact.at), None)
        if mine is None:
            faults.append(say.fault("sign-in", record.ticket, say.fact_place(seq, fact), epoch=fact.epoch))
        else:
            free.remove(mine)
    return faults, False


def _receipts(grounds: Grounds, record: SittingRecord) -> list[Fault]:
    chains = {record.id: (say.SITTING, [link.digest for link in record.links])}
    for a in record.attempts:
        chains[a.id] = (say.attempt_place(a.item, a.number), [row.digest for row in a.rows])
    faults: list[Fault] = []
    for subject, (where, chain) in chains.items():
        mine = [r for r in record.receipts if r.subject == subject]
        faults += judge_receipts(mine, grounds.keys, record.ticket, where, digests(chain))
    return faults
