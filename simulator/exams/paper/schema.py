"""JSON Schema (draft 7) of a paper, for editors. Titles and descriptions stand in both languages."""

from __future__ import annotations

from typing import Any

from simulator import standard
from simulator.exams.paper.form import PaperForm
from simulator.packs.schema import of_form

NAME = "paper"
_NUMBER = {"type": "number", "minimum": 0, "maximum": 100}


def schema() -> dict[str, Any]:
    """The schema. Editors read `62.5` as a number, so a percentage is one here."""
    made = of_form(NAME, "storesim papers/*.yaml", PaperForm)
    fields = made["definitions"]["PaperForm"]["properties"]
    for name in ("factor", "pass_mark"):
        fields[name] = _percentage(fields[name])
    chapters = fields["pass_chapters"]
    chapters["additionalProperties"] = _NUMBER
    chapters["propertyNames"] = {"enum": [chapter.id for chapter in standard.chapters()]}
    return made


def _percentage(part: dict[str, Any]) -> dict[str, Any]:
    about: dict[str, Any] = {key: part[key] for key in ("title", "description", "default") if key in part}
    return {**about, **_NUMBER}
