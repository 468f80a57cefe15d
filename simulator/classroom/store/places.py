"""Where the classes lie when nobody says so. This page must not import sqlmodel."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

NAME = "classes.db"
_CHECKOUT = Path(__file__).resolve().parents[3]


def default_url() -> str:
    """What `open_database` takes: STORESIM_CLASSES (a URL or a path); else a file beside the saves of a checkout; else in
    the user's data folder. It may not exist yet."""
    return os.environ.get("STORESIM_CLASSES") or str(default_folder() / NAME)


def default_folder() -> Path:
    """The folder of our own in which the file lies by default."""
    if (_CHECKOUT / "pyproject.toml").is_file():
        return _CHECKOUT / "saves"
    return Path(platformdirs.user_data_dir("storesim", appauthor=False))
