"""Home: what is next, the scenarios, and the map of progress over the 11 chapters.

Painted first without any data; the rows are read in a thread and posted when they are there.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Container
from textual.content import Content
from textual.message import Message
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Lang, Text
from simulator.kernel.time import clock
from simulator.locale.width import width
from simulator.tui.screens.drawing import Cell, bar, line, wrapped
from simulator.tui.screens.frame import Key, Page, bindings
from simulator.tui.screens.model import HomeData, ScenarioRow, source_of
from simulator.tui.screens.progress import mean
from simulator.tui.screens.rows import Row, Rows

if TYPE_CHECKING:
    from simulator.tui.widgets.palette import Entry

TITLE = Text("跨境店铺模拟", "Cross-border store simulator")
NEXT = Text("接下来", "Next")
SCENARIOS = Text("场景", "Scenarios")
MAP = Text("学习地图", "Map of progress")
LEGEND = Text("掌握程度：新种子的最好成绩，久不练会淡去", "mastery: best on fresh seeds, fades without practice")
RESUME = Text("继续上次", "Continue")
ADVICE = Text("推荐", "Try next")
LOADING = Text("正在打开你的记录 ...", "Opening your records ...")
EMPTY = Text("这里还没有场景：请检查安装是否完整。", "There are no scenarios here: check the installation.")
MINUTES = Text("{n} 分钟", "{n} min")
BEST = Text("最好 {n}", "best {n}")
NEVER = Text("未练", "not yet")
BOOKS = Text("翻阅", "Look up")
MISTAKES = Text("错题本", "Mistakes book")
OPEN_MISTAKES = Text("{n} 项待改", "{n} to mend")
NO_MISTAKES = Text("没有待改的", "nothing to mend")
STANDARD = Text("标准要求", "The standard")
STANDARD_NOTE = Text("11 章  27 项任务  116 条要求", "11 chapters  27 tasks  116 requirements")
ATTEMPTS = Text("全部存档", "All attempts")
CLASSES = Text("班级", "Classes")
TASK = Text("做作业", "Assignment")
TASK_NOTE = Text("打开老师发的作业文件", "open your teacher's task file")
EXAMS = Text("考试", "Exams")
EXAMS_NOTE = Text("准考证、监考、考后", "tickets, invigilation, marks")
CLASSES_NOTE = Text("名单、作业、评分", "rosters, assignments, marks")
ATTEMPTS_NOTE = Text("继续、复盘", "continue, debrief")
PACKS = Text("场景包", "Scenario packs")
PACKS_NOTE = Text("安装、证明、作者试玩", "install, prove, try as author")
TEACH = Text("教学", "Teach")
MAP_LINES = 13  # the map below the rest, in a narrow window
GUIDED = Text("带练", "guided")


class HomeScreen(Page):
    """The first screen."""

    CSS_PATH = "home.tcss"
    PAGE_TITLE = TITLE
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("打开", "Open"), "open"),
        Key("f2", "F2", Text("存档", "Attempts"), "attempts"),
        Key("f3", "F3", Text("错题本", "Mistakes"), "mistakes"),
        Key("f4", "F4", Text("标准", "Standard"), "standard"),
        Key("f5", "F5", Text("设置", "Settings"), "settings"),
        Key("f9", "F9", Text("做作业", "Assignment"), "task"),
        Key("f7", "F7", Text("场景包", "Packs"), "packs"),
        Key("f8", "F8", Text("班级", "Classes"), "classes"),
        Key("f6", "F6", Text("考试", "Exams"), "exams"),
        Key("", "F10", Text("English", "中文"), "app.language"),
        Key("tab", "Tab", Text("地图", "Map"), "app.focus_next"),
        Key("", "Ctrl+Q", Text("退出", "Quit"), "app.leave"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "#today"

    class Read(Message):
        """The rows are there."""

        def __init__(self, data: HomeData) -> None:
            super().__init__()
            self.data = data

    def __init__(self) -> None:
        super().__init__()
        self.data: HomeData | None = None
        self.problem: Text | None = None  # why the rows could not be read

    def body(self) -> ComposeResult:
        """What to do at the left or above, the map at the right or below."""
        with Container(id="body"):
            yield Rows(self._today, id="today")
            yield Rows(self._map, id="map", quiet=True)

    def note(self) -> str:
        """Today's date."""
        from simulator.locale.formats import long_date

        return long_date(datetime.now().astimezone().date(), self.lang)

    def on_mount(self) -> None:
        """Read the rows once the first picture stands."""
        self.call_after_refresh(self._read)

    def on_screen_resume(self) -> None:
        """Something may have been played since."""
        if self.data is not None:
            self._read()

    def _read(self) -> None:
        source = source_of(self.app)

        def work() -> None:
            self.post_message(self.Read(source.home()))

        self.run_worker(work, thread=True, exclusive=True, group="home", exit_on_error=False)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What could not be read is told where it would stand; the rest stays usable."""
        if event.state is WorkerState.ERROR and event.worker.error is not None and event.worker.group == "home":
            from simulator.tui.screens.errors import words_of

            self.problem = words_of(event.worker.error)
            self.data = self.data or HomeData()
            self.relabel()

    def on_home_screen_read(self, event: HomeScreen.Read) -> None:
        """Show them."""
        first = self.data is None
        self.data, self.problem = event.data, None
        self.relabel()
        if first:
            for warning in event.data.warnings:
                self.app.notify(self.say(warning), severity="warning", timeout=12)

    # -- lines ------------------------------------------------------------------------------------------------

    def palette_entries(self) -> list[Entry]:
        """The keys, and every scenario by name."""
        from simulator.tui.widgets.palette import Entry

        found = super().palette_entries()
        for one in self.data.scenarios if self.data else ():
            found.append(Entry(one.title, SCENARIOS, partial(self._brief, one.id), one.id))
        return found

    def _today(self, cells: int) -> Sequence[Row]:
        data = self.data
        if data is None:
            return [
                Row(line(Cell(self.say(NEXT), 0, "bold $primary"))),
                Row(line(Cell(self.say(LOADING), 0, "$faint"))),
            ]
        rows: list[Row] = [Row(line(Cell(self.say(NEXT), 0, "bold $primary")))]
        lang = self.lang
        label = 10
        if data.resume is not None:
            one = data.resume
            when = f"{clock(one.minute)}   {stamp(one.wall, lang)}"
            rows.append(self._pair("resume", RESUME, one.title.of(lang), when, cells, label))
        if data.advice is not None:
            advice = data.advice
            rows.append(self._pair("advice", ADVICE, advice.title.of(lang), advice.why.of(lang), cells, label))
        gap = [Row()]
        rows += gap
        rows.append(Row(line(Cell(self.say(SCENARIOS), 0, "bold $primary"))))
        if self.problem is not None:
            rows += [Row(line(Cell(part, 0, "$warning"))) for part in wrapped(self.say(self.problem), cells)]
        elif not data.scenarios:
            rows.append(Row(line(Cell(self.say(EMPTY), 0, "$faint"))))
        pack, ids = "", 8
        for listed in data.scenarios:
            source = _source(listed)
            if source != pack or listed is data.scenarios[0]:
                if listed.pack is not None:
                    rows.append(Row(line(Cell(listed.pack.of(lang), 0, "$faint"))))
                pack = source
                # columns line up within a pack: the ids of one do not take room from the titles of another
                ids = min(16, max(6, *(width(s.short or s.id) for s in data.scenarios if _source(s) == pack))) + 2
            rows.append(Row(self._scenario(listed, ids, cells), f"scenario:{listed.id}"))
        if self.has_class("-wide") or self.size.height - MAP_LINES - 2 > len(rows) + 10:
            rows += gap
            rows.append(Row(line(Cell(self.say(BOOKS), 0, "bold $primary"))))
            open_ones = data.open_mistakes
            note = self.say(OPEN_MISTAKES).format(n=open_ones) if open_ones else self.say(NO_MISTAKES)
            rows.append(self._book("mistakes", MISTAKES, note, "F3", cells))
            rows.append(self._book("standard", STANDARD, self.say(STANDARD_NOTE), "F4", cells))
            rows.append(self._book("attempts", ATTEMPTS, self.say(ATTEMPTS_NOTE), "F2", cells))
            rows.append(self._book("task", TASK, self.say(TASK_NOTE), "F9", cells))
            rows += gap
            rows.append(Row(line(Cell(self.say(TEACH), 0, "bold $primary"))))
            rows.append(self._book("packs", PACKS, self.say(PACKS_NOTE), "F7", cells))
            rows.append(self._book("classes", CLASSES, self.say(CLASSES_NOTE), "F8", cells))
            rows.append(self._book("exams", EXAMS, self.say(EXAMS_NOTE), "F6", cells))
        return rows

    def _pair(self, key: str, label: Text, title: str, note: str, cells: int, wide: int) -> Row:
        rest = cells - wide
        room = max(12, rest - width(note) - 2)
        return Row(
            line(Cell(self.say(label), wide, "$key"), Cell(title, min(room, max(12, rest // 2)), "bold"), "  ",
                 Cell(note, max(0, rest - min(room, max(12, rest // 2)) - 2), "$faint")),
            key,
        )  # fmt: skip

    def _book(self, key: str, title: Text, note: str, shortcut: str, cells: int) -> Row:
        return Row(
            line(Cell(self.say(title), 18), Cell(note, max(4, cells - 18 - 4), "$faint"), Cell(shortcut, 4, "$key", "right")),
            key,
        )  # fmt: skip

    def _scenario(self, one: ScenarioRow, ids: int, cells: int) -> Content:
        result = self.say(BEST).format(n=points(one.best)) if one.best is not None else self.say(NEVER)
        minutes = self.say(MINUTES).format(n=one.minutes)
        track = self.say(GUIDED) if one.guided else one.track
        fixed = ids + 9 + 2 + 7 + 6 + 10
        return line(
            Cell(one.short or one.id, ids - 2, "$key"), "  ", Cell(one.title.of(self.lang), max(8, cells - fixed)),
            Cell(minutes, 9, "$faint", "right"), "  ", Cell(track, 7, "$faint"),
            bar(one.best or 0, 5) if one.best is not None else Content("     "), " ",
            Cell(result, 10, "" if one.best is not None else "$faint", "right"),
        )  # fmt: skip

    def _map(self, cells: int) -> Sequence[Row]:
        from simulator.standard import chapters, requirements, tasks

        known = self.data.mastery if self.data is not None else {}
        by_task: dict[str, list[str]] = {}
        for requirement in requirements():
            by_task.setdefault(requirement.task, []).append(requirement.id)
        tall = self.has_class("-wide") and self.size.height >= 36
        legend = self.say(LEGEND)
        rows = [
            Row(line(Cell(self.say(MAP), 18, "bold $primary"), Cell(legend, max(0, cells - 18), "$faint", "right")))
            if cells >= 76
            else Row(line(Cell(self.say(MAP), 0, "bold $primary")))
        ]
        if tall:
            rows += [Row(line(Cell(part, 0, "$faint"))) for part in wrapped(legend, cells)]
            rows.append(Row())
        for chapter in chapters():
            key = f"chapter:{chapter.id}"
            cellsin: list[Content] = []
            ids: list[str] = []
            for task in (t for t in tasks() if t.chapter == chapter.id):
                ids += by_task.get(task.id, [])
                reached = mean(known, by_task.get(task.id, []))
                cellsin.append(line(Cell(task.id, 5, "" if reached else "$faint", "right"), " ", bar(reached, 5)))
            tasks_line = Content("").join(cellsin)
            whole = mean(known, ids)
            if tall:
                figure = str(whole // 100) if whole else ""
                rows.append(
                    Row(
                        line(Cell(chapter.id, 2, "$key", "right"), "  ", Cell(chapter.title.of(self.lang), cells - 10),
                             Cell(chapter.scope if chapter.scope != "both" else "", 4, "$faint")), key
                    )
                )  # fmt: skip
                rows.append(
                    Row(line("  ", tasks_line, Cell(figure, max(0, cells - 2 - 11 * len(cellsin)), "", "right")), key)
                )
                if self.size.height >= 44:
                    rows.append(Row())
                continue
            title = cells - 4 - 44
            rows.append(
                Row(
                    line(
                        Cell(chapter.id, 2, "$key", "right"),
                        "  ",
                        Cell(chapter.title.of(self.lang), max(6, title)),
                        tasks_line,
                    ),
                    key,
                )
            )
        return rows

    # -- doing ------------------------------------------------------------------------------------------------

    def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Open what was chosen."""
        kind, _, id = event.key.partition(":")
        if kind == "scenario":
            self._brief(id)
        elif kind == "advice" and self.data and self.data.advice:
            self._brief(self.data.advice.scenario)
        elif kind == "resume" and self.data and self.data.resume:
            from simulator.tui.screens.opening import take_up

            take_up(self, self.data.resume)
        elif kind == "chapter":
            self.action_standard(id)
        elif kind in ("mistakes", "standard", "attempts", "task", "packs", "classes", "exams"):
            getattr(self, f"action_{kind}")()

    def _brief(self, id: str) -> None:
        from simulator.tui.screens.briefing import BriefingScreen

        self.app.push_screen(BriefingScreen(id))

    def action_open(self) -> None:
        """What Enter does in the list that has the focus."""
        focused = self.focused
        if isinstance(focused, Rows):
            focused.action_choose()

    def action_attempts(self) -> None:
        """All attempts."""
        from simulator.tui.screens.attempts import AttemptsScreen

        self.app.push_screen(AttemptsScreen())

    def action_mistakes(self) -> None:
        """The mistakes book."""
        from simulator.tui.screens.mistakes import MistakesScreen

        self.app.push_screen(MistakesScreen())

    def action_standard(self, chapter: str = "") -> None:
        """The standard, open at a chapter."""
        from simulator.tui.screens.standard import StandardScreen

        mastery = self.data.mastery if self.data else {}
        self.app.push_screen(StandardScreen(chapter, mastery=mastery))

    def action_settings(self) -> None:
        """Language, look, speed."""
        from simulator.tui.screens.settings import SettingsScreen

        self.app.push_screen(SettingsScreen())

    def action_task(self) -> None:
        """A student's assignment."""
        from simulator.tui.classes.task import TaskScreen

        self.app.push_screen(TaskScreen())

    def action_classes(self) -> None:
        """An instructor's classes."""
        from simulator.tui.classes.screen import ClassesScreen

        self.app.push_screen(ClassesScreen())

    def action_exams(self) -> None:
        """The examination office."""
        from simulator.tui.exams.invigilator.exams import ExamsScreen

        self.app.push_screen(ExamsScreen())

    def action_packs(self) -> None:
        """The library of scenario packs."""
        from simulator.tui.library.screen import PackLibraryScreen

        self.app.push_screen(PackLibraryScreen())

    def action_back(self) -> None:
        """Home has nothing behind it."""


def _source(row: ScenarioRow) -> str:
    """The pack of a scenario in the list."""
    return row.id.rpartition("/")[0]


def points(basis: int) -> str:
    """Basis points of full marks as a person reads them: 86.4, 100."""
    tenths = (basis + 5) // 10
    return str(tenths // 10) if tenths % 10 == 0 else f"{tenths // 10}.{tenths % 10}"


def stamp(wall: int, lang: Lang) -> str:
    """A wall-clock moment: `7月4日 14:02`."""
    from simulator.locale.formats import short_date

    moment = datetime.fromtimestamp(wall / 1000).astimezone()
    return f"{short_date(moment.date(), lang)} {moment:%H:%M}"
