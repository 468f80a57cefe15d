"""Backstage of an author's trial: what is to come, what happened and what of it is hidden, the truths, the score so far, and a
jump to any moment. Nothing here changes the trial but the jump."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container, Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.kernel.time import clock
from simulator.locale.formats import duration
from simulator.locale.width import width
from simulator.sessions.attempt import AttemptError
from simulator.sessions.backstage import Backstage, moment
from simulator.tui.backstage.pages import Pages
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.frame import Key, KeyLine, Page, bindings
from simulator.tui.screens.rows import Row, Rows
from simulator.tui.widgets.plain import plain
from simulator.tui.widgets.typing import CleanInput

if TYPE_CHECKING:
    from simulator.tui.widgets.palette import Entry

COMING, HAPPENED, TRUE, SCORE = "coming", "happened", "truths", "score"
TABS = {
    COMING: Text("将要发生", "To come"), HAPPENED: Text("已经发生", "Happened"), TRUE: Text("隐藏的事实", "Truths"),
    SCORE: Text("目前得分", "Score so far"),
}  # fmt: skip
LOADING = Text("正在看后台 ...", "Looking behind the curtain ...")
NOTHING = Text("没有符合“{word}”的。", "Nothing holds {word!r}.")
NO_MORE = Text("后面没有安排了。", "Nothing more is to come.")
NO_TRUTHS = Text("目前没有隐藏的事实。", "Nothing is hidden for now.")
WORD = Text("词：{word}", "word: {word}")
ONLY_HIDDEN = Text("只看隐藏的", "hidden ones only")
SEED = Text("种子", "seed")
ASK_WORD = Text("找词", "Word")
ASK_MOMENT = Text("跳到", "Jump to")
JUMP = Text("跳到", "Jump")
FIND = Text("找", "Find")
CANCEL = Text("取消", "Cancel")
WRITE = Text("D2 10:00，或分钟数", "D2 10:00, or minutes")
NOW = Text("现在 {now}，班次到 {end}", "now {now}, the shift ends {end}")
PAST = Text("{m} 已经过去（现在 {now}）", "{m} is past (now {now})")
BEYOND = Text("班次 {end} 结束，就到那里", "the shift ends {end}: to there")
WILL = Text("到 {m}，{t}后", "to {m}, in {t}")


class TabLine(Widget):
    """The four pages with their keys; a click opens one."""

    DEFAULT_CSS = """
    TabLine { height: 1; width: 100%; background: $surface; }
    """

    def __init__(self, page: BackstageScreen) -> None:
        super().__init__()
        self._page = page
        self._places: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        """Key, title, how many."""
        parts: list[Content] = []
        self._places = []
        x = 0
        for number, (name, title) in enumerate(TABS.items(), 2):
            count = self._page.count(name)
            words = f" {self._page.say(title)} {count} " if count else f" {self._page.say(title)} "
            here = "bold $cursor-text on $cursor" if name == self._page.tab else ""
            here += " reverse" if here and self.app.no_color else ""
            parts += [plain(f" F{number}", here or "bold $key"), plain(words, here), Content(" ")]
            size = 4 + width(words)
            self._places.append((x, x + size, name))
            x += size
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Open the page."""
        for begin, end, name in self._places:
            if begin <= event.x < end:
                self._page.action_tab(name)


