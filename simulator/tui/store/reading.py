"""What the reader of free text finds in a message while it is being written, and what the other side asked."""

from __future__ import annotations

from typing import Any

import msgspec
from textual.content import Content

from simulator.kernel.messages import fields_of
from simulator.kernel.text import Lang, Text
from simulator.locale.width import width
from simulator.tui.widgets.detail import wrap
from simulator.tui.widgets.plain import plain

EMPTY = Text(
    "系统会在这里列出你写明的金额、日期、承诺。", "What your text states (amounts, dates, promises) is listed here."
)
ASKED = Text("对方问：", "They ask: ")


def heard(record: Any) -> list[str]:
    """What the other side wrote since our last message, as far as the record shows it."""
    if record is None:
        return []
    for field in fields_of(type(record)):
        value = getattr(record, field.name)
        if (
            isinstance(value, (tuple, list))
            and value
            and isinstance(value[0], msgspec.Struct)
            and hasattr(value[0], "sender")
        ):
            open_: list[str] = []
            for message in value:
                if message.sender == "me":
                    open_ = []
                else:
                    open_.append(str(getattr(message, "text", "")))
            return open_
    return []


def questions(texts: list[str]) -> list[str]:
    """The questions in these texts, by the same rules that read a reply."""
    from simulator.parts.reading import read

    return [q for text in texts for q in read(text[:4000]).questions]


def reading_lines(text: str, asked: list[str], lang: Lang, cells: int) -> list[Content]:
    """Label and finding, as many to a line as fit; then what was asked, then what this reading is not."""
    from simulator.parts.reading import read, readable_limits, summary

    out: list[Content] = []
    line: list[Content] = []
    used = 0
    for label, words in summary(read(text[:4000])) if text.strip() else []:
        head, body = label.of(lang), words
        warn = label.zh.startswith("警告")
        need = width(head) + 1 + width(body) + 3
        if line and used + need > cells:
            out.append(Content.assemble(*line))
            line, used = [], 0
        line += [plain(("! " if warn else "") + head + " ", "$warning" if warn else "$faint"),
                 plain(body, "bold $warning" if warn else "$success", cells=max(8, cells - width(head) - 4)), Content("   ")]  # fmt: skip
        used += need
    if line:
        out.append(Content.assemble(*line))
    if not out:
        out.append(plain(EMPTY.of(lang), "$faint"))
    found = questions(asked)
    if found:
        words = " / ".join(found[:3])
        out.append(
            Content.assemble(plain(ASKED.of(lang), "$faint"), plain(words, "$secondary", cells=max(8, cells - 12)))
        )
    out += [plain(line, "$faint") for line in wrap(readable_limits().of(lang), cells)]
    return out
