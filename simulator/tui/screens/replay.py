"""Stepping through the journal: what happened, which command was behind it, what followed, and how the store stood."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.kernel.time import clock
from simulator.locale.formats import money
from simulator.locale.width import width
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.frame import Key, Page, bindings
from simulator.tui.screens.rows import Row, Rows

if TYPE_CHECKING:
    from simulator.kernel.engine import Fact
    from simulator.kernel.messages import Command
    from simulator.tui.protocol import AttemptLike
    from simulator.tui.screens.story import Story

LOADING = Text("正在读取记录 ...", "Reading the journal ...")
NOTHING = Text("没有符合筛选的记录。F2 换筛选，F3 换词。", "No fact matches. F2 changes the filter, F3 the word.")
CASH = Text("现金", "cash")
HEALTH = Text("健康", "health")
WAITING = Text("待办", "waiting")
ORDERS_LETTERS = Text("待办 {n}（单 {a} 信 {b}）", "waiting {n} (orders {a}, letters {b})")
BEHIND = Text("后台事实", "behind the curtain")
YOU = Text("你", "you")
CANDIDATE = Text("考生", "cand.")
WORLD = Text("市场", "world")
COMMAND = Text("这一步的操作", "The act behind it")
NO_COMMAND = Text("不是你的操作：市场或时间带来的", "not an act of yours: brought by the market or by time")
NOT_THEIRS = Text("不是考生的操作：市场或时间带来的", "not an act of the candidate: brought by the market or by time")
TOGETHER = Text("同一步里", "In the same step")
LATER = Text("后来", "Later on")
EARLIER = Text("之前", "Before")
FILTERS = {
    "all": Text("全部", "all"),
    "mine": Text("我的操作", "my acts"),
    "news": Text("到来的事", "what came"),
}
THEIR_ACTS = Text("考生的操作", "the candidate's acts")
FILTER = Text("筛选：{f}", "filter: {f}")
WORD = Text("词：{w}", "word: {w}")
HIDDEN_ON = Text("含后台事实", "with hidden facts")
REFUSED = Text("被拒：{why}", "refused: {why}")
ASK = Text("词，或记录号：", "a word, or a fact number:")
NO_FACT = Text("没有记录 {n}。", "There is no fact {n}.")
NOT_YET = Text("交卷后才能看后台事实。", "Hidden facts can be seen once the attempt is handed in.")


class Step(NamedTuple):
    """One fact with the batch it stands in and the command of that batch."""

    fact: Fact
    place: int  # among all facts
    batch: int
    command: Command | None
    hidden: bool


class StateLine(Widget):
    """How the store stood at the fact under the cursor."""

    DEFAULT_CSS = "StateLine { width: 100%; }"

    def __init__(self, page: ReplayScreen) -> None:
        super().__init__(id="state")
        self._page = page

    def render(self) -> Content:
        """One line."""
        return self._page.state_line(self.size.width)


class Facts(Rows, inherit_bindings=False):
    """The list of facts; pages belong to the screen, which turns them into batches."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "move(-1)", show=False),
        Binding("down", "move(1)", show=False),
        Binding("home", "first", show=False),
        Binding("end", "last", show=False),
        Binding("enter", "choose", show=False),
    ]


