"""Language, look and the clock's speed at the start of a shift; kept between runs."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType

from simulator.kernel.text import Text
from simulator.locale.settings import Settings, load_settings, save_settings, settings_path
from simulator.tui.screens.drawing import Cell, line, wrapped
from simulator.tui.screens.frame import BACK, Key, Page, bindings
from simulator.tui.screens.rows import Row, Rows

LANGUAGE = Text("语言", "Language")
LOOK = Text("配色", "Look")
SPEED = Text("开班时的时钟", "Clock at the start")
LOOKS = {"dark": Text("深色", "dark"), "light": Text("浅色", "light"), "mono": Text("无颜色", "without colour")}
SPEEDS = {0: Text("暂停", "paused"), 1: Text("x1", "x1"), 4: Text("x4", "x4"), 16: Text("x16", "x16")}
LANGS = {"zh": Text("中文", "中文"), "en": Text("English", "English")}
SPEED_SAYS = Text(
    "x1 时店铺的 1 分钟是 2 秒；填表时总是停住",
    "at x1 a store minute takes 2 seconds; it always stands still in a form",
)
PLACE = Text("设置文件", "Settings file")
KEPT = Text("已保存", "saved")


class SettingsScreen(Page):
    """Three choices; each takes effect at once."""

    CSS_PATH = "settings.tcss"
    PAGE_TITLE = Text("设置", "Settings")
    KEYS: ClassVar[tuple[Key, ...]] = (
        Key("", "Enter", Text("选用", "Choose"), "choose"),
        BACK,
        Key("", "F10", Text("English", "中文"), "app.language"),
        Key("", "F11", Text("换配色", "Next look"), "app.look"),
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings(KEYS)
    AUTO_FOCUS = "Rows"

    def __init__(self, path: Path | None = None) -> None:
        super().__init__()
        self._path = path
        self.settings = Settings()

    @property
    def path(self) -> Path:
        """The file: the one the app was given, else the usual one."""
        return self._path or getattr(self.app, "_settings_path", None) or settings_path(os.environ)

    def body(self) -> ComposeResult:
        """One list."""
        yield Rows(self._lines)

    def on_mount(self) -> None:
        """What is chosen now; a file that cannot be used is told."""
        self.settings, warning = load_settings(self.path)
        self.relabel()
        if warning is not None:
            self.app.notify(self.say(warning), severity="warning", timeout=12)

    def _lines(self, cells: int) -> Sequence[Row]:
        from simulator.tui.themes import short_name

        rows: list[Row] = []

        def group(title: Text, name: str, choices: dict[str, Text], chosen: str, note: Text | None = None) -> None:
            if rows:
                rows.append(Row())
            rows.append(Row(line(Cell(self.say(title), 0, "bold $primary"))))
            for value, words in choices.items():
                on = value == chosen
                mark = "(x) " if on else "( ) "
                rows.append(
                    Row(
                        line(
                            Cell(mark, 4, "bold $success" if on else "$faint"),
                            Cell(self.say(words), 0, "bold" if on else ""),
                        ),
                        f"{name}:{value}",
                    )
                )
            if note is not None:
                rows.extend(Row(line(Cell(part, 0, "$faint"))) for part in wrapped(self.say(note), cells))

        group(LANGUAGE, "lang", dict(LANGS), self.lang)
        group(LOOK, "look", LOOKS, short_name(self.app.theme))
        speed = self.settings.speed or 0
        group(SPEED, "speed", {str(k): v for k, v in SPEEDS.items()}, str(speed), SPEED_SAYS)
        rows += [Row(), Row(line(Cell(self.say(PLACE), 0, "$faint")))]
        rows += [Row(line(Cell(part, 0, "$faint"))) for part in wrapped(str(self.path), cells)]
        return rows

    def action_choose(self) -> None:
        """What Enter does."""
        self.query_one(Rows).action_choose()

    async def on_rows_chosen(self, event: Rows.Chosen) -> None:
        """Take it over, and keep it."""
        import msgspec

        name, _, value = event.key.partition(":")
        if name == "lang":
            await self.store_app.set_language("zh" if value == "zh" else "en")
        elif name == "look":
            self.store_app.set_look(value)
        settings, _ = load_settings(self.path)
        changes: dict[str, dict[str, Any]] = {
            "lang": {"lang": self.lang},
            "look": {"theme": value},
            "speed": {"speed": int(value) if name == "speed" else 1},
        }
        self.settings = msgspec.structs.replace(settings, **changes[name])
        problem = save_settings(self.settings, self.path)
        self.app.notify(
            self.say(problem or KEPT), severity="warning" if problem else "information", timeout=8 if problem else 1.5
        )
        self.relabel()
