"""What an invigilator does with one candidate or with all: a fact for each sitting, in a transaction of its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from simulator.classroom.bureau import Answer, Table
from simulator.classroom.errors import ClassroomError
from simulator.exams import facts as f
from simulator.exams.errors import ExamError
from simulator.exams.model import Exam
from simulator.exams.office.base import Hall
from simulator.exams.state import STAGES, State
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.exams.store.candidates import Candidate

Decide = Callable[["Candidate", State, int], Sequence[f.SittingFact]]

NOT_DONE = (
    Text("准考证号", "Ticket"),
    Text("学号", "Number"),
    Text("姓名", "Name"),
    Text("为什么没有做", "Why it was not done"),
)


def each(
    hall: Hall, exam: Exam, who: Sequence[Candidate], decide: Decide, done: Text, *, strict: bool = True
) -> Answer:  # fmt: skip
    """Do it to each of these. What is impossible for one is told and the others are done all the same; for a single one it is an error, where `strict`.
    `done`: what has been done, as the end of a sentence. Raises ExamError and ClassroomError."""
    from simulator.exams.store.chains import change

    if len(who) == 1 and strict:
        state = change(hall.db, hall.clock, who[0].id, partial(decide, who[0]))
        return _answer(hall, [(who[0], state)], [], done)
    ok: list[tuple[Candidate, State]] = []
    refused: list[tuple[Candidate, ExamError]] = []
    for number, one in enumerate(who):
        hall.tell(number, len(who), one.label)
        try:
            ok.append((one, change(hall.db, hall.clock, one.id, partial(decide, one))))
        except ExamError as error:
            refused.append((one, error))
        except (
            ClassroomError
        ) as error:  # the database, as it seems: those before are done, and it must not look as if nothing was
            raise (_broken_off(error, len(ok), one) if ok else error) from error
    return _answer(hall, ok, refused, done)


def _broken_off(error: ClassroomError, done: int, at: Candidate) -> ClassroomError:
    return ClassroomError(
        error.code,
        Text(
            f"{error.text.zh} 已对 {done} 位考生做完，到 {at.label} 为止没有做；恢复后再做一次即可。",
            f"{error.text.en} It was done for {done} candidates and not from {at.label} on; do it once more when it is back.",
        ),
    )


def _answer(
    hall: Hall, ok: Sequence[tuple[Candidate, State]], refused: Sequence[tuple[Candidate, ExamError]], done: Text
) -> Answer:
    lines = []
    if len(ok) == 1:
        one, state = ok[0]
        lines.append(_said(one.label, done))
        if state.deadline is not None and not state.over:
            until = hall.written_exactly(state.deadline)
            lines.append(Text(f"截止 {until}。", f"There is time until {until}."))
    elif ok:
        lines.append(_said(Text(f"{len(ok)} 位考生", f"{len(ok)} candidates"), done))
    if refused:
        lines.append(Text(f"{len(refused)} 位没有做，原因见表。", f"Not done for {len(refused)}; the table says why."))
    rows = tuple((c.ticket, c.number or "-", c.name or "-", error.text) for c, error in refused)
    table = Table(
        heads=NOT_DONE,
        rows=rows,
        record="seats",
        keys=tuple(c.id for c, _ in refused),
        names=tuple(c.label for c, _ in refused),
    )
    return Answer(
        lines=tuple(lines), tables=(table,) if rows else (), ok=bool(ok),
        data={
            "done": [{"sitting": c.id, "ticket": c.ticket, "stage": s.stage, "deadline": s.deadline} for c, s in ok],
            "refused": [{"sitting": c.id, "ticket": c.ticket, "code": e.code} for c, e in refused],
        },
    )  # fmt: skip


def _said(who: Text | str, done: Text) -> Text:
    name = who if isinstance(who, Text) else Text(who, who)
    return Text(f"{name.zh}：{done.zh}。", f"{name.en}: {done.en}.")


def cannot(state: State, why: Text) -> ExamError:
    """It is impossible as the sitting stands; `why` says what would do instead."""
    stage = STAGES[state.stage]
    return ExamError("wrong-stage", Text(f"现在是“{stage.zh}”；{why.zh}。", f"The candidate is {stage.en}; {why.en}."))
