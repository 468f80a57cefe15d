"""The frame around the work: top line, desks, tabs, ticker. Each draws itself from the model in one go."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from textual import events
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from simulator.kernel.book import ViewSpec
from simulator.kernel.text import Lang, Text
from simulator.locale import formats
from simulator.locale.width import pad, width
from simulator.tui.store.clock import SPEEDS
from simulator.tui.store.model import StoreModel
from simulator.tui.widgets.cells import short
from simulator.tui.widgets.plain import plain, safe

if TYPE_CHECKING:
    from simulator.tui.store.screen import StoreScreen

CASH = Text("现金", "Cash")
HEALTH = Text("健康", "Health")
MODES = {"practice": Text("练习", "practice"), "exam": Text("考试", "exam"), "guided": Text("引导", "guided")}
PAUSED = Text("停", "paused")
HELD = Text("写单停表", "held")
OVER = Text("已下班", "closed")
IDLE = Text(
    "停表中：Ctrl+T 走时，Ctrl+N 直接到下一件事", "The clock stands: Ctrl+T runs it, Ctrl+N goes to the next event"
)
DESKS = Text("工位", "Desks")
LATER = Text("以后开放", "Opens later")
WAITING = Text("待办 {n}", "{n} waiting")
LATE = Text("逾期 {n}", "{n} overdue")


def _lang(widget: Widget) -> Lang:
    return cast(Lang, cast(Any, widget.app).lang)


class TopBar(Widget):
    """Store, market, time, clock, cash, health, mode."""

    DEFAULT_CSS = """
    TopBar { height: 1; background: $panel; padding: 0 1; }
    TopBar:nocolor { text-style: reverse; }
    """

    class Marked(Message):
        """The mark before the store's name was clicked."""

    def __init__(self, model: StoreModel) -> None:
        super().__init__()
        self.model = model

    def on_click(self, event: events.Click) -> None:
        """The mark can be clicked."""
        mark = cast("StoreScreen", self.screen).mark
        if mark is not None and event.x <= width(mark.of(_lang(self))) + 2:
            self.post_message(self.Marked())

    def render(self) -> Content:
        """The line; what matters least goes first when there is no room."""
        model, lang = self.model, _lang(self)
        screen = cast("StoreScreen", self.screen)
        reader = model.reader(lang)
        shift = model.shift
        time = (
            formats.sim_time_long(model.attempt.now, reader.epoch, lang)
            if reader.epoch
            else formats.sim_time(model.attempt.now)
        )
        points, moved = model.health()
        trend = f" {moved:+d}" if moved else ""
        waiting = [model.waiting(d.code) for d in model.desks()]
        count, late = sum(w.count for w in waiting), sum(w.overdue for w in waiting)
        store = plain(shift.store.of(lang), "bold $primary")
        if screen.mark is not None:
            store = Content.assemble(
                plain(f" {screen.mark.of(lang)} ", "bold $background on $mark"), Content("  "), store
            )
        parts: list[tuple[int, Content]] = [
            (0, store),
            (0, Content.assemble(plain(time, "bold"), Content("  "), self._clock(screen, lang))),
            (1, Content.assemble(plain(CASH.of(lang) + " ", "$faint"), plain(formats.money(model.cash(), "CNY", lang)))),
            (1, Content.assemble(plain(HEALTH.of(lang) + " ", "$faint"), plain(f"{points}"),
                                 plain(trend, "$success" if moved > 0 else "$error"))),
            (2, Content.assemble(plain(WAITING.of(lang).format(n=count)),
                                 plain("  " + LATE.of(lang).format(n=late), "bold $error") if late else Content(""))),
            (3, plain(MODES.get(str(model.attempt.first.mode), Text("", "")).of(lang), "$faint")),
        ]  # fmt: skip
        room = self.size.width
        while len(parts) > 2 and sum(p.cell_length + 3 for _, p in parts) - 3 > room:
            parts.remove(max(parts, key=lambda p: p[0]))
        gap = Content("   ")
        left, right = gap.join([p for _, p in parts[:2]]), gap.join([p for _, p in parts[2:]])
        return Content.assemble(left, Content(" " * max(1, room - left.cell_length - right.cell_length)), right)

    def _clock(self, screen: StoreScreen, lang: Lang) -> Content:
        if self.model.attempt.over:
            return plain(OVER.of(lang), "bold $warning")
        if not screen.clock.speed:
            return plain(f"|| {PAUSED.of(lang)}", "$warning")
        if screen.holding:
            return plain(f"|| {HELD.of(lang)}", "$faint")
        return plain(f"> x{SPEEDS[screen.clock.speed]}", "bold $success")


