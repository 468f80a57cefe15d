"""A small pack, and archives made by hand: as other tools make them, and as nobody should."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Mapping
from pathlib import Path

from simulator.kernel.text import Text
from simulator.packs.install import Head

FILES = {
    "LICENSE": b"Anyone may use this.\n",
    "README.zh.md": "# 小包\n".encode(),
    "goods.yaml": b"- mug\n",
    "pack.yaml": b"id: tiny\nversion: 1.0.0\n",
    "scenarios/a.yaml": b"id: a\n",
    "scenarios/\u7b2c\u4e8c\u8bfe.yaml": b"id: b\n" * 40,
}


def make_folder(folder: Path, files: Mapping[str, bytes] = FILES) -> Path:
    """Write files below a new folder."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return folder


def pack_of(version: str = "1.0.0", id: str = "tiny", **more: str) -> dict[str, bytes]:
    """The files of the small pack under another version or id; `more` is written into its head."""
    head = "".join(f"{key}: {value}\n" for key, value in {"id": id, "version": version, **more}.items())
    return {**FILES, "pack.yaml": head.encode()}


def check(folder: Path) -> Head:
    """What stands for loading a pack: reads the head."""
    head = dict(line.split(": ", 1) for line in (folder / "pack.yaml").read_text("utf-8").splitlines())
    return Head(id=head["id"], version=head["version"], title=Text("小包", "Tiny pack"))


def zipped(entries: Mapping[str, bytes] | list[tuple[str, bytes]], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive by Python's own module; a list may name a file twice."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in entries.items() if isinstance(entries, Mapping) else entries:
            archive.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


def marked(name: str, data: bytes, attributes: int) -> bytes:
    """A good archive with one more entry of these external attributes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for known, content in FILES.items():
            archive.writestr(known, content)
        info = zipfile.ZipInfo(name)
        info.external_attr = attributes
        archive.writestr(info, data)
    return out.getvalue()


def by_hand(
    name: bytes,
    packed: bytes,
    *,
    size: int,
    crc: int,
    method: int = 8,
    flags: int = 0,
    before: bytes = b"",
    gap: bytes = b"",
) -> bytes:
    """One entry that declares whatever it is told to, in both of its headers."""
    shared = struct.pack("<5H3L2H", 20, flags, method, 0, 33, crc, len(packed), size, len(name), 0)
    body = before + b"PK\3\4" + shared + name + packed + gap
    table = b"PK\1\2" + struct.pack("<H", 20) + shared + struct.pack("<3H2L", 0, 0, 0, 0, len(before)) + name
    return body + table + b"PK\5\6" + struct.pack("<4H2LH", 0, 0, 1, 1, len(table), len(body), 0)
