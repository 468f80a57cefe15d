"""What is backstage as lines: what is to come, what happened, the truths, the score so far, and one thing in detail."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from simulator.kernel.engine import Fact
from simulator.kernel.messages import HiddenEvent, Scheduled, tag_of
from simulator.kernel.text import Lang, Text
from simulator.kernel.time import clock
from simulator.locale.formats import duration
from simulator.sessions.backstage import TRUTHS, Backstage, Coming
from simulator.tui.backstage import plainly
from simulator.tui.screens.drawing import Cell, bar, grade, line, wrapped
from simulator.tui.screens.home import points
from simulator.tui.screens.rows import Row
from simulator.tui.screens.scored import Scored
from simulator.tui.store.telling import coming, tell_hidden
from simulator.tui.widgets.cells import Reader

STAR = Text("* 学员看不到", "* hidden from the trainee")
IN = Text("{t}后", "in {t}")
IF_NOW = Text("如果现在交卷", "If it were handed in now")
LATER = Text("与其他玩家的比较，交卷后才有。", "Comparisons with other players come with handing in.")
PASSED = Text("{n}/{all} 项要求通过", "{n} of {all} requirements passed")


class Pages:
    """Everything that was read of a trial at one moment, and how it is drawn. Made in a thread: reading may take its time."""

    def __init__(self, backstage: Backstage) -> None:
        self.attempt = backstage.attempt
        self.ahead = backstage.coming()
        self.facts = backstage.happened()
        self.held = [(part, held) for part, held in backstage.truths() if held]
        self.report = backstage.report()
        self.scored = Scored()

    def coming(self, lang: Lang, cells: int, word: str) -> list[Row]:
        """The agenda: when, in how long, what it brings."""
        rows = []
        code = 22 if cells >= 100 else 0
        for i, item in enumerate(self.ahead):
            words = self._brings(item, lang)
            if not _holds(word, f"{words} {item.name} {item.entity}"):
                continue
            left = IN.of(lang).format(t=duration(item.due - self.attempt.now, lang))
            parts = [
                Cell(clock(item.due), 11), Cell(left, 15, "$faint", "right"), Cell("", 2),
                Cell(words, max(8, cells - 28 - code)),
            ]  # fmt: skip
            if code:
                parts.append(Cell(_code(item), code, "$faint", "right"))
            rows.append(Row(line(*parts), f"at:{i}"))
        return rows

    def _brings(self, item: Coming, lang: Lang) -> str:
        return coming(self.attempt.engine.rules, item.name, item.entity, item.events, Reader(lang))

    def happened(self, lang: Lang, cells: int, word: str, only_hidden: bool) -> list[Row]:
        """All facts, the hidden ones marked."""
        rows: list[Row] = []
        for fact, hidden in self.facts:
            if only_hidden and not hidden:
                continue
            words = self._told(fact, lang)
            if not _holds(word, f"{words} {tag_of(type(fact.event))}"):
                continue
            content = line(
                Cell(str(fact.seq), 5, "$faint", "right"), "  ", Cell(clock(fact.minute), 11, "$faint"),
                Cell("*" if hidden else "", 2, "bold $mark"), Cell(words, max(8, cells - 20), "$secondary" if hidden else ""),
            )  # fmt: skip
            rows.append(Row(content, f"fact:{fact.seq}"))
        return rows

    def _told(self, fact: Fact, lang: Lang) -> str:
        return tell_hidden(self.attempt.engine.rules, fact.event, Reader(lang))

    def truths(self, lang: Lang, cells: int, word: str) -> list[Row]:
        """The hidden state, part by part."""
        rows: list[Row] = []
        word = word.casefold()
        for part, held in self.held:
            for name, data in held.items():
                inside = plainly.rows(data, lang, cells - 2, word)
                if not inside:
                    continue
                title = TRUTHS.get(f"{part}.{name}", Text(name, name)).of(lang)
                rows += [Row()] if rows else []
                size = str(len(data)) if hasattr(data, "__len__") else ""
                head = line(Cell(title, 0, "bold $primary"), f"  {size}   ", Cell(f"{part}.{name}", 0, "$faint"))
                rows.append(Row(head, f"truth:{part}.{name}"))
                rows += [row._replace(content=Content("  ") + _content(row)) for row in inside]
        return rows

    def score(self, lang: Lang, cells: int) -> list[Row]:
        """What it would score if it were handed in now."""
        report = self.report
        self.scored.moments = {}
        passed = sum(r.passed for r in report.requirements.values())
        rows = [
            Row(
                line(
                    Cell(IF_NOW.of(lang), 0, "bold $primary"), "   ", Cell(points(report.compliance), 6, "bold"),
                    bar(report.compliance, 20, grade(report.compliance)), "   ",
                    Cell(PASSED.of(lang).format(n=passed, all=len(report.requirements)), 0, "$faint"),
                )
            ),
            *[Row(line(Cell(part, 0, "$faint"))) for part in wrapped(LATER.of(lang), cells)],
            Row(),
        ]  # fmt: skip
        for one in report.requirements.values():
            rows += self.scored.lines(one, lang, cells)
        return rows

    def detail(self, key: str, lang: Lang, cells: int) -> list[Row]:
        """Everything about the line under the cursor."""
        kind, _, number = key.partition(":")
        rows: list[Row] = []
        if kind == "at":
            item = self.ahead[int(number)]
            rows += _head(clock(item.due), self._brings(item, lang), cells)
            rows += [] if item.events else [Row(), Row(line(Cell(item.name, 0, "$faint")))]
            for event in item.events:
                rows += self._event(event, lang, cells)
        elif kind == "fact":
            fact, hidden = next(f for f in self.facts if f[0].seq == int(number))
            rows += _head(clock(fact.minute), self._told(fact, lang), cells)
            rows += [Row(line(Cell(STAR.of(lang), 0, "bold $mark")))] if hidden else []
            rows += self._event(fact.event, lang, cells)
        return rows

    def _event(self, event: Any, lang: Lang, cells: int) -> list[Row]:
        """Every field of an event, and of the events that wait in it."""
        mark = "* " if isinstance(event, HiddenEvent) else ""
        rows = [Row(), Row(line(Cell(f"{mark}{tag_of(type(event))}", 0, "$faint")))]
        fields = {name: getattr(event, name) for name in event.__struct_fields__ if name != "then"}
        rows += plainly.rows({k: plainly.plain(v) for k, v in fields.items()}, lang, cells)
        if isinstance(event, Scheduled):
            for raw in event.then:
                rows += self._event(self.attempt.engine.rules.codec.decode_event(raw), lang, cells)
        return rows


def _holds(word: str, words: str) -> bool:
    return not word or word.casefold() in words.casefold()


def _code(item: Coming) -> str:
    return " ".join(tag_of(type(e)) for e in item.events[:1]) or item.name


def _head(when: str, words: str, cells: int) -> list[Row]:
    return [
        Row(line(Cell(when if i == 0 else "", 11, "$key"), Cell(part, 0, "bold")))
        for i, part in enumerate(wrapped(words, cells - 11))
    ]


def _content(row: Row) -> Content:
    return row.content() if callable(row.content) else row.content
