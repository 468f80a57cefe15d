"""Load a pack: a folder with `pack.yaml` and one YAML file per scenario below `scenarios/`.

    pack.yaml            id, version, title, author
    scenarios/*.yaml     one scenario each

All findings of one run come together, each with file:line:column; `load` raises PackError when there is any.
"""

from __future__ import annotations

import difflib
import hashlib
import os
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from simulator import standard
from simulator.kernel.text import Text
from simulator.market.cast import kinds
from simulator.packs.model import Facet, Gate, Mistake, Pack, Requirement, Scenario, Task
from simulator.packs.yaml import Document, Finding, read_yaml
from simulator.scoring import checkers, measures


class PackError(Exception):
    """A pack cannot be used; `findings` say where and why."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("\n".join(map(str, findings)))
        self.findings = findings


class _Head(msgspec.Struct, forbid_unknown_fields=True):
    id: str
    version: str
    title: Text
    author: str = ""


class _Scenario(msgspec.Struct, forbid_unknown_fields=True):
    """The YAML form of a scenario: as `model.Scenario`, with lists for tuples and `with` for a mistake's parameters."""

    id: str
    title: Text
    brief: Text
    goal: Text
    minutes: int
    world: dict[str, Any]
    cast: list[dict[str, Any]]
    requirements: list[dict[str, Any]]
    tasks: list[dict[str, Any]] = []
    mistakes: list[dict[str, Any]] = []
    practises: list[str] = []
    desks: list[str] = []
    track: str = "B2C"
    guided: bool = False


def _convert(doc: Document, path: tuple[str | int, ...], value: Any, cls: type[Any]) -> Any:
    """Typed data, or None with a finding at the place msgspec names."""
    try:
        return msgspec.convert(value, cls)
    except msgspec.ValidationError as error:
        message = str(error)
        inner: list[str | int] = []
        if " - at `$" in message:
            message, _, where = message.partition(" - at `$")
            for name, number in re.findall(r"\.([A-Za-z_][\w]*)|\[(\d+)\]", where):
                inner.append(int(number) if number else name)
        unknown = re.search(r"unknown field `(.+?)`", message)
        if unknown:
            fields = [f.encode_name for f in msgspec.structs.fields(cls)]
            close = difflib.get_close_matches(unknown[1], fields, 1)
            message += f"; did you mean `{close[0]}`?" if close else f"; known: {', '.join(fields)}"
            inner.append(unknown[1])
        doc.wrong((*path, *inner), message, message)
        return None


def _suggest(word: str, known: list[str]) -> tuple[str, str]:
    close = difflib.get_close_matches(word, known, 1)
    return (f"；是否指“{close[0]}”", f"; did you mean {close[0]!r}?") if close else ("", "")


def _requirement(doc: Document, path: tuple[str | int, ...], raw: dict[str, Any]) -> Requirement | None:
    facets, gates = [], []
    for i, item in enumerate(raw.get("facets") or []):
        facet = _convert(doc, (*path, "facets", i), item, Facet)
        if facet is None:
            continue
        facets.append(facet)
        for word, known, zh in (
            (facet.check, sorted(checkers.CHECKERS), "check"),
            (facet.measure, sorted(measures.measures()), "measure"),
        ):
            if word not in known:
                hint = _suggest(word, known)
                doc.wrong((*path, "facets", i, zh), f"没有“{word}”{hint[0]}", f"there is no {zh} {word!r}{hint[1]}")
    for i, item in enumerate(raw.get("gates") or []):
        gate = _convert(doc, (*path, "gates", i), item, Gate)
        if gate is not None:
            gates.append(gate)
            if gate.measure not in measures.measures():
                hint = _suggest(gate.measure, sorted(measures.measures()))
                doc.wrong(
                    (*path, "gates", i, "measure"),
                    f"没有“{gate.measure}”{hint[0]}",
                    f"there is no measure {gate.measure!r}{hint[1]}",
                )
    shell = _convert(doc, path, {**raw, "facets": [], "gates": []}, Requirement)
    if shell is None:
        return None
    try:
        standard.requirement(shell.id)
    except standard.UnknownRequirement as error:
        doc.wrong((*path, "id"), error.text.zh, error.text.en)
    if facets and sum(f.weight for f in facets) != 100:
        total = sum(f.weight for f in facets)
        doc.wrong(
            (*path, "facets"),
            f"{shell.id} 权重之和是 {total}，应为 100",
            f"the weights of {shell.id} add up to {total}, not 100",
        )
    if len({f.id for f in facets}) != len(facets):
        doc.wrong((*path, "facets"), f"{shell.id} 有重复的检查项", f"{shell.id} has two facets of the same id")
    made: Requirement = msgspec.structs.replace(shell, facets=tuple(facets), gates=tuple(gates))
    return made


