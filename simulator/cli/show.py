"""`storesim show`: any read-only view of a save as plain text."""

from __future__ import annotations

from typing import Any

import msgspec

from simulator.cli import choose, out, words
from simulator.cli.trouble import DONE, Misuse, hint, unknown
from simulator.kernel.engine import OpenRecord
from simulator.kernel.messages import Opened
from simulator.kernel.text import Lang, Text
from simulator.kernel.time import clock


def run(name: str, view: str, key: str, attempt: str, as_json: bool, lang: Lang) -> int:
    """The list of views, the rows of a table, or one record."""
    from simulator.sessions.saves import read

    view, colon, inline = view.partition(":")
    if colon and not key:
        key = inline
    with read(choose.save(name), attempt) as reading:
        engine = reading.engine
        specs = engine.rules.views
        now = engine.world.now
        reader = words.Reader(lang, now)
        if not view:
            rows = [
                {"view": s.name, "title": msgspec.to_builtins(s.title), "kind": s.kind, "key": s.kind == "record",
                 "rows": len(engine.view(s.name)) if s.kind == "table" else None}
                for s in sorted(specs.values(), key=lambda s: (s.desk, s.order, s.name))
            ]  # fmt: skip
            if as_json:
                out.json({"minute": now, "views": rows})
            else:
                _list(rows, reading, lang)
            return DONE
        if view not in specs:
            raise unknown("视图", "view", view, specs)
        spec = specs[view]
        if spec.kind == "table":
            if key:
                raise Misuse(f"{view} 是列表，不带编号。", f"{view} is a list: it takes no key.")
            found = engine.view(view)
            if as_json:
                out.json(msgspec.to_builtins(found))
            else:
                out.say(f"{spec.title.of(lang)}  {clock(now)}")
                out.lines(words.struct_table(spec.shows, found, reader))
            return DONE
        record = engine.view(view, key) if key else None
        if record is None:
            ids = [str(row.id) for row in engine.view(spec.record)] if spec.record in specs else []
            end = hint(key, ids)
            raise Misuse(
                f"{view} 需要一个编号，没有“{key}”{end.zh}" if key else f"{view} 需要一个编号{end.zh}",
                f"{view} needs a key and has no {key!r}{end.en}" if key else f"{view} needs a key{end.en}",
            )
        if spec.evidence and not reading.closed and not _was_opened(reading, view, key):
            raise Misuse(
                f"{view} {key} 还没有打开过；本局进行中，读它本身会作为证据记下：请在界面打开，或用 storesim drive 发 {_request(view, key)}。",
                f"{view} {key} was not opened yet, and while the attempt runs reading it is kept as evidence: "
                f"open it on the screen, or send to storesim drive: {_request(view, key)}",
            )
        if as_json:
            out.json(msgspec.to_builtins(record))
        else:
            out.say(f"{spec.title.of(lang)} {key}  {clock(now)}")
            out.lines(words.struct_record(record, reader))
    return DONE


def _list(rows: list[dict[str, Any]], reading: Any, lang: Lang) -> None:
    first = reading.first
    state = (Text("已交卷", "handed in") if reading.closed else Text("进行中", "open")).of(lang)
    seed = Text("种子", "seed").of(lang)
    out.say(f"{first.pack}/{first.scenario}  {seed} {first.seed}  {clock(reading.engine.world.now)}  {state}")
    head = Text("视图|名称|行数", "View|Title|Rows").of(lang).split("|")
    one = Text("单条，需编号", "one record, needs a key").of(lang)
    out.lines(
        words.table(head, [[r["view"], r["title"][lang], one if r["key"] else str(r["rows"])] for r in rows])
    )  # fmt: skip


def _was_opened(reading: Any, view: str, key: str) -> bool:
    return any(isinstance(f.event, Opened) and f.event.view == view and f.event.key == key for f in reading.facts())


def _request(view: str, key: str) -> str:
    raw = msgspec.json.encode({"command": msgspec.structs.asdict(OpenRecord(view=view, key=key)) and "record.open",
                               "fields": {"view": view, "key": key}})  # fmt: skip
    return raw.decode()
