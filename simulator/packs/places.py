"""Where in its YAML a thing that the proof speaks of is written."""

from __future__ import annotations

from typing import Any

from simulator.packs.files import Members
from simulator.packs.yaml import Document, Where, parse_yaml


class Places:
    """The file of one scenario, and the lines of its facets, gates, mistakes, tasks and cast entries."""

    def __init__(self, found: Members, scenario: str) -> None:
        self.doc: Document | None = None
        for name, raw in found.files.items():
            if not name.startswith("scenarios/"):
                continue
            doc = parse_yaml(raw, Document(name))
            if isinstance(doc.data, dict) and str(doc.data.get("id")) == scenario:
                self.doc = doc

    def of(self, where: str) -> str:
        """`scenarios/11.1.yaml:45:9` for a name as the proof gives it; the file alone where it has no line of its own."""
        if self.doc is None:
            return ""
        line, column = self.doc.place(self._path(where))
        return f"{self.doc.file}:{line}:{column}"

    def _path(self, where: str) -> Where:
        data: dict[str, Any] = self.doc.data if self.doc is not None else {}
        name = where.partition(" -> ")[0]
        kind, _, number = name.partition(":")
        if kind == "cast" and number.isdigit():
            return ("cast", int(number))
        requirement, slash, rest = name.partition("/")
        for i, one in enumerate(_listed(data, "requirements")):
            if one.get("id") != requirement:
                continue
            if not slash:
                return ("requirements", i)
            part, id = ("gates", rest.removeprefix("gate:")) if rest.startswith("gate:") else ("facets", rest)
            return ("requirements", i, part, _index(_listed(one, part), id))
        for part in ("mistakes", "tasks"):
            if any(one.get("id") == name for one in _listed(data, part)):
                return (part, _index(_listed(data, part), name))
        return ()


def _listed(data: dict[str, Any], name: str) -> list[dict[str, Any]]:
    found = data.get(name)
    return [one if isinstance(one, dict) else {} for one in found] if isinstance(found, list) else []


def _index(rows: list[dict[str, Any]], id: str) -> int:
    return next((i for i, row in enumerate(rows) if row.get("id") == id), 0)
