"""Zip files of ours that strangers may have changed: written in one way only, and read with bounds on everything."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from simulator.exams.errors import ExamError
from simulator.kernel.text import Text
from simulator.packs import zips
from simulator.packs.disk import read_file, write_whole
from simulator.packs.errors import ArchiveError, of_system

MOST_BYTES = 64 * 1024 * 1024  # of a file
MOST_ENTRIES = 64


def read_box(path: Path, names: re.Pattern[str], what: Text) -> dict[str, bytes]:
    """The entries of such a file by name, none of another name than `names` allows; `what` it should be is said where it is not. Raises ExamError."""
    try:
        data = read_file(path, MOST_BYTES)
    except OSError as error:
        raise ExamError("unreadable", of_system(error, path)) from error
    if len(data) > MOST_BYTES:
        raise _not_one(path, what, Text("文件太大", "it is too large"))
    return unpacked(data, str(path), names, what)


def unpacked(data: bytes, place: Path | str, names: re.Pattern[str], what: Text) -> dict[str, bytes]:
    """The same from bytes."""
    try:
        found = zips.entries(data)
        if len(found) > MOST_ENTRIES or sum(e.size for e in found) > MOST_BYTES:
            raise _not_one(place, what, Text("内容太多", "it holds too much"))
        if len({e.name for e in found}) < len(found) or not all(names.fullmatch(e.name) for e in found):
            raise _not_one(place, what, Text("里面有别的文件", "it holds other files"))
        return {entry.name: zips.content(entry) for entry in found}
    except ArchiveError as error:
        raise _not_one(place, what, error.text) from error


def write_box(path: Path, files: Mapping[str, bytes]) -> bytes:
    """Write such a file, whole or not at all; its bytes. Raises ExamError."""
    data = zips.write(sorted(files.items()))
    try:
        write_whole(path, data)
    except OSError as error:
        raise ExamError("unwritten", of_system(error, path)) from error
    return data


def _not_one(place: Path | str, what: Text, why: Text) -> ExamError:
    return ExamError(
        "not-one",
        Text(
            f"{place} 不是完好的{what.zh}（{why.zh}）；请重新复制原来的文件。",
            f"{place} is no whole {what.en} ({why.en}); copy the original file once more.",
        ),
    )


def damaged(place: Path | str, what: Text, why: Text) -> ExamError:
    """The file is one of these, and not as it was made."""
    return _not_one(place, what, why)
