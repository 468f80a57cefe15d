"""Where saves lie and what is in them, quickly: this page must not import sqlmodel, for lists are shown at the start."""

from __future__ import annotations

import os
import re
from datetime import datetime
from pathlib import Path

import msgspec
import platformdirs

from simulator.sessions.store.errors import FAULTS, SaveError, explain
from simulator.sessions.store.files import check_schema, connect_to_read
from simulator.sessions.store.meta import Listing
from simulator.sessions.store.reading import stored_attempts

SUFFIX = ".storesim"
_CHECKOUT = Path(__file__).resolve().parents[3]


def saves_folder() -> Path:
    """STORESIM_SAVES; else `saves` beside a checkout; else the user's data folder. It may not exist yet."""
    named = os.environ.get("STORESIM_SAVES")
    if named:
        return Path(named).expanduser()
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / "saves"
    return Path(platformdirs.user_data_dir("storesim", appauthor=False)) / "saves"


def new_save_path(scenario: str, seed: int | str, folder: Path | None = None) -> Path:
    """A path in a folder (that of the saves) where nothing is yet; makes the folder. Raises SaveError when it cannot."""
    folder = folder or saves_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise explain(error, folder) from error
    day = datetime.now().astimezone().strftime("%Y%m%d-%H%M%S")
    stem = re.sub(r"[^\w.-]+", "-", f"{scenario}-{seed}-{day}")
    path = folder / f"{stem}{SUFFIX}"
    number = 2
    while path.exists():
        path = folder / f"{stem}-{number}{SUFFIX}"
        number += 1
    return path


def list_saves(folder: Path | None = None) -> list[Listing]:
    """All saves of a folder, newest first; a file that cannot be read carries the reason. A missing folder holds none."""
    where = folder or saves_folder()
    try:
        paths = sorted(p for p in where.iterdir() if p.suffix == SUFFIX)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise explain(error, where) from error
    found = [look_into(path) for path in paths]
    return sorted(found, key=lambda item: (-item.wall, item.path.name))


def look_into(path: Path) -> Listing:
    """What a save says about itself, without judging its rows."""
    try:
        connection = connect_to_read(path)
        try:
            if not check_schema(connection, path):
                return Listing(path=path)
            attempts = stored_attempts(connection)
            newest = (0, 0)
            for attempt in attempts:
                last = connection.execute(
                    "SELECT wall, minute FROM journal WHERE attempt = ? ORDER BY seq DESC LIMIT 1", (attempt.id,)
                ).fetchone()
                newest = max(newest, msgspec.convert(last or (attempt.created, 0), tuple[int, int]))
            wall, minute = newest
            return Listing(path=path, attempts=attempts, wall=wall, minute=minute)
        except (*FAULTS, msgspec.ValidationError) as error:
            raise explain(error, path) from error
        finally:
            connection.close()
    except SaveError as error:
        return Listing(path=path, error=error.text)