class BackstageScreen(Page):
    """Four pages of lines with the detail of what the cursor is on. Dismissed with a sim minute to jump to, or None."""

    CSS_PATH = "backstage.tcss"
    PAGE_TITLE = Text("后台", "Backstage")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("跳到这一刻", "Jump there"), "choose"),
        Key("f6", "F6", Text("跳到 ...", "Jump to ..."), "ask('moment')"),
        Key("f7", "F7", Text("只看隐藏的", "Hidden only"), "hidden"),
        Key("f8", "F8", Text("找词", "Find"), "ask('word')"),
        Key("right", "->", Text("展开", "Unfold"), "unfold(True)"),
        Key("left", "<-", Text("折叠", "Fold"), "unfold(False)"),
        Key("tab", "Tab", Text("详情", "Detail"), "app.focus_next"),
        Key("escape,f12", "Esc", Text("回店铺", "Back"), "back"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        *bindings([Key(f"f{n}", f"F{n}", title, f"tab('{name}')") for n, (name, title) in enumerate(TABS.items(), 2)]),
        *bindings([Key("slash,ctrl+f", "/", Text("找词", "Find"), "ask('word')")]),
    ]
    AUTO_FOCUS = "#list"

    class Ready(Message):
        """Everything is read."""

        def __init__(self, pages: Pages) -> None:
            super().__init__()
            self.pages = pages

    def __init__(self, backstage: Backstage) -> None:
        super().__init__()
        self.backstage = backstage
        self.attempt = backstage.attempt
        self.tab = COMING
        self.word = ""
        self.only_hidden = False
        self.pages: Pages | None = None
        self._asking = ""  # "word" | "moment"
        self._places: dict[str, str] = {}  # page -> the line it was left at

    def body(self) -> ComposeResult:
        """Pages, list and detail, and the line to type in."""
        yield TabLine(self)
        with Container(id="body"):
            yield Rows(self._lines, id="list")
            yield Rows(self._detail, id="detail", quiet=True)
        with Horizontal(id="ask"):
            yield Static(plain(""), id="ask-label")
            yield CleanInput(id="typed", compact=True, max_length=60)
            yield Static(plain(""), id="ask-note")

    def on_mount(self) -> None:
        """Read in a thread; time stands still meanwhile."""
        backstage = self.backstage

        def work() -> None:
            self.post_message(self.Ready(Pages(backstage)))

        self.run_worker(work, thread=True, exclusive=True, group="backstage", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What cannot be read is told."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "backstage":
            from simulator.tui.screens.errors import tell

            tell(self, event.worker.error)

    def on_backstage_screen_ready(self, event: BackstageScreen.Ready) -> None:
        """Show it."""
        self.pages = event.pages
        if event.pages.facts:
            self._places[HAPPENED] = f"fact:{event.pages.facts[-1][0].seq}"
        self.relabel()

    # -- what is shown ----------------------------------------------------------------------------------------

    def heading(self) -> str:
        """The scenario."""
        return f"{self.say(self.PAGE_TITLE)}  {self.attempt.scenario.title.of(self.lang)}"

    def note(self) -> str:
        """Filter, word, moment, seed."""
        parts = [self.say(ONLY_HIDDEN)] if self.only_hidden and self.tab == HAPPENED else []
        parts += [self.say(WORD).replace("{word}", self.word)] if self.word else []
        return "   ".join([*parts, clock(self.attempt.now), f"{self.say(SEED)} {self.attempt.first.seed}"])

    def count(self, tab: str) -> int:
        """How many lines a page has; 0 where that says nothing."""
        if self.pages is None or tab == SCORE:
            return 0
        if tab == TRUE:
            return sum(len(held) for _, held in self.pages.held)
        return len(self.pages.ahead if tab == COMING else self.pages.facts)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that mean something on this page only."""
        if action == "choose":
            return self.tab in (COMING, SCORE)
        if action == "hidden":
            return self.tab == HAPPENED
        if action == "app.focus_next":
            return self.tab in (COMING, HAPPENED)
        if action == "unfold":
            return self.tab == SCORE
        if action == "ask" and parameters == ("word",):
            return self.tab != SCORE
        return True

    def shown_keys(self) -> Sequence[Key]:
        """Those of this page, or of the line to type in."""
        if self._asking:
            go = FIND if self._asking == "word" else JUMP
            return [Key("", "Enter", go, "send"), Key("", "Esc", CANCEL, "back")]
        shown = []
        for key in self.KEYS:
            name, _, inside = key.action.partition("(")
            if not self.check_action(name, (inside.strip("')"),)):
                continue
            if name == "choose" and self.tab == SCORE:
                key = key._replace(text=Text("看这条记录", "See the fact"))
            shown.append(key)
        return shown

    def palette_entries(self) -> list[Entry]:
        """The keys, and the pages."""
        from functools import partial

        from simulator.tui.widgets.palette import Entry

        pages = [
            Entry(title, self.PAGE_TITLE, partial(self.action_tab, name), f"F{n}")
            for n, (name, title) in enumerate(TABS.items(), 2)
        ]
        return [*pages, *super().palette_entries()]

    def relabel(self) -> None:
        """Everything."""
        super().relabel()
        self.query_one(TabLine).refresh()
        self.query_one("#body").set_class(self.tab in (TRUE, SCORE), "-whole")
        self._show_detail()
        if self._asking:
            self._label_ask()

    def _lines(self, cells: int) -> Sequence[Row]:
        if self.pages is None:
            return [Row(line(Cell(self.say(LOADING), 0, "$faint")))]
        rows = self._page(self.pages, cells)
        if rows:
            return rows
        empty = NOTHING.fill(word=self.word) if self.word else {COMING: NO_MORE, TRUE: NO_TRUTHS}.get(self.tab, NO_MORE)
        return [Row(line(Cell(part, 0, "$faint"))) for part in wrapped(self.say(empty), cells)]

    def _page(self, pages: Pages, cells: int) -> list[Row]:
        if self.tab == COMING:
            return pages.coming(self.lang, cells, self.word)
        if self.tab == HAPPENED:
            return pages.happened(self.lang, cells, self.word, self.only_hidden)
        return pages.truths(self.lang, cells, self.word) if self.tab == TRUE else pages.score(self.lang, cells)

    def _detail(self, cells: int) -> Sequence[Row]:
        return self.pages.detail(self.query_one("#list", Rows).key, self.lang, cells) if self.pages is not None else []

    def _show_detail(self) -> None:
        detail = self.query_one("#detail", Rows)
        detail.rebuild()
        detail.scroll_home(animate=False)

    # -- doing ------------------------------------------------------------------------------------------------

    def action_tab(self, name: str) -> None:
        """Open a page where it was left."""
        rows = self.query_one("#list", Rows)
        self._places[self.tab] = rows.key
        self._close_ask()
        self.tab = name
        self.word = "" if name == SCORE else self.word
        rows.key = ""
        rows.rebuild(self._places.get(name))
        if not rows.key:
            rows.scroll_home(animate=False)
        self.relabel()
        rows.focus()

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """The detail follows the cursor."""
        self._show_detail()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Of what is to come: jump there. Of the score: the fact behind it."""
        kind, _, rest = event.key.partition(":")
        if self.pages is None:
            return
        if kind == "at":
            self.action_ask("moment", clock(self.pages.ahead[int(rest)].due))
        elif self.tab == SCORE and event.key in self.pages.scored.moments:
            self.only_hidden = False
            self._places[HAPPENED] = f"fact:{self.pages.scored.moments[event.key]}"
            self.action_tab(HAPPENED)

    def action_choose(self) -> None:
        """What Enter does."""
        self.query_one("#list", Rows).action_choose()

    def action_hidden(self) -> None:
        """Only what the trainee cannot see, or everything."""
        self.only_hidden = not self.only_hidden
        self.relabel()

    def action_unfold(self, open: bool) -> None:
        """Every facet and finding of the requirement under the cursor, or only what lost points."""
        rows = self.query_one("#list", Rows)
        if self.pages is not None and self.pages.scored.unfold(rows.key, open):
            rows.rebuild(None if open else self.pages.scored.head(rows.key))

    # the line to type in

    def action_ask(self, what: str, typed: str = "") -> None:
        """Ask for a word or a moment."""
        self._asking = what
        box = self.query_one("#typed", CleanInput)
        box.value = self.word if what == "word" else typed
        box.cursor_position = len(box.value)
        self.query_one("#ask").add_class("-open")
        self._label_ask()
        self.query_one(KeyLine).refresh()
        box.focus()

    def _label_ask(self) -> None:
        asks_word = self._asking == "word"
        self.query_one("#ask-label", Static).update(plain(self.say(ASK_WORD if asks_word else ASK_MOMENT), "bold"))
        note, wrong = ("", False) if asks_word else self._understood()
        box = self.query_one("#ask-note", Static)
        box.set_class(wrong, "-wrong")
        box.update(plain(note))
        self.query_one("#typed", CleanInput).placeholder = "" if asks_word else self.say(WRITE)

    def _understood(self) -> tuple[str, bool]:
        """What was typed as a moment, as understood, and whether it is wrong."""
        typed, now, end = self.query_one("#typed", CleanInput).value, self.attempt.now, self.backstage.end
        if not typed.strip():
            return self.say(NOW).format(now=clock(now), end=clock(end)), False
        try:
            minute = moment(typed)
        except AttemptError as error:
            return self.say(error.text), True
        if minute <= now:
            return self.say(PAST).format(m=clock(max(0, minute)), now=clock(now)), True
        if minute > end:
            return self.say(BEYOND).format(end=clock(end)), False
        return self.say(WILL).format(m=clock(minute), t=duration(minute - now, self.lang)), False

    def on_input_changed(self, event: Input.Changed) -> None:
        """What was typed, as understood."""
        if self._asking:
            self._label_ask()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Filter by the word, or jump."""
        if self._asking == "word":
            self.word = event.value.strip()
            self._close_ask()
            self.relabel()
        elif event.value.strip() and not self._understood()[1]:
            self.dismiss(moment(event.value))

    async def action_send(self) -> None:
        """What Enter does in the line to type in."""
        await self.query_one("#typed", CleanInput).action_submit()

    def _close_ask(self) -> None:
        self._asking = ""
        self.query_one(KeyLine).refresh()
        self.query_one("#ask").remove_class("-open")
        self.query_one("#list", Rows).focus()

    def action_back(self) -> None:
        """Out of the line to type in, then of the word, then back to the store."""
        if self._asking:
            self._close_ask()
        elif self.word:
            self.word = ""
            self.relabel()
        elif self.focused is not None and self.focused.id == "detail":
            self.query_one("#list", Rows).focus()
        else:
            self.dismiss(None)
