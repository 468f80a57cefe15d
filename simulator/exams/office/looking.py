"""How a hall stands, and what has happened in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import msgspec

from simulator.classroom.judging.sentences import span
from simulator.exams import facts as f
from simulator.exams.board import Board, Line
from simulator.exams.board import Hall as Whole
from simulator.exams.office.base import Answer, Hall, Operation, Table, operation
from simulator.exams.office.fields import ExamField, NamedExamField, OneField
from simulator.exams.state import STAGES
from simulator.exams.telling import Moment, Told, told
from simulator.kernel.messages import info
from simulator.kernel.text import Text

TICKET, NUMBER, NAME = Text("准考证号", "Ticket"), Text("学号", "Number"), Text("姓名", "Name")
STATUS = (
    TICKET, NUMBER, NAME, Text("状态", "State"), Text("剩余", "Left"), Text("注意", "Notice"), Text("已交题", "Items"), Text("步数", "Steps"),
    Text("最近动作", "Last action"), Text("最近保存", "Last save"), Text("服务程序", "Node"), Text("座位", "Seat"),
)  # fmt: skip
HISTORY = (
    Text("时刻", "When"), Text("事实", "Fact"), Text("内容", "What"), Text("经手", "By"), Text("理由", "Reason"), Text("之后截止", "Time until"),
)  # fmt: skip
LOG = HISTORY[:-1]
FAILED = (
    Text("来自", "What"),
    Text("失败", "Failed"),
    Text("被拒（已锁）", "Refused"),
    Text("已解除", "Forgiven"),
    Text("最近一次", "Latest"),
)
SEAT = {True: Text("有响应", "alive"), False: Text("无响应", "missing"), None: Text("-", "-")}
RESULTS = ("wrong", "locked", "forgiven")


def ago(ms: int | None) -> Text:
    """How long since; a dash for never."""
    return Text("-", "-") if ms is None else Text("刚刚", "now") if ms < 1_000 else span(ms)


def left(ms: int | None) -> str:
    """Time left as `1:02:03` or `12:03`; a dash where none runs."""
    if ms is None:
        return "-"
    minutes, seconds = divmod(-(-ms // 1_000), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def notices(line: Line) -> Text:
    """What is worth a look, in a row."""
    return Text("；".join(n.text.zh for n in line.notices), "; ".join(n.text.en for n in line.notices))


def totals(hall: Whole) -> Text:
    """How many stand where."""
    said = [(stage, n) for stage, n in hall.stages.items() if n]
    zh = "，".join(f"{STAGES[stage].zh} {n}" for stage, n in said)
    en = ", ".join(f"{n} {STAGES[stage].en}" for stage, n in said)
    return Text(zh or "没有考生", en or "no candidates")


@operation(
    "status", group="hall", order=14, changes=False, title=Text("考场情况", "Status"),
    about=Text(
        "此刻每位考生的状态、剩余时间、进度和要注意的事，最要紧的在前。持续刷新用 storesim hall watch。",
        "Everybody's state, time left, progress and what is worth a look, the most urgent first; storesim hall watch keeps it fresh.",
    ),
)  # fmt: skip
class Status(Operation, frozen=True, kw_only=True):
    """One look at the hall."""

    exam: ExamField = ""

    def run(self, office: Hall) -> Answer:
        """A row for each candidate; below, the hall."""
        from simulator.exams.store.watching import look

        exam = office.exam(self.exam)
        board = Board(exam)
        board.take(look(office.db, office.clock, exam.id, {}))
        lines, hall = board.lines(), board.hall()
        rows = tuple(
            (one.ticket, one.number or "-", one.name or "-", STAGES[one.stage], left(one.left), notices(one) if one.notices else "-",
             f"{one.items}/{one.of}", str(one.steps), ago(one.acted), ago(one.kept), one.node or "-", SEAT[one.alive])
            for one in lines
        )  # fmt: skip
        table = Table(
            heads=STATUS,
            rows=rows,
            right=(4, 6, 7),
            record="seats",
            keys=tuple(one.id for one in lines),
            names=tuple(one.label for one in lines),
        )
        return Answer(
            lines=tuple(hall_lines(office, hall)), tables=(table,) if rows else (),
            data={
                "exam": exam.id, "now": hall.now, "stages": hall.stages, "candidates": [_data(one) for one in lines],
                "nodes": msgspec.to_builtins(hall.nodes), "jumps": hall.jumps,
            },
        )  # fmt: skip


def _data(one: Line) -> dict[str, object]:
    return {**msgspec.to_builtins(one), "notices": [n.code for n in one.notices]}


def hall_lines(office: Hall, hall: Whole) -> list[Text]:
    now, whole = office.written_exactly(hall.now), totals(hall)
    lines = [Text(f"考场时间 {now}：{whole.zh}。", f"Hall time {now}: {whole.en}.")]
    for node in hall.serving:
        silent = ago(max(0, hall.now - node.seen))
        lines.append(
            Text(
                "服务程序 {id}（{host}）：{n} 个座位，最近一次消息 {silent}前。",
                "Node {id} ({host}): seats: {n}, last heard of {silent} ago.",
            ).fill(
                id=node.id,
                host=node.host,
                n=node.candidates,
                silent=silent if hall.now - node.seen >= 1000 else Text("1 秒", "1 s"),
            )
        )
    if not hall.serving:
        lines.append(
            Text(
                "没有服务程序在运行；用 storesim hall serve 启动。",
                "No program serves this exam; start one with: storesim hall serve",
            )
        )
    if hall.jump is not None:
        lines.append(
            Text("时钟跳变 {n} 次，见 storesim hall log。", "Clocks were set {n}x, see: storesim hall log").fill(
                n=hall.jumps
            )
        )
    return lines


def rows_of(facts: Sequence[Told], moment: Moment) -> list[tuple[Text | str, ...]]:
    """Facts as rows of a table, with the resulting deadline at the end."""
    return [
        (moment(t.at), t.what, t.more, t.by, t.reason, moment(t.deadline) if t.deadline else "-") for t in facts
    ]  # fmt: skip


def on_day(office: Hall, at: int) -> tuple[str, Moment]:
    """The day of a moment, and how moments are written where that day is said: those on it by the time alone."""
    day = office.written_exactly(at)[:10]

    def moment(one: int | None) -> str:
        words = office.written_exactly(one)
        return words[11:] if words.startswith(day) else words

    return day, moment


@operation(
    "history", group="seats", order=46, changes=False, title=Text("考生记录", "History"),
    about=Text(
        "一位考生的全部事实：何时、谁、为什么、之后的截止时刻。", "All facts of one candidate: when, who, why, and until when there was time after it."
    ),
)  # fmt: skip
class History(Operation, frozen=True, kw_only=True):
    """One candidate."""

    exam: NamedExamField
    who: OneField

    def run(self, office: Hall) -> Answer:
        """A row for each fact."""
        from simulator.exams.errors import ExamError
        from simulator.exams.store.chains import facts_of

        exam = office.exam(self.exam)
        who = office.who(exam, self.who)
        if len(who) != 1:
            raise ExamError("one", Text("请只写一位考生。", "Name one candidate."))
        facts = facts_of(office.db, who[0].id)
        day, moment = on_day(office, facts[-1].at)
        found = list(told(facts, moment))
        return Answer(
            lines=(Text(f"{who[0].label}（{day}）", f"{who[0].label} ({day})"),), tables=(Table(heads=HISTORY, rows=tuple(rows_of(found, moment))),),
            data=[msgspec.to_builtins(fact) for fact in facts],
        )  # fmt: skip


@operation(
    "log", group="hall", order=16, changes=False, title=Text("考场记录", "Log"),
    about=Text(
        "考场的事实（建立、开考、服务程序、时钟、公开姓名），以及失败的签到，按准考证和按地址。",
        "Facts of the hall (set up, opening, nodes, clocks, names), and sign-ins that failed, by ticket and by address.",
    ),
)  # fmt: skip
class Log(Operation, frozen=True, kw_only=True):
    """The hall as a whole."""

    exam: ExamField = ""
    last: Annotated[int, info("最近几条", "Latest", "int", help=Text("0 为全部", "0: all"), ge=0, le=100_000)] = 0

    def run(self, office: Hall) -> Answer:
        """Facts first, then failures."""
        from simulator.exams.store.chains import facts_of
        from simulator.exams.store.watching import sign_ins

        exam = office.exam(self.exam)
        facts: list[f.SittingFact | f.HallFact] = facts_of(office.db, exam.id)
        found = list(told(facts, office.written_exactly))[-self.last :]
        tries = sign_ins(office.db, exam.id)
        tables = [Table(heads=LOG, rows=tuple(row[:-1] for row in rows_of(found, office.written_exactly)))]
        by: dict[tuple[str, str], dict[str, int]] = {}
        for one in tries:
            for kind, what in (("ticket", one.ticket), ("origin", one.origin)):
                if what:
                    counted = by.setdefault((kind, what), {**dict.fromkeys(RESULTS, 0), "at": 0})
                    counted[one.result] = counted.get(one.result, 0) + 1
                    counted["at"] = max(counted["at"], one.at)
        if by:
            titles = {"ticket": Text("准考证 ", "ticket "), "origin": Text("地址 ", "address ")}
            rows: tuple[tuple[Text | str, ...], ...] = tuple(
                (
                    Text(titles[kind].zh + what, titles[kind].en + what),
                    *(str(n[r]) for r in RESULTS),
                    office.written_exactly(n["at"]),
                )
                for (kind, what), n in by.items()
            )
            tables.append(Table(heads=FAILED, rows=rows, right=(1, 2, 3)))
        lines = () if tries else (Text("没有失败的签到。", "No sign-in has failed."),)
        return Answer(
            lines=lines, tables=tuple(tables),
            data={
                "facts": [msgspec.to_builtins(fact) for fact in facts[-self.last :]],
                "failures": [{"kind": kind, "what": what, **n} for (kind, what), n in by.items()],
            },
        )  # fmt: skip
