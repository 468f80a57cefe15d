"""Install a pack: its path, then what was found there (all findings, or who made and signed it), then the word to go on."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.message import Message
from textual.widgets import Input
from textual.worker import Worker, WorkerState

from simulator.kernel.text import Text
from simulator.tui.library.drawing import LETTERS, MINUTES
from simulator.tui.library.findings import finding_rows
from simulator.tui.library.typed import path_typed
from simulator.tui.screens.ask import Ask
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.errors import words_of
from simulator.tui.screens.frame import Key, bindings
from simulator.tui.screens.rows import Row, Rows
from simulator.tui.widgets.typing import CleanInput

if TYPE_CHECKING:
    from simulator.proof.incoming import Incoming

PATH = Text(
    "压缩包或文件夹的路径，例如 ~/Downloads/pack.zip", "path of the archive or folder, such as ~/Downloads/pack.zip"
)
HOW = Text(
    "先看一遍再决定装不装：内容有没有错、是谁做的、签名是否可信。路径可以带引号，~ 是你的主目录；也可以把文件拖进窗口。",
    "It is looked at before you decide: whether it can be used, who made it, whether its signature can be trusted. The path may "
    "have quotes, ~ is your home folder; in most terminals you can drop the file here.",
)
LOOKING = Text("正在查看 ...", "Looking at it ...")
PUTTING = Text("正在安装 ...", "Installing ...")
BROKEN = Text(
    "这个包不能用：{n} 处错误。改好后按 Enter 再看。",
    "This pack cannot be used; errors: {n}. Mend them, then Enter looks again.",
)
WARNINGS = Text("可以用，但有 {n} 处提醒", "It can be used; warnings: {n}")
AUTHOR = Text("作者 {name}", "by {name}")
SCENARIOS = Text("{n} 个场景", "Scenarios: {n}")
SIGNATURE = Text("签名", "Signature")
UNSIGNED = Text(
    "没有人为它签名：请确认文件来自你信任的人。",
    "Nobody has signed it: make sure that the file comes from somebody you trust.",
)
BAD = Text("签名无效的包不能安装。", "A pack whose signature is not good cannot be installed.")
CONFLICT = Text(
    "{id} {version} 已经装过，内容不同。内容变了就该提高版本号，请先问作者。F8 可以替换：用旧内容做过的练习将不能再继续和评分。",
    "{id} {version} is installed already with other content. A pack that changes should get a higher version: ask its author "
    "first. F8 replaces it: attempts made with the old content can no longer go on or be scored.",
)
LOOK = Text("查看", "Look")
INSTALL = Text("安装", "Install")
REPLACE = Text("替换", "Replace")
CANCEL = Text("不装", "Do not install")


class Installed(NamedTuple):
    """What was done, and where the pack lies now."""

    path: Path
    text: Text


class InstallScreen(Ask):
    """Dismissed with what was installed, or None."""

    CSS_PATH = ["../screens/ask.tcss", "library.tcss"]
    TITLE_TEXT = Text("安装场景包", "Install a pack")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", LOOK, "go"),
        Key("f8", "F8", REPLACE, "replace"),
        Key("escape", "Esc", CANCEL, "cancel"),
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings(KEYS),
        *bindings(
            [
                Key("down", "Down", Text("向下", "Down"), "scroll_by(1)"),
                Key("up", "Up", Text("向上", "Up"), "scroll_by(-1)"),
                Key("pagedown", "PgDn", Text("下一页", "Page down"), "scroll_by(10)"),
                Key("pageup", "PgUp", Text("上一页", "Page up"), "scroll_by(-10)"),
            ]
        ),
    ]
    AUTO_FOCUS = "#path"

    class Looked(Message):
        """What is at a path."""

        def __init__(self, found: Incoming) -> None:
            super().__init__()
            self.found = found

    class Done(Message):
        """It is on the shelf."""

        def __init__(self, done: Installed) -> None:
            super().__init__()
            self.done = done

    def __init__(self) -> None:
        super().__init__()
        self.found: Incoming | None = None
        self.trouble: Text | None = None
        self.busy: Text | None = None
        self.conflict = False

    def body(self) -> ComposeResult:
        """The path, and below it what was found."""
        yield CleanInput(placeholder=self.say(PATH), id="path", compact=True)
        rows = Rows(self._lines)
        rows.can_focus = False
        yield rows

    def relabel(self) -> None:
        """The placeholder, too."""
        super().relabel()
        self.query_one("#path", CleanInput).placeholder = self.say(PATH)

    # -- what is shown ----------------------------------------------------------------------------------------

    @property
    def ready(self) -> bool:
        """Whether what was found can be installed."""
        found = self.found
        return found is not None and found.signature is not None and found.signature.state != "bad"

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """F8 only where there is something to replace."""
        return self.conflict if action == "replace" else True

    def shown_keys(self) -> Sequence[Key]:
        """Enter looks first, then installs."""
        if self.conflict:
            return self.KEYS[1:]
        if self.busy is not None:
            return self.KEYS[2:]
        return [self.KEYS[0]._replace(text=INSTALL) if self.ready else self.KEYS[0], self.KEYS[2]]

    def _lines(self, cells: int) -> Sequence[Row]:
        def text(words: Text, style: str = "") -> list[Row]:
            return [Row(line(Cell(part, 0, style))) for part in wrapped(self.say(words), cells)]

        found = self.found
        if self.busy is not None:
            return text(self.busy, "$faint")
        if self.trouble is not None:
            return text(self.trouble, "bold $error")
        if found is None:
            return text(HOW, "$faint")
        if found.pack is None:
            return [
                *text(BROKEN.fill(n=found.errors), "bold $error"),
                Row(),
                *finding_rows(found.findings, self.lang, cells),
            ]
        if self.conflict:
            return text(CONFLICT.fill(id=found.pack.id, version=found.pack.version), "bold $warning")
        return self._found(found, cells)

    def _found(self, found: Incoming, cells: int) -> list[Row]:
        """Who made it, who vouches for it, what is in it."""
        pack, state, lang = found.pack, found.signature, self.lang
        assert pack is not None
        assert state is not None
        author = self.say(AUTHOR.fill(name=pack.author)) if pack.author else ""
        about = "   ".join(word for word in (f"{pack.id} {pack.version}", author, pack.license) if word)
        rows = [Row(line(Cell(part, 0, "bold"))) for part in wrapped(pack.title.of(lang), cells)]
        rows += [Row(line(Cell(part, 0, "$faint"))) for part in wrapped(about, cells)]
        rows.append(Row(line(Cell(f"SHA-256 {pack.digest[:LETTERS]} ...", 0, "$faint"))))
        style = "bold $error" if state.state == "bad" else "$success" if state.trusted else "bold $warning"
        said = [UNSIGNED] if state.state == "none" else [state.text, *([BAD] if state.state == "bad" else [])]
        rows += [Row(), Row(line(Cell(self.say(SIGNATURE), 0, "bold $primary")))]
        for words in said:
            rows += [Row(line(Cell(part, 0, style))) for part in wrapped(self.say(words), cells)]
        rows += [Row(), Row(line(Cell(self.say(SCENARIOS.fill(n=len(pack.listed))), 0, "bold $primary")))]
        for scenario in pack.listed:
            minutes = self.say(MINUTES.fill(n=scenario.minutes))
            rows.append(
                Row(line(Cell(scenario.title.of(lang), max(8, cells - 12)), Cell(minutes, 12, "$faint", "right")))
            )
        if found.findings:
            rows += [Row(), Row(line(Cell(self.say(WARNINGS.fill(n=len(found.findings))), 0, "bold $warning")))]
            rows += finding_rows(found.findings, lang, cells)
        return rows

    def _show(self) -> None:
        rows = self.query_one(Rows)
        self.relabel()
        rows.scroll_home(animate=False)
        self.refresh_bindings()

    # -- doing ------------------------------------------------------------------------------------------------

    def on_input_changed(self, event: Input.Changed) -> None:
        """Another path: what was found at the old one says nothing of it."""
        if self.busy is None and (self.found or self.trouble or self.conflict):
            self.found, self.trouble, self.conflict = None, None, False
            self._show()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Look, or install."""
        self.action_go()

    def action_go(self) -> None:
        """Look at what is there; once that is read and good, install it."""
        if self.busy is not None or self.conflict:
            return
        if self.ready:
            self._put(False)
            return
        typed = path_typed(self.query_one("#path", CleanInput).value)
        if not typed:
            return
        self.found, self.trouble, self.busy = None, None, LOOKING
        self._show()

        def work() -> None:
            from simulator.proof.incoming import look, place

            self.post_message(self.Looked(look(place(typed))))

        self.run_worker(work, thread=True, exclusive=True, group="install", exit_on_error=False)

    def action_replace(self) -> None:
        """Install in the place of what has the same version."""
        if self.conflict:
            self._put(True)

    def _put(self, replace: bool) -> None:
        found = self.found
        if found is None:
            return
        self.busy, self.conflict = PUTTING, False
        self._show()

        def work() -> None:
            from simulator.proof.incoming import install

            made = install(found, wall=lambda: time.time_ns() // 1_000_000, replace=replace)
            self.post_message(self.Done(Installed(made.pack.path, made.text)))

        self.run_worker(work, thread=True, exclusive=True, group="install", exit_on_error=False)

    def on_install_screen_looked(self, event: InstallScreen.Looked) -> None:
        """Show what was found."""
        self.busy, self.found = None, event.found
        self._show()

    def on_install_screen_done(self, event: InstallScreen.Done) -> None:
        """Back to the library."""
        self.dismiss(event.done)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """What could not be done is said here; the path stays."""
        if event.state is not WorkerState.ERROR or event.worker.error is None or event.worker.group != "install":
            return
        from simulator.packs.errors import OtherContent

        self.busy = None
        if isinstance(event.worker.error, OtherContent):
            self.conflict = True
        else:
            self.found, self.trouble = None, words_of(event.worker.error)
        self._show()

    def action_scroll_by(self, lines: int) -> None:
        """Scroll what was found while the path has the focus."""
        self.query_one(Rows).scroll_relative(y=lines, animate=False)
