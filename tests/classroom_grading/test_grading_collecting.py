"""Folders, zips of them and single files; bulk downloads of Moodle."""

from __future__ import annotations

import io
import os
import sys
import zipfile
from pathlib import Path

import pytest
from handinmaker import put

from simulator.classroom import collecting
from simulator.classroom.collecting import Source, Unreadable, collected
from simulator.classroom.errors import ClassroomError
from simulator.classroom.model import Student

ROSTER = [
    Student(id="s1", number="20260001", name="王芳", login="wangf"),
    Student(id="s2", number="20260002", name="Li Lei"),
    Student(id="s3", number="20260003", name="张 伟"),
    Student(id="s4", number="20260004", name="张伟"),
    Student(id="s5", number="", name="", erased=True),
]
IN = "12345_assignsubmission_file"
FILES = {
    f"王芳_{IN}_/a.storesim": b"1",
    f"LI LEI_{IN}_/deep/b.storesim": b"2",
    f"张伟_{IN}_/c.storesim": b"3",
    f"wangf_{IN}_/d.storesim": b"4",
    f"20260002_{IN}_e.storesim": b"5",
    f"Nobody_{IN}_/f.storesim": b"6",
    f"Participant_{IN}_/g.storesim": b"7",
    "王芳/h.storesim": b"8",
    "i.storesim": b"",
    "王芳_12345_assignsubmission_onlinetext_/onlinetext.html": b"text",
    "Li Lei_12345_assignsubmission_onlinetext.html": b"text",
    ".DS_Store": b"x", "__MACOSX/._a": b"x", "Thumbs.db": b"x", "a.storesim-wal": b"x", "a.storesim-shm": b"x",
    "a.storesim.lock": b"", ".git/config": b"x",
}  # fmt: skip
WANTED = {
    f"王芳_{IN}_/a.storesim": ("s1", b"1"),
    f"LI LEI_{IN}_/deep/b.storesim": ("s2", b"2"),
    f"张伟_{IN}_/c.storesim": ("", b"3"),  # two bear this name
    f"wangf_{IN}_/d.storesim": ("s1", b"4"),
    f"20260002_{IN}_e.storesim": ("s2", b"5"),
    f"Nobody_{IN}_/f.storesim": ("", b"6"),
    f"Participant_{IN}_/g.storesim": ("", b"7"),
    "王芳/h.storesim": ("", b"8"),  # names of folders that are not Moodle's say nothing certain
    "i.storesim": ("", b""),
}


class Old(zipfile.ZipInfo):
    """An entry as old programs write it: the name in another encoding, and nothing said of it."""

    encoding = "utf-8"

    def _encodeFilenameFlags(self) -> tuple[bytes, int]:
        return self.filename.encode(self.encoding), 0


def zipped(files: dict[str, bytes], encoding: str = "", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """An archive, by an old program where an encoding is named."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as archive:
        for name, data in files.items():
            info = Old(name) if encoding else zipfile.ZipInfo(name)
            if isinstance(info, Old):
                info.encoding = encoding
            archive.writestr(info, data, method)
    return out.getvalue()


def read(place: Path) -> dict[str, tuple[str, bytes]]:
    with collected(place, ROSTER, 77) as files:
        assert [f.name for f in files] == sorted(f.name for f in files)
        assert all((f.received, f.waiting) == (77, "") for f in files)
        return {f.name: (f.by, f.read()) for f in files}


def refused(place: Path) -> ClassroomError:
    with pytest.raises(ClassroomError) as raised, collected(place, ROSTER, 77):
        pass
    error = raised.value
    assert error.text.zh != error.text.en
    assert error.text.en.isprintable()
    return error


def test_a_folder(tmp_path: Path) -> None:
    assert read(put(tmp_path / "in", FILES)) == WANTED


@pytest.mark.parametrize("encoding", ["", "utf-8", "gb18030"])
def test_a_zip_of_it(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(zipped(FILES, encoding))
    assert read(path) == WANTED


def test_a_single_save(tmp_path: Path) -> None:
    path = tmp_path / "a.storesim"
    path.write_bytes(b"SQLite format 3\0")
    assert read(path) == {"a.storesim": ("", b"SQLite format 3\0")}


def test_what_goes_wrong_meanwhile_is_not_blamed_on_the_place(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="no network"), collected(tmp_path, ROSTER, 1):
        raise OSError("no network")


def test_an_empty_folder(tmp_path: Path) -> None:
    assert read(tmp_path) == {}


@pytest.mark.skipif(sys.platform == "win32", reason="needs links and pipes")
def test_links_and_pipes_are_left_alone(tmp_path: Path) -> None:
    folder = put(tmp_path / "in", {"a": b"1"})
    put(tmp_path / "secret", {"b": b"2"})
    (folder / "link").symlink_to(tmp_path / "secret" / "b")
    (folder / "links").symlink_to(tmp_path / "secret")
    os.mkfifo(folder / "pipe")
    assert read(folder) == {"a": ("", b"1")}


def test_what_is_not_there(tmp_path: Path) -> None:
    assert "nowhere" in refused(tmp_path / "nowhere\x1b[31m").text.en


@pytest.mark.parametrize("raw", [b"PK\3\4", b"PK\3\4" + b"\0" * 100, zipped(FILES)[:-30]])
def test_a_damaged_archive(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(raw)
    assert refused(path).code == "unreadable"


def unreadable(files: list[Source]) -> list[str]:
    found = []
    for file in files:
        try:
            file.read()
        except Unreadable as error:
            found.append(f"{file.name}: {error.why.en}")
    return found


def test_entries_that_cannot_be_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = bytearray(zipped({"a": b"good" * 50, "b": b"secret" * 50, "c": b"broken" * 50}, method=zipfile.ZIP_STORED))
    table = raw.index(b"PK\1\2", raw.index(b"PK\1\2") + 1)
    raw[table + 8] |= 1  # the second is encrypted
    raw[raw.index(b"broken")] ^= 1
    path = tmp_path / "all.zip"
    path.write_bytes(raw)
    with collected(path, ROSTER, 1) as files:
        assert unreadable(files) == ["b: the archive has a password", "c: the archive is damaged there"]
    monkeypatch.setattr(collecting, "MOST_BYTES", 100)
    with collected(path, ROSTER, 1) as files:
        assert [line[0] for line in unreadable(files)] == ["a", "b", "c"]


def test_a_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither one that says how large it is, nor one that lies about it."""
    path = tmp_path / "all.zip"
    raw = bytearray(zipped({"bomb": b"\0" * 5_000_000}))
    monkeypatch.setattr(collecting, "MOST_BYTES", 1_000_000)
    path.write_bytes(raw)
    with collected(path, ROSTER, 1) as files:
        assert "too large" in unreadable(files)[0]
    table = raw.index(b"PK\1\2")
    for place in (22, table + 24):  # of the size in both headers
        raw[place : place + 4] = (1000).to_bytes(4, "little")
    path.write_bytes(raw)
    with collected(path, ROSTER, 1) as files:
        assert unreadable(files) == ["bomb: the archive is damaged there"]
    monkeypatch.setattr(collecting, "MOST_UNPACKED", 999)
    assert refused(path).code == "too-many-files"


def test_too_many_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(collecting, "MOST_FILES", 3)
    files = {str(n): b"" for n in range(4)}
    assert refused(put(tmp_path / "in", files)).code == "too-many-files"
    (tmp_path / "all.zip").write_bytes(zipped(files))
    assert refused(tmp_path / "all.zip").code == "too-many-files"
