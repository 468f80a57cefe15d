"""The words a pack may use, each with what it means in both languages: what `storesim pack words` and the guide print."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from simulator.kernel.messages import fields_of
from simulator.kernel.probes import kinds as probes
from simulator.kernel.text import Text
from simulator.market import data
from simulator.market.cast import TRAITS, kinds
from simulator.market.cast.entry import GROUP
from simulator.market.cast.parameters import known
from simulator.market.rules import rules
from simulator.packs import datacheck
from simulator.scoring.checkers import SPECS
from simulator.scoring.measures import GATE, measure_specs


class Word(msgspec.Struct, frozen=True, kw_only=True):
    """One word: what it is called, what it means, and the parts it takes (name, meaning)."""

    name: str
    title: Text
    note: Text = Text("", "")
    parts: tuple[tuple[str, Text], ...] = ()


CATEGORIES: dict[str, Text] = {
    "kinds": Text("cast 里可写的条目", "entries of a cast"),
    "measures": Text("量度：看什么", "measures: what is looked at"),
    "checks": Text("判法：怎么算分", "checkers: how points are made of it"),
    "mistakes": Text("库里的错误做法", "mistakes of the library"),
    "experts": Text("有专家会演的要求", "requirements an expert can play"),
    "commands": Text("操作", "operations"),
    "views": Text("视图和它们的栏目", "views and their fields"),
    "probes": Text("任务的判断式", "probes of tasks"),
    "rules": Text("有日期的规则", "dated rules"),
    "traits": Text("货物特征", "traits of goods"),
    "topics": Text("话术的话题", "topics of phrases"),
    "markets": Text("自带市场", "shipped markets"),
    "services": Text("自带承运服务", "shipped services"),
    "warehouses": Text("仓库片区", "warehouse areas"),
}


def words(
    category: str, mistakes: Mapping[str, Text] | None = None, experts: Iterable[str] = (),
    takes: Mapping[str, inspect.Signature] | None = None,
) -> list[Word]:  # fmt: skip
    """The words of a category in order. `mistakes`, `experts`: what the room of players has; `takes`: what a mistake may be told in its `with`.
    KeyError when there is none."""
    if category == "mistakes":
        return [
            Word(name=name, title=title, parts=tuple(_told((takes or {}).get(name))))
            for name, title in (mistakes or {}).items()
        ]
    if category == "experts":
        from simulator import standard

        ids = sorted(experts, key=standard.sort_key)
        return [Word(name=id, title=standard.requirement(id).title) for id in ids]
    return {
        "kinds": _kinds, "measures": _measures, "checks": _checks, "commands": _commands, "views": _views, "probes": _probes,
        "rules": _rules, "traits": _traits, "topics": _topics, "markets": _markets, "services": _services,
        "warehouses": _warehouses,
    }[category]()  # fmt: skip


def _told(signature: inspect.Signature | None) -> Iterator[tuple[str, Text]]:
    """The parameters of a mistake, with what they are by default."""
    for parameter in signature.parameters.values() if signature is not None else ():
        given = parameter.default
        if given is not inspect.Parameter.empty:
            yield f"with: {parameter.name}", Text(f"默认 {given}", f"{given} by default")


def _kinds() -> list[Word]:
    found = []
    for kind in kinds().values():
        needed = {f.name for f in msgspec.structs.fields(kind.cls) if f.required}
        parts = []
        for spec in fields_of(kind.cls):
            mark = "*" if spec.name in needed else ""
            help = spec.info.help
            zh, en = (f"：{help.zh}", f": {help.en}") if help else ("", "")
            parts.append((spec.name + mark, Text(spec.info.title.zh + zh, spec.info.title.en + en)))
        needs_zh, needs_en = (
            (f"；需要 {', '.join(kind.needs)}", f"; needs {', '.join(kind.needs)}") if kind.needs else ("", "")
        )
        group = GROUP[kind.group]
        found.append(
            Word(
                name=kind.name, title=Text(f"{kind.title.zh}（{group.zh}{needs_zh}）", f"{kind.title.en} ({group.en}{needs_en})"),
                note=kind.about, parts=tuple(parts),
            )
        )  # fmt: skip
    return found


def _measures() -> list[Word]:
    found = []
    for spec in measure_specs().values():
        how = ", ".join(spec.checks)
        gate = spec.checks[0] == GATE
        note = Text("禁令", "gate") if gate else Text(f"判法 {how}", f"checked by {how}")
        parts = tuple((f.name, Text("参数", "parameter")) for f in msgspec.structs.fields(spec.params))
        found.append(Word(name=spec.name, title=spec.title, note=note, parts=parts))
    return found


def _checks() -> list[Word]:
    return [
        Word(
            name=spec.name, title=spec.about,
            parts=tuple(
                (f.name + ("*" if f.required else ""), Text("参数", "parameter")) for f in msgspec.structs.fields(spec.params)
            ),
        )
        for spec in SPECS.values()
    ]  # fmt: skip


def _commands() -> list[Word]:
    specs = sorted(rules().book.commands.values(), key=lambda s: (s.desk, s.order, s.tag))
    return [
        Word(
            name=s.tag, title=s.title, note=s.about,
            parts=tuple((f.name + ("*" if f.required else ""), f.info.title) for f in s.fields),
        )
        for s in specs
    ]  # fmt: skip


def _views() -> list[Word]:
    found = []
    for name, spec in sorted(rules().views.items()):
        kind = Text("表", "table") if spec.kind == "table" else Text("记录", "record")
        parts = tuple((f.name, f.info.title) for f in fields_of(spec.shows))
        found.append(Word(name=name, title=spec.title, note=kind, parts=parts))
    return found


PROBES = {
    "table": Text("table:视图[条件].栏目 — 符合的行该栏都有内容", "table:VIEW[CONDITIONS].FIELD - all rows that fit have something there"),
    "rows": Text("rows:视图[条件]>=N — 至少 N 行符合", "rows:VIEW[CONDITIONS]>=N - at least N rows fit"),
    "none": Text("none:视图[条件] — 没有一行符合", "none:VIEW[CONDITIONS] - no row fits"),
    "record": Text("record:视图/编号.栏目=值 — 该记录此栏如此", "record:VIEW/KEY.FIELD=VALUE - the record has this there"),
    "after": Text("after:D8 09:00 — 到了这个时刻", "after:D8 09:00 - that moment has come"),
}  # fmt: skip


def _probes() -> list[Word]:
    return [Word(name=name, title=PROBES[name]) for name in probes()]


def _rules() -> list[Word]:
    titles = {rule.id: rule for rule in data.rules()}
    return [
        Word(
            name=id, title=titles[id].title if id in titles else Text(id, id),
            note=Text(f"{value} {titles[id].unit if id in titles else ''}".strip(), f"{value} {titles[id].unit if id in titles else ''}".strip()),
        )
        for id, value in sorted(known().items())
    ]  # fmt: skip


TRAIT = {
    "any": Text("任何商品", "any item"),
    "plain": Text("不带电、非液体、不易碎", "no battery, no liquid, not fragile"),
    "battery": Text("内置锂电池", "a lithium battery inside"),
    "power": Text("单独的锂电池", "a lithium battery by itself"),
    "liquid": Text("液体", "a liquid"),
    "fragile": Text("易碎", "fragile"),
    "cheap": Text("便宜（不过 13 欧元）", "cheap (up to EUR 13)"),
    "middle": Text("中价（15 到 60 欧元）", "middling (EUR 15 to 60)"),
    "dear": Text("贵（55 欧元以上）", "dear (from EUR 55)"),
}


def _traits() -> list[Word]:
    return [Word(name=name, title=TRAIT[name]) for name in TRAITS]


def _topics() -> list[Word]:
    found = []
    for topic, texts in sorted(data.phrases().items()):
        if topic not in datacheck.FIXED:
            places = sorted(datacheck.places_of(topic, texts))
            listed = " ".join(f"{{{p}}}" for p in places)
            found.append(Word(name=topic, title=texts[0], note=Text(f"可填 {listed}" if listed else "", listed)))
    return found


def _markets() -> list[Word]:
    return [Word(name=m.code, title=m.name, note=Text(m.currency, m.currency)) for m in data.markets().values()]


def _services() -> list[Word]:
    return [
        Word(name=s.id, title=Text(f"{s.carrier.zh} {s.name.zh}", s.name.en), note=Text(s.level, s.level))
        for s in data.services().values()
    ]


def _warehouses() -> list[Word]:
    areas = sorted({a for s in data.services().values() for a in (*s.pickup_areas, *s.dropoff_km)})
    return [Word(name=a, title=Text(a, a)) for a in areas]
