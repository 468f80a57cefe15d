"""What changed between two versions of a pack, and how high the version has to go for it.

A patch release may change wording only: titles, briefs, hints, sentences. What changes how a scenario is played or judged,
but lets marks be compared, is a minor release; what takes a scenario away or changes an id is a major one.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from simulator.kernel.text import Text
from simulator.packs.files import Members
from simulator.packs.version import Version
from simulator.packs.yaml import Document, parse_yaml

Level = Literal["wording", "play", "removal"]
LEVEL: dict[str, Text] = {
    "wording": Text("文字", "wording"),
    "play": Text("玩法或评分", "play or rubric"),
    "removal": Text("删除", "removal"),
}
_RANK = {"wording": 0, "play": 1, "removal": 2}
# texts that are read and never played: a change of them alone may go into a patch release
_READ = frozenset({"title", "brief", "goal", "hints", "about", "author", "license", "also"})
_PAPERS = ("README", "LICENSE", "CHANGELOG")


class Changed(msgspec.Struct, frozen=True, kw_only=True):
    """One place that differs: file, path within it, both values ("" where there is none), and what kind of change it is."""

    file: str
    path: str
    old: str
    new: str
    level: Level


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """All changes, the versions, and the least version the new pack may have."""

    changes: tuple[Changed, ...]
    old_version: str
    new_version: str
    needed: str

    @property
    def fits(self) -> bool:
        """Whether the new version is high enough for what changed."""
        return not self.changes or Version.parse(self.new_version) >= Version.parse(self.needed)


def diff(old: Members, new: Members) -> Difference:
    """The difference of two packs' files. Raises VersionError when one says no version."""
    changes: list[Changed] = []
    for name in sorted(old.files.keys() | new.files.keys()):
        one, other = old.files.get(name), new.files.get(name)
        if one == other:
            continue
        if not name.endswith(".yaml"):
            changes.append(Changed(file=name, path="", old=_kind(one), new=_kind(other), level="wording"))
        elif one is None or other is None:
            gone = other is None and name.startswith("scenarios/")
            changes.append(
                Changed(file=name, path="", old=_kind(one), new=_kind(other), level="removal" if gone else "play")
            )
        else:
            _walk(
                changes, name, (), parse_yaml(one, Document(name)).data, parse_yaml(other, Document(name)).data, False
            )
    changes = [c for c in changes if (c.file, c.path) not in (("pack.yaml", "version"), ("pack.yaml", "format"))]
    was, now = (_version(m) for m in (old, new))
    return Difference(changes=tuple(changes), old_version=was, new_version=now, needed=_needed(was, changes))


def _kind(raw: bytes | None) -> str:
    return "" if raw is None else f"{len(raw)} bytes"


def _version(found: Members) -> str:
    data = parse_yaml(found.files.get("pack.yaml", b""), Document("pack.yaml")).data
    return str(Version.parse(str(data.get("version", "")) if isinstance(data, dict) else ""))


def _needed(old: str, changes: list[Changed]) -> str:
    """The least version above the old one for the gravest change. Before 1.0.0 the minor number stands for the major one."""
    if not changes:
        return old
    v = Version.parse(old)
    grave = max(_RANK[c.level] for c in changes)
    if grave == 0:
        return f"{v.major}.{v.minor}.{v.patch + 1}"
    if grave == 1 or v.major == 0:
        return f"{v.major}.{v.minor + 1}.0"
    return f"{v.major + 1}.0.0"


def _walk(changes: list[Changed], file: str, path: tuple[str, ...], old: Any, new: Any, read: bool) -> None:
    """Compare plain data; lists of things with an id are compared by id, so that a new one in between moves nothing."""
    if old == new and type(old) is type(new):
        return
    if isinstance(old, dict) and isinstance(new, dict):
        for key in [*old, *(k for k in new if k not in old)]:
            inner = read or key in _READ
            _walk(changes, file, (*path, key), old.get(key, _NOTHING), new.get(key, _NOTHING), inner)
        return
    if isinstance(old, list) and isinstance(new, list):
        one, other = _named(old), _named(new)
        if one is not None and other is not None:
            for id in [*one, *(i for i in other if i not in one)]:
                _walk(changes, file, (*path, id), one.get(id, _NOTHING), other.get(id, _NOTHING), read)
            if list(one) != list(other) and one.keys() == other.keys():
                changes.append(_change(file, path, "order", "order", read))
            return
        if len(old) == len(new):
            for i, (a, b) in enumerate(zip(old, new, strict=True)):
                _walk(changes, file, (*path, str(i)), a, b, read)
            return
    changes.append(_change(file, path, old, new, read))


class _Nothing:
    def __repr__(self) -> str:
        return ""


_NOTHING = _Nothing()


def _named(rows: list[Any]) -> dict[str, Any] | None:
    """Rows by their id or SKU; None when some have none, or two have the same."""
    found = {}
    for row in rows:
        id = (row.get("id") or row.get("sku") or row.get("code")) if isinstance(row, dict) else None
        if not isinstance(id, str):
            return None
        found[id] = row
    return found if len(found) == len(rows) else None


def _change(file: str, path: tuple[str, ...], old: Any, new: Any, read: bool) -> Changed:
    id_changed = path[-1:] == ("id",) and path[:-1] in ((), ("requirements",))
    gone = file == "pack.yaml" and path == ("id",)
    level: Level = (
        "removal" if gone or (id_changed and file.startswith("scenarios/")) else "wording" if read else "play"
    )
    return Changed(file=file, path=".".join(path), old=_said(old), new=_said(new), level=level)


def _said(value: Any) -> str:
    if isinstance(value, _Nothing):
        return ""
    if isinstance(value, str):
        return value
    return msgspec.json.encode(value).decode()
