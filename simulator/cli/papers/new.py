"""`storesim paper new`: a paper to begin with."""

from __future__ import annotations

from pathlib import Path

from simulator.cli import out
from simulator.cli.trouble import DONE
from simulator.kernel.text import Lang, Text


def run(place: str, title: str, lang: Lang) -> int:
    """Write it, and say what comes next."""
    from simulator.exams.paper.scaffold import scaffold
    from simulator.exams.paper.shelf import SUFFIX, papers_folder

    path = Path(place).expanduser()
    if path.name == place and not place.endswith(SUFFIX):  # an id
        path = papers_folder() / f"{place}{SUFFIX}"
    written = scaffold(path, title)[0]
    out.say(str(written))
    out.say(
        Text(
            f"接下来：改这个文件，再运行 storesim paper check --prove {written}",
            f"Next: change this file, then run storesim paper check --prove {written}",
        ).of(lang)
    )
    return DONE
