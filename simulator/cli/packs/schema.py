"""`storesim pack schema`: JSON Schema of the files of a pack, to standard output or into a folder."""

from __future__ import annotations

from pathlib import Path

from simulator.cli import out
from simulator.cli.trouble import DONE, unknown
from simulator.kernel.text import Lang, Text


def run(name: str, folder: str, lang: Lang) -> int:
    """One schema, or all of them as files."""
    from simulator.bots.player import mistakes
    from simulator.packs.schema import names, schema

    if folder:
        place = Path(folder).expanduser()
        place.mkdir(parents=True, exist_ok=True)
        for one in names():
            (place / f"{one}.json").write_text(_json(schema(one, mistakes())), "utf-8")
        out.say(Text(f"{len(names())} 个文件写到 {place}。", f"{len(names())} files written to {place}.").of(lang))
        return DONE
    if name not in names():
        raise unknown("文件", "file", name, names())
    out.json(schema(name, mistakes()))
    return DONE


def _json(value: object) -> str:
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=1).decode() + "\n"