class ReplayScreen(Page):
    """The journal of one attempt."""

    CSS_PATH = "replay.tcss"
    PAGE_TITLE = Text("回放", "Replay")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("left", "<- ->", Text("一条", "One fact"), "step(-1)"),
        Key("pageup", "PgUp/PgDn", Text("一步", "One act"), "batch(-1)"),
        Key("f2", "F2", Text("筛选", "Filter"), "filter"),
        Key("f3", "F3", Text("找词、记录号", "Find"), "ask"),
        Key("f6", "F6", Text("后台", "Hidden"), "hidden"),
        Key("escape", "Esc", Text("返回", "Back"), "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        *bindings(
            [
                Key("right", "->", Text("下一条", "Next fact"), "step(1)"),
                Key("pagedown", "PgDn", Text("下一步", "Next act"), "batch(1)"),
                Key("slash,ctrl+f", "/", Text("找词", "Find"), "ask"),
            ]
        ),
    ]
    AUTO_FOCUS = "#facts"
    OWN = True  # the reader's own attempt

    class Ready(Message):
        """The journal is read and folded."""

        def __init__(self, steps: list[Step], story: Story) -> None:
            super().__init__()
            self.steps = steps
            self.story = story

    def __init__(self, attempt: AttemptLike, seq: int = 0, *, story: Story | None = None) -> None:
        super().__init__()
        self.attempt = attempt
        self.seq = seq
        self.story = story
        self.steps: list[Step] = []
        self.shown: list[Step] = []
        self.filter = "all"
        self.word = ""
        self.with_hidden = False
        self._said: dict[tuple[int, str], str] = {}
        self._names: list[frozenset[str]] = []
        self._about: dict[str, list[int]] = {}  # name of a record -> places of the facts that speak of it

    def body(self) -> ComposeResult:
        """State, facts, detail, and the line to type in."""
        yield StateLine(self)
        with Container(id="body"):
            yield Facts(self._lines, id="facts")
            yield Rows(self._detail, id="detail", quiet=True)
        yield Input(id="ask", compact=True)

    def on_mount(self) -> None:
        """Read the journal in a thread."""
        attempt, story = self.attempt, self.story

        def work() -> None:
            from simulator.kernel.engine import Fact
            from simulator.kernel.messages import HiddenEvent
            from simulator.kernel.replay import batches
            from simulator.tui.screens.story import fold

            steps: list[Step] = []
            rules = attempt.engine.rules
            for number, (row, batch) in enumerate(batches(rules, attempt.engine.journal.rows())):
                for i, (minute, event) in enumerate(batch.facts):
                    fact = Fact(row.first + i, minute, event)
                    steps.append(Step(fact, len(steps), number, batch.command, isinstance(event, HiddenEvent)))
            self.post_message(self.Ready(steps, story or fold(rules, [s.fact for s in steps])))

        self.run_worker(work, thread=True, exclusive=True, group="replay", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What cannot be read is told."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "replay":
            from simulator.tui.screens.errors import tell

            tell(self, event.worker.error)

    def on_replay_screen_ready(self, event: ReplayScreen.Ready) -> None:
        """Show it at the fact that was asked for."""
        from simulator.tui.screens.story import names_in

        self.steps, self.story = event.steps, event.story
        self._names = [names_in(s.fact.event) for s in self.steps]
        for place, names in enumerate(self._names):
            for name in names:
                self._about.setdefault(name, []).append(place)
        if self.attempt.closed and any(s.hidden and s.fact.seq == self.seq for s in self.steps):
            self.with_hidden = True
        self._choose()
        self.jump(self.seq)

    # -- what is shown ----------------------------------------------------------------------------------------

    def heading(self) -> str:
        """The scenario."""
        return f"{self.say(self.PAGE_TITLE)}  {self.attempt.scenario.title.of(self.lang)}"

    def note(self) -> str:
        """The filter, the word, the place."""
        parts = []
        if self.filter != "all":
            parts.append(self.say(FILTER).format(f=self._filter_name()))
        if self.word:
            parts.append(self.say(WORD).replace("{w}", self.word))
        if self.with_hidden:
            parts.append(self.say(HIDDEN_ON))
        place = next((i for i, s in enumerate(self.shown) if s.fact.seq == self.seq), -1)
        parts.append(f"{place + 1}/{len(self.shown)}")
        return "   ".join(parts)

    def relabel(self) -> None:
        """Everything, and the state."""
        super().relabel()
        self.query_one(StateLine).refresh()

    def _filter_name(self) -> str:
        known = THEIR_ACTS if self.filter == "mine" and not self.OWN else FILTERS.get(self.filter)
        if known is not None:
            return self.say(known)
        from simulator.tui.screens.desknames import desk_name

        return self.say(desk_name(self.filter))

    def _filters(self) -> list[str]:
        """What F2 goes through: all, mine, what came, and each desk that acted."""
        book = self.attempt.engine.rules.book
        desks = dict.fromkeys(
            book.commands[type(s.command)].desk
            for s in self.steps
            if s.command is not None and type(s.command) in book.commands
        )
        return [*FILTERS, *desks]

    def _choose(self) -> None:
        book = self.attempt.engine.rules.book
        word = self.word.casefold()

        def wanted(step: Step) -> bool:
            if step.hidden and not (self.with_hidden and self.attempt.closed):
                return False
            if self.filter == "mine" and step.command is None:
                return False
            spec = book.events.get(type(step.fact.event))
            if self.filter == "news" and not (spec is not None and spec.news):
                return False
            if self.filter not in FILTERS and (
                step.command is None or book.commands[type(step.command)].desk != self.filter
            ):
                return False
            return (
                not word
                or word in self.told(step).casefold()
                or any(word in n.casefold() for n in self._names[step.place])
            )

        self.shown = [s for s in self.steps if wanted(s)]
        self.relabel()

    def told(self, step: Step) -> str:
        """The sentence of a fact."""
        key = (step.fact.seq, self.lang)
        known = self._said.get(key)
        if known is None:
            known = self._said[key] = self._tell(step)
        return known

    def _tell(self, step: Step) -> str:
        from simulator.kernel.messages import Refused
        from simulator.tui.store.telling import tell_hidden
        from simulator.tui.widgets.cells import Reader

        said = tell_hidden(self.attempt.engine.rules, step.fact.event, Reader(self.lang))
        return self.say(REFUSED).replace("{why}", said) if isinstance(step.fact.event, Refused) else said

    def _lines(self, cells: int) -> Sequence[Row]:
        if not self.shown:
            return [
                Row(line(Cell(part, 0, "$faint")))
                for part in wrapped(self.say(NOTHING if self.steps else LOADING), cells)
            ]
        return [Row(lambda step=step: self._line(step, cells), str(step.fact.seq)) for step in self.shown]  # type: ignore[misc]

    def _line(self, step: Step, cells: int) -> Content:
        first = step.place == 0 or self.steps[step.place - 1].batch != step.batch
        who = (YOU if self.OWN else CANDIDATE) if step.command is not None else WORLD
        mark, style = (self.say(who), "$primary" if step.command is not None else "$faint") if first else ("", "")
        text_style = "italic $faint" if step.hidden else ""
        words = self.told(step)
        if step.hidden:
            words = f"({self.say(BEHIND)}) {words}"
        return line(
            Cell(str(step.fact.seq), 5, "$faint", "right"), " ", Cell(clock(step.fact.minute), 10, "$faint"),
            Cell(mark, 6, style), Cell(words, max(4, cells - 22), text_style),
        )  # fmt: skip

    def here(self) -> Step | None:
        """The fact under the cursor."""
        return next((s for s in self.shown if s.fact.seq == self.seq), None)

    def state_line(self, cells: int) -> Content:
        """How the store stood at that moment."""
        step = self.here()
        if step is None or self.story is None:
            return Content("")
        state = self.story.state(step.place)
        waiting = self.say(ORDERS_LETTERS).format(n=state.waiting, a=state.orders, b=state.letters)
        return line(
            " ", Cell(clock(step.fact.minute), 11, "bold"), Cell(f"{self.say(CASH)} ", 0, "$faint"),
            Cell(money(state.cash, "CNY", self.lang), 13, "bold"), Cell(f"{self.say(HEALTH)} ", 0, "$faint"),
            Cell(str(state.health), 5, "bold"), Cell(waiting, max(0, cells - 45), "$faint"),
        )  # fmt: skip

    # the detail of one fact

    def _detail(self, cells: int) -> Sequence[Row]:
        step = self.here()
        if step is None:
            return []
        rows: list[Row] = []
        if step.hidden:
            rows.append(Row(line(Cell(f" {self.say(BEHIND)} ", 0, "reverse"))))
        for i, part in enumerate(wrapped(self.told(step), cells - 6)):
            rows.append(Row(line(Cell(f"#{step.fact.seq}" if i == 0 else "", 6, "$key"), Cell(part, 0, "bold"))))
        rows += self._behind(step, cells)
        rows += self._others(step, cells)
        return rows

    def _behind(self, step: Step, cells: int) -> list[Row]:
        from simulator.tui.widgets.cells import Reader, shown

        if step.command is None:
            return [
                Row(line(Cell(part, 0, "$faint")))
                for part in wrapped(self.say(NO_COMMAND if self.OWN else NOT_THEIRS), cells)
            ]
        book = self.attempt.engine.rules.book
        spec = book.commands[type(step.command)]
        rows = [Row(line(Cell(self.say(COMMAND) + "  ", 0, "$faint"), Cell(spec.title.of(self.lang), 0, "$primary")))]
        reader = Reader(self.lang, step.fact.minute)
        wide = min(max((width(f.info.title.of(self.lang)) for f in spec.fields), default=0) + 2, cells // 3)
        for field in spec.fields:
            words = shown(getattr(step.command, field.name), field.info, step.command, reader)
            for i, part in enumerate(wrapped(words, max(8, cells - wide - 2))[:6]):
                title = field.info.title.of(self.lang) if i == 0 else ""
                rows.append(Row(line(Cell("", 2), Cell(title, wide, "$faint"), part)))
        return rows

    def _others(self, step: Step, cells: int) -> list[Row]:
        """The chain of consequences: what the same act caused, what came before and after about the same records."""
        rows: list[Row] = []
        can_see = self.with_hidden and self.attempt.closed
        same = [
            s for s in self.steps[max(0, step.place - 30) : step.place + 31]
            if s.batch == step.batch and s.place != step.place and (can_see or not s.hidden)
        ]  # fmt: skip
        rows += self._list(TOGETHER, same[:6], cells)
        names = self._names[step.place]
        places = sorted({p for name in names for p in self._about.get(name, ())})
        about = [
            self.steps[p] for p in places if self.steps[p].batch != step.batch and (can_see or not self.steps[p].hidden)
        ]
        rows += self._list(EARLIER, [s for s in about if s.place < step.place][-4:], cells)
        rows += self._list(LATER, [s for s in about if s.place > step.place][:6], cells)
        return rows

    def _list(self, title: Text, steps: Sequence[Step], cells: int) -> list[Row]:
        if not steps:
            return []
        rows = [Row(line(Cell(self.say(title), 0, "$faint")))]
        for step in steps:
            style = "italic $faint" if step.hidden else ""
            room = max(8, cells - 16)
            parts = wrapped(self.told(step), room)
            if len(parts) > 2 or not self.has_class("-wide"):
                parts = [self.told(step)]
            for i, part in enumerate(parts):
                number, when = (f"#{step.fact.seq}", clock(step.fact.minute)) if i == 0 else ("", "")
                content = line(Cell(number, 6, "$key"), Cell(when, 10, "$faint"), Cell(part, room, style))
                rows.append(Row(content, f"to:{step.fact.seq}"))
        return rows

    # -- moving -----------------------------------------------------------------------------------------------

    def jump(self, seq: int) -> None:
        """To a fact, or to the nearest one that is shown."""
        if not self.shown:
            return
        near = min(self.shown, key=lambda s: abs(s.fact.seq - seq))
        self.seq = near.fact.seq
        self.query_one("#facts", Rows).rebuild(str(self.seq))
        self._follow()

    def _follow(self) -> None:
        detail = self.query_one("#detail", Rows)
        detail.key = ""
        detail.rebuild()
        detail.scroll_home(animate=False)
        self.query_one(StateLine).refresh()
        for head in self.query("Head"):
            head.refresh()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """The detail follows the cursor of the list."""
        if event.rows.id == "facts":
            self.seq = int(event.key)
            self._follow()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """A fact named in the detail is gone to."""
        kind, _, seq = event.key.partition(":")
        if kind == "to":
            self._reveal(int(seq))
            self.query_one("#facts").focus()
        else:
            self.query_one("#detail").focus()

    def _reveal(self, seq: int) -> None:
        """Go to a fact, taking the filter away where it hides it."""
        if not any(s.fact.seq == seq for s in self.shown):
            self.filter, self.word = "all", ""
            self._choose()
        self.jump(seq)

    def action_step(self, by: int) -> None:
        """One fact on or back."""
        self.query_one("#facts", Rows).action_move(by)

    def action_batch(self, by: int) -> None:
        """To the first fact of the next act, or of the one before."""
        here = self.here()
        if here is None:
            return
        firsts: list[Step] = []
        for step in self.shown:
            if not firsts or firsts[-1].batch != step.batch:
                firsts.append(step)
        place = next(i for i, s in enumerate(firsts) if s.batch == here.batch)
        if by < 0 and firsts[place].fact.seq != here.fact.seq:
            by = 0  # first back to the beginning of this one
        self.jump(firsts[max(0, min(len(firsts) - 1, place + by))].fact.seq)

    def action_filter(self) -> None:
        """The next filter."""
        kinds = self._filters()
        self.filter = kinds[(kinds.index(self.filter) + 1) % len(kinds)]
        self._choose()
        self.jump(self.seq)

    def action_hidden(self) -> None:
        """Show or hide what happened behind the curtain; only once the attempt is closed."""
        if not self.attempt.closed:
            self.app.notify(self.say(NOT_YET))
            return
        self.with_hidden = not self.with_hidden
        self._choose()
        self.jump(self.seq)

    # -- the line to type in ----------------------------------------------------------------------------------

    def action_ask(self) -> None:
        """Ask for a word or a fact number."""
        box = self.query_one("#ask", Input)
        box.placeholder = self.say(ASK)
        box.value = self.word
        box.add_class("-open")
        box.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Jump to the number, or filter by the word."""
        import unicodedata

        typed = unicodedata.normalize("NFKC", event.value).strip()
        self._close_box()
        number = typed.lstrip("#")
        if number.isdecimal() and len(number) < 10:
            if not any(s.fact.seq == int(number) and (not s.hidden or self.attempt.closed) for s in self.steps):
                self.app.notify(self.say(NO_FACT).format(n=number))
                return
            if any(s.fact.seq == int(number) and s.hidden for s in self.steps):
                self.with_hidden = True
            self.word = ""
            self._choose()
            self._reveal(int(number))
            return
        self.word = typed
        self._choose()
        self.jump(self.seq)

    def _close_box(self) -> None:
        self.query_one("#ask", Input).remove_class("-open")
        self.query_one("#facts").focus()

    def action_back(self) -> None:
        """Out of the line to type in, then out of the detail, then out."""
        if self.query_one("#ask", Input).has_class("-open"):
            self._close_box()
        elif self.focused is not None and self.focused.id == "detail":
            self.query_one("#facts").focus()
        else:
            super().action_back()