def _scenario(doc: Document) -> Scenario | None:
    raw = _convert(doc, (), doc.data, _Scenario)
    if raw is None:
        return None
    requirements = [r for i, item in enumerate(raw.requirements) if (r := _requirement(doc, ("requirements", i), item))]
    tasks = [t for i, item in enumerate(raw.tasks) if (t := _convert(doc, ("tasks", i), item, Task))]
    mistakes = []
    names = {f"{r.id}/{f.id}" for r in requirements for f in r.facets} | {
        f"{r.id}/gate:{g.id}" for r in requirements for g in r.gates
    }
    for i, item in enumerate(raw.mistakes):
        plain = {("with_" if k == "with" else k): v for k, v in item.items()} if isinstance(item, dict) else item
        mistake = _convert(doc, ("mistakes", i), plain, Mistake)
        if mistake is None:
            continue
        mistakes.append(mistake)
        for name in (*mistake.kills, *mistake.also):
            if name not in names:
                hint = _suggest(name, sorted(names))
                doc.wrong(("mistakes", i), f"没有检查项“{name}”{hint[0]}", f"there is no facet {name!r}{hint[1]}")
    for i, entry in enumerate(raw.cast):
        if entry.get("kind") not in kinds():
            hint = _suggest(str(entry.get("kind")), sorted(kinds()))
            doc.wrong(
                ("cast", i, "kind"),
                f"没有“{entry.get('kind')}”这种角色{hint[0]}",
                f"there is no kind {entry.get('kind')!r}{hint[1]}",
            )
    for key in ("store", "start", "end", "settle_until", "epoch", "warehouse", "sender"):
        if key not in raw.world:
            doc.wrong(("world",), f"world 缺少“{key}”", f"world lacks {key!r}")
    if doc.findings:
        return None
    return Scenario(
        id=raw.id, title=raw.title, brief=raw.brief, goal=raw.goal, track=raw.track, minutes=raw.minutes, guided=raw.guided,
        practises=tuple(raw.practises or [r.id for r in requirements]), world=raw.world, cast=tuple(raw.cast), tasks=tuple(tasks),
        requirements=tuple(requirements), mistakes=tuple(mistakes), desks=tuple(raw.desks),
    )  # fmt: skip


def check(path: Path) -> tuple[Pack | None, list[Finding]]:
    """The pack at a folder with all findings; the pack is None when there is any error."""
    if not path.is_dir():
        text = Text(f"没有场景包文件夹 {path}", f"there is no pack folder {path}")
        return None, [Finding(str(path), 1, 1, text)]
    head_doc = read_yaml(path / "pack.yaml", "pack.yaml")
    head = _convert(head_doc, (), head_doc.data, _Head) if head_doc.data is not None else None
    findings = list(head_doc.findings)
    scenarios: dict[str, Scenario] = {}
    digest = hashlib.sha256()
    files = sorted((path / "scenarios").glob("*.yaml"))
    for file in [path / "pack.yaml", *files]:
        if file.is_file():
            digest.update(file.name.encode() + b"\0" + file.read_bytes() + b"\0")
    if not files:
        findings.append(Finding(str(path), 1, 1, Text("包里没有场景", "the pack has no scenarios")))
    for file in files:
        doc = read_yaml(file, f"scenarios/{file.name}")
        scenario = _scenario(doc) if doc.data is not None else None
        findings += doc.findings
        if scenario is not None:
            if scenario.id in scenarios:
                doc.wrong(("id",), f"场景 {scenario.id} 重复", f"the scenario {scenario.id} stands twice")
                findings.append(doc.findings[-1])
            scenarios[scenario.id] = scenario
    if findings or head is None:
        return None, findings
    pack = Pack(
        id=head.id, version=head.version, digest=digest.hexdigest(), title=head.title, author=head.author, path=str(path),
        scenarios=scenarios,
    )  # fmt: skip
    return pack, []


@lru_cache(maxsize=16)
def load(path: str) -> Pack:
    """The pack at a folder; PackError with all findings when it cannot be used."""
    pack, findings = check(Path(path))
    if pack is None:
        raise PackError(findings)
    return pack


def pack_folders() -> list[Path]:
    """Where packs are looked for: $STORESIM_PACKS, `scenarios/` beside the checkout, and those in the installed package."""
    here = Path(__file__).resolve().parent.parent
    places = [Path(p) for p in os.environ.get("STORESIM_PACKS", "").split(os.pathsep) if p]
    places += [here.parent / "scenarios"] if (here.parent / "pyproject.toml").is_file() else [here / "scenarios"]
    found: list[Path] = []
    for place in places:
        if (place / "pack.yaml").is_file():
            found.append(place)
        elif place.is_dir():
            found += sorted(p.parent for p in place.glob("*/pack.yaml"))
    return found


def shipped() -> list[Pack]:
    """All packs that can be found and used."""
    return [load(str(path)) for path in pack_folders()]


def find(scenario: str) -> tuple[Pack, Scenario]:
    """The pack and scenario of this id (`11.1`, or `table1/11.1`); KeyError with a suggestion when there is none."""
    wanted, _, name = scenario.rpartition("/")
    known: list[str] = []
    for pack in shipped():
        for id, found in pack.scenarios.items():
            known.append(id)
            if id == name and wanted in ("", pack.id):
                return pack, found
    close = difflib.get_close_matches(name, known, 1)
    raise KeyError(close[0] if close else ", ".join(known))
