"""The right column: the facts of the case, and the coach where there is one."""

from __future__ import annotations

from typing import Any, cast

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content

from simulator.kernel.text import Lang, Text
from simulator.locale.width import pad
from simulator.tui.store.coach import Coach
from simulator.tui.store.model import StoreModel
from simulator.tui.widgets.cells import Reader
from simulator.tui.widgets.detail import record_lines, wrap
from simulator.tui.widgets.laid import Laid
from simulator.tui.widgets.plain import plain

FACTS = Text("案情", "Facts of the case")
COACH = Text("教练", "Coach")
UNREAD = Text("{view} {key}：还没打开过，按 Ctrl+O 打开", "{view} {key}: not opened yet, Ctrl+O opens it")
NOTHING = Text("选一条记录，这里显示与它有关的事实。", "Open a record: what belongs to it is shown here.")
HINT = Text("提示 {n}/{m}  F8 下一条", "Hint {n}/{m}  F8: next")
ALL_DONE = Text("任务都已完成。Ctrl+E 交卷。", "All tasks are done. Ctrl+E hands in.")


def title(words: str, cells: int) -> Content:
    """A tinted heading."""
    return plain(pad(f" {words}", cells, ellipsis=".."), "$faint on $panel")


class SidePane(VerticalScroll, can_focus=False):
    """Facts above, coach below."""

    DEFAULT_CSS = """
    SidePane { width: 32; padding: 0 1; background: $surface; scrollbar-size: 1 1; }
    """

    def __init__(self, model: StoreModel, coach: Coach) -> None:
        super().__init__(id="side")
        self.model = model
        self.coach = coach
        self.links: list[tuple[str, str]] = []  # record views and keys that belong to the present record
        self.subject: tuple[str, str] | None = None  # table and id of the record in work

    def compose(self) -> ComposeResult:
        """Two texts."""
        yield Laid(id="facts")
        yield Laid(id="coach")

    def refresh_all(self) -> None:
        """Write both anew."""
        if not self.is_mounted:
            return
        lang = cast(Lang, cast(Any, self.app).lang)
        self.query_one("#facts", Laid).show(lambda cells: self._facts(lang, cells))
        coach = self.query_one("#coach", Laid)
        coach.display = shown = self.model.allows.coach or self.model.allows.hints
        if shown:
            coach.show(lambda cells: self._coach(lang, cells))

    def _facts(self, lang: Lang, cells: int) -> list[Content]:
        reader = self.model.reader(lang)
        out: list[Content] = []
        met: list[Text] = []
        for view, key in self.links:
            spec = self.model.rules.views[view]
            record = self.model.record(view, key)
            out.append(title(f"{spec.title.of(lang)}  {key}", cells))
            if record is None:
                words = UNREAD.of(lang).format(view=spec.title.of(lang), key=key)
                out += [plain(line, "$faint") for line in wrap(words, cells)]
            else:
                out += record_lines(record, reader, cells, ("id",))
        for name, line in self.model.about(self.subject) if self.subject else ():
            if not any(name == seen for seen in met):
                out.append(title(name.of(lang), cells))
                met.append(name)
            out += [plain(piece) for piece in wrap(line(reader), cells)]
        if not out:
            out = [title(FACTS.of(lang), cells), *[plain(line, "$faint") for line in wrap(NOTHING.of(lang), cells)]]
        return out

    def _coach(self, lang: Lang, cells: int) -> list[Content]:
        out = [Content(""), title(COACH.of(lang), cells)]
        out += coach_lines(self.coach, self.model.reader(lang), cells, not self.model.allows.coach)
        return out


def coach_lines(coach: Coach, reader: Reader, cells: int, brief: bool = False) -> list[Content]:
    """Tasks with their marks (`brief`: the present one only), then its hints as far as they were asked for."""
    lang = reader.lang
    out: list[Content] = []
    now = coach.present()
    for task in coach.tasks if not brief or now is None else (now,):
        done = coach.is_done(task)
        mark = "[x]" if done else "[>]" if task is now else "[ ]"
        style = "$faint" if done else "bold" if task is now else ""
        head, *rest = wrap(f"{task.requirement} {task.title.of(lang)}", cells - 4)
        out.append(Content.assemble(plain(f"{mark} ", "$success" if done else "$key"), plain(head, style)))
        out += [plain("    " + line, style) for line in rest]
    if now is None:
        out += [Content(""), *[plain(line, "$success") for line in wrap(ALL_DONE.of(lang), cells)]]
        return out
    hints = coach.hints(now)
    for hint in hints:
        out += [] if brief else [Content("")]
        out += [plain(line) for line in wrap(hint.of(lang), cells)]
    if now.hints and coach.model.allows.hints:
        out += [*([] if brief else [Content("")]), plain(HINT.of(lang).format(n=len(hints), m=len(now.hints)), "$key")]
    return out
