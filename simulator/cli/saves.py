"""`storesim saves`: the attempts of the saves folder."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

import msgspec

from simulator.cli import out, words
from simulator.cli.trouble import DONE
from simulator.kernel.text import Lang, Text
from simulator.kernel.time import clock
from simulator.sessions.store.places import SUFFIX, list_saves, saves_folder


def run(as_json: bool, lang: Lang) -> int:
    """List them, newest first; a file that cannot be read says why."""
    folder = saves_folder()
    rows: list[dict[str, Any]] = []
    for listing in list_saves(folder):
        base: dict[str, Any] = {"save": str(listing.path), "error": None}
        if listing.error is not None:
            rows.append({**base, "error": msgspec.to_builtins(listing.error)})
        for a in listing.attempts:
            rows.append(
                {
                    **base, "attempt": a.id, "pack": a.pack, "scenario": a.scenario, "seed": a.seed, "mode": a.mode,
                    "state": a.state, "minute": listing.minute, "wall": listing.wall or a.created,
                    "compliance": _compliance(a.score),
                }
            )  # fmt: skip
    if as_json:
        out.json(rows)
        return DONE
    if not rows:
        out.say(Text(f"{folder} 里还没有存档。", f"There are no saves in {folder} yet.").of(lang))
        return DONE
    out.say(str(folder))
    head = (
        Text("存档|场景|种子|状态|合规|店铺时间|最近一次", "Save|Scenario|Seed|State|Compliance|Store time|Last played")
        .of(lang)
        .split("|")
    )
    state = {"open": Text("进行中", "open"), "closed": Text("已交卷", "handed in")}
    found = []
    for row in rows:
        name = row["save"].rpartition("/")[2].rpartition("\\")[2].removesuffix(SUFFIX)
        if row["error"] is not None:
            found.append([name, "-", "-", "!", "-", "-", row["error"][lang]])
            continue
        points = "-" if row["compliance"] is None else f"{row['compliance']:f}"
        found.append(
            [name, row["scenario"], row["seed"], state[row["state"]].of(lang) if row["state"] in state else row["state"],
             points, clock(row["minute"]), _when(row["wall"])]
        )  # fmt: skip
    out.lines(words.table(head, found, right=[4]))
    return DONE


def _when(wall: int) -> str:
    try:
        return datetime.fromtimestamp(wall / 1000).astimezone().strftime("%Y-%m-%d %H:%M")
    except (OverflowError, ValueError, OSError):  # a number that somebody wrote into the file
        return "-"


def _compliance(kept: str | None) -> Decimal | None:
    """What the save keeps of its score for lists; nothing where that cannot be read."""
    try:
        found = msgspec.json.decode(kept or "", type=_Kept).compliance
    except msgspec.DecodeError:
        return None
    return found if 0 <= found <= 100 else None


class _Kept(msgspec.Struct):
    compliance: Decimal
