"""`storesim commands`: every operation, with the JSON Schema of its fields as the driver takes them."""

from __future__ import annotations

from typing import Any

import msgspec

from simulator.cli import out, words
from simulator.cli.trouble import DONE, unknown
from simulator.kernel.book import CommandSpec
from simulator.kernel.text import Lang, Text


def schema(spec: CommandSpec) -> dict[str, Any]:
    """The JSON Schema of a command's `fields`: titles, help and choices in both languages."""
    whole = msgspec.json.schema(spec.cls)
    parts: dict[str, Any] = whole.get("$defs", {})
    name = str(whole.get("$ref", "")).rpartition("/")[2]
    found: dict[str, Any] = {**parts.pop(name)} if name in parts else {k: v for k, v in whole.items() if k != "$defs"}
    found["properties"] = {k: v for k, v in found["properties"].items() if k != "command"}
    found["required"] = [r for r in found.get("required", []) if r != "command"]
    found["title"] = spec.title.en
    found["title_zh"] = spec.title.zh
    for field in spec.fields:
        about, place = field.info, found["properties"][field.name]
        place["titles"] = msgspec.to_builtins(about.title)
        place["kind"] = about.kind
        if about.help is not None:
            place["help"] = msgspec.to_builtins(about.help)
        if about.choices:
            place["choices"] = {value: msgspec.to_builtins(label) for value, label in about.choices.items()}
            if "enum" not in place and place.get("type") == "string":
                place["enum"] = list(about.choices)
        if about.currency:
            place["currency"] = about.currency
        if about.requirement:
            place["requirement"] = about.requirement
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **found, **({"$defs": parts} if parts else {})}


def run(name: str, as_json: bool, lang: Lang) -> int:
    """List all operations, or tell one."""
    from simulator.sessions.rules import rules

    by_tag = rules().by_tag
    if name and name not in by_tag:
        raise unknown("操作", "command", name, by_tag)
    specs = sorted((s for s in by_tag.values() if not name or s.tag == name), key=lambda s: (s.desk, s.order, s.tag))
    if as_json:
        out.json(
            [
                {"command": s.tag, "desk": s.desk, "title": msgspec.to_builtins(s.title), "about": msgspec.to_builtins(s.about),
                 "minutes": s.minutes if isinstance(s.minutes, int) else None, "requirements": list(s.requirements),
                 "schema": schema(s)}
                for s in specs
            ]
        )  # fmt: skip
        return DONE
    for spec in specs:
        cost = f"{spec.minutes} min" if isinstance(spec.minutes, int) else Text("用时视情况", "time varies").of(lang)
        out.say(f"{spec.tag}  {spec.title.of(lang)}  ({spec.desk}, {cost})")
        rows = []
        for field in spec.fields:
            about = field.info
            limits = [about.kind, *([about.unit] if about.unit else [])]
            limits += ["|".join(about.choices)] if about.choices else [f"<- {about.record}"] if about.record else []
            need = Text("必填", "required") if field.required else Text("可省", "optional")
            rows.append([field.name, about.title.of(lang), need.of(lang), " ".join(limits)])
        found = words.table(["", "", "", ""], rows)
        next(found)
        out.lines(f"    {line}" for line in found)
    return DONE
