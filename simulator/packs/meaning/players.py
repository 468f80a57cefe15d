"""The players: experts that exist, mistakes of the library with the parameters they take, moves that can be made."""

from __future__ import annotations

from inspect import Parameter, Signature
from typing import Any

import msgspec

from simulator.kernel.book import CommandSpec
from simulator.kernel.select import Condition, SelectError, faults, selector
from simulator.packs.form import ChangeForm, DropForm, HoldForm, MistakeForm, MoveForm
from simulator.packs.meaning.look import Look
from simulator.packs.yaml import Where, near


def check(look: Look) -> None:
    """The reference, then mistake by mistake."""
    _reference(look)
    ids: set[str] = set()
    killed: set[str] = set()
    for i, mistake in enumerate(look.form.mistakes):
        path: Where = ("mistakes", i)
        if mistake.id in ids:
            look.wrong((*path, "id"), f"编号“{mistake.id}”重复", f"the id {mistake.id!r} stands twice")
        ids.add(mistake.id)
        killed.update(mistake.kills)
        _waypoints(look, path, mistake)
        _departure(look, path, mistake)
    for name in sorted(look.waypoints - killed):
        look.wrong(
            _place(look, name), f"没有错误做法扣 {name} 的分：这个检查无法证明", f"no mistake kills {name}: it cannot be proven",
            warning=True,
        )  # fmt: skip


def _place(look: Look, name: str) -> Where:
    requirement, _, rest = name.partition("/")
    for i, r in enumerate(look.form.requirements):
        if r.id == requirement:
            found = [("facets", n) for n, f in enumerate(r.facets) if f.id == rest]
            found += [("gates", n) for n, g in enumerate(r.gates) if f"gate:{g.id}" == rest]
            return ("requirements", i, *found[0])
    return ("requirements",)


def _reference(look: Look) -> None:
    practised = set(look.form.practises) or {r.id for r in look.form.requirements}
    for i, id in enumerate(look.form.reference.without):
        if id not in practised:
            look.unknown(("reference", "without", i), "所练的要求", "requirement that is practised", id, practised)
    for i, move in enumerate(look.form.reference.moves):
        _move(look, ("reference", "moves", i), move)
    if look.players is None:
        return
    known = set(look.players.experts)
    lacking = sorted(practised - known - set(look.form.reference.without))
    for id in lacking:
        look.wrong(
            ("practises",) if look.form.practises else ("requirements",), f"还没有 {id} 的专家，参考玩家没人能演",
            f"there is no expert of {id}: nobody can play the reference",
        )  # fmt: skip


def _waypoints(look: Look, path: Where, mistake: MistakeForm) -> None:
    for n, name in enumerate(mistake.kills):
        if name not in look.waypoints:
            look.unknown((*path, "kills", n), "检查项", "facet", name, look.waypoints)
    for name in mistake.also:
        if name not in look.waypoints:
            look.unknown((*path, "also", name), "检查项", "facet", name, look.waypoints, key=True)
        elif name in mistake.kills:
            look.wrong((*path, "also", name), f"“{name}”已在 kills 里", f"{name!r} stands under kills already")


def _departure(look: Look, path: Where, mistake: MistakeForm) -> None:
    own = [n for n in ("drop", "change", "hold", "add") if getattr(mistake, n)]
    if bool(mistake.mistake) == bool(own):
        look.wrong(
            path, "要么用库里的 mistake，要么自己写 drop、change、hold、add",
            "either a mistake of the library, or drop, change, hold or add of your own",
        )  # fmt: skip
    if mistake.with_ and not mistake.mistake:
        look.wrong((*path, "with"), "with 只配库里的 mistake", "with goes together with a mistake of the library")
    if mistake.mistake and look.players is not None:
        signature = look.players.mistakes.get(mistake.mistake)
        if signature is None:
            look.unknown(
                (*path, "mistake"), "库中错误", "mistake in the library", mistake.mistake, look.players.mistakes
            )
        else:
            _with(look, (*path, "with"), mistake.with_, signature)
    for name in ("drop", "change", "hold"):
        for n, part in enumerate(getattr(mistake, name)):
            _part(look, (*path, name, n), part)
    for n, move in enumerate(mistake.add):
        _move(look, (*path, "add", n), move)


