"""F1: the requirement of Table 1 behind a field or a table, its help, its bounds and the rule in force."""

from __future__ import annotations

import msgspec
from textual.content import Content

from simulator.kernel.book import CommandSpec, ViewSpec
from simulator.kernel.messages import FieldSpec, Info
from simulator.kernel.text import Text
from simulator.tui.store.model import StoreModel
from simulator.tui.store.understand import described
from simulator.tui.widgets.cells import Reader, shown
from simulator.tui.widgets.detail import wrap
from simulator.tui.widgets.plain import joined, plain

NEEDED = Text("必填", "needed")
OPTIONAL = Text("可不填", "may stay empty")
LEAST = Text("不小于 {x}", "at least {x}")
MOST = Text("不大于 {x}", "at most {x}")
LENGTH = Text("最多 {x} 字", "at most {x} characters")
CURRENCY = Text("以 {x} 计", "in {x}")
SETS = Text("这里能做", "What can be done here")
NOTHING = Text("这张表只供查看。", "This table is only for looking things up.")
CLOSE = Text("F1 或 Esc 关闭", "F1 or Esc closes")


def requirement_lines(id: str, reader: Reader, cells: int) -> list[Content]:
    """The requirement in our own words."""
    from simulator.standard import UnknownRequirement, requirement

    try:
        found = requirement(id)
    except UnknownRequirement:
        return []
    words = f"{found.title.of(reader.lang)}。" if reader.lang == "zh" else f"{found.title.of(reader.lang)}."
    first, *rest = wrap(
        f"{words}{' ' if reader.lang == 'en' else ''}{found.practise.of(reader.lang)}", cells - len(id) - 2
    )
    return [
        joined(plain(f"{id}  ", "bold $primary"), plain(first)),
        *[plain(" " * (len(id) + 2) + line) for line in rest],
    ]


def why_field(
    model: StoreModel, spec: CommandSpec, field: FieldSpec, reader: Reader, cells: int, currency: str = ""
) -> list[Content]:
    """What a field asks for and why. Without a coach only what it asks for."""
    lang = reader.lang
    about, meta = field.info, field.meta
    facts = [(NEEDED if field.required else OPTIONAL).of(lang)]
    if about.kind == "money" and currency:
        facts.append(CURRENCY.of(lang).format(x=currency))
    elif about.unit:
        facts.append(about.unit)
    if meta is not None:
        if meta.ge is not None:
            facts.append(LEAST.of(lang).format(x=shown(int(meta.ge), _with_currency(field, currency), None, reader)))
        if meta.le is not None and meta.le < 10**9:
            facts.append(MOST.of(lang).format(x=shown(int(meta.le), _with_currency(field, currency), None, reader)))
        if meta.max_length is not None:
            facts.append(LENGTH.of(lang).format(x=meta.max_length))
        if meta.pattern is not None:
            facts.append(described(meta.pattern).of(lang).rstrip("。."))
    out = [joined(plain(about.title.of(lang), "bold"), plain("   " + "   ".join(facts), "$faint"),
                  plain("   " + CLOSE.of(lang), "$faint"))]  # fmt: skip
    if about.help is not None:
        out += [plain(line) for line in wrap(about.help.of(lang), cells)]
    if model.allows.coach:
        for id in dict.fromkeys([about.requirement, *(() if about.requirement else spec.requirements)]):
            if id:
                out += requirement_lines(id, reader, cells)
    return out


def _with_currency(field: FieldSpec, currency: str) -> Info:
    about = field.info
    return msgspec.structs.replace(about, currency=currency) if about.kind == "money" and currency else about


def why_table(model: StoreModel, view: ViewSpec, spec: CommandSpec | None, reader: Reader, cells: int) -> list[Content]:
    """What can be done with the rows of a table; of the next operation also why."""
    lang = reader.lang
    commands = model.commands(view)
    if not commands:
        return [plain(NOTHING.of(lang))]
    titles = "  ".join(c.title.of(lang) for c in commands)
    head = joined(plain(SETS.of(lang) + "   ", "bold"), plain(CLOSE.of(lang), "$faint"))
    out = [head, *[plain(line, "$faint") for line in wrap(titles, cells)][:2]]
    if spec is not None and model.allows.coach:
        out += [plain(line) for line in wrap(f"> {spec.title.of(lang)}: {spec.about.of(lang)}", cells)]
        for id in spec.requirements[:2]:
            out += requirement_lines(id, reader, cells)
    return out
