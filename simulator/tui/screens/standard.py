"""The standard browser: 11 chapters, 27 tasks, 116 requirements in our own words, with the scenarios that practise them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container
from textual.message import Message
from textual.worker import Worker, WorkerState

from simulator import standard
from simulator.kernel.text import Text
from simulator.tui.screens.drawing import Cell, bar, line, wrapped
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.screens.model import source_of
from simulator.tui.screens.progress import mean
from simulator.tui.screens.rows import Row, Rows

SCOPE = {"both": Text("B2B 与 B2C", "B2B and B2C"), "B2B": Text("B2B", "B2B"), "B2C": Text("B2C", "B2C")}
DESK = Text("工位", "Desk")
FOR = Text("适用", "Scope")
WHERE = Text("练习", "Practise")
NOWHERE = Text("还没有场景练这一条，后续版本会有", "no scenario practises this yet; a later version will")
MASTERY = Text("掌握", "Mastery")
COUNT = Text("{n} 条", "{n}")
LEARN = Text("{n} 条要求，{done} 条有场景可练", "{n} requirements, {done} of them in scenarios")
OWN_WORDS = Text("用我们自己的话简述，不是标准原文", "in our own short wording, not the standard's text")


class StandardScreen(Page):
    """Chapters unfold into tasks and requirements."""

    CSS_PATH = "standard.tcss"
    PAGE_TITLE = Text("标准要求", "The standard")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("展开 / 去练", "Unfold / practise"), "choose"),
        Key("right", "->", Text("展开", "Unfold"), "unfold(True)"),
        Key("left", "<-", Text("折叠", "Fold"), "unfold(False)"),
        Key("f6", "F6", Text("全部展开", "Unfold all"), "all"),
        BACK,
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings(KEYS), Binding("space", "fold", show=False)]
    AUTO_FOCUS = "#table"

    class Read(Message):
        """Who practises what, and how far."""

        def __init__(self, practised: dict[str, tuple[str, ...]], mastery: dict[str, int]) -> None:
            super().__init__()
            self.practised = practised
            self.mastery = mastery

    def __init__(self, place: str = "", *, mastery: Mapping[str, int] | None = None) -> None:
        super().__init__()
        self.practised: dict[str, tuple[str, ...]] = {}
        self.mastery: dict[str, int] = dict(mastery or {})
        self._open: set[str] = set()
        self._place = ""
        for chapter in standard.chapters():
            if place == chapter.id or place.startswith(f"{chapter.id}."):
                self._open.add(chapter.id)
                self._place = f"c:{chapter.id}"
        if any(r.id == place for r in standard.requirements()):
            self._place = f"r:{place}"

    def body(self) -> ComposeResult:
        """The table, and what the cursor is on."""
        with Container(id="body"):
            yield Rows(self._lines, id="table")
            detail = Rows(self._detail, id="detail")
            detail.can_focus = False
            yield detail

    def on_mount(self) -> None:
        """Ask which scenarios practise what."""
        self.query_one("#table", Rows).rebuild(self._place or None)
        source, known = source_of(self.app), self.mastery

        def work() -> None:
            self.post_message(self.Read(source.practised(), known or source.home().mastery))

        self.run_worker(work, thread=True, exclusive=True, group="standard", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Without the packs the table can be read all the same."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "standard":
            from simulator.tui.screens.errors import words_of

            self.app.notify(self.say(words_of(event.worker.error)), severity="warning")

    def on_standard_screen_read(self, event: StandardScreen.Read) -> None:
        """Show it."""
        self.practised, self.mastery = event.practised, event.mastery
        self.relabel()

    def note(self) -> str:
        """Whose words these are."""
        return self.say(OWN_WORDS)

    # -- lines ------------------------------------------------------------------------------------------------

    def _lines(self, cells: int) -> Sequence[Row]:
        rows: list[Row] = []
        for chapter in standard.chapters():
            inside = [r for r in standard.requirements() if r.chapter == chapter.id]
            whole = mean(self.mastery, [r.id for r in inside])
            opened = chapter.id in self._open
            rows.append(
                Row(
                    line(
                        Cell("- " if opened else "+ ", 2, "$faint"), Cell(chapter.id, 3, "bold $key"),
                        Cell(chapter.title.of(self.lang), max(8, cells - 30), "bold"), Cell(_scope(chapter.scope), 6, "$faint"),
                        Cell(self.say(COUNT).format(n=len(inside)), 7, "$faint", "right"), "  ", bar(whole, 10),
                    ),
                    f"c:{chapter.id}",
                )
            )  # fmt: skip
            if not opened:
                continue
            for task in (t for t in standard.tasks() if t.chapter == chapter.id):
                ids = [r.id for r in inside if r.task == task.id]
                rows.append(
                    Row(
                        line(Cell("", 4), Cell(task.id, 6, "$key"), Cell(task.title.of(self.lang), max(8, cells - 28)),
                             Cell(_scope(task.scope), 6, "$faint"), "  ", bar(mean(self.mastery, ids), 10)),
                        f"t:{task.id}",
                    )
                )  # fmt: skip
                for one in (r for r in inside if r.task == task.id):
                    where = self.practised.get(one.id, ())
                    dot = "*" if where else " "
                    rows.append(
                        Row(
                            line(Cell("", 6), Cell(dot, 2, "$success"), Cell(one.id, 8, "$faint"),
                                 Cell(one.title.of(self.lang), max(8, cells - 28)), "  ", bar(self.mastery.get(one.id, 0), 10)),
                            f"r:{one.id}",
                        )
                    )  # fmt: skip
        return rows

    def _detail(self, cells: int) -> Sequence[Row]:
        kind, _, id = self.query_one("#table", Rows).key.partition(":")
        rows: list[Row] = []
        if kind == "r":
            one = standard.requirement(id)
            rows.append(Row(line(Cell(one.id, 8, "bold $key"), Cell(one.title.of(self.lang), cells - 8, "bold"))))
            rows += [Row(line(part)) for part in wrapped(one.practise.of(self.lang), cells)]
            place = next((d.name.of(self.lang) for d in standard.desks() if d.code == one.desk), one.desk)
            wide = 10
            facts = [(FOR, self.say(SCOPE[one.scope])), (DESK, place)]
            where = self.practised.get(one.id, ())
            facts.append((WHERE, "  ".join(where) if where else self.say(NOWHERE)))
            points = self.mastery.get(one.id)
            if points is not None:
                facts.append((MASTERY, str(points // 100)))
            if self.has_class("-wide"):
                rows.append(Row())
            for label, words in facts:
                for i, part in enumerate(wrapped(words, max(8, cells - wide))):
                    rows.append(Row(line(Cell(self.say(label) if i == 0 else "", wide, "$faint"), part)))
            if where and self.has_class("-wide"):
                rows.append(Row())
            return rows
        inside = [r for r in standard.requirements() if (r.chapter if kind == "c" else r.task) == id]
        if not inside:
            return rows
        title = next(x.title for x in (standard.chapters() if kind == "c" else standard.tasks()) if x.id == id)
        rows.append(Row(line(Cell(id, 8, "bold $key"), Cell(title.of(self.lang), cells - 8, "bold"))))
        done = sum(bool(self.practised.get(r.id)) for r in inside)
        for part in wrapped(self.say(LEARN).format(n=len(inside), done=done), cells):
            rows.append(Row(line(Cell(part, 0, "$faint"))))
        codes = dict.fromkeys(r.desk for r in inside)
        rows += [Row()] if self.has_class("-wide") else []
        for desk in (d for d in standard.desks() if d.code in codes):
            for i, part in enumerate(wrapped(desk.learn.of(self.lang), max(8, cells - 16))):
                rows.append(Row(line(Cell(desk.name.of(self.lang) if i == 0 else "", 16, "$faint"), part)))
        return rows

    # -- doing ------------------------------------------------------------------------------------------------

    def on_rows_moved(self, event: Rows.Moved) -> None:
        """The detail follows the cursor."""
        self._show()

    def _show(self) -> None:
        detail = self.query_one("#detail", Rows)
        detail.rebuild()
        detail.scroll_home(animate=False)

    def relabel(self) -> None:
        """The table first: the detail speaks of its cursor."""
        super().relabel()
        self._show()

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """A requirement is practised; a chapter unfolds."""
        kind, _, id = event.key.partition(":")
        if kind == "r" and self.practised.get(id):
            from simulator.tui.screens.briefing import BriefingScreen

            self.app.push_screen(BriefingScreen(self.practised[id][0]))
        elif kind == "c":
            self.action_fold()

    def action_choose(self) -> None:
        """What Enter does."""
        self.query_one("#table", Rows).action_choose()

    def _chapter(self) -> str:
        kind, _, id = self.query_one("#table", Rows).key.partition(":")
        return id.split(".")[0] if kind else ""

    def action_unfold(self, open: bool) -> None:
        """Unfold or fold the chapter of the cursor."""
        chapter = self._chapter()
        if chapter and open != (chapter in self._open):
            (self._open.add if open else self._open.discard)(chapter)
            self.query_one("#table", Rows).rebuild(None if open else f"c:{chapter}")
            self._show()

    def action_fold(self) -> None:
        """The other way round."""
        self.action_unfold(self._chapter() not in self._open)

    def action_all(self) -> None:
        """Everything, or nothing."""
        whole = {c.id for c in standard.chapters()}
        chapter = self._chapter()
        self._open = set() if self._open == whole else whole
        self.query_one("#table", Rows).rebuild(f"c:{chapter}" if not self._open else None)
        self._show()


def _scope(scope: str) -> str:
    return "" if scope == "both" else scope
