"""The store screen: desks on the left, tables, records and forms in the middle, facts and coach on the right."""

from __future__ import annotations

from functools import partial
from typing import Any, ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from simulator.kernel.book import CommandSpec, ViewSpec
from simulator.kernel.engine import Advance, OpenRecord, Outcome
from simulator.kernel.journal import JournalError
from simulator.kernel.messages import Command, fields_of
from simulator.kernel.text import Text
from simulator.tui.protocol import AttemptLike
from simulator.tui.store.allowances import Allowances
from simulator.tui.store.clock import SPEEDS, StoreClock
from simulator.tui.store.coach import Coach
from simulator.tui.store.form import FormPane, draft_key
from simulator.tui.store.frame import DeskList, Tabs, Ticker, TopBar
from simulator.tui.store.model import StoreModel
from simulator.tui.store.side import SidePane, coach_lines
from simulator.tui.store.understand import folded
from simulator.tui.store.why import why_field, why_table
from simulator.tui.widgets.detail import record_lines, related, thread_lines, thread_of
from simulator.tui.widgets.findline import FindLine
from simulator.tui.widgets.keybar import KeyBar
from simulator.tui.widgets.laid import Laid
from simulator.tui.widgets.page import Page
from simulator.tui.widgets.palette import Entry, Palette
from simulator.tui.widgets.plain import joined, plain
from simulator.tui.widgets.table import RecordTable

WIDE = 110  # from here on the right column is open of itself
BROAD = 110  # a middle this wide holds list and record side by side
LONGEST = 60 * 24 * 31

OPEN = Text("打开", "Open")
MARK = Text("选中", "Mark")
URGENT = Text("最急", "Most urgent")
WHY = Text("为什么", "Why")
FIND = Text("操作", "Operations")
MENU = Text("更多操作", "More")
NEXT = Text("到下一件事", "Next event")
SEND = Text("提交", "Send")
AWAY = Text("收起，存草稿", "Put away, keep draft")
FIELD = Text("下一栏", "Next field")
PHRASE = Text("短语", "Phrases")
KEYS = Text("按键", "Keys")
FIND_ASK = Text("输入单号跳转，或输入文字筛选；Esc 取消", "A number jumps, words filter; Esc clears")
NOTHING_URGENT = Text("现在没有等着办的事。", "Nothing waits now.")
GO_ON = Text("Ctrl+N 到下一件事。", " Ctrl+N goes to the next event.")
QUIET = Text("到下班为止没有新事。", "Nothing new until the end of the shift.")
NO_HINT = Text("这一步没有更多提示了。", "There are no more hints for this step.")
NO_ACTION = Text("这里没有可做的操作。", "Nothing can be done here.")
DONE = Text("已完成：{words}", "Done: {words}")
EVERYWHERE = Text("店铺", "Store")
LATER = Text("以后开放", "Opens later")


