"""The hall's own record: its chain, what it was set up with, and its receipts."""

from __future__ import annotations

import msgspec

from simulator.exams import facts as f
from simulator.exams.verifying import sentences as say
from simulator.exams.verifying.model import Fault, Grounds, HallRecord
from simulator.exams.verifying.receipted import digests, judge_receipts
from simulator.kernel.text import Text
from simulator.locale.clean import clean
from simulator.packs.archive import read_archive
from simulator.packs.errors import PackFileError


def hall_facts(links: list[f.Link]) -> list[f.HallFact]:
    """The facts of a hall as far as they can be read."""
    found: list[f.HallFact] = []
    for link in links:
        try:
            found.append(f.decode(link.payload))  # type: ignore[arg-type]
        except msgspec.DecodeError:
            break
    return found


def judge_hall(grounds: Grounds, record: HallRecord) -> list[Fault]:
    """What does not hold of the hall itself."""
    faults: list[Fault] = []
    broken = f.broken(grounds.exam.id, record.links)
    if broken is not None:
        faults.append(say.fault("chain", "", _place(broken)))
    facts = hall_facts(record.links)
    if len(facts) < len(record.links):
        faults.append(say.fault("unreadable", "", _place(len(facts)), why="-"))
    faults += _made(grounds, record, facts)
    for id in grounds.exam.paper.packs:
        if not _whole(grounds, id):
            faults.append(say.fault("packs", "", say.HALL, pack=clean(id)[:60]))
    chain = digests([link.digest for link in record.links])
    faults += judge_receipts(record.receipts, grounds.keys, "", say.HALL, chain)
    faults += [say.fault("receipt-astray", "", say.HALL, subject=clean(r.subject)[:40]) for r in record.astray]
    return faults


def _made(grounds: Grounds, record: HallRecord, facts: list[f.HallFact]) -> list[Fault]:
    made = facts[0] if facts else None
    if not isinstance(made, f.ExamMade):
        return [say.fault("first", "", say.HALL)]
    faults: list[Fault] = []
    if made.packs != grounds.exam.packs or made.paper != grounds.kept:
        faults.append(say.fault("paper", "", say.HALL))
    if record.sittings < made.candidates:
        faults.append(say.fault("candidates", "", say.HALL, made=made.candidates, there=record.sittings))
    return faults


def _whole(grounds: Grounds, id: str) -> bool:
    """Whether the pack is kept in the very bytes that were frozen; what lies on this machine's shelf does not count here."""
    digest = grounds.exam.packs.get(id, "")
    try:
        return digest in grounds.packs and read_archive(grounds.packs[digest]).digest == digest
    except PackFileError:
        return False


def _place(seq: int) -> Text:
    where = say.fact_place(seq)
    return Text(f"{say.HALL.zh}{where.zh}", f"{say.HALL.en}, {where.en}")
