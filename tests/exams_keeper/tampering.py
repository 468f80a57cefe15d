"""Ways to change an exam afterwards: each by one who knows the tables, and where it says so also recomputes what hangs on it; with the fault by which
it has to be found."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from examplayed import Played
from sqlmodel import Session, select

from simulator.classroom.store.examtables import (
    ExamActionRow,
    ExamAttemptRow,
    ExamFactRow,
    ExamRow,
    ReceiptRow,
    SignInRow,
    SittingRow,
)
from simulator.classroom.store.tables import PackRow, PersonRow
from simulator.exams import facts as f
from simulator.exams.hallkey import hall_key
from simulator.exams.receipts import Receipt, signed
from simulator.exams.state import fold
from simulator.kernel.journal import START, link

Tamper = Callable[[Session, "Made"], None]
WAYS: dict[str, tuple[str, Tamper]] = {}


class Made(NamedTuple):
    file: Path
    played: Played


def way(name: str, code: str) -> Callable[[Tamper], Tamper]:
    def write(function: Tamper) -> Tamper:
        WAYS[name] = (code, function)
        return function

    return write


def sitting(session: Session, made: Made, n: int = 0) -> SittingRow:
    row = session.get(SittingRow, made.played.strips[n].sitting)
    assert row is not None
    return row


def attempt_of(session: Session, made: Made, n: int = 0, item: int = 0) -> ExamAttemptRow:
    id = made.played.strips[n].sitting
    return session.exec(select(ExamAttemptRow).where(ExamAttemptRow.sitting == id, ExamAttemptRow.item == item)).one()


def actions(session: Session, attempt: str) -> list[ExamActionRow]:
    return list(
        session.exec(select(ExamActionRow).where(ExamActionRow.attempt == attempt).order_by(ExamActionRow.seq))  # type: ignore[arg-type]
    )


def rechain(session: Session, attempt: str) -> None:
    head = START
    for row in actions(session, attempt):
        head = row.digest = link(head, attempt, row.seq, row.first, row.minute, row.wall, row.payload)
        session.add(row)


def write_facts(session: Session, subject: str, facts: Sequence[f.Fact]) -> None:
    """Another history, with its chain and with what it comes to."""
    for old in session.exec(select(ExamFactRow).where(ExamFactRow.subject == subject)):
        session.delete(old)
    session.flush()
    links = f.chained(subject, facts)
    for one in links:
        session.add(ExamFactRow(subject=subject, seq=one.seq, wall=one.wall, payload=one.payload, digest=one.digest))
    row = session.get(SittingRow, subject)
    if row is not None:
        state = fold(facts)  # type: ignore[arg-type]
        row.state, row.deadline, row.epoch, row.node = state.stage, state.deadline, state.epoch, state.node
        row.facts, row.head = len(links), links[-1].digest
        session.add(row)


def facts_in(session: Session, subject: str) -> list[Any]:
    rows = session.exec(select(ExamFactRow).where(ExamFactRow.subject == subject).order_by(ExamFactRow.seq))  # type: ignore[arg-type]
    return [f.decode(row.payload) for row in rows]


def without_receipts(session: Session) -> None:
    for row in session.exec(select(ReceiptRow)):
        session.delete(row)


def put(session: Session, row: Any, **changed: Any) -> None:
    for name, value in changed.items():
        setattr(row, name, value)
    session.add(row)


@way("a fact's moment", "chain")
def _(session: Session, made: Made) -> None:
    row = session.get(ExamFactRow, (made.played.strips[0].sitting, 3))
    put(session, row, wall=row.wall + 1)  # type: ignore[union-attr]


@way("a fact that cannot be read", "unreadable")
def _(session: Session, made: Made) -> None:
    id = made.played.strips[3].sitting
    session.delete(session.get(ExamFactRow, (id, 0)))
    session.flush()
    digest = link(START, id, 0, 0, 0, 5, b"{}")
    session.add(ExamFactRow(subject=id, seq=0, wall=5, payload=b"{}", digest=digest))


@way("no facts at all", "first")
def _(session: Session, made: Made) -> None:
    session.delete(session.get(ExamFactRow, (made.played.strips[3].sitting, 0)))


@way("the deadline column", "columns")
def _(session: Session, made: Made) -> None:
    row = sitting(session, made, 2)
    put(session, row, deadline=(row.deadline or 0) + 60_000)


@way("the state column", "columns")
def _(session: Session, made: Made) -> None:
    put(session, sitting(session, made, 0), state="running")


@way("the paper", "paper")
def _(session: Session, made: Made) -> None:
    row = session.get(ExamRow, made.played.exam.id)
    put(session, row, packs='{"table1":"' + "0" * 64 + '"}')


@way("an item that counts less", "paper")
def _(session: Session, made: Made) -> None:
    row = session.get(ExamRow, made.played.exam.id)
    put(session, row, paper=row.paper.replace(b'"points":1', b'"points":2', 1))  # type: ignore[union-attr]


@way("a pack", "packs")
def _(session: Session, made: Made) -> None:
    session.delete(session.get(PackRow, made.played.exam.packs["table1"]))


@way("another pack under the digest", "packs")
def _(session: Session, made: Made) -> None:
    put(session, session.get(PackRow, made.played.exam.packs["table1"]), archive=b"PK")


@way("a candidate", "candidates")
def _(session: Session, made: Made) -> None:
    without_receipts(session)
    id = made.played.strips[3].sitting
    session.delete(session.get(ExamFactRow, (id, 0)))
    session.flush()
    session.delete(session.get(SittingRow, id))


@way("the secret", "commitment")
def _(session: Session, made: Made) -> None:
    put(session, session.get(ExamRow, made.played.exam.id), secret=b"x" * 32)


@way("a seed", "seed")
def _(session: Session, made: Made) -> None:
    put(session, attempt_of(session, made), seed=5)


@way("resumed without a pause", "phase")
def _(session: Session, made: Made) -> None:
    id = made.played.strips[2].sitting
    facts = facts_in(session, id)
    write_facts(session, id, [x for x in facts if not isinstance(x, f.Paused)])


def blanked(session: Session, made: Made, **instead: object) -> None:
    """The pause as it would be after erasing, with something else changed by the way; its link and all receipts stay."""
    id = made.played.strips[2].sitting
    facts = facts_in(session, id)
    seq = next(n for n, x in enumerate(facts) if isinstance(x, f.TimeGranted))
    row = session.get(ExamFactRow, (id, seq))
    payload = f.encode(msgspec.structs.replace(facts[seq], **instead))
    put(session, row, payload=payload)
    last = session.get(ExamFactRow, (id, len(facts) - 1))
    assert last is not None
    blank = f.Blank(seq=seq, digest=sha256(payload).hexdigest())
    (more,) = f.chained(id, [f.Redacted(at=last.wall, by="Wang", blanks=(blank,))], len(facts), last.digest)
    session.add(ExamFactRow(subject=id, seq=more.seq, wall=more.wall, payload=more.payload, digest=more.digest))
    state = fold([f.decode(payload) if n == seq else x for n, x in enumerate(facts)])  # type: ignore[misc]
    row = sitting(session, made, 2)
    put(session, row, facts=len(facts) + 1, head=more.digest, deadline=state.deadline)


@way("time granted, under the cloak of erasing", "redacted")
def _(session: Session, made: Made) -> None:
    blanked(session, made, seconds=90_000)


@way("time granted by nobody, of a person who was erased", "redacted")
def _(session: Session, made: Made) -> None:
    blanked(session, made, seconds=90_000, by="hall")
    person = session.get(PersonRow, sitting(session, made, 2).person)
    put(session, person, erased=1)


@way("limits set after the start", "phase")
def _(session: Session, made: Made) -> None:
    id = made.played.strips[2].sitting
    facts = facts_in(session, id)
    write_facts(session, id, [*facts, f.LimitsSet(at=facts[-1].at, planned=9000)])


@way("moments out of order", "order")
def _(session: Session, made: Made) -> None:
    id = made.played.strips[2].sitting
    facts = facts_in(session, id)
    write_facts(session, id, [*facts, f.Messaged(at=facts[0].at, by="Wang", words="?")])


@way("begun too late", "start")
def _(session: Session, made: Made) -> None:
    id = made.played.strips[2].sitting
    first, *rest = facts_in(session, id)
    write_facts(session, id, [msgspec.structs.replace(first, last_start=first.at + 1), *rest])


@way("the end at another moment", "expiry")
def _(session: Session, made: Made) -> None:
    id = made.played.strips[1].sitting
    *facts, end = facts_in(session, id)
    write_facts(session, id, [*facts, msgspec.structs.replace(end, at=end.at + 1, noticed=end.noticed + 1)])


@way("an item that was not next", "item")
def _(session: Session, made: Made) -> None:
    id = made.played.strips[2].sitting
    facts = facts_in(session, id)
    facts = [msgspec.structs.replace(x, item=1) if isinstance(x, f.ItemBegun) else x for x in facts]
    write_facts(session, id, facts)


@way("a seat left out", "epoch")
def _(session: Session, made: Made) -> None:
    id = made.played.strips[0].sitting
    facts = facts_in(session, id)
    facts = [x for x in facts if not (isinstance(x, f.SignedIn) and x.epoch == 1)]
    write_facts(session, id, facts)


@way("no sign-in", "sign-in")
def _(session: Session, made: Made) -> None:
    ticket = made.played.strips[0].ticket
    rows = list(session.exec(select(SignInRow).where(SignInRow.ticket == ticket)))
    session.delete(rows[0])


@way("an attempt nobody began", "attempt-unknown")
def _(session: Session, made: Made) -> None:
    session.add(ExamAttemptRow(id="f" * 16, sitting=made.played.strips[3].sitting, item=0, number=0, seed=1))


@way("an attempt removed", "attempt-missing")
def _(session: Session, made: Made) -> None:
    one = attempt_of(session, made, 2)
    for row in actions(session, one.id):
        session.delete(row)
    session.flush()
    session.delete(one)


@way("an attempt at another item", "attempt-other")
def _(session: Session, made: Made) -> None:
    put(session, attempt_of(session, made), number=1)


@way("the journal of another candidate", "opened")
def _(session: Session, made: Made) -> None:
    mine, theirs = attempt_of(session, made, 2), attempt_of(session, made, 1)
    old = actions(session, mine.id)
    for row in old:
        session.delete(row)
    session.flush()
    for row in actions(session, theirs.id)[: len(old)]:
        wall = old[row.seq].wall
        session.add(
            ExamActionRow(
                attempt=mine.id, seq=row.seq, first=row.first, minute=row.minute, wall=wall, payload=row.payload, digest=b""
            )
        )  # fmt: skip
    session.flush()
    rechain(session, mine.id)


@way("an easier opening", "opening")
def _(session: Session, made: Made) -> None:
    one = attempt_of(session, made, 2)
    row = actions(session, one.id)[0]
    assert row.payload.count(b'"profit_goal":') == 1
    put(session, row, payload=row.payload.replace(b'"profit_goal":', b'"profit_goal":1', 1))
    rechain(session, one.id)


@way("an action", "chain")
def _(session: Session, made: Made) -> None:
    row = actions(session, attempt_of(session, made).id)[5]
    put(session, row, payload=row.payload + b" ")


@way("an action, with the chain computed anew", "replay")
def _(session: Session, made: Made) -> None:
    one = attempt_of(session, made, 2)
    row = actions(session, one.id)[-1]
    put(session, row, payload=row.payload.replace(b'"minutes":2', b'"minutes":3', 1))
    rechain(session, one.id)


@way("an action of no known kind", "row")
def _(session: Session, made: Made) -> None:
    one = attempt_of(session, made, 2)
    row = actions(session, one.id)[-1]
    put(session, row, payload=row.payload.replace(b'"command":"', b'"command":"x', 1))
    rechain(session, one.id)


@way("an action nobody could do", "row")
def _(session: Session, made: Made) -> None:
    one = attempt_of(session, made, 2)
    row = actions(session, one.id)[-1]
    put(session, row, payload=b'{"command":null,"given":1,' + row.payload.partition(b'"given":0,')[2])
    rechain(session, one.id)


@way("an action after the deadline", "late")
def _(session: Session, made: Made) -> None:
    one = attempt_of(session, made, 2)
    row = actions(session, one.id)[-1]
    put(session, row, wall=(sitting(session, made, 2).deadline or 0))
    rechain(session, one.id)


@way("an action in a pause", "outside")
def _(session: Session, made: Made) -> None:
    one = attempt_of(session, made, 2)
    pause = next(x for x in facts_in(session, one.sitting) if isinstance(x, f.Paused))
    put(session, actions(session, one.id)[-1], wall=pause.at + 10_000)
    rechain(session, one.id)


@way("an action before the one before", "order")
def _(session: Session, made: Made) -> None:
    one = attempt_of(session, made, 2)
    row = actions(session, one.id)[1]
    put(session, row, wall=row.wall - 5_000)
    rechain(session, one.id)


def one_more(session: Session, attempt: str) -> None:
    """The last action again, as if it had been done twice."""
    last = actions(session, attempt)[-1]
    session.add(
        ExamActionRow(
            attempt=attempt, seq=last.seq + 1, first=last.first, minute=last.minute, wall=last.wall, payload=last.payload, digest=b""
        )
    )  # fmt: skip
    session.flush()
    rechain(session, attempt)


@way("an action after the item was handed in", "after-item")
def _(session: Session, made: Made) -> None:
    one_more(session, attempt_of(session, made, 0, 0).id)


@way("an action after the end", "after-end")
def _(session: Session, made: Made) -> None:
    one_more(session, attempt_of(session, made, 0, 1).id)


@way("the last action gone", "cut")
def _(session: Session, made: Made) -> None:
    session.delete(actions(session, attempt_of(session, made, 0, 1).id)[-1])


@way("an attempt written anew", "rewritten")
def _(session: Session, made: Made) -> None:
    one = attempt_of(session, made, 0, 1)
    for row in actions(session, one.id):
        put(session, row, wall=row.wall + 1)
    rechain(session, one.id)


@way("a receipt's moment", "receipt-signature")
def _(session: Session, made: Made) -> None:
    row = session.exec(select(ReceiptRow)).first()
    put(session, row, at=row.at + 1)  # type: ignore[union-attr]


@way("a receipt of a stranger", "receipt-key")
def _(session: Session, made: Made) -> None:
    stranger = hall_key(made.file.with_name("stranger.key"))
    row = session.exec(select(ReceiptRow).where(ReceiptRow.kind == "attempt")).first()
    assert row is not None
    forged = signed(
        Receipt(exam=row.exam, subject=row.subject, kind="attempt", rows=row.rows, head=row.head, at=row.at), stranger
    )
    put(session, row, key=forged.key, signature=forged.signature)


@way("what was signed is cut, and all else made to fit", "receipt-chain")
def _(session: Session, made: Made) -> None:
    one = attempt_of(session, made, 1)
    rows = actions(session, one.id)
    session.delete(rows[-1])
    *facts, end = facts_in(session, one.sitting)
    head = f.Head(attempt=one.id, rows=len(rows) - 1, head=rows[-2].digest.hex())
    write_facts(session, one.sitting, [*facts, msgspec.structs.replace(end, heads=(head,))])


@way("a receipt for what is gone", "receipt-astray")
def _(session: Session, made: Made) -> None:
    row = session.exec(select(ReceiptRow).where(ReceiptRow.kind == "attempt")).first()
    put(session, row, subject="0" * 16)
