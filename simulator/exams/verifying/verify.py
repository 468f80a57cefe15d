"""A whole exam, by any number of processes; the answer is the same whatever they are."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from simulator.classroom import cluster as clusters
from simulator.classroom import workers
from simulator.classroom.errors import ClassroomError
from simulator.classroom.store.database import Database
from simulator.exams import facts as f
from simulator.exams.hallkey import public_keys
from simulator.exams.store.records import Whole, record_of, whole
from simulator.exams.verifying import sentences as say
from simulator.exams.verifying.hall import hall_facts, judge_hall
from simulator.exams.verifying.judge import judge, lost
from simulator.exams.verifying.model import Grounds, Judged, Report
from simulator.kernel.text import Text
from simulator.packs.keys import PublicKey, fingerprint

Tell = Callable[[int, int, str], None]


def verify(
    db: Database,
    exam: str,
    *,
    jobs: int = 1,
    cluster: str = "",
    keys: Sequence[PublicKey] | None = None,
    tell: Tell | None = None,
) -> Report:
    """Verify an exam. keys: public keys of the hall (None: that of this machine's hall; where it has none, those the record names itself, which
    is told). jobs, cluster: as for grading. Raises ClassroomError."""
    if jobs < 1:
        raise ClassroomError("bad-jobs", Text("进程数至少是 1。", "There has to be at least one job."))
    kept = whole(db, exam)
    grounds, notes = grounds_of(kept, public_keys() if keys is None else keys)
    job = workers.Job(judge, grounds, lambda record: record.size, lost)
    records = (record_of(db, id) for id in kept.sittings)
    answers = clusters.run(job, records, cluster) if cluster else workers.run(job, records, jobs)
    judged: list[Judged] = []
    for one in answers:
        judged.append(one)
        if tell is not None:
            tell(len(judged), len(kept.sittings), one.ticket)
    if not any(one.receipts for one in judged) and any(one.rows for one in judged):
        notes.append(say.UNSIGNED)
    faults = tuple(judge_hall(grounds, kept.hall))
    return Report(exam=kept.exam.id, title=kept.exam.title, faults=faults, notes=tuple(notes), sittings=tuple(judged))


def grounds_of(kept: Whole, keys: Sequence[PublicKey]) -> tuple[Grounds, list[Text]]:
    """What the sittings of an exam are judged by, and what is to be said of it."""
    facts = hall_facts(kept.hall.links)
    notes: list[Text] = []
    raw = [key.raw for key in keys]
    if not raw:
        raw = list(dict.fromkeys(key for x in facts if isinstance(x, f.NodeJoined) and (key := _key(x.key))))
        if raw:
            letters = ", ".join(fingerprint(PublicKey(key)) for key in raw)
            notes.append(say.OWN_KEYS.fill(keys=letters))
    made = facts[0] if facts and isinstance(facts[0], f.ExamMade) else None
    grounds = Grounds(
        exam=kept.exam, paper=made.paper if made is not None else "", kept=kept.paper, secret=kept.secret, packs=kept.packs, keys=raw, trusted=bool(keys),
        openings=[(x.at, x.opens) for x in facts if isinstance(x, f.OpeningMoved)],
    )  # fmt: skip
    return grounds, notes


def _key(digits: str) -> bytes:
    try:
        raw = bytes.fromhex(digits)
    except ValueError:
        return b""
    return raw if len(raw) == 32 else b""
