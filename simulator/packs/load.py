"""Load a pack: a folder with `pack.yaml`, data files that it may have, and one YAML file per scenario below `scenarios/`.

    pack.yaml            id, version, title, author
    goods.yaml ...       what the pack brings along (`packs.data`), each optional
    scenarios/*.yaml     one scenario each

All findings of one run come together, each with file:line:column; `load` raises PackError when there is any.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from simulator.kernel.text import Text
from simulator.market.cast import entry_type
from simulator.market.cast.entry import Entry
from simulator.packs import form, meaning, resolve, shape, variants
from simulator.packs.data import FILES, PackData
from simulator.packs.datacheck import check_data
from simulator.packs.errors import FolderError
from simulator.packs.files import Members, digest, members
from simulator.packs.meaning import Players
from simulator.packs.model import Pack, Scenario
from simulator.packs.yaml import Document, Finding, parse_yaml

STRAY = Text("不属于场景包，打包时会略过", "does not belong to a pack: it is left out when the pack is built")


class PackError(Exception):
    """A pack cannot be used; `findings` say where and why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


def check(path: Path, players: Players | None = None) -> tuple[Pack | None, list[Finding]]:
    """The pack at a folder with all findings, warnings last; the pack is None when there is any error.

    `players`: the experts and mistakes there are; without them what a pack says of players is not looked up.
    """
    try:
        found = members(path)
    except FolderError as error:
        return None, [Finding(str(path), 1, 1, error.text)]
    return check_members(found, str(path), players)


def check_members(found: Members, place: str, players: Players | None = None) -> tuple[Pack | None, list[Finding]]:
    """The same from the files of a pack, wherever they come from."""
    findings = [Finding(name, 1, 1, STRAY, warning=True) for name in found.strays]
    docs = {name: parse_yaml(raw, Document(name)) for name, raw in found.files.items() if name.endswith(".yaml")}
    head_doc = docs.get("pack.yaml")
    head: form.PackForm | None = None
    if head_doc is None:
        findings.append(
            Finding("pack.yaml", 1, 1, Text("没有 pack.yaml，不是场景包", "there is no pack.yaml: this is no pack"))
        )
    elif head_doc.data is not None:
        head = _head(head_doc)
    own, whole = _data(docs)
    names = sorted(n for n in docs if n.startswith("scenarios/"))
    if not names:
        text = Text(
            "包里没有场景：scenarios/ 下至少要有一个 .yaml", "the pack has no scenarios: put a .yaml into scenarios/"
        )
        findings.append(Finding("scenarios", 1, 1, text))
    scenarios: dict[str, Scenario] = {}
    for name in names:
        doc = docs[name]
        for scenario in _levels(doc, own if whole else None, players):
            if scenario.base in scenarios and scenario.id == scenario.base:
                doc.wrong(("id",), f"场景编号 {scenario.id} 重复", f"the scenario id {scenario.id} is taken")
            scenarios[scenario.id] = scenario
    for name in ("pack.yaml", *FILES, *names):
        findings += docs[name].findings if name in docs else []
    findings.sort(key=lambda f: f.warning)
    if any(not f.warning for f in findings) or head is None:
        return None, findings
    pack = Pack(
        id=head.id, version=head.version, digest=digest(found.files), title=head.title, author=head.author, path=place,
        scenarios=scenarios, about=head.about, license=head.license,
    )  # fmt: skip
    return pack, findings


def _head(doc: Document) -> form.PackForm | None:
    head: form.PackForm | None = shape.read(doc, (), doc.data, form.PackForm)
    if head is not None:
        meaning.texts.walk(doc, (), doc.data)
        if head.format is None:
            doc.wrong(
                (),
                "请加一行 format: 1；以后的版本会要求它",
                "add the line format: 1; a later version will ask for it",
                warning=True,
            )
    return head


def _data(docs: dict[str, Document]) -> tuple[PackData, bool]:
    """What the pack brings along, and whether all of it could be read."""
    read: dict[str, Any] = {}
    whole = True
    for name, file_form in FILES.items():
        doc = docs.get(name)
        read[name] = shape.read(doc, (), doc.data, file_form) if doc is not None and doc.data is not None else None
        whole &= doc is None or read[name] is not None
    if not whole:
        return PackData(), False
    return check_data(read, docs), not any(not f.warning for n in FILES if n in docs for f in docs[n].findings)


def _levels(doc: Document, own: PackData | None, players: Players | None) -> list[Scenario]:
    """A scenario at each of its levels, the usual one first; what is wrong is noted in its document. Without the pack's data
    only its shape is judged."""
    raw = doc.data
    if not isinstance(raw, dict):
        if raw is not None:
            shape.read(doc, (), raw, form.ScenarioForm)
        return []
    variants.check_parameters(doc)
    levels = variants.levels_of(raw)
    usual = variants.usual(levels)
    made = []
    for level in (usual, *(one for one in levels if one != usual)):
        values = variants.values_at(raw, level)
        plain = (
            variants.substituted({k: v for k, v in raw.items() if k != "parameters"}, values, set()) if values else raw
        )
        scenario = _scenario(doc, plain, own, players, level, usual)
        if scenario is not None:
            made.append(scenario)
    return made


def _scenario(
    doc: Document, raw: dict[str, Any], own: PackData | None, players: Players | None, level: str, usual: str
) -> Scenario | None:
    before = sum(not f.warning for f in doc.findings)
    read: form.ScenarioForm | None = shape.read(doc, (), raw, form.ScenarioForm)
    entries: list[tuple[int, Entry]] = []
    listed = raw.get("cast")
    for i, item in enumerate(listed if isinstance(listed, list) else ()):
        entry = shape.read(doc, ("cast", i), item, entry_type())
        if entry is not None:
            entries.append((i, entry))
    if own is None:
        return None
    if read is None:
        form_of_parts, parts = _parts(raw)
        meaning.check(meaning.Look(doc, form_of_parts, entries, own, players, parts))
        return None
    meaning.check(meaning.Look(doc, read, entries, own, players))
    if sum(not f.warning for f in doc.findings) > before:
        return None
    id = read.id if level == usual else f"{read.id}@{level}"
    return resolve.scenario(read, tuple(e for _, e in entries), own, id=id, level=level)


def _parts(raw: dict[str, Any]) -> tuple[form.ScenarioForm, frozenset[str]]:
    """What can be read of a scenario that cannot be read as a whole, so that one slip does not hide the others."""
    types = {f.name: f.type for f in msgspec.structs.fields(form.ScenarioForm)}
    found: dict[str, Any] = {}
    for name in meaning.PARTS:
        if name in raw:
            with suppress(msgspec.ValidationError):
                found[name] = msgspec.convert(raw[name], types[name])
    absent = {name for name in meaning.PARTS if name not in raw and name not in ("world", "requirements")}
    nothing = Text("", "")
    made = form.ScenarioForm(
        id="",
        title=nothing,
        brief=nothing,
        goal=nothing,
        minutes=1,
        cast=[],
        **{"world": None, "requirements": (), **found},
    )
    return made, frozenset(found) | absent


@lru_cache(maxsize=64)
def load(path: str) -> Pack:
    """The pack at a folder; PackError with all findings when it cannot be used."""
    pack, findings = check(Path(path))
    if pack is None:
        raise PackError([f for f in findings if not f.warning])
    return pack
