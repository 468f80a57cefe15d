"""Writing what leaves the office: whole or not at all, and never over something else by accident."""

from __future__ import annotations

from pathlib import Path

from simulator.classroom.errors import ClassroomError
from simulator.kernel.text import Text
from simulator.packs.disk import write_whole
from simulator.packs.errors import of_system


def write(path: Path, data: bytes) -> Path:
    """Write a file, replacing one of the same name. Raises ClassroomError."""
    try:
        if path.is_dir():
            raise ClassroomError("folder", Text(f"{path} 是文件夹；请写文件名。", f"{path} is a folder; name a file."))
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, data)
    except OSError as error:
        raise ClassroomError("unwritten", of_system(error, path)) from error
    return path
