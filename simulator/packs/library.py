"""Which packs there are and which one is meant: packs named by $STORESIM_PACKS, those we ship, and those on the shelf.

Of one id the newest version is on offer; what $STORESIM_PACKS names goes before all. A save is read with exactly the bytes it
was played on, so older versions on the shelf are found by their digest.
"""

from __future__ import annotations

import difflib
import os
from pathlib import Path

from simulator.packs import shelf
from simulator.packs.errors import PackFileError
from simulator.packs.load import PackError, load
from simulator.packs.model import Pack, Scenario
from simulator.packs.version import Version

TABLE1 = "table1"  # the pack of our own scenarios


def shipped_folder() -> Path:
    """`scenarios/` beside the checkout, or in the installed package."""
    here = Path(__file__).resolve().parent.parent
    return here.parent / "scenarios" if (here.parent / "pyproject.toml").is_file() else here / "scenarios"


def named_folders() -> list[Path]:
    """The packs that $STORESIM_PACKS names: pack folders, or folders of packs."""
    return packs_in([Path(p) for p in os.environ.get("STORESIM_PACKS", "").split(os.pathsep) if p])


def shelf_folders() -> list[Path]:
    """The newest usable version of each pack on the shelf; none where the shelf cannot be read."""
    try:
        there = [entry for entry in shelf.installed() if entry.problem is None]
    except PackFileError:
        return []
    newest = {entry.id: entry.path for entry in there}  # they come sorted by version
    return [newest[id] for id in sorted(newest)]


def pack_folders() -> list[Path]:
    """All packs on offer, those named first."""
    found = [*named_folders(), *packs_in([shipped_folder()]), *shelf_folders()]
    return list(dict.fromkeys(found))


def packs_in(places: list[Path]) -> list[Path]:
    """The packs at these places: pack folders, or folders of packs."""
    found: list[Path] = []
    for place in places:
        if (place / "pack.yaml").is_file():
            found.append(place)
        elif place.is_dir():
            # ours of Table 1 goes before what stands beside it
            found += sorted((p.parent for p in place.glob("*/pack.yaml")), key=lambda p: (p.name != TABLE1, p.name))
    return found


def usable_packs() -> tuple[list[Pack], list[PackError]]:
    """The packs that can be used, one of each id, and what keeps the others from it."""
    packs: dict[str, Pack] = {}
    named = set(named_folders())
    fixed: set[str] = set()
    broken: list[PackError] = []
    for folder in pack_folders():
        try:
            pack = load(str(folder))
        except PackError as error:
            broken.append(error)
            continue
        if folder in named:
            fixed.add(pack.id)
            packs.setdefault(pack.id, pack)
        elif pack.id not in packs or (pack.id not in fixed and _newer(pack, packs[pack.id])):
            packs[pack.id] = pack
    return list(packs.values()), broken


def _newer(one: Pack, other: Pack) -> bool:
    return Version.parse(one.version) > Version.parse(other.version)


def of_digest(id: str, digest: str) -> Pack | None:
    """The pack with exactly these bytes, wherever it lies; None when it is not here."""
    try:
        found = [shelf.find(id, digest), shelf.task_pack(digest)]
    except PackFileError:  # a shelf that cannot be read has nothing for us
        found = []
    kept = [place for place in found if place is not None]
    for folder in [*kept, *named_folders(), *packs_in([shipped_folder()])]:
        try:
            pack = load(str(folder))
        except PackError:
            continue
        if (pack.id, pack.digest) == (id, digest):
            return pack
    return None


def address(pack: Pack, scenario: Scenario) -> str:
    """How a scenario is called where packs stand side by side: our own by its id alone, others as `pack/scenario`."""
    return scenario.id if pack.id == TABLE1 else f"{pack.id}/{scenario.id}"


def find(name: str, packs: list[Pack] | None = None) -> tuple[Pack, Scenario]:
    """The pack and scenario of a name (`11.1`, `first@hard`, `table1/11.1`). KeyError with a suggestion when there is none."""
    wanted, _, id = name.rpartition("/")
    known: list[str] = []
    for pack in usable_packs()[0] if packs is None else packs:
        known += pack.scenarios
        if id in pack.scenarios and wanted in ("", pack.id):
            return pack, pack.scenarios[id]
    close = difflib.get_close_matches(id, known, 1)
    raise KeyError(close[0] if close else ", ".join(known))
