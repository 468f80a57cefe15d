"""The rubric: requirements of Table 1, weights of 100, measures and checkers that fit each other, parameters they take."""

from __future__ import annotations

from typing import Any

import msgspec

from simulator import standard
from simulator.packs import shape
from simulator.packs.form import FacetForm, GateForm, RequirementForm
from simulator.packs.meaning.look import Look
from simulator.packs.yaml import Where
from simulator.scoring.checkers import SPECS
from simulator.scoring.measures import GATE, MeasureSpec, NoParams, measure_specs


def check(look: Look) -> None:
    """Requirement by requirement."""
    seen: set[str] = set()
    for i, requirement in enumerate(look.form.requirements):
        path: Where = ("requirements", i)
        if requirement.id in seen:
            look.wrong((*path, "id"), f"{requirement.id} 写了两次", f"{requirement.id} stands twice")
        seen.add(requirement.id)
        try:
            standard.requirement(requirement.id)
        except standard.UnknownRequirement as error:
            look.wrong((*path, "id"), error.text.zh, error.text.en)
        _weights(look, path, requirement)
        for n, facet in enumerate(requirement.facets):
            _facet(look, (*path, "facets", n), requirement, facet)
        for n, gate in enumerate(requirement.gates):
            _gate(look, (*path, "gates", n), requirement, gate)
    for i, id in enumerate(look.form.practises):
        if id not in seen:
            look.unknown(("practises", i), "requirements 里的要求", "requirement listed under requirements", id, seen)


def _weights(look: Look, path: Where, requirement: RequirementForm) -> None:
    total = sum(f.weight for f in requirement.facets)
    if total != 100:
        look.wrong(
            (*path, "facets"), f"{requirement.id} 的权重之和是 {total}，应为 100",
            f"the weights of {requirement.id} add up to {total}, not 100",
        )  # fmt: skip
    for name, ids in (
        ("facets", [f.id for f in requirement.facets]),
        ("gates", [g.id for g in requirement.gates]),
    ):
        for n, id in enumerate(ids):
            if id in ids[:n]:
                look.wrong((*path, name, n, "id"), f"编号“{id}”重复", f"the id {id!r} stands twice")


def _facet(look: Look, path: Where, requirement: RequirementForm, facet: FacetForm) -> None:
    spec = _measure(look, path, requirement, facet.measure)
    if spec is None:
        return
    usable = [c for c in spec.checks if c != GATE]
    if not usable:
        look.wrong(
            (*path, "measure"),
            f"“{facet.measure}”是禁令，请写在 gates 下",
            f"{facet.measure!r} is a gate: put it under gates",
        )
        return
    name = facet.check or usable[0]
    if name not in SPECS:
        look.unknown((*path, "check"), "判法", "checker", name, SPECS)
        return
    if name not in usable:
        listed = ", ".join(usable)
        look.wrong(
            (*path, "check"), f"“{facet.measure}”要用 {listed} 来判，不能用 {name}",
            f"{facet.measure!r} is judged by {listed}, not by {name}",
        )  # fmt: skip
        return
    _params(look, path, facet, spec, name)


def _params(look: Look, path: Where, facet: FacetForm, spec: MeasureSpec, check: str) -> None:
    """The parameters are those of the checker and of the measure together, each with its type."""
    mine = {f.encode_name for f in msgspec.structs.fields(SPECS[check].params)}
    theirs = {f.encode_name for f in msgspec.structs.fields(spec.params)} if spec.params is not NoParams else set()
    for key in facet.params:
        if key not in mine | theirs:
            look.unknown((*path, "params", key), "参数", "parameter", key, mine | theirs, key=True)
    where: Where = (*path, "params") if facet.params else path
    for cls, names in ((SPECS[check].params, mine), (spec.params, theirs)):
        shape.read(look.doc, where, {k: v for k, v in facet.params.items() if k in names}, cls)
    full, zero = (_whole(facet.params.get(name)) for name in ("full", "zero"))
    # delays and errors are better the smaller, shares the larger
    if check in ("NUM", "ABS", "TIME") and full is not None and zero is not None and full >= zero:
        look.wrong((*path, "params", "full"), "full 应小于 zero", "full has to be smaller than zero")
    if check in ("SHARE", "SET") and full is not None and full <= (zero or 0):
        look.wrong((*path, "params", "full"), "full 应大于 zero", "full has to be larger than zero")


def _whole(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _gate(look: Look, path: Where, requirement: RequirementForm, gate: GateForm) -> None:
    spec = _measure(look, path, requirement, gate.measure)
    if spec is not None and GATE not in spec.checks:
        look.wrong(
            (*path, "measure"),
            f"“{gate.measure}”不是禁令，请写在 facets 下",
            f"{gate.measure!r} is no gate: put it under facets",
        )


def _measure(look: Look, path: Where, requirement: RequirementForm, name: str) -> MeasureSpec | None:
    spec = measure_specs().get(name)
    if spec is None:
        own = [n for n in measure_specs() if n.startswith(requirement.id + ".")]
        look.unknown((*path, "measure"), "量度", "measure", name, own or measure_specs())
    elif spec.requirement != requirement.id:
        look.wrong(
            (*path, "measure"), f"“{name}”量的是 {spec.requirement}，不是 {requirement.id}",
            f"{name!r} measures {spec.requirement}, not {requirement.id}",
        )  # fmt: skip
    return spec
