"""The few settings kept between runs, in one small JSON file that a person may edit and may break."""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Annotated, Any

import msgspec

from simulator.kernel.refused import reason
from simulator.kernel.text import Lang, Text

_MAX_BYTES = 64 * 1024
_BROKEN = (ValueError, RecursionError, msgspec.DecodeError)


class Settings(msgspec.Struct, frozen=True, omit_defaults=True):
    """What the trainee chose; None means "not chosen", so a default may change with a release."""

    lang: Lang | None = None
    theme: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9_-]{1,40}\Z")] | None = None
    speed: Annotated[int, msgspec.Meta(ge=0, le=1000)] | None = None


def settings_path(env: Mapping[str, str]) -> Path:
    """`$STORESIM_HOME/config/settings.json`, or the same name in the user's configuration folder."""
    home = env.get("STORESIM_HOME", "").strip()
    if home:
        return Path(os.path.expanduser(home)) / "config" / "settings.json"
    import platformdirs

    return Path(platformdirs.user_config_dir("storesim", appauthor=False)) / "settings.json"


def load_settings(path: Path) -> tuple[Settings, Text | None]:
    """The saved settings, and a warning where they could not be used.

    A file that is broken is moved aside (`settings.json.bad`) and the defaults are used; a file that cannot be read at all
    is left alone. Never raises for what is in the file or its folder.
    """
    try:
        raw = _read(path)
        return msgspec.convert(raw, Settings), None
    except OSError as error:
        return Settings(), _unreadable(path, error)
    except _BROKEN:
        kept = _set_aside(path)
        if kept is None:
            return Settings(), Text(
                zh=f"设置文件已损坏，本次使用默认设置：{path}",
                en=f"The settings file is broken; defaults are used this time: {path}",
            )
        return Settings(), Text(
            zh=f"设置文件已损坏，改用默认设置；原文件保存在 {kept}",
            en=f"The settings file was broken, so defaults are used; it is kept as {kept}",
        )


def save_settings(settings: Settings, path: Path) -> Text | None:
    """Write `settings` in one step; a warning where it could not be done.

    Entries that this version does not know are kept. A broken file is moved aside first and is never overwritten.
    """
    try:
        kept: dict[str, Any] = {}
        try:
            kept = _read(path)
            msgspec.convert(kept, Settings)
        except _BROKEN:
            kept = {}
            if _set_aside(path) is None:
                return Text(
                    zh=f"设置没有保存：原文件已损坏，又无法移开：{path}",
                    en=f"Settings were not saved: the old file is broken and cannot be moved: {path}",
                )
        for name in Settings.__struct_fields__:
            kept.pop(name, None)
        kept.update(msgspec.to_builtins(settings))
        _write(path, msgspec.json.format(msgspec.json.encode(kept), indent=2) + b"\n")
    except OSError as error:
        return Text(
            zh=f"设置没有保存（{reason(error).zh}）：{path}",
            en=f"Settings were not saved ({reason(error).en}): {path}",
        )
    return None


def _read(path: Path) -> dict[str, Any]:
    """The entries of the file, none where there is no file; ValueError where it holds anything but entries."""
    try:
        with path.open("rb") as file:
            data = file.read(_MAX_BYTES + 1)
    except FileNotFoundError:
        return {}
    if len(data) > _MAX_BYTES:
        raise ValueError("too large")
    # an editor on Windows may have put a byte order mark before it
    return msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=dict[str, Any])


def _write(path: Path, data: bytes) -> None:
    import tempfile  # brings random and hashlib: a start that saves nothing goes without

    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=path.name, suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(name, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(name)
        raise


def _set_aside(path: Path) -> Path | None:
    """Move `path` to the first free name of `.bad`, `.bad2`, ...; None where that cannot be done."""
    for n in range(1, 100):
        kept = path.with_name(f"{path.name}.bad{n if n > 1 else ''}")
        if not os.path.lexists(kept):
            try:
                os.rename(path, kept)
            except OSError:
                return None
            return kept
    return None


def _unreadable(path: Path, error: OSError) -> Text:
    return Text(
        zh=f"读不到设置文件（{reason(error).zh}），本次使用默认设置：{path}",
        en=f"The settings file cannot be read ({reason(error).en}); defaults are used this time: {path}",
    )