TYPES = {"int": int, "str": str, "bool": bool}


def _with(look: Look, path: Where, given: dict[str, Any], signature: Signature) -> None:
    for key, value in given.items():
        parameter = signature.parameters.get(key)
        if parameter is None:
            look.unknown((*path, key), "参数", "parameter", key, signature.parameters, key=True)
            continue
        wanted = TYPES.get(str(parameter.annotation))
        if wanted is not None and type(value) is not wanted:
            zh, en = {"int": ("整数", "a whole number"), "str": ("文字", "text")}.get(
                str(parameter.annotation), ("true 或 false", "true or false")
            )
            look.wrong((*path, key), f"应为{zh}", f"{en} is expected")
    for name, parameter in signature.parameters.items():
        if parameter.default is Parameter.empty and name not in given:
            look.wrong(path, f"缺少参数“{name}”", f"the parameter {name!r} is missing")


def _command(look: Look, path: Where, tag: str) -> CommandSpec | None:
    spec = look.commands.get(tag)
    if spec is None:
        look.unknown((*path, "command"), "操作", "command", tag, look.commands)
    return spec


def _part(look: Look, path: Where, part: DropForm | ChangeForm | HoldForm) -> None:
    spec = _command(look, path, part.command)
    if spec is None:
        return
    names = {f.name for f in spec.fields}
    for text in part.where.split(","):
        if not text.strip():
            continue
        try:
            condition = Condition(text)
        except SelectError as error:
            look.wrong((*path, "where"), f"条件不对：{error}", str(error))
            continue
        if condition.field.split(".")[0] not in names:
            look.unknown((*path, "where"), f"{part.command} 的栏目", f"field of {part.command}", condition.field, names)
    if isinstance(part, ChangeForm):
        _fields(look, (*path, "fields"), spec, part.fields)
    if isinstance(part, HoldForm) and look.world.end - part.before_end < look.world.start:
        look.wrong((*path, "before_end"), "比整个班次还长", "longer than the whole shift")


def _move(look: Look, path: Where, move: MoveForm) -> None:
    spec = _command(look, path, move.command)
    if move.each:
        try:
            chosen = selector(move.each)
        except SelectError as error:
            look.wrong((*path, "each"), f"选择式不对：{error}", str(error))
        else:
            if chosen.tail:
                look.wrong((*path, "each"), f"多出了“{chosen.tail}”", f"there is something behind it: {chosen.tail!r}")
            for fault in faults(chosen.view, "table", [c.field for c in chosen.conditions], look.views):
                look.wrong((*path, "each"), f"选择式不对：{fault}", fault)
    if spec is None:
        return
    _fields(look, (*path, "fields"), spec, move.fields)
    for field in spec.fields:
        if field.required and field.name not in move.fields:
            look.wrong(
                (*path, "fields") if move.fields else path, f"{move.command} 缺少栏目“{field.name}”",
                f"{move.command} needs the field {field.name!r}",
            )  # fmt: skip


def _fields(look: Look, path: Where, spec: CommandSpec, fields: dict[str, Any]) -> None:
    names = {f.name: f for f in spec.fields}
    for key, value in fields.items():
        field = names.get(key)
        if field is None:
            end = near(key, names)
            look.doc.wrong(
                (*path, key),
                f"{spec.tag} 没有栏目“{key}”{end[0]}",
                f"{spec.tag} has no field {key!r}{end[1]}",
                key=True,
            )
            continue
        if _filled(value):
            continue  # what it becomes is known only when it is played
        try:
            msgspec.convert(value, field.type)
        except msgspec.ValidationError as error:
            look.wrong((*path, key), f"{field.info.title.zh}的值不对：{error}", f"{field.info.title.en}: {error}")


def _filled(value: Any) -> bool:
    """Whether a value is filled from a row: it has a place, or stands in both languages."""
    if isinstance(value, dict):
        return set(value) == {"zh", "en"}
    return isinstance(value, str) and "{" in value
