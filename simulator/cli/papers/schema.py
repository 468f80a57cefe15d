"""`storesim paper schema`: the JSON Schema of a paper, to standard output or into a folder."""

from __future__ import annotations

from pathlib import Path

from simulator.cli import out
from simulator.cli.trouble import DONE
from simulator.kernel.text import Lang, Text


def run(folder: str, lang: Lang) -> int:
    """Print it, or write `paper.json`."""
    from simulator.exams.paper.scaffold import write_schema
    from simulator.exams.paper.schema import schema

    if folder:
        path = write_schema(Path(folder).expanduser())
        out.say(Text(f"写到 {path}。", f"Written to {path}.").of(lang))
    else:
        out.json(schema())
    return DONE
