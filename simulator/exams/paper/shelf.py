"""Where papers lie: those we ship (`scenarios/papers`), and the user's own.

The user's folder is `$STORESIM_PAPERS`, or `papers` in the user's data folder. A paper of one's own goes before a shipped one of the
same id. A path names any other.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

import msgspec

from simulator.exams.paper.errors import PaperError
from simulator.exams.paper.load import check
from simulator.exams.paper.model import Paper
from simulator.kernel.refused import reason
from simulator.kernel.text import Text
from simulator.packs.library import shipped_folder, usable_packs
from simulator.packs.model import Pack
from simulator.packs.names import shown
from simulator.packs.yaml import Finding, read_yaml

FOLDER = "papers"
SUFFIX = ".yaml"
Origin = Literal["own", "shipped"]
ORIGIN: dict[str, Text] = {"own": Text("自己的", "own"), "shipped": Text("自带", "shipped")}

_NO_FILE = Text("没有试卷文件 {place}；请检查路径。", "There is no paper {place}; check the path.")
_NONE = Text("没有试卷“{name}”{end}", "There is no paper {name}{end}")
_CLOSE = Text("；是否指 {names}？", "; did you mean {names}?")
_KNOWN = Text("；可用：{names}。", "; there is: {names}.")
_EMPTY = Text("；用 storesim paper new 新建一份。", "; begin one with storesim paper new.")


class Shelved(msgspec.Struct, frozen=True, kw_only=True):
    """One paper on the shelf: where it lies, the paper where it can be used, and what was found either way. `id`: as its file says, else the name of
    the file."""

    origin: Origin
    path: Path
    id: str
    paper: Paper | None
    findings: tuple[Finding, ...] = ()


def papers_folder() -> Path:
    """The user's folder of papers. It may not exist yet."""
    named = os.environ.get("STORESIM_PAPERS")
    if named:
        return Path(named).expanduser()
    import platformdirs

    return Path(platformdirs.user_data_dir("storesim", appauthor=False)) / FOLDER


def papers(packs: Sequence[Pack] | None = None) -> list[Shelved]:
    """All papers, the user's own first, by file name; a shipped one whose id the user has is left out."""
    known = usable_packs()[0] if packs is None else packs
    found: dict[str, Shelved] = {}
    for origin, path in _files():
        id = _id(path)
        if id in found and found[id].origin != origin:
            continue
        paper, findings = check(path, known)
        one = Shelved(origin=origin, path=path, id=id, paper=paper, findings=tuple(findings))
        found.setdefault(id if id not in found else str(path), one)
    return list(found.values())


def find_paper(words: str) -> Path:
    """The file of a paper that is named by its id or by a path. PaperError with a suggestion when there is none; whether the paper can be used
    is for `load` to say."""
    try:
        path = Path(words).expanduser()
        if path.is_file():
            return path
    except (OSError, RuntimeError, ValueError):  # a name that is too long, a home that is not known, a zero byte
        raise PaperError(_NO_FILE.fill(place=shown(words))) from None
    if words.endswith(SUFFIX) or "/" in words or os.sep in words:
        raise PaperError(_NO_FILE.fill(place=shown(words)))
    there: dict[str, Path] = {}
    for _, one in _files():
        there.setdefault(_id(one), one)
    if words in there:
        return there[words]
    close = difflib.get_close_matches(words, there, 3) or [id for id in there if words and id.startswith(words)]
    end = _CLOSE.fill(names=", ".join(close)) if close else _KNOWN.fill(names=", ".join(there)) if there else _EMPTY
    raise PaperError(_NONE.fill(name=shown(words), end=end))


def _files() -> list[tuple[Origin, Path]]:
    """The files of both folders. PaperError when one is there and cannot be read."""
    found: list[tuple[Origin, Path]] = []
    places: tuple[tuple[Origin, Path], ...] = (("own", papers_folder()), ("shipped", shipped_folder() / FOLDER))
    for origin, folder in places:
        try:
            if folder.is_dir():
                found += [(origin, path) for path in sorted(folder.iterdir()) if _is_paper(path)]
        except OSError as error:
            why = reason(error)
            raise PaperError(
                Text(f"读不了试卷文件夹 {folder}：{why.zh}。", f"The folder {folder} cannot be read: {why.en}.")
            ) from error
    return found


def _is_paper(path: Path) -> bool:
    return path.suffix == SUFFIX and not path.name.startswith(".") and path.is_file()


def _id(path: Path) -> str:
    """What the file calls itself; its name where it does not say."""
    data = read_yaml(path).data
    id = data.get("id") if isinstance(data, dict) else None
    return id if isinstance(id, str) and id else path.stem
