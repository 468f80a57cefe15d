"""The application: language, look, the doors between the screens, and how trouble is told.

Screens are imported when they are first opened, so that the first paint waits for none of them.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.app import App
from textual.binding import Binding
from textual.events import Resize
from textual.filter import Monochrome, NoColor
from textual.geometry import Size
from textual.screen import Screen

from simulator.kernel.text import Lang, Text
from simulator.tui.themes import MONO, THEMES, short_name, theme_name
from simulator.tui.widgets.page import half
from simulator.tui.widgets.plain import safe

if TYPE_CHECKING:
    from simulator.sessions.attempt import Attempt
    from simulator.tui.protocol import AttemptLike
    from simulator.tui.widgets.palette import Entry

SMALLEST = (80, 24)


class StoreSimApp(App[Any]):
    """The store simulator in a terminal."""

    CSS_PATH: ClassVar[Any] = "app.tcss"
    TITLE = "storesim"
    ENABLE_COMMAND_PALETTE = False  # ours knows both languages and pinyin initials
    BINDINGS = [
        Binding("ctrl+q", "leave", "退出|Quit", priority=True, show=False),
        Binding("f10,ctrl+l", "language", "中文/英文|Chinese/English", priority=True, show=False),
        Binding("ctrl+p", "palette", "查找操作|Find an operation", priority=True, show=False),
        Binding("question_mark,fullwidth_question_mark", "key_help", "按键说明|Keys", show=False),
        Binding("f11", "look", "换配色|Change the look", show=False),
    ]

    def __init__(
        self,
        lang: Lang = "zh",
        *,
        theme: str | None = None,
        start: Callable[[StoreSimApp], Any] | None = None,
        settings_path: Path | None = None,
    ) -> None:
        super().__init__()
        self.lang: Lang = lang
        self._start = start
        self._settings_path = settings_path
        self._small = False
        asked_no_colour = self.no_color
        self._filters = [f for f in self._filters if not isinstance(f, (Monochrome, NoColor))]
        for one in THEMES:
            self.register_theme(one)
        self.theme = MONO.name if asked_no_colour else theme_name(theme)
        self.ascii_borders = asked_no_colour or bool(os.environ.get("STORESIM_ASCII"))

    # -- doors ------------------------------------------------------------------------------------------------

    def say(self, text: Text) -> str:
        """The wording in the language in force."""
        return text.of(self.lang)

    def go_home(self) -> None:
        """The home screen, whatever is open."""
        from simulator.tui.screens.home import HomeScreen

        self._only(HomeScreen())

    def open_store(self, attempt: AttemptLike) -> None:
        """The store of a running attempt; Esc there leads home again."""
        if str(attempt.first.mode) == "author":
            from simulator.tui.store.author import AuthorStoreScreen

            self._only(AuthorStoreScreen(cast("Attempt", attempt)))
            return
        from simulator.tui.store.screen import StoreScreen

        self._only(StoreScreen(attempt))

    def open_debrief(self, attempt: AttemptLike) -> None:
        """What became of an attempt that was handed in."""
        from simulator.tui.screens.debrief import DebriefScreen

        self._only(DebriefScreen(attempt))

    def trouble(self, text: Text | BaseException, then: Callable[[], Any] | None = None) -> None:
        """Tell calmly that something could not be done; an exception tells its own `.text`."""
        from simulator.tui.widgets.trouble import TroubleScreen, told

        self.push_screen(TroubleScreen(told(text)), (lambda _: then()) if then else None)

    def notify(self, message: str, **options: Any) -> None:
        """A passing note. Never markup."""
        options["markup"] = False
        super().notify(safe(message), **options)

    # -- language and look ------------------------------------------------------------------------------------

    async def set_language(self, lang: Lang) -> None:
        """Speak another language from now on; every open screen is written anew."""
        if lang == self.lang:
            return
        self.lang = lang
        for screen in list(self.screen_stack):
            relang = getattr(screen, "relang", None)
            if relang is not None:
                await relang()
        self._keep()

    async def action_language(self) -> None:
        """The other language."""
        await self.set_language("en" if self.lang == "zh" else "zh")

    def action_look(self) -> None:
        """The next look: dark, light, without colour."""
        names = [t.name for t in THEMES]
        self.set_look(short_name(names[(names.index(self.theme) + 1) % len(names)]))

    def set_look(self, short: str) -> None:
        """`dark`, `light` or `mono`."""
        self.theme = theme_name(short)
        self._keep()

    def _watch_theme(self, name: str) -> None:
        self.no_color = name == MONO.name
        self._filters = [f for f in self._filters if not isinstance(f, NoColor)]
        if self.no_color:
            self._filters.append(NoColor())
        super()._watch_theme(name)
        self.set_class(name == MONO.name, "-mono")

    def _keep(self) -> None:
        if self._settings_path is None:
            return
        from simulator.locale.settings import load_settings, save_settings

        settings, _ = load_settings(self._settings_path)
        import msgspec

        wanted = msgspec.structs.replace(settings, lang=self.lang, theme=short_name(self.theme))
        if wanted != settings:
            problem = save_settings(wanted, self._settings_path)
            if problem is not None:
                self.notify(self.say(problem), severity="warning")

    # -- frame ------------------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        """The first screen."""
        if self._start is not None:
            self._start(self)
        else:
            self.go_home()

    def on_resize(self, event: Resize) -> None:
        """Below the smallest size one sentence stands in for everything, until there is room again."""
        self._check_size(event.size)

    def _check_size(self, size: Size | None = None) -> None:
        from simulator.tui.widgets.toosmall import TooSmall

        size = size or self.size
        small = size.width < SMALLEST[0] or size.height < SMALLEST[1]
        if small and not isinstance(self.screen, TooSmall):
            self._small = True
            self.push_screen(TooSmall())
        elif not small and self._small:
            self._small = False
            if isinstance(self.screen, TooSmall):
                self.pop_screen()

    def everywhere(self) -> list[Entry]:
        """What the palette offers on every screen."""
        from simulator.tui.widgets.palette import Entry

        place = Text("程序", "Program")
        return [
            Entry(
                Text("切换到英文", "Switch to Chinese"), place, lambda: self.run_worker(self.action_language()), "F10"
            ),
            Entry(Text("深色", "Dark look"), place, lambda: self.set_look("dark")),
            Entry(Text("浅色", "Light look"), place, lambda: self.set_look("light")),
            Entry(Text("无颜色", "Look without colour"), place, lambda: self.set_look("mono")),
            Entry(Text("按键说明", "Keys"), place, self.action_key_help, "?"),
            Entry(Text("退出程序", "Quit"), place, lambda: self.run_worker(self.action_leave()), "Ctrl+Q"),
        ]

    def action_palette(self) -> None:
        """Find any operation or view by name."""
        from simulator.tui.widgets.palette import Palette, entries_of

        if isinstance(self.screen, Palette):
            self.pop_screen()
        elif not self._small:
            self.push_screen(Palette(entries_of(self)), lambda entry: entry.run() if entry else None)

    def action_key_help(self) -> None:
        """Which keys work here."""
        from simulator.tui.widgets.keyhelp import KeyHelp

        if not isinstance(self.screen, KeyHelp) and not self._small:
            self.push_screen(KeyHelp(self.screen.active_bindings))

    async def action_leave(self) -> None:
        """End the program; every acknowledged action is kept, and so is a draft."""
        for screen in self.screen_stack:
            keep = getattr(screen, "keep_draft", None)
            if keep is not None:
                keep()
        self.exit()

    def get_key_display(self, binding: Binding) -> str:
        """Keys as they stand on the keyboard."""
        if binding.key_display:
            return half(binding.key_display, self.lang)
        return key_name(binding.key)

    def _only(self, screen: Screen[Any]) -> None:
        """Show this screen and nothing beneath it but the app's own blank one."""
        self._small = False
        while len(self.screen_stack) > 2:
            self.pop_screen()
        if len(self.screen_stack) == 2:
            self.switch_screen(screen)
        else:
            self.push_screen(screen)
        if self.size.width < SMALLEST[0] or self.size.height < SMALLEST[1]:
            self.call_after_refresh(self._check_size)


_NAMES = {
    "enter": "Enter", "escape": "Esc", "space": "Space", "question_mark": "?", "fullwidth_question_mark": "?",
    "up": "Up", "down": "Down", "left": "Left", "right": "Right", "home": "Home", "end": "End",
    "pageup": "PgUp", "pagedown": "PgDn", "full_stop": ".", "slash": "/", "tab": "Tab", "backspace": "Backspace",
    "ideographic_full_stop": "。", "delete": "Del",
}  # fmt: skip


def key_name(key: str) -> str:
    """`ctrl+p` as `Ctrl+P`, `f9` as `F9`."""
    *modifiers, last = key.split("+")
    name = _NAMES.get(last, last.upper() if len(last) <= 3 else last)
    return "+".join([m.capitalize() for m in modifiers] + [name])
