"""The board in lines of text: who needs somebody is told by shape and place, and by colour besides."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from simulator.kernel.text import Lang, Text
from simulator.locale.width import width
from simulator.tui.screens.drawing import Cell, bar, line, wrapped
from simulator.tui.screens.rows import Row
from simulator.tui.widgets.plain import safe

if TYPE_CHECKING:
    from simulator.exams.board import Hall, Line
    from simulator.exams.facts import Fact

# the mark at the beginning of a line, by state; somebody who needs somebody has `!` or `!!` instead
MARKS = {
    "running": ">",
    "paused": "=",
    "admitted": "o",
    "waiting": "?",
    "enrolled": ".",
    "submitted": "x",
    "expired": "x",
}
URGENT = ("missing", "locked", "overdue")
NODE = Text("服务程序", "Nodes")
NO_NODE = Text("没有服务程序在运行，考生连不上", "no program serves this exam: candidates cannot connect")
SILENT = Text("{t}没有消息", "silent for {t}")
CALLS = Text("{n} 位需要处理", "to be looked at: {n}")
NO_CALLS = Text("无需处理", "nobody needs anything")
CLOCK = Text("时钟跳变 {n}，最近 {t}", "clock steps: {n}, last {t}")
MARKED = Text("已选 {n} 位", "{n} marked")
HEADS = (
    Text("准考证", "Ticket"), Text("姓名", "Name"), Text("状态", "State"), Text("剩余", "Left"), Text("题", "Item"), Text("步", "Steps"),
    Text("动作", "Acted"), Text("保存", "Saved"), Text("注意", "Notice"),
)  # fmt: skip
NOW = Text("刚刚", "now")
BAR = 6
GAP = " "


def brief(ms: int | None, lang: Lang) -> str:
    """How long since, in one unit: `12 秒`, `12 s`; a dash for never."""
    if ms is None:
        return "-"
    if ms < 1_000:
        return NOW.of(lang)
    for size, zh, en in ((86_400_000, "天", "d"), (3_600_000, "时", "h"), (60_000, "分", "m"), (1_000, "秒", "s")):
        if ms >= size:
            return f"{ms // size}{zh if lang == 'zh' else en}"
    return "-"


def mark(one: Line) -> str:
    """The shape that says how urgent it is."""
    if any(n.code in URGENT for n in one.notices):
        return "!!"
    if one.calls:
        return "!" + MARKS[one.stage]
    return " " + MARKS[one.stage]


def look_of(one: Line) -> str:
    """The colour of the mark; its shape says the same."""
    if any(n.code in URGENT for n in one.notices):
        return "bold $late-text on $late"
    return "bold $warning" if one.calls else "$success" if one.stage == "running" else "$faint"


class Columns:
    """How wide each column is, for a width and the candidates there are."""

    def __init__(self, lines: Sequence[Line], cells: int, lang: Lang) -> None:
        from simulator.exams.office.looking import left
        from simulator.exams.state import STAGES

        self.lang, self._left, self._stages = lang, left, STAGES
        longest = max((width(safe(one.name or one.number)) for one in lines), default=8)
        self.state = max(width(t.of(lang)) for t in STAGES.values())
        fixed = 2 + 1 + 7 + self.state + 8 + BAR + 5 + 6 * len(GAP)
        rest = cells - fixed
        self.steps = 5 if rest >= 56 else 0
        self.acted = 6 if rest >= 30 else 0
        self.saved = 6 if rest >= 64 else 0
        rest -= sum(size + len(GAP) for size in (self.steps, self.acted, self.saved) if size)
        self.name = max(8, min(longest, 18, rest - 16))
        self.notice = max(0, rest - self.name - 2 * len(GAP))

    def head(self) -> Content:
        """The line of headings."""
        ticket, name, state, rest, items, steps, acted, saved, notice = (t.of(self.lang) for t in HEADS)
        return line(
            Cell("", 3), Cell(ticket, 7, "$faint"), GAP, Cell(name, self.name, "$faint"), GAP, Cell(state, self.state, "$faint"), GAP,
            Cell(rest, 8, "$faint", "right"), GAP, Cell("", BAR), GAP, Cell(items, 5, "$faint", "right"), GAP,
            *self._some((self.steps, steps), (self.acted, acted), (self.saved, saved), style="$faint"), Cell(notice, self.notice, "$faint"),
        )  # fmt: skip

    def row(self, one: Line, marked: bool) -> Content:
        """One candidate."""
        lang = self.lang
        soon = one.left is not None and one.left < 5 * 60_000
        drawn = (
            bar(one.left, BAR, "$bar-soon" if soon else "$bar", max(1, one.whole))
            if one.left is not None
            else Content(" " * BAR)
        )
        told = ("；" if lang == "zh" else "; ").join(n.text.of(lang) for n in one.notices)
        faint = "$faint" if one.stage in ("enrolled", "submitted", "expired") and not one.calls else ""
        return line(
            Cell(mark(one), 2, look_of(one)), Cell("*" if marked else "", 1, "bold $key"), Cell(one.ticket, 7, faint), GAP,
            Cell(one.name or one.number or "-", self.name, faint), GAP, Cell(self._stages[one.stage].of(lang), self.state, faint), GAP,
            Cell(self._left(one.left), 8, "bold $warning" if soon else "", "right"), GAP, drawn, GAP,
            Cell(f"{one.items}/{one.of}", 5, faint, "right"), GAP,
            *self._some((self.steps, str(one.steps)), (self.acted, brief(one.acted, lang)), (self.saved, brief(one.kept, lang)), style=faint),
            Cell(told, self.notice, "$warning" if one.calls else "$faint"),
        )  # fmt: skip

    def _some(self, *pairs: tuple[int, str], style: str) -> list[Cell | Content | str]:
        return [part for size, words in pairs if size for part in (Cell(words, size, style, "right"), GAP)]


def board_rows(lines: Sequence[Line], marked: frozenset[str], cells: int, lang: Lang) -> list[Row]:
    """The board: a line for each candidate, drawn when it is looked at."""
    columns = Columns(lines, cells, lang)
    return [Row(columns.head()), *(Row(_later(columns, one, one.id in marked), one.id) for one in lines)]


def _later(columns: Columns, one: Line, marked: bool) -> Callable[[], Content]:
    return lambda: columns.row(one, marked)


def hall_lines(hall: Hall, marked: int, cells: int, lang: Lang, moment: Callable[[int | None], str]) -> list[Content]:
    """The hall in two lines: who stands where, and its programs and clocks."""
    from simulator.exams.board import NODE_SILENT
    from simulator.exams.office.looking import ago, totals

    calls = CALLS.of(lang).format(n=hall.calls) if hall.calls else NO_CALLS.of(lang)
    chosen = f"  {MARKED.of(lang).format(n=marked)}" if marked else ""
    first = line(
        Cell(f"{'! ' if hall.calls else ''}{calls}", 0, "bold $warning" if hall.calls else "$success"), "   ",
        Cell(totals(hall).of(lang), max(8, cells - width(calls) - width(chosen) - 7)), Cell(chosen, 0, "bold $key"),
    )  # fmt: skip
    parts: list[Cell | Content | str] = []
    if hall.jump is not None:
        parts += [Cell(f"! {CLOCK.of(lang).format(n=hall.jumps, t=moment(hall.jump.at)[-8:])}", 0, "$warning"), "   "]
    if not hall.serving:
        parts.append(Cell(f"! {NO_NODE.of(lang)}", 0, "bold $warning"))
    else:
        parts.append(Cell(f"{NODE.of(lang)}  ", 0, "$faint"))
    for node in sorted(hall.serving, key=lambda n: n.seen):
        silence = hall.now - node.seen
        if silence > NODE_SILENT:
            words = f"! {node.id} " + SILENT.of(lang).format(t=ago(silence).of(lang))
            parts += [Cell(words, 0, "bold $warning"), "   "]
        else:
            parts += [Cell(f"{node.id} {brief(silence, lang)} ({node.candidates})", 0), "   "]
    return [first, line(*parts)]


def detail_rows(
    one: Line, facts: Sequence[Fact], cells: int, lang: Lang, moment: Callable[[int | None], str]
) -> list[Row]:
    """One candidate at full length: what is worth a look, then the newest facts first."""
    from simulator.exams.office.looking import SEAT, left
    from simulator.exams.state import STAGES
    from simulator.exams.telling import told

    rows = [Row(line(Cell(part, 0, "bold"))) for part in wrapped(one.label, cells)]
    state = STAGES[one.stage].of(lang)
    if one.left is not None:
        state += f"  {left(one.left)}"
    rows.append(Row(line(Cell(state, 0))))
    if one.alive is not None:
        heard = f" ({brief(one.silent, lang)})" if one.silent is not None else ""
        rows.append(
            Row(
                line(
                    Cell(f"{one.node or '-'}  {SEAT[one.alive].of(lang)}{heard}", 0, "" if one.alive else "bold $error")
                )
            )
        )
    _, _, _, _, _, steps, acted, saved, _ = (t.of(lang) for t in HEADS)
    work = f"{steps} {one.steps}  {acted} {brief(one.acted, lang)}  {saved} {brief(one.kept, lang)}"
    rows.append(Row(line(Cell(work, 0, "$faint"))))
    for notice in one.notices:
        rows += [Row(line(Cell(part, 0, "$warning"))) for part in wrapped("! " + notice.text.of(lang), cells)]
    rows.append(Row())
    for fact in reversed(list(told(facts, moment))):
        title = fact.what.of(lang)
        said = list(
            filter(None, (fact.more.of(lang), " ".join(filter(None, (fact.by.of(lang), fact.reason.of(lang))))))
        )
        beside = "  ".join(safe(words) for words in said)
        head = [Cell(moment(fact.at)[-8:], 9, "$faint"), Cell(title, 0, "bold")]
        if 9 + width(title) + 2 + width(beside) <= cells:
            rows.append(Row(line(*head, "  ", Cell(beside, 0, "$faint"))))
            continue
        rows.append(Row(line(*head)))
        rows += [
            Row(line("  ", Cell(part, 0, "$faint"))) for words in said for part in wrapped(words, max(8, cells - 2))
        ]
    return rows
