"""The library of scenario packs: those named, those shipped and every version on the shelf, with what can be done with each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.message import Message
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.tui.library import drawing
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.screens.model import source_of
from simulator.tui.screens.rows import Row, Rows

if TYPE_CHECKING:
    from simulator.packs.model import Pack, Scenario
    from simulator.proof.library import Card
    from simulator.tui.library.install import Installed
    from simulator.tui.widgets.palette import Entry

LOADING = Text("正在查看场景包 ...", "Looking at the packs ...")
NONE = Text("这里还没有场景包：F2 安装一个。", "There are no packs yet: F2 installs one.")
COUNT = Text("{n} 个", "{n} packs")
START = Text("开始", "Start")
NOT_OFFERED = Text(
    "在用的是 {id} 的另一份；这一份不能开始新的练习，可以用 F4 试玩。",
    "Another {id} is on offer; no new attempt begins with this one, but F4 tries it.",
)
REMOVED = Text("已移除 {id} {version}。", "{id} {version} was removed.")


class PackLibraryScreen(Page):
    """A list of packs, and beside or below it everything about the one under the cursor."""

    CSS_PATH = "library.tcss"
    PAGE_TITLE = Text("场景包", "Scenario packs")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("打开", "Open"), "choose"),
        Key("f2", "F2", Text("安装", "Install"), "install"),
        Key("f3", "F3", Text("证明", "Prove"), "prove"),
        Key("f4", "F4", Text("作者试玩", "Try as author"), "trial"),
        Key("f6", "F6", Text("全部问题", "All findings"), "findings"),
        Key("f8", "F8", Text("移除", "Remove"), "remove"),
        BACK,
        Key("f5", "F5", Text("重新读取", "Read again"), "reread"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "#list"

    class Read(Message):
        """The packs are there."""

        def __init__(self, found: list[Card]) -> None:
            super().__init__()
            self.found = found

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Card] | None = None
        self.problem: Text | None = None  # why they could not be read
        self._wanted = ""  # the pack to show once they are read

    def body(self) -> ComposeResult:
        """List and detail."""
        with Container(id="body"):
            yield Rows(self._lines, id="list")
            yield Rows(self._detail, id="detail", quiet=True)

    def on_screen_resume(self) -> None:
        """At first, and whenever something may have changed."""
        self._read()

    def _read(self) -> None:
        source = source_of(self.app)

        def work() -> None:
            self.post_message(self.Read(source.cards()))

        self.run_worker(work, thread=True, exclusive=True, group="packs", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What cannot be read is told where it would stand."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "packs":
            from simulator.tui.screens.errors import words_of

            self.problem = words_of(event.worker.error)
            self.found = self.found or []
            self.relabel()

    def on_pack_library_screen_read(self, event: PackLibraryScreen.Read) -> None:
        """Show them; the cursor stays, or goes to what was just installed."""
        self.found, self.problem = event.found, None
        wanted, self._wanted = self._wanted, ""
        if wanted:
            self.query_one("#list", Rows).rebuild(wanted)
        self.relabel()

    # -- what is shown ----------------------------------------------------------------------------------------

    def note(self) -> str:
        """How many."""
        return self.say(COUNT).format(n=len(self.found)) if self.found else ""

    def here(self) -> Card | None:
        """The pack under the cursor."""
        key = self.query_one("#list", Rows).key
        return next((card for card in self.found or () if str(card.path) == key), None)

    def _scenario(self) -> Scenario | None:
        """The scenario under the cursor of the detail, else the pack's first."""
        card = self.here()
        if card is None or card.pack is None:
            return None
        id = self.query_one("#detail", Rows).key.removeprefix("s:")
        return card.pack.scenarios.get(id) or next(iter(card.pack.listed), None)

    def _lines(self, cells: int) -> Sequence[Row]:
        if self.problem is not None:
            return [Row(line(Cell(part, 0, "$warning"))) for part in wrapped(self.say(self.problem), cells)]
        if not self.found:
            text = LOADING if self.found is None else NONE
            return [Row(line(Cell(part, 0, "$faint"))) for part in wrapped(self.say(text), cells)]
        return drawing.listed(self.found, self.lang, cells)

    def _detail(self, cells: int) -> Sequence[Row]:
        card = self.here()
        return drawing.detail(card, self.lang, cells) if card is not None else []

    def _can(self, action: str) -> bool:
        """Whether an action means something for the pack under the cursor."""
        card = self.here() if self.is_mounted else None
        usable = card is not None and card.pack is not None
        return {
            "choose": usable, "prove": usable, "trial": usable, "findings": card is not None and not usable,
            "remove": card is not None and card.origin == "installed",
        }.get(action, True)  # fmt: skip

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keys that mean nothing for this pack do nothing, and are not shown."""
        return self._can(action)

    def shown_keys(self) -> Sequence[Key]:
        """Those that mean something for this pack."""
        starts = self.focused is not None and self.focused.id == "detail"
        return [
            key._replace(text=START) if key.action == "choose" and starts else key
            for key in self.KEYS
            if self._can(key.action)
        ]

    def palette_entries(self) -> list[Entry]:
        """The keys, and the scenarios of the pack under the cursor."""
        from simulator.tui.widgets.palette import Entry

        card = self.here()
        pack = card.pack if card is not None else None
        scenarios = [Entry(s.title, pack.title, partial(self._start, pack, s.id)) for s in pack.listed] if pack else []
        return [*super().palette_entries(), *scenarios]

    # -- moving -----------------------------------------------------------------------------------------------

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """The detail follows the cursor of the list."""
        if event.rows.id == "list":
            self._show()

    def _show(self) -> None:
        detail = self.query_one("#detail", Rows)
        detail.key = ""
        detail.rebuild()
        detail.scroll_home(animate=False)
        self._keys()

    def _keys(self) -> None:
        for part in self.query("KeyLine"):
            part.refresh()
        self.refresh_bindings()

    def on_descendant_focus(self) -> None:
        """Enter means something else in the other half."""
        self._keys()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """A pack: on to its scenarios, or to what is wrong with it. A scenario: its briefing."""
        card = self.here()
        if card is None:
            return
        if card.pack is None:
            self.action_findings()
        elif event.rows.id == "list":
            self.query_one("#detail", Rows).focus()
        else:
            self._start(card.pack, event.key.removeprefix("s:"))

    def action_choose(self) -> None:
        """What Enter does in the half that has the focus."""
        focused = self.focused
        if isinstance(focused, Rows):
            focused.action_choose()

    def action_back(self) -> None:
        """Out of the detail, then out."""
        if self.focused is not None and self.focused.id == "detail":
            self.query_one("#list", Rows).focus()
        else:
            super().action_back()

    # -- doing ------------------------------------------------------------------------------------------------

    def action_reread(self) -> None:
        """Read the files of all packs anew."""
        source_of(self.app).reread()
        self._read()

    def _start(self, pack: Pack, scenario: str) -> None:
        """The briefing of a scenario on offer."""
        from simulator.tui.screens.briefing import BriefingScreen

        card = next((c for c in self.found or () if c.pack is pack), None)
        if card is None or not card.offered:
            self.app.notify(self.say(NOT_OFFERED.fill(id=pack.id)), timeout=6)
            return
        self.app.push_screen(BriefingScreen(f"{pack.id}/{scenario}"))

    def action_install(self) -> None:
        """Ask for a file or folder, look at it, put it on the shelf."""
        from simulator.tui.library.install import InstallScreen

        self.app.push_screen(InstallScreen(), self._installed)

    def _installed(self, done: Installed | None) -> None:
        if done is None:
            return
        self._wanted = str(done.path)
        self.app.notify(self.say(done.text), timeout=4)
        self.action_reread()

    def action_prove(self) -> None:
        """Play the pack with all players."""
        from simulator.tui.library.proving import ProveScreen

        card = self.here()
        if card is not None and card.pack is not None:
            self.app.push_screen(ProveScreen(card.pack))

    def action_trial(self) -> None:
        """Try a scenario with everything visible."""
        from simulator.tui.library.trial import TrialScreen
        from simulator.tui.screens.opening import enter

        card, scenario = self.here(), self._scenario()
        if card is None or card.pack is None or scenario is None:
            return
        pack = card.pack

        def begin(asked: tuple[str, int] | None) -> None:
            if asked is None:
                return
            from simulator.sessions.attempt import Attempt
            from simulator.sessions.backstage import AUTHOR

            id, seed = asked
            enter(self, lambda: Attempt.start(pack, id, seed, mode=AUTHOR))

        self.app.push_screen(TrialScreen(scenario), begin)

    def action_findings(self) -> None:
        """All that is wrong with a pack that cannot be used."""
        from simulator.tui.library.findings import FindingsScreen

        card = self.here()
        if card is not None:
            # on the shelf something else than its files may be wrong
            problem = card.problem if card.origin == "installed" else None
            self.app.push_screen(FindingsScreen(card.path, card.title, problem))

    def action_remove(self) -> None:
        """Ask, then take a version from the shelf."""
        from simulator.tui.library.remove import RemoveScreen

        card = self.here()
        if card is not None:
            self.app.push_screen(RemoveScreen(card), self._removing(card))

    def _removing(self, card: Card) -> Callable[[bool | None], None]:
        def then(yes: bool | None) -> None:
            if yes:
                self.app.notify(self.say(REMOVED.fill(id=card.id, version=card.version)), timeout=4)
                self.action_reread()

        return then
