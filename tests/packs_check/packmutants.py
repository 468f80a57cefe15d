"""Mutations of valid packs: values, types, keys, structure, bytes. One number gives one mutation, always the same."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import yaml

from simulator.packs.files import Members, members

ROOT = Path(__file__).resolve().parents[2]
PACKS = [ROOT / "scenarios" / "example-school", ROOT / "scenarios" / "table1"]

NASTY: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**62, 10**30, "", " ", "open", "D0", "D1 25:00", "D999 10:00", "D3", "$orders", "$", "{order}", "{", "}", "{0}",
    "{a.__class__}", "[/]", "[@click=app.bell]x[/]", "\x1b[31m", "a\u202eb", "\u0000", "\ud7ff", "x" * 5_000, "中" * 3_000, "NO", "6.30", "1e9", "0x10",
    [], {}, [[]], {"zh": "好"}, {"zh": "好", "en": "good", "fr": "bon"}, [1, 2, 3], ["D2 10:00", "D1 10:00"], {"kind": "order"}, {"kind": "nothing"},
    "__proto__", "../../etc/passwd", "9.9.9", "11.1.2", "order", "DE", "XX", "EUR", "never", 3.5, -2.5e300, "=1+1", "&a", "*a", "!!python/object:os.system",
)  # fmt: skip
BYTES = (b"\x00", b"\xff", b"\xef\xbb\xbf", b"\t", b"\r", b": ", b"- ", b"{", b"[", b"&a ", b"*a", b"!!str ", b"|\n", b"\xe2\x80\xae", b"\x1b[0m", b"%YAML 1.2\n", b"---\n", b"...\n")  # fmt: skip


def valid() -> list[Members]:
    """The packs that are mutated: ours."""
    return [members(path) for path in PACKS]


def mutant(number: int, packs: list[Members]) -> Members:
    """One mutated pack."""
    draw = random.Random(number)
    found = packs[0] if draw.random() < 0.75 else packs[1]
    names = sorted(n for n in found.files if n.endswith(".yaml"))
    name = draw.choice(names)
    raw = found.files[name]
    how: Callable[[random.Random, bytes], bytes] = draw.choice(
        (values, values, values, keys, structure, structure, raw_bytes)
    )
    changed = raw
    for _ in range(draw.choice((1, 1, 1, 2, 5))):
        changed = how(draw, changed)
    return Members(files={**found.files, name: changed})


def values(draw: random.Random, raw: bytes) -> bytes:
    """Other values, of another type or out of bounds."""

    def change(data: Any, where: list[tuple[Any, Any]]) -> None:
        holder, key = draw.choice(where)
        old = holder[key]
        options: list[Any] = [copy.deepcopy(draw.choice(NASTY))]
        if isinstance(old, str) and old:
            at = draw.randrange(len(old))
            options += [old[:at] + old[at + 1 :], old[:at] + draw.choice("xyz{}$ 0") + old[at:], old.upper(), [old]]
        if isinstance(old, int):
            options += [old + 1, -old, old * 1_000_000, str(old)]
        holder[key] = draw.choice(options)

    return _in_tree(draw, raw, change)


def keys(draw: random.Random, raw: bytes) -> bytes:
    """Keys renamed, dropped, moved, added."""

    def change(data: Any, where: list[tuple[Any, Any]]) -> None:
        maps = [holder[key] for holder, key in where if isinstance(holder[key], dict) and holder[key]]
        if not maps:
            return
        one = draw.choice(maps)
        key = draw.choice(list(one))
        what = draw.randrange(4)
        if what == 0:
            del one[key]
        elif what == 1:
            one[str(key) + draw.choice("sx_ ")] = one.pop(key)
        elif what == 2:
            one[draw.choice(("extra", "kind", "id", "zh", "with", "count", "<<", "\u202e"))] = copy.deepcopy(
                draw.choice(NASTY)
            )
        else:
            other = draw.choice(maps)
            other[key] = copy.deepcopy(one[key])

    return _in_tree(draw, raw, change)


def structure(draw: random.Random, raw: bytes) -> bytes:
    """Lists shortened, doubled, turned round; things wrapped, unwrapped, nested deep."""

    def change(data: Any, where: list[tuple[Any, Any]]) -> None:
        holder, key = draw.choice(where)
        old = holder[key]
        what = draw.randrange(6)
        if what == 0:
            holder[key] = [old]
        elif what == 1:
            holder[key] = {"x": old}
        elif what == 2 and isinstance(old, list):
            holder[key] = old * draw.choice((0, 2, 3))
        elif what == 3 and isinstance(old, list):
            holder[key] = list(reversed(old))
        elif what == 4:
            for _ in range(draw.choice((5, 60))):
                old = [old]
            holder[key] = old
        else:
            other, there = draw.choice(where)
            holder[key] = copy.deepcopy(other[there])

    return _in_tree(draw, raw, change)


def raw_bytes(draw: random.Random, raw: bytes) -> bytes:
    """Bytes changed, cut, doubled, put in."""
    if not raw:
        return draw.choice(BYTES)
    at, end = sorted((draw.randrange(len(raw)), draw.randrange(len(raw))))
    what = draw.randrange(6)
    if what == 0:
        return raw[:at] + bytes([draw.randrange(256)]) + raw[at + 1 :]
    if what == 1:
        return raw[:at]
    if what == 2:
        return raw[:at] + raw[min(end, at + 40) :]
    if what == 3:
        return raw[:at] + raw[at : at + 200] + raw[at:]
    if what == 4:
        return raw[:at] + draw.choice(BYTES) * draw.choice((1, 1, 50, 30_000)) + raw[at:]
    lines = raw.split(b"\n")
    n = draw.randrange(len(lines))
    lines[n] = draw.choice((b" ", b"\t", b"    ", b"- ")) + lines[n]
    return b"\n".join(lines)


def _in_tree(draw: random.Random, raw: bytes, change: Callable[[Any, list[tuple[Any, Any]]], None]) -> bytes:
    try:
        data = yaml.safe_load(raw)
    except (yaml.YAMLError, ValueError, RecursionError):
        return raw_bytes(draw, raw)
    root = [data]
    change(data, list(_places(root)))
    try:
        return yaml.safe_dump(root[0], allow_unicode=True, sort_keys=False, width=10_000).encode(
            "utf-8", "surrogatepass"
        )
    except (yaml.YAMLError, RecursionError):
        return raw


def _places(holder: Any) -> Iterator[tuple[Any, Any]]:
    found = holder.items() if isinstance(holder, dict) else enumerate(holder)
    for key, value in list(found):
        yield holder, key
        if isinstance(value, dict | list):
            yield from _places(value)
