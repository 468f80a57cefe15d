"""JSON Schema (draft 7, which the YAML language servers of editors take) of every file of a pack, made from the forms.

Titles and descriptions stand in both languages. Where a scenario may write `$name` for a parameter, its schema allows it.
"""

from __future__ import annotations

import copy
from collections.abc import Iterable, Iterator
from typing import Any

import msgspec
from msgspec import inspect

from simulator import standard
from simulator.kernel.messages import fields_of
from simulator.kernel.text import Text
from simulator.market.cast import entry_type, kinds
from simulator.packs import form
from simulator.packs.data import FILES
from simulator.scoring.checkers import SPECS
from simulator.scoring.measures import measure_specs

DRAFT = "http://json-schema.org/draft-07/schema#"
_REF = "#/definitions/{name}"
_PARAMETER = {"type": "string", "pattern": r"^\$[a-z][a-z0-9_]{0,29}$"}
_NOTES = ("title_zh", "unit", "record")
_AT_LEVELS = ("minutes", "guided")  # what may differ from level to level at the top of a scenario


def names() -> list[str]:
    """The files there is a schema for, without `.yaml`."""
    return ["pack", "scenario", *(name.removesuffix(".yaml") for name in FILES)]


def schema(name: str, mistakes: Iterable[str] = ()) -> dict[str, Any]:
    """The schema of one kind of file. `mistakes`: the library's, offered as choices. KeyError for an unknown name."""
    if name == "scenario":
        return _scenario(sorted(mistakes))
    root = form.PackForm if name == "pack" else FILES[f"{name}.yaml"]
    (top,), found = msgspec.json.schema_components([root], ref_template=_REF)
    _explain(found, root)
    return _whole(name, top, found)


def of_form(name: str, title: str, root: Any) -> dict[str, Any]:
    """The schema of a file that is no part of a pack, made from its form in the same way."""
    (top,), found = msgspec.json.schema_components([root], ref_template=_REF)
    _explain(found, root)
    return {**_whole(name, top, found), "title": title}


def _scenario(mistakes: list[str]) -> dict[str, Any]:
    (top, entry), found = msgspec.json.schema_components([form.ScenarioForm, entry_type()], ref_template=_REF)
    _explain(found, form.ScenarioForm)
    _explain(found, entry_type())
    for kind in kinds().values():
        part = found[kind.cls.__name__]
        part["title"] = f"{kind.title.zh} / {kind.title.en}"
        part["description"] = f"{kind.about.zh} / {kind.about.en}"
    scenario = found["ScenarioForm"]["properties"]
    scenario["cast"]["items"] = entry
    # what a text may be, where there is a list to choose from
    facets = found["FacetForm"]["properties"]
    facets["measure"]["enum"] = sorted(n for n, s in measure_specs().items() if s.checks[0] != "GATE")
    facets["check"]["enum"] = sorted(SPECS)
    found["GateForm"]["properties"]["measure"]["enum"] = sorted(
        n for n, s in measure_specs().items() if s.checks[0] == "GATE"
    )
    found["RequirementForm"]["properties"]["id"]["enum"] = [r.id for r in standard.requirements()]
    if mistakes:
        found["MistakeForm"]["properties"]["mistake"]["enum"] = mistakes
    whole = _whole("scenario", top, found)
    for name, part in whole["definitions"].items():
        if name not in ("Text", "ScenarioForm"):
            part["properties"] = {key: _or_parameter(key, value) for key, value in part.get("properties", {}).items()}
    top_fields = whole["definitions"]["ScenarioForm"]["properties"]
    top_fields.update({key: _or_parameter(key, top_fields[key]) for key in _AT_LEVELS})
    return whole


def _or_parameter(key: str, part: dict[str, Any]) -> dict[str, Any]:
    """The same, or a parameter's place; a text that may be anything allows that anyway."""
    free = part.get("type") == "string" and not {"pattern", "enum"} & part.keys()
    if free or key in ("kind", "id") or not part:
        return part
    about: dict[str, Any] = {k: part[k] for k in ("title", "description", "default") if k in part}
    rest = {k: v for k, v in part.items() if k not in about}
    return {**about, "anyOf": [rest, _PARAMETER]}


def _explain(found: dict[str, Any], root: Any) -> None:
    """Titles and helps of the fields in both languages, of a type and all that it is made of."""
    for cls in structs_of(root):
        properties = found.get(cls.__name__, {}).get("properties", {})
        encoded = {f.name: f.encode_name for f in msgspec.structs.fields(cls)}
        for spec in fields_of(cls):
            part = properties.get(encoded[spec.name])
            if part is None:
                continue
            part["title"] = f"{spec.info.title.zh} / {spec.info.title.en}"
            if spec.info.help is not None:
                part["description"] = f"{spec.info.help.zh} / {spec.info.help.en}"


def structs_of(root: Any) -> list[type[msgspec.Struct]]:
    """The structs that a type is made of, itself first; `Text` is none of them."""
    found: list[type[msgspec.Struct]] = []
    queue: list[inspect.Type] = [inspect.type_info(root)]
    while queue:
        info = queue.pop(0)
        if isinstance(info, inspect.StructType):
            if info.cls is Text or info.cls in found:
                continue
            found.append(info.cls)
            queue += [field.type for field in info.fields]
        for name in ("type", "item_type", "key_type", "value_type"):
            inner = getattr(info, name, None)
            if isinstance(inner, inspect.Type):
                queue.append(inner)
        queue += [t for name in ("types", "item_types") for t in getattr(info, name, ())]
    return found


def _whole(name: str, top: dict[str, Any], found: dict[str, Any]) -> dict[str, Any]:
    whole = {
        "$schema": DRAFT, "$id": f"https://storesim.invalid/schema/1/{name}.json",
        "title": f"storesim {name}.yaml" if name != "scenario" else "storesim scenarios/*.yaml", **top, "definitions": found,
    }  # fmt: skip
    made: dict[str, Any] = _draft7(copy.deepcopy(whole))
    return made


def _draft7(part: Any) -> Any:
    """msgspec writes draft 2020-12: fixed tuples, and what stands beside a `$ref`, are said otherwise in draft 7."""
    if isinstance(part, list):
        return [_draft7(item) for item in part]
    if not isinstance(part, dict):
        return part
    # our own notes beside a field are texts; a field may well have the same name
    made = {key: _draft7(value) for key, value in part.items() if key not in _NOTES or not isinstance(value, str)}
    made.pop("discriminator", None)
    if "prefixItems" in made:
        made["items"] = made.pop("prefixItems")
        made["additionalItems"] = False
    if "$ref" in made and "$schema" not in made and len(made) > 1:
        made["allOf"] = [{"$ref": made.pop("$ref")}]
    return made


def references(part: Any) -> Iterator[str]:
    """All definitions that a schema refers to."""
    if isinstance(part, list):
        for item in part:
            yield from references(item)
    elif isinstance(part, dict):
        if isinstance(part.get("$ref"), str):
            yield part["$ref"].rpartition("/")[2]
        for value in part.values():
            yield from references(value)
