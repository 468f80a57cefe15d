"""After a shift: the story first, then what earned and what cost, then requirement by requirement with evidence.

One page of lines. Enter on a line goes to that moment in the replay, Right and Left unfold and fold a requirement.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR, clock
from simulator.locale.formats import money
from simulator.locale.width import width
from simulator.tui.screens.drawing import Cell, area, bar, grade, line, tint, wrapped
from simulator.tui.screens.frame import Key, Page, bindings
from simulator.tui.screens.home import points
from simulator.tui.screens.model import source_of
from simulator.tui.screens.rows import Row, Rows
from simulator.tui.screens.scored import GATE, Scored

if TYPE_CHECKING:
    from simulator.scoring.report import Report
    from simulator.tui.protocol import AttemptLike
    from simulator.tui.screens.story import Act, Mark, Scale, State, Story

SCORING = Text("正在评分 ...", "Scoring ...")
STORY = Text("这一班的经过", "How the shift went")
CASH = Text("现金", "Cash")
WAITING = Text("待办", "Waiting")
HEALTH = Text("健康", "Health")
ALL_SHIPPED = Text("全部发出", "everything shipped")
SAME = Text("（共 {n} 次）", " ({n} times)")
AFTERWARDS = Text("班后", "after")
PEAK = Text("最多 {n}", "peak {n}")
BEST = Text("做得最好", "Done best")
COST = Text("代价最大", "Cost most")
NOTHING_BEST = Text("这一班还没有整项做对的。", "Nothing was wholly right this time.")
NOTHING_LOST = Text("没有丢分，做得漂亮。", "No points were lost. Well done.")
COMPLIANCE = Text("合规", "Compliance")
BUSINESS = Text("经营", "Business")
SIDE_BY_SIDE = Text("两者分开看，互不折算", "kept apart, never mixed")
PROFIT = Text("利润 {a}  目标 {b}", "profit {a}  goal {b}")
HEALTH_MOVE = Text("账户健康 {a} -> {b}", "account health {a} -> {b}")
STARS = Text("评价 {s}（{n} 条）", "rating {s} ({n})")
NO_STARS = Text("还没有评价", "no reviews yet")
DELIVERED = Text("送达 {n}  迟到 {late}", "delivered {n}  late {late}")
FINES = Text("罚款 {n}", "fines {n}")
PASSED = Text("{n}/{all} 项要求通过", "{n} of {all} requirements passed")
REQUIREMENTS = Text("逐项要求", "Requirement by requirement")
BETTER = Text("下次这样做", "What to do better")
NOT_CLOSED = Text("还没有交卷：交卷之后才有评分和复盘。", "not handed in yet: score and evidence come after that.")
COSTING = Text("损失 {n}", "cost {n}")
STYLE = Text(
    "说明：文风不计分，只看事实、承诺、时限与禁用内容。",
    "Note: style is not judged; facts, promises, time limits and forbidden content are.",
)
AGAIN = Text("用新种子再练一次", "Practise again with a fresh seed")

KIND_STYLE = {"rule": "$accent", "bad": "$error", "good": "$success", "end": "$faint"}
KIND_WORD = {
    "rule": Text("变", "chg"),
    "bad": Text("失", "bad"),
    "good": Text("成", "ok"),
    "end": Text("终", "end"),
}


class DebriefScreen(Page):
    """The debrief of one attempt."""

    CSS_PATH = "debrief.tcss"
    PAGE_TITLE = Text("复盘", "Debrief")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("回到那一刻", "Go to that moment"), "jump"),
        Key("right", "->", Text("展开", "Unfold"), "unfold(True)"),
        Key("left", "<-", Text("折叠", "Fold"), "unfold(False)"),
        Key("f6", "F6", Text("回放", "Replay"), "replay"),
        Key("f7", "F7", Text("再练", "Again"), "again"),
        Key("escape", "Esc", Text("首页", "Home"), "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(KEYS), Binding("space", "fold", show=False)]
    AUTO_FOCUS = "Rows"
    OWN = True  # the reader's own attempt: its result is kept, and it can be practised again

    class Ready(Message):
        """Story and score are there."""

        def __init__(self, report: Report | None, story: Story, costs: dict[str, int], warning: Text | None) -> None:
            super().__init__()
            self.report = report
            self.story = story
            self.costs = costs
            self.warning = warning

    def __init__(self, attempt: AttemptLike, report: Report | None = None) -> None:
        super().__init__()
        self.attempt = attempt
        self.closed = attempt.closed
        self.report = report
        self.story: Story | None = None
        self.costs: dict[str, int] = {}
        self.scored = Scored()

    def body(self) -> ComposeResult:
        """One page."""
        yield Rows(self._lines)

    def on_mount(self) -> None:
        """Score and fold in a thread."""
        source, attempt, report = source_of(self.app), self.attempt, self.report

        def work() -> None:
            from simulator.tui.screens import story as telling

            facts = attempt.facts()
            rules = attempt.engine.rules
            found, warning = None, None
            if attempt.closed:  # of an open attempt nothing is scored here: it would tell hidden truth
                found = report or source.report(attempt)
                warning = source.record(attempt, found) if self.OWN else None
            self.post_message(self.Ready(found, telling.fold(rules, facts), telling.costs(rules, facts), warning))

        self.run_worker(work, thread=True, exclusive=True, group="debrief", exit_on_error=False)

    def on_unmount(self) -> None:
        """A closed attempt is not written to any more: let go of its file."""
        if self.attempt.closed:
            self.attempt.engine.journal.close()

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What cannot be scored is told."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "debrief":
            from simulator.tui.screens.errors import tell

            tell(self, event.worker.error)

    def on_debrief_screen_ready(self, event: DebriefScreen.Ready) -> None:
        """Show it."""
        self.report, self.story, self.costs = event.report, event.story, event.costs
        self.relabel()
        if event.warning is not None:
            self.app.notify(self.say(event.warning), severity="warning", timeout=12)

    def heading(self) -> str:
        """The scenario."""
        return f"{self.say(self.PAGE_TITLE)}  {self.attempt.scenario.title.of(self.lang)}"

    def note(self) -> str:
        """Scenario and seed."""
        first = self.attempt.first
        seed = "种子" if self.lang == "zh" else "seed"
        return f"{first.scenario}  {seed} {first.seed}"

    # -- lines ------------------------------------------------------------------------------------------------

    def _lines(self, cells: int) -> Sequence[Row]:
        report, story = self.report, self.story
        if story is None:
            return [Row(line(Cell(self.say(SCORING), 0, "$faint")))]
        self.scored.moments = {}
        gap = [Row()]
        rows = self._chart(story, cells)
        if report is None:
            rows += gap
            rows += [Row(line(Cell(part, 0, "$warning"))) for part in wrapped(self.say(NOT_CLOSED), cells)]
            return rows
        rows += gap
        rows += self._acts(report, cells)
        rows += gap
        rows += self._results(report, cells)
        rows += gap
        rows.append(Row(line(Cell(self.say(REQUIREMENTS), 0, "bold $primary"))))
        for requirement in report.requirements.values():
            rows += self.scored.lines(requirement, self.lang, cells)
        rows += gap
        rows += self._better(report, cells)
        rows += gap
        rows += [Row(line(Cell(part, 0, "$faint"))) for part in wrapped(self.say(STYLE), cells)]
        return rows

    # the story

    def _chart(self, story: Story, cells: int) -> list[Row]:
        from simulator.tui.screens.story import Scale, chief, opening, sampled

        gap = 3
        each = (cells - 2 * gap) // 3
        height = 8 if self.size.height >= 32 else 5
        scale = Scale(story, each)
        states = sampled(story, scale)
        first, last = opening(story), states[-1]
        peak = max(s.waiting for s in states)
        marks = chief(story.marks, 6 if cells < 100 else 9)
        panels = (
            (CASH, f"{_short(first.cash, self.lang)} -> {_short(last.cash, self.lang)}", [s.cash for s in states], "$primary", None),
            (WAITING, self.say(PEAK).format(n=peak), [s.waiting for s in states], "$accent", 0),
            (HEALTH, f"{first.health} -> {last.health}", [s.health for s in states], "$success", None),
        )  # fmt: skip
        rows = [Row(line(Cell(self.say(STORY), 0, "bold $primary")))]
        spacer = Content(" " * gap)
        titles = [
            line(Cell(self.say(t), width(self.say(t)) + 1, "bold"),
                 Cell(note, each - width(self.say(t)) - 1, "$faint", "right"))
            for t, note, *_ in panels
        ]  # fmt: skip
        theme = self.app.theme_variables
        fills = {c: tint(theme[c[1:]], theme["background"]) for *_, c, _ in panels}
        rows.append(Row(spacer.join(titles)))
        drawn = [area(values, height, colour, fills[colour], low) for _, _, values, colour, low in panels]
        rows += [Row(spacer.join([d[y] for d in drawn])) for y in range(height)]
        rows.append(Row(spacer.join([self._axis(marks, scale)] * 3)))
        rows.append(Row(spacer.join([self._days(scale)] * 3)))
        rows += self._legend(marks, cells)
        return rows

    def _axis(self, marks: Sequence[Mark], scale: Scale) -> Content:
        """The line of time with the numbers of what happened; what comes after the shift is dotted."""
        letters: list[tuple[str, str]] = [("-", "$rule")] * scale.columns
        if scale.after is not None:
            letters[scale.after :] = [(".", "$rule")] * (scale.columns - scale.after)
        places = [scale.column(mark.minute) for mark in marks]
        for i in range(1, len(places)):  # two at once stand side by side, in order
            places[i] = max(places[i], places[i - 1] + 1)
        for i in reversed(range(len(places))):
            places[i] = min(places[i], (places[i + 1] if i + 1 < len(places) else scale.columns) - 1)
        for number, (mark, place) in enumerate(zip(marks, places, strict=True), 1):
            letters[max(0, place)] = (str(number), f"bold {KIND_STYLE[mark.kind]}")
        return Content.assemble(*[(letter, style) for letter, style in letters])

    def _days(self, scale: Scale) -> Content:
        """Days, or hours within one day, under the line of time."""
        inner = scale.columns if scale.after is None else scale.after
        start, end = scale.start, scale.ends[inner - 1]
        span = end - start
        step = HOUR if span <= 8 * HOUR else 4 * HOUR if span <= 30 * HOUR else DAY
        while inner * step < 6 * span:  # room for a word between two of them
            step *= 2
        letters = [" "] * scale.columns

        def write(place: int, words: str, limit: int) -> None:
            free = letters[max(0, place - 1) : place + len(words)]
            if place + len(words) <= limit and all(letter == " " for letter in free):
                letters[place : place + len(words)] = words

        if scale.after is not None:
            words = f"D{scale.ends[-1] // DAY + 1}"
            write(scale.columns - len(words), words, scale.columns)
        write(0, f"D{start // DAY + 1}" if step >= DAY else clock(start).split()[1], inner)
        for moment in range(-(-start // step) * step, end + 1, step):
            words = f"D{moment // DAY + 1}" if step >= DAY else clock(moment).split()[1]
            write(scale.column(moment), words, inner)
        found = line(Cell("".join(letters), 0, "$faint"))
        if scale.after is None:
            return found
        after = self.say(AFTERWARDS)
        room = scale.columns - scale.after - len(f"D{scale.ends[-1] // DAY + 1}") - 1
        if width(after) > room:
            return found
        head, tail = "".join(letters[: scale.after]), "".join(letters[scale.after :])
        # the word is wider than its letters: take as many blanks away as it covers
        return line(Cell(head, 0, "$faint"), Cell(after, 0, "$faint"), Cell(tail[width(after) :], 0, "$faint"))

    def _legend(self, marks: Sequence[Mark], cells: int) -> list[Row]:
        from simulator.tui.store.telling import tell
        from simulator.tui.widgets.cells import Reader

        reader = Reader(self.lang)
        rules = self.attempt.engine.rules
        rows = []
        for number, mark in enumerate(marks, 1):
            key = f"mark:{number}"
            self.scored.moments[key] = mark.seq
            words = tell(rules, mark.event, reader)
            if mark.kind == "good" and type(mark.event).__name__ == "OrderShipped":
                words = self.say(ALL_SHIPPED)
            if mark.times > 1:
                words += self.say(SAME).format(n=mark.times)
            rows.append(
                Row(
                    line(
                        Cell(str(number), 2, f"bold {KIND_STYLE[mark.kind]}"),
                        Cell(self.say(KIND_WORD[mark.kind]), 4, KIND_STYLE[mark.kind]),
                        Cell(clock(mark.minute), 11, "$faint"),
                        Cell(words, cells - 17),
                    ),
                    key,
                )
            )
        return rows

    # what earned, what cost

    def _acts(self, report: Report, cells: int) -> list[Row]:
        from simulator.tui.screens.story import best_acts, costliest

        best, worst = best_acts(report), costliest(report, self.costs)
        rows = [Row(line(Cell(self.say(BEST), 0, "bold $success")))]
        if not best:
            rows.append(Row(line(Cell(self.say(NOTHING_BEST), 0, "$faint"))))
        for n, act in enumerate(best):
            rows += self._act(f"best:{n}", act, cells, "$success")
        rows += [Row(), Row(line(Cell(self.say(COST), 0, "bold $error")))]
        if not worst:
            rows.append(Row(line(Cell(self.say(NOTHING_LOST), 0, "$faint"))))
        for n, act in enumerate(worst):
            rows += self._act(f"cost:{n}", act, cells, "$error")
        return rows

    def _act(self, key: str, act: Act, cells: int, colour: str) -> list[Row]:
        if act.evidence:
            self.scored.moments[key] = act.evidence[0]
        words = act.text.of(self.lang)
        if act.cost:
            words += "  " + self.say(COSTING).format(n=money(act.cost, "CNY", self.lang))
        if act.gate:
            words = f"[{self.say(GATE)}] {words}"
        parts = wrapped(words, cells - 18)
        rows = []
        for i, part in enumerate(parts):
            head = line(Cell(act.requirement if i == 0 else "", 9, "$key"), Cell(part, cells - 18))
            gained = f"{'+' if act.points > 0 else '-'}{points(abs(act.points))}" if i == 0 else ""
            rows.append(Row(line(head, Cell(gained, 9, colour, "right")), key))
        return rows

    # compliance beside business

    def _results(self, report: Report, cells: int) -> list[Row]:
        half = (cells - 4) // 2
        b = report.business
        passed = sum(r.passed for r in report.requirements.values())
        stars = self.say(STARS).format(s=f"{b.stars_bp / 10_000:.1f}", n=b.reviews) if b.reviews else self.say(NO_STARS)
        left = [
            line(Cell(self.say(COMPLIANCE), half, "bold $primary")),
            line(
                Cell(points(report.compliance), 6, "bold"),
                bar(report.compliance, max(4, half - 6), grade(report.compliance)),
            ),
            line(Cell(self.say(PASSED).format(n=passed, all=len(report.requirements)), half, "$faint")),
        ]
        goal = self.say(PROFIT).format(a=money(b.profit, "CNY", self.lang), b=money(b.goal, "CNY", self.lang))
        rest = f"{stars}   {self.say(DELIVERED).format(n=b.delivered, late=b.late)}   {self.say(FINES).format(n=money(b.fines, 'CNY', self.lang))}"
        right = [
            line(
                Cell(self.say(BUSINESS), 12, "bold $primary"),
                Cell(self.say(SIDE_BY_SIDE), half - 12, "$faint", "right"),
            ),
            line(Cell(goal, half, "bold" if b.profit >= b.goal else "bold $warning")),
            line(Cell(self.say(HEALTH_MOVE).format(a=b.health_before, b=b.health_after), half)),
        ]
        for part in wrapped(rest, half):
            right.append(line(Cell(part, half, "$faint")))
        while len(left) < len(right):
            left.append(Content(" " * half))
        return [Row(line(a, "    ", c)) for a, c in zip(left, right, strict=True)]

    # what to do better

    def _better(self, report: Report, cells: int) -> list[Row]:
        from simulator.tui.screens.story import repairs

        hints: dict[str, tuple[Text, ...]] = {}
        for task in self.attempt.scenario.tasks:
            hints[task.requirement] = hints.get(task.requirement, ()) + task.hints
        rows = [Row(line(Cell(self.say(BETTER), 0, "bold $primary")))]
        found = repairs(report, hints)
        if not found:
            rows.append(Row(line(Cell(self.say(NOTHING_LOST), 0, "$faint"))))
        told: set[str] = set()
        for n, repair in enumerate(found, 1):
            rows.append(
                Row(
                    line(Cell(f"{n}", 2, "bold $key"), Cell(repair.requirement, 8, "$key"),
                         Cell(repair.facet.title.of(self.lang), max(8, cells - 19), "bold"),
                         Cell(f"-{points(repair.lost)}", 9, "$error", "right"))
                )
            )  # fmt: skip
            if repair.requirement in told:
                continue
            told.add(repair.requirement)
            for hint in repair.hints:
                for i, part in enumerate(wrapped(hint.of(self.lang), cells - 12)):
                    rows.append(Row(line(Cell("", 10), Cell("- " if i == 0 else "", 2, "$faint"), part)))
        if self.OWN:
            rows.append(Row(line(Cell(self.say(AGAIN), 0, "$key")), "again"))
        return rows

    # -- doing ------------------------------------------------------------------------------------------------

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Go to that moment."""
        if event.key == "again":
            self.action_again()
        elif event.key in self.scored.moments:
            self.action_replay(self.scored.moments[event.key])
        elif event.key.startswith("req:"):
            self.action_fold()

    def action_jump(self) -> None:
        """What Enter does."""
        self.query_one(Rows).action_choose()

    def action_replay(self, seq: int | None = None) -> None:
        """The journal, step by step."""
        from simulator.tui.screens.replay import ReplayScreen

        if seq is None:
            seq = self.scored.moments.get(self.query_one(Rows).key, 0)
        self.app.push_screen(ReplayScreen(self.attempt, seq, story=self.story))

    def action_again(self) -> None:
        """The same scenario with a fresh seed."""
        if not self.OWN:
            return
        from simulator.tui.screens.briefing import BriefingScreen

        first = self.attempt.first
        self.app.push_screen(BriefingScreen(f"{first.pack}/{first.scenario}"))

    def action_unfold(self, open: bool) -> None:
        """Show every facet and finding of the requirement under the cursor, or only what lost points."""
        rows = self.query_one(Rows)
        if self.scored.unfold(rows.key, open):
            rows.rebuild(None if open else self.scored.head(rows.key))

    def action_fold(self) -> None:
        """Unfold or fold."""
        self.action_unfold(not self.scored.unfolded(self.query_one(Rows).key))


def _short(fen: int, lang: str) -> str:
    """Money for a chart's title: no cents."""
    return money(fen, "CNY").rsplit(".", 1)[0]


def states_of(story: Story) -> Sequence[State]:
    """The states of a story (for tests)."""
    return story.states