class StoreScreen(Page):
    """The store of one attempt."""

    trial = False  # whether this is an author's trial, which is not kept
    mark: Text | None = None  # what stands before the store's name, where this is no ordinary shift
    CSS_PATH: ClassVar[Any] = "screen.tcss"
    BINDINGS = [
        *[Binding(f"f{n + 2}", f"desk({n})", f"{zh}|{en}", priority=True, show=False) for n, (zh, en) in enumerate((
            ("订单", "Orders"), ("客服", "Service"), ("物流", "Logistics"), ("商品", "Products"), ("资金", "Money"), ("通知", "Notices")
        ))],
        Binding("f1", "why", "为什么：要求、说明、规则|Why: requirement, help, rule", priority=True, show=False),
        Binding("f8", "hint", "教练：下一条提示|Coach: next hint", priority=True, show=False),
        Binding("f9", "urgent", "最急的事|The most urgent thing", priority=True, show=False),
        Binding("full_stop,。", "menu", "可做的操作|What can be done", show=False),
        Binding("ctrl+k", "side", "右栏：案情与教练|Right column: facts and coach", priority=True, show=False),
        Binding("ctrl+t", "pause", "走时/停表|Run or stop the clock", priority=True, show=False),
        Binding("ctrl+r", "speed", "走时快慢 x1 x4 x16|Speed x1 x4 x16", priority=True, show=False),
        Binding("ctrl+n", "next_news", "到下一件事|To the next event", priority=True, show=False),
        Binding("ctrl+o", "related", "打开有关的记录|Open the record it belongs to", priority=True, show=False),
        Binding("ctrl+y", "log", "今天发生的事|What happened", priority=True, show=False),
        Binding("ctrl+e", "hand_in", "交卷|Hand in", show=False),
        Binding("slash,、,ctrl+f,ctrl+g", "find", "查找、跳转|Find, jump", show=False),
        Binding("right", "tab(1)", "下一页签|Next tab", show=False),
        Binding("left", "tab(-1)", "上一页签|Previous tab", show=False),
        Binding("escape", "back", "返回|Back", show=False),
    ]  # fmt: skip

    def __init__(self, attempt: AttemptLike, allows: Allowances | None = None) -> None:
        super().__init__()
        self.attempt = attempt
        self.model = StoreModel(attempt, allows)
        self.coach = Coach(self.model)
        self.clock = StoreClock(self, self._tick)
        desks = self.model.desks()
        self.desk = desks[0].code if desks else ""
        self.view: ViewSpec | None = None
        self.opened: tuple[ViewSpec, str] | None = None
        self.form: FormPane | None = None
        self._tabs: dict[str, str] = {}
        self._places: dict[str, tuple[str, dict[str, None], str]] = {}
        self._side: bool | None = None
        self._seen_log = len(self.model.log)
        self._offered = False
        self._asking = ""

    def compose(self) -> ComposeResult:
        """The frame."""
        yield from self.above()
        yield TopBar(self.model)
        with Horizontal(id="body"):
            yield DeskList(self.model)
            with Vertical(id="middle"):
                tabs = Tabs(self.model)
                tabs.id = "tabs"
                yield tabs
                yield FindLine(self._find, self.say(FIND_ASK), id="find")
                with Vertical(id="work"):
                    yield RecordTable((), self.model.reader(self.lang), marks=True, id="table")
                    with Vertical(id="record"):
                        yield Static("", id="detail-head")
                        with VerticalScroll(id="detail"):
                            yield Laid(id="detail-text")
                yield Laid(id="why")
            yield SidePane(self.model, self.coach)
        yield Ticker(self.model)
        yield KeyBar()

    def above(self) -> ComposeResult:
        """What stands above the frame."""
        yield from ()

    def on_mount(self) -> None:
        """The first desk."""
        self._fold()
        self.go_desk(self.desk)
        self.set_interval(3, self.keep_draft)
        if not self.attempt.over:
            self.clock.start_at(self.starting_speed())

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is not allowed has no key."""
        return self.model.allows.action(action)

    def starting_speed(self) -> int:
        """The pace the settings ask for at the start of a shift; paused where they say nothing. A clock that may not be paused runs."""
        if not self.model.allows.pause:
            return 1
        path = getattr(self.app, "_settings_path", None)
        if path is None:
            return 0
        from simulator.locale.settings import load_settings

        return load_settings(path)[0].speed or 0

    def keep_draft(self) -> None:
        """Keep what was typed so far."""
        if self.form is not None and self.form.is_mounted:
            self.form.keep()

    def on_unmount(self) -> None:
        """The clock stops with the screen."""
        self.clock.set(0)

    def _go_home(self) -> None:
        self.keep_draft()
        self.clock.set(0)
        close = getattr(self.attempt.engine.journal, "close", None)
        if close is not None:
            close()
        self.store_app.go_home()

    # -- parts ------------------------------------------------------------------------------------------------

    @property
    def table(self) -> RecordTable:
        """The table in the middle."""
        return self.query_one("#table", RecordTable)

    @property
    def holding(self) -> bool:
        """Whether sim time stands still because something is being written or asked."""
        return self.form is not None or self.app.screen is not self

    @property
    def key(self) -> str:
        """The record in work: the one that is open, else the one under the cursor."""
        return self.opened[1] if self.opened else self.table.current_id

    def key_hints(self) -> list[tuple[str, Text]]:
        """The keys that matter here; the last is shown where there is room."""
        if self.form is not None:
            hints = [("Ctrl+S", SEND), ("Tab", FIELD), ("F1", WHY), ("Esc", AWAY), ("Ctrl+P", FIND)]
            if self.form.long:
                hints[1] = ("Ctrl+G", PHRASE)
            return hints
        table = self.table
        enter = self._enter_words()
        hints = [("Enter", enter)] if enter else []
        if table.has_focus and self.view is not None and self._list_commands():
            hints.append(("Space", MARK))
        else:
            hints.append((".", MENU))
        hints += [
            ("F9", URGENT),
            ("F1", WHY),
            ("Ctrl+N", NEXT) if not self.clock.speed and self.model.allows.jumps else ("Ctrl+P", FIND),
            ("?", KEYS),
        ]
        return hints

    def _list_commands(self) -> list[CommandSpec]:
        if self.view is None:
            return []
        return [s for s in self.model.commands(self.view) if s.record is not None and s.record.info.kind == "list"]

    def _enter_words(self) -> Text | None:
        table, view = self.table, self.view
        if view is None or table.current is None:
            return None
        if (
            not table.marked
            and view.record
            and self.opened != (self.model.rules.views.get(view.record), table.current_id)
        ):
            return OPEN
        spec = self._next(view)
        return spec.title if spec is not None else MENU

    def _next(self, view: ViewSpec) -> CommandSpec | None:
        """The natural next operation for the marked rows or the record in work."""
        if self.table.marked:
            first = next(iter(self.table.marked))
            many = self._list_commands()
            return next(
                (s for s in many if (s.tag, first) not in self.model.done and self.model.would_fit(s, first)), None
            )
        return self.model.natural(view, self.key)

    # -- showing ----------------------------------------------------------------------------------------------

    def refresh_all(self) -> None:
        """Show what is true now."""
        reader = self.model.reader(self.lang)
        if self.view is not None and self.form is None:
            self.table.load(self.model.rows(self.view.name), reader)
        self._show_record()
        self._refresh_frame()

    def _refresh_frame(self) -> None:
        ticker = self.query_one(Ticker)
        ticker.fresh = len(self.model.log) - self._seen_log
        for widget in (
            self.query_one(TopBar),
            self.query_one(DeskList),
            self.query_one(Tabs),
            ticker,
            self.query_one(KeyBar),
        ):
            widget.refresh()
        side = self.query_one(SidePane)
        side.links = self._links()
        side.subject = (self.view.name, self.opened[1]) if self.view is not None and self.opened is not None else None
        side.refresh_all()

    def _links(self) -> list[tuple[str, str]]:
        """Records that the one in work belongs to; with a form open, the record it is about stands in the middle."""
        if self.opened is None:
            return []
        spec, key = self.opened
        record = self.model.record(spec.name, key)
        if record is None:
            return []
        return [link for link in related(record, self.model.rules.views) if link != (spec.name, key)][:4]

    def go_desk(self, code: str, view: str = "") -> None:
        """Show a desk, at the view it was left at."""
        tables = self.model.tables(code)
        if not tables:
            return
        self.desk = code
        name = view or self._tabs.get(code) or tables[0].name
        self.go_view(next((t for t in tables if t.name == name), tables[0]))

    def go_view(self, view: ViewSpec) -> None:
        """Show a table."""
        table = self.table
        if self.view is not None:
            self._places[self.view.name] = (table.current_id, table.marked, table.wanted)
        self.view = view
        self.desk = view.desk
        self._tabs[view.desk] = view.name
        self._close_record()
        self._close_find()
        here, marked, wanted = self._places.get(view.name, ("", {}, ""))
        table.fields = fields_of(view.shows)
        table.rows, table.shown, table.cursor, table.order = (), [], 0, -1
        table.marked, table.wanted = marked, wanted
        table.scroll_to(y=0, animate=False, force=True)
        table.load(self.model.rows(view.name), self.model.reader(self.lang))
        if here:
            table.show_id(here)
        tabs = self.query_one(Tabs)
        tabs.views, tabs.current = self.model.tables(view.desk), view.name
        table.focus()
        self._refresh_frame()

    def _show_record(self) -> None:
        if self.opened is None:
            return
        spec, key = self.opened
        record = self.model.record(spec.name, key)
        if record is None:
            self._close_record()
            return
        reader = self.model.reader(self.lang)
        messages = thread_of(record) if self.form is not None and self.form.long else None
        if messages:
            self.query_one("#detail-text", Laid).show(lambda cells: thread_lines(messages, reader, cells))
        else:
            self.query_one("#detail-text", Laid).show(lambda cells: record_lines(record, reader, cells))
        self.query_one("#detail-head", Static).update(self._record_head(spec, key))

    def _record_head(self, spec: ViewSpec, key: str) -> Content:
        parts = [plain(f"{key}  ", "bold $primary")]
        views = self.model.records(self.view) if self.view is not None else [spec]
        for view in views:
            style = "bold underline" if view is spec else "$faint"
            parts += [plain(view.title.of(self.lang), style), Content("  ")]
        if len(views) > 1:
            parts.append(plain("Ctrl+O" if self.form is None else "", "$key"))
        return joined(*parts)

    def open_record(self, spec: ViewSpec, key: str) -> bool:
        """Open a record; one that is evidence is opened as a fact."""
        if spec.evidence and (spec.name, key) not in self.model.read and not self._open_fact(spec, key):
            return False
        if self.model.record(spec.name, key) is None:
            return False
        same = self.opened == (spec, key)
        self.opened = (spec, key)
        self.set_class(True, "reading")
        if not same:
            self.query_one("#detail", VerticalScroll).scroll_home(animate=False)
        self.call_after_refresh(self._after_open, not same)
        return True

    def _after_open(self, fresh: bool) -> None:
        self.refresh_all()
        self.table._keep_in_sight()
        if fresh and self.opened is not None:
            record = self.model.record(self.opened[0].name, self.opened[1])
            if record is not None and thread_of(record):  # the newest message is at the end
                self.query_one("#detail", VerticalScroll).scroll_end(animate=False)

    def _open_fact(self, spec: ViewSpec, key: str) -> bool:
        if self.attempt.closed or self.attempt.over:
            self.model.read.add((spec.name, key))
            return True
        outcome = self._do(OpenRecord(view=spec.name, key=key))
        return outcome is not None and outcome.ok

    def _close_record(self) -> None:
        self.opened = None
        self.remove_class("reading")

    # -- commands ---------------------------------------------------------------------------------------------

    def _do(self, command: Command) -> Outcome | None:
        """Carry out a command; trouble with the save is told calmly, and nothing has happened then."""
        try:
            return self.model.do(command)
        except (JournalError, OSError) as error:
            self.clock.set(0)
            self.store_app.trouble(error)
        except Exception as error:
            if not isinstance(getattr(error, "text", None), Text):
                raise
            self.clock.set(0)
            self.store_app.trouble(error)
        return None

    def start_command(self, spec: CommandSpec, key: str = "") -> None:
        """Open the form of an operation for a record, or at once where nothing has to be filled in."""
        self.run_worker(self._open_form(spec, key), group="form", exclusive=True)

    async def _open_form(self, spec: CommandSpec, key: str) -> None:
        if self.form is not None:
            await self._close_form()
        if self.attempt.over:
            self._offer_hand_in()
            return
        field = spec.record
        marked = tuple(self.table.marked) if field is not None and field.info.kind == "list" and self.view is not None and (
            field.info.record == self.view.name) else ()  # fmt: skip
        if field is not None and field.info.kind == "list" and not marked and key:
            marked = (key,)
        table = self.model.rules.views.get(field.info.record) if field is not None else None
        record = None
        if table is not None and key and not (marked and len(marked) > 1):
            view = self.model.rules.views.get(table.record)
            long = any(f.info.kind == "long" for f in spec.fields)
            if view is not None and (self.opened == (view, key) or long or (view.name, key) in self.model.read):
                if self.opened is None or self.opened[1] != key:
                    self.open_record(view, key)
                record = self.model.record(view.name, key)
            if record is None:
                record = self.model.row(table.name, key)
        self.stop_asking()
        form = FormPane(self.model, spec, key, marked, self.model.reader(self.lang), record)
        self.form = form
        self.set_class(True, "forming")
        self.set_class(form.long, "composing")
        await self.query_one("#work").mount(form)
        self._make_room()
        self.refresh_all()
        if form.long:
            self.call_after_refresh(self.query_one("#detail", VerticalScroll).scroll_end, animate=False)

    def _make_room(self) -> None:
        """The form takes what it needs and leaves some lines for the record."""
        if self.form is not None:
            lines = self.query_one("#work").size.height or self.size.height - 4
            broad = self.has_class("broad")
            self.form.make_room(lines if broad or self.opened is None else max(8, lines - 5))

    async def _close_form(self) -> None:
        form, self.form = self.form, None
        self.remove_class("forming", "composing")
        if form is not None:
            await form.remove()
        self.stop_asking()
        self.refresh_all()
        self.table.focus()

    async def on_form_pane_send(self, event: FormPane.Send) -> None:
        """Carry it out; a refusal is said at the form."""
        event.stop()
        form = event.form
        outcome = self._do(event.command)
        if outcome is None:
            form.keep()
        else:
            await self._sent(form, outcome)

    async def _sent(self, form: FormPane, outcome: Outcome) -> None:
        """What came of a form."""
        if outcome.refused is not None:
            form.refuse(outcome.refused.reason)
            if self.attempt.over:
                self._offer_hand_in()
            return
        self.model.drafts.pop(draft_key(form.spec, form.key), None)
        self.table.marked = {}
        await self._close_form()
        self.notify(DONE.of(self.lang).format(words=form.title_words), timeout=2)
        self._check_over()

    async def on_form_pane_away(self, event: FormPane.Away) -> None:
        """The draft is kept."""
        event.stop()
        await self._close_form()

    def on_form_pane_focused(self, event: FormPane.Focused) -> None:
        """The reason shown follows the field."""
        event.stop()
        if self._asking == "field":
            self._show_why()

    # -- events -----------------------------------------------------------------------------------------------

    def on_record_table_moved(self, event: RecordTable.Moved) -> None:
        """Another row: the count changes, and perhaps the next step."""
        event.stop()
        self.query_one(KeyBar).refresh_if_other()

    def on_record_table_marked(self, event: RecordTable.Marked) -> None:
        """Other rows are marked."""
        event.stop()
        self.query_one(KeyBar).refresh_if_other()

    def on_record_table_chosen(self, event: RecordTable.Chosen) -> None:
        """Enter: open the record, and when it is open do what comes next."""
        event.stop()
        view, table = self.view, self.table
        if view is None:
            return
        record = self.model.rules.views.get(view.record)
        if not table.marked and record is not None and (self.opened is None or self.opened[1] != table.current_id):
            self.open_record(record, table.current_id)
            return
        self._do_next(view)

    def _do_next(self, view: ViewSpec) -> None:
        spec = self._next(view)
        if spec is None:
            self.action_menu()
        else:
            self.start_command(spec, "" if self.table.marked else self.key)

    def on_desk_list_chosen(self, event: DeskList.Chosen) -> None:
        """A click on a desk."""
        self._leave_form(partial(self.go_desk, event.code))

    def on_tabs_chosen(self, event: Tabs.Chosen) -> None:
        """A click on a tab."""
        self._leave_form(partial(self.go_view, self.model.rules.views[event.name]))

    def on_resize(self, event: events.Resize) -> None:
        """Fold and unfold."""
        self._fold()
        self.call_after_refresh(self.refresh_all)

    def _fold(self) -> None:
        size = self.app.size
        side = size.width >= WIDE if self._side is None else self._side
        self.set_class(side, "with-side")
        self.set_class(size.width < WIDE, "narrow")
        self.set_class(size.width >= 160, "roomy")
        middle = size.width - 17 - (0 if not side else 46 if size.width >= 160 else 32)
        self.set_class(middle >= BROAD, "broad")
        self.call_after_refresh(self._make_room)

    def on_screen_resume(self) -> None:
        """Back from a dialog."""
        if self.is_mounted and self.view is not None:
            self._refresh_frame()

    # -- time -------------------------------------------------------------------------------------------------

    def _tick(self, minutes: int) -> None:
        if self.holding or self.attempt.closed:
            return
        if self.attempt.over:
            self._check_over()
            return
        if self._do(Advance(minutes=minutes)) is not None:
            self.refresh_all()
            self._check_over()

    def _check_over(self) -> None:
        if self.attempt.over and not self._offered and not self.attempt.closed:
            self._offered = True
            self.clock.set(0)
            self._offer_hand_in()

    def action_pause(self) -> None:
        """Stop the clock or let it run."""
        if not self.attempt.over:
            self.clock.toggle()
            self._refresh_frame()

    def action_speed(self) -> None:
        """x1, x4, x16."""
        if not self.attempt.over:
            self.clock.faster()
            self._refresh_frame()

    def action_next_news(self) -> None:
        """Let time pass until something happens."""
        if self.form is not None:
            return
        if self.attempt.over:
            self._offer_hand_in()
            return
        before = len(self.model.log)
        left = self.model.shift.end - self.attempt.now
        if self._do(Advance(minutes=max(1, min(left, LONGEST)), until_news=True)) is None:
            return
        self._seen_log = before
        self.refresh_all()
        if not any(line.news for line in self.model.log[before:]):
            self.notify(self.say(QUIET), timeout=3)
        self._check_over()

    # -- actions ----------------------------------------------------------------------------------------------

    def action_desk(self, number: int) -> None:
        """Go to a desk by its key."""
        from simulator.tui.store.model import DESKS

        code = DESKS[number].code
        if any(d.code == code for d in self.model.desks()):
            self._leave_form(partial(self.go_desk, code))

    def _leave_form(self, then: Any) -> None:
        """Put the form away (its draft is kept), then go on."""
        if self.form is None:
            then()
            return

        async def away() -> None:
            if self.form is not None:
                self.form.keep()
            await self._close_form()
            then()

        self.run_worker(away(), group="form", exclusive=True)

    def action_tab(self, by: int) -> None:
        """The next table of this desk."""
        if self.form is not None or self.view is None:
            return
        tables = self.model.tables(self.view.desk)
        if len(tables) > 1:
            self.go_view(tables[(tables.index(self.view) + by) % len(tables)])

    def action_urgent(self) -> None:
        """Where the least time is left."""
        found = self.model.most_urgent()
        if found is None:
            more = self.say(GO_ON) if self.model.allows.jumps else ""
            self.notify(self.say(NOTHING_URGENT) + more, timeout=3)
            return
        view, key = found

        def go() -> None:
            self.table.wanted = ""
            self.go_view(view)
            self.table.filter("")
            self.table.show_id(key)

        self._leave_form(go)

    def action_menu(self) -> None:
        """All operations for the record in work, then those of the desk."""
        if self.form is not None or self.view is None:
            return
        key = "" if self.table.marked else self.key
        entries = [
            Entry(spec.title, self._desk_title(spec.desk), partial(self.start_command, spec, key))
            for spec in (self.model.commands(self.view) if key or self.table.marked else [])
            if not self.table.marked or (spec.record is not None and spec.record.info.kind == "list")
        ]
        entries += [
            Entry(spec.title, self._desk_title(spec.desk), partial(self.start_command, spec, ""))
            for spec in self.model.commands(None, self.desk)
        ]
        if not entries:  # no record to work on: what the desk can do at all
            entries = [
                Entry(spec.title, self._desk_title(spec.desk), partial(self.start_command, spec, ""))
                for spec in self.model.all_commands()
                if spec.desk == self.desk
            ]
        if not entries:
            self.notify(self.say(NO_ACTION), timeout=3)
            return
        self.app.push_screen(Palette(entries), lambda entry: entry.run() if entry else None)

    def _desk_title(self, code: str) -> Text:
        return next((d.title for d in self.model.desks() if d.code == code), Text(code, code))

    def palette_entries(self) -> list[Entry]:
        """Every operation and view by name."""
        found: list[Entry] = []
        for spec in self.model.all_commands():
            field = spec.record
            fits = field is not None and self.view is not None and field.info.record == self.view.name
            key = self.key if fits and not self.table.marked else ""
            found.append(Entry(spec.title, self._desk_title(spec.desk), partial(self.start_command, spec, key)))
        keys = {d.code: d.key.upper() for d in self.model.desks()}
        for desk in self.model.desks():
            for view in self.model.tables(desk.code):
                go = partial(self._leave_form, partial(self.go_view, view))
                found.append(Entry(view.title, desk.title, go, keys[desk.code]))
        own = (
            (Text("最急的事", "Most urgent thing"), "urgent", "F9"),
            (Text("到下一件事", "To the next event"), "next_news", "Ctrl+N"),
            (Text("走时/停表", "Run or stop the clock"), "pause", "Ctrl+T"),
            (Text("走时快慢", "Speed of the clock"), "speed", "Ctrl+R"),
            (Text("右栏", "Right column"), "side", "Ctrl+K"),
            (Text("今天发生的事", "What happened"), "log", "Ctrl+Y"),
            (Text("交卷", "Hand in"), "hand_in", "Ctrl+E"),
        )
        allowed = self.model.allows.action
        found += [Entry(title, EVERYWHERE, getattr(self, f"action_{do}"), key) for title, do, key in own if allowed(do)]
        for desk in self.model.closed():
            lesson = partial(self._lesson, desk.name, desk.learn)
            found.append(Entry(desk.name, LATER, lesson))
        return found

    def _lesson(self, name: Text, learn: Text) -> None:
        self.notify(f"{self.say(name)}: {self.say(learn)}", timeout=6)

    def action_side(self) -> None:
        """Fold the right column away or open it."""
        self._side = not self.has_class("with-side")
        self._fold()
        self.call_after_refresh(self.refresh_all)

    def action_hint(self) -> None:
        """One more hint; the right column opens for it."""
        if not self.model.allows.hints:
            return
        hint = self.coach.next_hint()
        if not self.has_class("with-side"):
            if hint is not None and self.app.size.width < WIDE:
                # too narrow for a column: the coach speaks beneath the work
                self._ask("coach")
                return
            self._side = True
            self._fold()
        if hint is None:
            self.notify(self.say(NO_HINT), timeout=3)
        self.call_after_refresh(self.refresh_all)

    def action_why(self) -> None:
        """The requirement, help and rule behind the field or the table; again to close."""
        kind = "field" if self.form is not None else "table"
        if self._asking == kind:
            self.stop_asking()
        else:
            self._ask(kind)

    def _ask(self, kind: str) -> None:
        self._asking = kind
        self.add_class("asking")
        self._show_why()

    def _show_why(self) -> None:
        reader, model, form, view = self.model.reader(self.lang), self.model, self.form, self.view
        pane = self.query_one("#why", Laid)
        if self._asking == "coach":
            pane.show(lambda cells: coach_lines(self.coach, reader, cells, True))
        elif self._asking == "field" and form is not None:
            field = form.focused_field() or (form.rows[0].field if form.rows else None)
            if field is not None:
                pane.show(partial(why_field, model, form.spec, field, reader, currency=form.currency(field)))
        elif view is not None:
            pane.show(partial(why_table, model, view, self._next(view), reader))

    def stop_asking(self) -> None:
        """Close what F1 or F8 opened beneath the work."""
        self._asking = ""
        self.remove_class("asking")

    def action_related(self) -> None:
        """Open what belongs to the record in work: the next view of it, or the case it points to (then shown on the right)."""
        if self.opened is None:
            return
        spec, key = self.opened
        for view, other in self._links():
            if (view, other) not in self.model.read and self.model.rules.views[view].evidence:
                self._open_fact(self.model.rules.views[view], other)
                if not self.has_class("with-side"):
                    self.action_side()
                self.refresh_all()
                return
        if self.view is None or self.form is not None:
            return
        views = self.model.records(self.view)
        if spec in views and len(views) > 1:
            self.open_record(views[(views.index(spec) + 1) % len(views)], key)
        elif self._links() and not self.has_class("with-side"):
            self.action_side()

    def action_log(self) -> None:
        """What happened so far."""
        from simulator.tui.store.log import LogScreen

        self._seen_log = len(self.model.log)
        self.app.push_screen(LogScreen(self.model))

    def action_find(self) -> None:
        """Find in this table."""
        if self.form is None:
            self.open_find("")

    def open_find(self, typed: str) -> None:
        """Show the line to find with."""
        self.add_class("finding")
        line = self.query_one(FindLine)
        line.value = ""
        if typed or self.table.wanted:
            line.set(typed or self.table.wanted)
        line.focus()

    def _close_find(self) -> None:
        self.remove_class("finding")

    def on_key(self, event: events.Key) -> None:
        """A digit in the table begins a jump to that number."""
        digit = event.character or ""
        if self.form is None and self.focused is self.table and digit.isdecimal():
            self.open_find(folded(digit))
            event.stop()

    def _find(self, words: str) -> None:
        typed = folded(words)
        if typed.isdigit():
            self.table.filter("")
            self.table.jump(typed)
        else:
            self.table.filter(typed)

    def on_find_line_done(self) -> None:
        """Back into the table; what was found stays."""
        self._close_find()
        self.table.focus()

    def action_back(self) -> None:
        """One step back: the reason, the find line, the filter, the record, the marks, and at last the store."""
        table = self.table
        if self._asking:
            self.stop_asking()
        elif self.has_class("finding"):
            table.filter("")
            self._close_find()
            table.focus()
        elif self.form is not None:
            self.form.action_away()
        elif self.opened is not None:
            self._close_record()
            table.focus()
            self.call_after_refresh(self.refresh_all)
        elif table.wanted:
            table.filter("")
        elif table.marked:
            table.unmark()
        else:
            self._leave()
            return
        self._refresh_frame()

    def _leave(self) -> None:
        """Out of the store, after a question."""
        from simulator.tui.store.leave import LeaveScreen

        self.app.push_screen(LeaveScreen(kept=not self.trial), lambda yes: self._go_home() if yes else None)

    def action_hand_in(self) -> None:
        """Show what is left and ask."""
        self._leave_form(self._offer_hand_in)

    def _offer_hand_in(self) -> None:
        from simulator.tui.store.leave import HandInScreen

        if not isinstance(self.app.screen, HandInScreen):
            self.app.push_screen(HandInScreen(self.model), lambda yes: self._hand_in() if yes else None)

    def _hand_in(self) -> None:
        self.clock.set(0)
        try:
            self.attempt.submit(getattr(self.app, "baseline", None))
        except (JournalError, OSError) as error:
            self.store_app.trouble(error)
            return
        self.store_app.open_debrief(self.attempt)

    # -- language ---------------------------------------------------------------------------------------------

    async def relang(self) -> None:
        """Everything in the other language; what was typed stays."""
        form = self.form
        if form is not None:
            form.keep()
            marked = form.spec, form.key
            await form.remove()
            self.form = None
            await self._open_form(*marked)
        self.query_one(FindLine).ask = self.say(FIND_ASK)
        if self.view is not None and self.form is None:
            self.table.rows = ()
        self.refresh_all()
        if self._asking:
            self._show_why()
        self.refresh_bindings()


def speed_words(speed: int) -> str:
    """`x4`, or nothing while the clock stands."""
    return f"x{SPEEDS[speed]}" if speed else ""
