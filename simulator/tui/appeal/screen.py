"""The marks of one candidate: which item and try to look at, and what each requirement came to."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from simulator.kernel.text import Text
from simulator.tui.screens.drawing import Cell, bar, grade, line, wrapped
from simulator.tui.screens.frame import Key, Page, bindings
from simulator.tui.screens.rows import Row, Rows
from simulator.tui.screens.scored import FAIL, GATE, PASS

if TYPE_CHECKING:
    from simulator.exams.marking.model import ItemMark, RequirementMark
    from simulator.exams.results.appeal import Review
    from simulator.exams.results.loading import Loaded

OVERALL = Text("总成绩", "Overall")
PASS_AT = Text("及格 {n}", "pass mark {n}")
PASSED, FAILED = Text("合格", "passed"), Text("不合格", "not passed")
NO_MARK = Text("没有成绩", "no mark")
BY_HAND = Text(
    "人工改定，自动评分 {was}：{reason}（{author}）", "set by hand, automatic mark {was}: {reason} ({author})"
)
REGRADED = Text("按新标准重评：{reason}（{author}）", "marked by another rubric: {reason} ({author})")
ITEMS = Text("各题和各次作答", "Items and tries")
TRY = Text("第 {n} 次", "try {n}")
FACTOR = Text("系数 {n}", "factor {n}")
ACTIONS = Text("{n} 个操作", "{n} actions")
NEVER = Text("没有开始", "never begun")
WEIGHT = Text("分值 {n}", "weight {n}")
REQUIREMENTS = Text("逐项要求（Enter 到丢分最多的那一刻）", "Requirements (Enter goes to the moment that cost most)")
NO_MOMENT = Text("这一项没有依据的记录，打开那次作答看。", "No fact stands behind this one; open the try itself.")
ANONYMOUS = Text("姓名尚未公开", "names not revealed")
IN_ITEM = Text("第 {n} 题", "item {n}")


class AppealScreen(Page):
    """One candidate's marks, and the way to what they stand on."""

    CSS_PATH = "screen.tcss"
    PAGE_TITLE = Text("成绩复核", "Review of a mark")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("打开", "Open"), "open"),
        Key("f6", "F6", Text("回放这次作答", "Replay this try"), "replay"),
        Key("escape", "Esc", Text("结束", "Quit"), "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(KEYS)]
    AUTO_FOCUS = "Rows"

    def __init__(self, review: Review, item: int | None = None, number: int | None = None) -> None:
        super().__init__()
        self.review = review
        self._first = "" if item is None else f"try:{item}:{number or 0}"

    def body(self) -> ComposeResult:
        """One page."""
        yield Rows(self._lines)

    def on_mount(self) -> None:
        """The cursor on the try that was asked for."""
        if self._first:
            self.query_one(Rows).rebuild(self._first)

    def heading(self) -> str:
        """What this is, and of whom."""
        return f"{self.say(self.PAGE_TITLE)}  {self.review.book.exam.title}  {self.review.one.label}"

    def note(self) -> str:
        """The ticket, once names may be known."""
        return self.review.one.ticket if self.review.book.revealed else self.say(ANONYMOUS)

    def action_back(self) -> None:
        """This is the last screen: the end."""
        self.app.exit()

    # -- what is shown ----------------------------------------------------------------------------------------

    def _lines(self, cells: int) -> Sequence[Row]:
        rows = [*self._overall(cells), Row(), Row(line(Cell(self.say(ITEMS), 0, "bold $primary")))]
        for number in range(len(self.review.titles)):
            rows += self._item(number, cells)
        if self.review.one.mark is not None:
            rows += [Row(), Row(line(Cell(self.say(REQUIREMENTS), 0, "bold $primary")))]
            for item in self.review.one.mark.items:
                rows += [row for one in item.requirements for row in self._requirement(item, one, cells)]
        return rows

    def _overall(self, cells: int) -> list[Row]:
        one, book = self.review.one, self.review.book
        reached = one.points if one.points is not None else 0
        result = self.say(NO_MARK if one.passed is None else PASSED if one.passed else FAILED)
        shown = points(one.points) if one.points is not None else "-"
        rows = [
            self._reached(
                self.say(OVERALL), "bold $primary", reached, shown + ("*" if one.changed else ""),
                f"{result}  {self.say(PASS_AT).format(n=points(book.rubric.paper.pass_mark))}", cells,
            )
        ]  # fmt: skip
        for c in one.mark.chapters if one.mark is not None else ():
            needed = ""
            if c.needed is not None:
                needed = f"{self.say(PASSED if c.passed else FAILED)}  {self.say(PASS_AT).format(n=points(c.needed))}"
            rows.append(self._reached(f"{c.id} {self._chapter(c.id)}", "", c.points, points(c.points), needed, cells))
        said = [*(self.say(t) for t in one.says)]
        if one.override is not None:
            was = points(one.mark.points) if one.mark is not None else "-"
            said.append(self.say(BY_HAND).format(was=was, reason=one.override.reason, author=one.override.author))
        said += [self.say(REGRADED).format(reason=g.reason, author=g.author) for g in book.regrades]
        return rows + [Row(line(Cell(part, 0, "$faint"))) for words in said for part in wrapped(words, cells)]

    @staticmethod
    def _reached(title: str, style: str, reached: int, shown: str, note: str, cells: int) -> Row:
        return Row(
            line(
                Cell(title, max(8, min(44, cells - 52)), style), Cell(shown, 8, "bold", "right"), "  ", bar(reached, 12, grade(reached)), "  ",
                Cell(note, 28, "$faint"),
            )
        )  # fmt: skip

    def _chapter(self, id: str) -> str:
        from simulator import standard

        return next((self.say(c.title) for c in standard.chapters() if c.id == id), "")

    def _item(self, number: int, cells: int) -> list[Row]:
        mark, tries = self.review.item(number), self.review.tries_of(number)
        title = self.say(self.review.titles[number])
        weight = self.say(WEIGHT).format(n=self.review.book.rubric.paper.items[number].points)
        shown = points(mark.points) if mark is not None else "-"
        rows = [
            Row(
                line(
                    Cell(title, max(8, cells - 30), "bold"), Cell(weight, 12, "$faint", "right"), " ",
                    bar(mark.points if mark is not None else 0, 8, grade(mark.points if mark is not None else 0)), Cell(shown, 9, "bold", "right"),
                )
            )
        ]  # fmt: skip
        if not tries:
            rows.append(Row(line("    ", Cell(self.say(NEVER), 0, "$faint"))))
        return rows + [self._try(one, mark, cells) for one in tries]

    def _try(self, one: Loaded, mark: ItemMark | None, cells: int) -> Row:
        found = next((t for t in mark.tries if t.number == one.number), None) if mark is not None else None
        words = self.say(TRY).format(n=one.number + 1)
        notes = [_clock(one.rows[0].wall), _clock(one.rows[-1].wall)]
        about = " - ".join(notes)
        if found is not None:
            about += f"   {self.say(ACTIONS).format(n=found.commands)}"
            if found.factor != 10_000:
                about += f"   {self.say(FACTOR).format(n=f'{found.factor / 10_000:g}')}"
        return Row(
            line("    ", Cell(words, 10, "$key"), Cell(about, max(4, cells - 14), "$faint")),
            f"try:{one.item}:{one.number}",
        )

    def _requirement(self, item: ItemMark, one: RequirementMark, cells: int) -> list[Row]:
        from simulator import standard

        try:
            title = self.say(standard.requirement(one.id).title)
        except standard.UnknownRequirement:
            title = ""
        where = self.say(IN_ITEM).format(n=item.item + 1)
        result = self.say(PASS if one.passed else FAIL)
        key = f"req:{item.item}:{one.id}"
        rows = [
            Row(
                line(
                    Cell(one.id, 8, "bold $key"), Cell(title, max(8, cells - 45)), Cell(where, 8, "$faint"),
                    Cell(result, 12, "$faint" if one.passed else "bold $error"), bar(one.points, 8, grade(one.points)), Cell(points(one.points), 8, "bold", "right"),
                ),
                key,
            )
        ]  # fmt: skip
        for gate in one.gates:
            rows.append(
                Row(
                    line(
                        Cell("", 8),
                        Cell(f"[{self.say(GATE)}] {gate.title.of(self.lang)}", max(8, cells - 8), "bold $error"),
                    ),
                    key,
                )
            )
        return rows

    # -- doing ------------------------------------------------------------------------------------------------

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open the debrief of that try, or go to the moment that cost a requirement most."""
        kind, _, rest = event.key.partition(":")
        if kind == "try":
            self._debrief(*self._named(rest))
        elif kind == "req":
            self._moment(rest)

    def action_open(self) -> None:
        """What Enter does."""
        self.query_one(Rows).action_choose()

    def action_replay(self) -> None:
        """The journal of the try under the cursor, or of the first one."""
        from simulator.tui.appeal.replay import AppealReplay

        kind, _, rest = self.query_one(Rows).key.partition(":")
        if kind == "try":
            item, number = self._named(rest)
        elif self.review.tries:
            item, number = self.review.tries[0].item, self.review.tries[0].number
        else:
            return
        self.app.push_screen(AppealReplay(self._loaded(item, number).open()))

    @staticmethod
    def _named(rest: str) -> tuple[int, int]:
        item, _, number = rest.partition(":")
        return int(item), int(number)

    def _loaded(self, item: int, number: int) -> Loaded:
        return next(t for t in self.review.tries if (t.item, t.number) == (item, number))

    def _debrief(self, item: int, number: int) -> None:
        from simulator.tui.appeal.debrief import AppealDebrief

        self.app.push_screen(AppealDebrief(self.review, self._loaded(item, number)))

    def _moment(self, rest: str) -> None:
        from simulator.tui.appeal.replay import AppealReplay

        number, _, id = rest.partition(":")
        mark = self.review.item(int(number))
        one = next((r for r in mark.requirements if r.id == id), None) if mark is not None else None
        found = _worst(one) if one is not None else None
        if found is None or not any((t.item, t.number) == (int(number), found[0]) for t in self.review.tries):
            self.app.notify(self.say(NO_MOMENT))
            return
        self.app.push_screen(AppealReplay(self._loaded(int(number), found[0]).open(), found[1]))


def points(of_full: int) -> str:
    """Basis points with both decimals: beside a pass mark nothing is rounded."""
    return f"{of_full // 100}.{of_full % 100:02}"


def _worst(one: RequirementMark) -> tuple[int, int] | None:
    """The try and the fact that cost a requirement most; of one without loss the first that it stands on."""
    for gate in one.gates:
        for finding in gate.findings:
            if finding.evidence:
                return gate.number, finding.evidence[0]
    found = [
        (facet.weight * (10_000 - finding.points), facet, finding)
        for facet in one.facets
        for finding in facet.findings
        if finding.evidence
    ]
    if not found:
        return None
    _, facet, finding = max(found, key=lambda x: x[0])  # the first of equals
    return facet.best, finding.evidence[0]


def _clock(at: int) -> str:
    """The time of day, in the zone of this machine."""
    return f"{datetime.datetime.fromtimestamp(at / 1000).astimezone():%H:%M:%S}"