class DeskList(Widget):
    """The desks with what waits at each, and those of later work."""

    DEFAULT_CSS = "DeskList { width: 17; padding: 0 1 0 1; background: $surface; }"

    class Chosen(Message):
        """A desk was clicked."""

        def __init__(self, code: str) -> None:
            super().__init__()
            self.code = code

    def __init__(self, model: StoreModel) -> None:
        super().__init__()
        self.model = model
        self._later = model.closed()

    def render(self) -> Content:
        """One line for each."""
        lang = _lang(self)
        screen = cast("StoreScreen", self.screen)
        wanted = 17 if lang == "zh" else 19
        if self.styles.width is None or self.styles.width.value != wanted:
            self.styles.width = wanted
        cells = self.size.width
        out: list[Content] = [plain(DESKS.of(lang), "$faint")]
        for desk in self.model.desks():
            waiting = self.model.waiting(desk.code)
            here = desk.code == screen.desk
            count = f"{waiting.count}" if waiting.count else ""
            calls = "!" if waiting.calls else " "
            key = desk.key.upper()
            name = pad(desk.title.of(lang), cells - 8, ellipsis="..")
            style = "bold $cursor-text on $cursor" if here else ""
            line = Content.assemble(
                plain(f"{key:<2} ", style or "$key"), plain(name, style), plain(f"{count:>3}", style or "bold"),
                plain(f" {calls}", style or "bold $error"),
            )  # fmt: skip
            out.append(line.stylize("bold reverse" if here and self.app.no_color else ""))
        if self._later:
            out += [Content(""), plain(LATER.of(lang), "$faint")]
            out += [plain(short(d.name.of(lang), cells - 1), "$faint") for d in self._later]
        return Content("\n").join(out)

    def on_click(self, event: events.Click) -> None:
        """Go to the desk, or say what a closed one will teach."""
        desks = self.model.desks()
        number = event.y - 1
        if 0 <= number < len(desks):
            self.post_message(self.Chosen(desks[number].code))
        elif 0 <= number - len(desks) - 2 < len(self._later):
            desk = self._later[number - len(desks) - 2]
            lang = _lang(self)
            self.app.notify(f"{desk.name.of(lang)}: {desk.learn.of(lang)}")


class Tabs(Widget):
    """The views of the desk; the one that is open stands out."""

    DEFAULT_CSS = "Tabs { height: 1; padding: 0 1; }"

    class Chosen(Message):
        """A tab was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, model: StoreModel) -> None:
        super().__init__()
        self.model = model
        self.views: list[ViewSpec] = []
        self.current = ""
        self._places: list[tuple[int, int, str]] = []

    def render(self) -> Content:
        """The titles with how many rows each has."""
        lang = _lang(self)
        parts: list[Content] = []
        self._places = []
        x = 0
        titles = {}
        for view in self.views:
            count = len(self.model.rows(view.name))
            titles[view.name] = f" {safe(view.title.of(lang))} {count} " if count else f" {safe(view.title.of(lang))} "
        views = list(self.views)
        here = next((i for i, v in enumerate(views) if v.name == self.current), 0)
        # too many for the line: leave out from the left as long as the open one could not be seen otherwise
        while here > 0 and sum(width(titles[v.name]) for v in views[: here + 1]) + 4 > self.size.width:
            views.pop(0)
            here -= 1
        if len(views) < len(self.views):
            parts.append(plain("<", "$key"))
            x = 1
        for view in views:
            words = titles[view.name]
            if x + width(words) > self.size.width - (0 if view is views[-1] else 2):
                parts.append(plain(" >", "$key"))
                break
            style = "bold underline $primary" if view.name == self.current else "$faint"
            parts.append(plain(words, style))
            self._places.append((x, x + width(words), view.name))
            x += width(words)
        return Content.assemble(*parts)

    def on_click(self, event: events.Click) -> None:
        """Open the view."""
        for left, right, name in self._places:
            if left <= event.x - 1 < right:
                self.post_message(self.Chosen(name))


class Ticker(Widget):
    """The latest that happened, one line; how many more there are since it was last looked at."""

    DEFAULT_CSS = "Ticker { height: 1; padding: 0 1; background: $surface; }"

    def __init__(self, model: StoreModel) -> None:
        super().__init__()
        self.model = model
        self.fresh = 0  # how many lines nobody has looked at

    def render(self) -> Content:
        """Time, words, how many more."""
        lang = _lang(self)
        if not self.model.log:
            idle = not cast(Any, self.screen).clock.speed and self.model.allows.pause and self.model.allows.jumps
            return plain(IDLE.of(lang) if idle else "", "$faint")
        line = self.model.log[-1]
        if self.fresh:
            lines = self.model.log[-self.fresh :]
            line = next((one for one in reversed(lines) if one.news), line)
        more = f"+{self.fresh - 1}  Ctrl+Y" if self.fresh > 1 else ""
        head = formats.sim_time(line.minute)
        room = self.size.width - width(head) - width(more) - 4
        words = pad(self.model.words(line, lang), max(4, room), ellipsis="..")
        return Content.assemble(
            plain(f"{head}  ", "$faint"), plain(words, "$accent" if line.news else ""), plain(f"  {more}", "$key")
        )

    def on_click(self) -> None:
        """The whole log."""
        cast(Any, self.screen).action_log()
