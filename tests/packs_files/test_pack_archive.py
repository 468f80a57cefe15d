"""One archive from every machine; and no archive from a stranger does more than be refused."""

from __future__ import annotations

import os
import random
import shutil
import struct
import subprocess
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packkit import FILES, by_hand, make_folder, marked, pack_of, zipped

from simulator.packs import archive, disk, zips
from simulator.packs.archive import build, read_archive, unpack, write_archive
from simulator.packs.errors import ArchiveError, FolderError, IdError, PackFileError, VersionError
from simulator.packs.files import digest, members

GOLDEN = "213faa42d831c7700838757e4fb95952f4148cd588cad77ff224572e862946e0"
GOOD = zips.write(sorted(FILES.items()))


def refused(data: bytes, says: str) -> None:
    """The archive is refused with a sentence in both languages that says this."""
    with pytest.raises(ArchiveError, match=says) as found:
        read_archive(data)
    text = found.value.text
    assert text.en.startswith("The pack archive (in memory) cannot be used: ")
    assert text.zh.startswith("场景包文件 （内存数据） 不能用：")
    assert text.en.isprintable()
    assert "{" not in text.en + text.zh


# -- building -----------------------------------------------------------------------------------------------------


def test_the_same_bytes_from_every_copy(tmp_path: Path) -> None:
    one = make_folder(tmp_path / "one")
    other = make_folder(tmp_path / "other", dict(reversed(FILES.items())))
    for path in other.rglob("*"):
        if path.is_file():
            os.utime(path, (1, 1))
            path.chmod(0o700)
    make_folder(other, {"notes.txt": b"", ".hidden": b"", "SIGNATURE.json": b"{}"})
    first = build(one, tmp_path / "1.zip", id="tiny", version="1.0.0")
    second = build(other, tmp_path / "2.zip", id="tiny", version="1.0.0")
    assert (tmp_path / "1.zip").read_bytes() == (tmp_path / "2.zip").read_bytes() == GOOD
    assert first.sha256 == second.sha256 == GOLDEN
    assert first.digest == digest(FILES)
    assert first.size == len(GOOD)
    assert first.names == tuple(sorted(FILES))
    assert (first.strays, second.strays) == ((), ("notes.txt",))


def test_other_tools_read_it(tmp_path: Path) -> None:
    path = build(make_folder(tmp_path / "p"), tmp_path / "p.zip", id="tiny", version="1.0.0").path
    with zipfile.ZipFile(path) as archive:
        assert archive.testzip() is None
        assert {name: archive.read(name) for name in archive.namelist()} == FILES
        assert archive.namelist() == sorted(FILES)
        for info in archive.infolist():
            assert info.date_time == (1980, 1, 1, 0, 0, 0)
            assert (info.create_system, info.external_attr, info.extra) == (3, 0o100644 << 16, b"")
    if unzip := shutil.which("unzip"):
        subprocess.run([unzip, "-q", path, "-d", tmp_path / "out"], check=True, env={**os.environ, "LC_ALL": "C.UTF-8"})
        assert members(tmp_path / "out").files == FILES


def test_where_it_is_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pack = make_folder(tmp_path / "p")
    (tmp_path / "out").mkdir()
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert build(pack, None, id="tiny", version="1.0.0-rc.1").path.resolve() == tmp_path / "here/tiny-1.0.0-rc.1.zip"
    assert build(pack, tmp_path / "out", id="tiny", version="1.0.0").path == tmp_path / "out/tiny-1.0.0.zip"
    assert build(pack, tmp_path / "x", id="tiny", version="1.0.0").path == tmp_path / "x"
    assert build(pack, tmp_path / "x", id="tiny", version="1.0.0").path == tmp_path / "x", "a zip file is replaced"
    assert sorted(p.name for p in tmp_path.rglob("*.tmp")) == []


def test_what_cannot_be_built(tmp_path: Path) -> None:
    pack = make_folder(tmp_path / "p")
    with pytest.raises(ArchiveError, match="no zip file, so it was not overwritten"):
        build(pack, pack / "goods.yaml", id="tiny", version="1.0.0")
    assert members(pack).files == FILES
    with pytest.raises(IdError, match="cannot be the id of a pack"):
        build(pack, None, id="../tiny", version="1.0.0")
    with pytest.raises(VersionError):
        build(pack, None, id="tiny", version="1.0/..")
    with pytest.raises(ArchiveError, match="check the path"):
        build(pack, tmp_path / "no/where.zip", id="tiny", version="1.0.0")
    (pack / "pack.yaml").unlink()
    with pytest.raises(ArchiveError, match=r"There is no pack.yaml in .*p \(links"):
        build(pack, None, id="tiny", version="1.0.0")
    with pytest.raises(FolderError, match="There is no pack folder"):
        build(tmp_path / "none", None, id="tiny", version="1.0.0")


def test_a_full_disk_leaves_the_old_archive(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_archive(tmp_path / "p.zip", FILES, None).path
    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(ArchiveError, match="the disk is full; make room"):
        write_archive(path, pack_of("2.0.0"), None)
    assert path.read_bytes() == GOOD
    assert list(tmp_path.iterdir()) == [path]


def full(_handle: int) -> None:
    raise OSError(28, "No space left on device")


# -- reading ------------------------------------------------------------------------------------------------------


def test_there_and_back(tmp_path: Path) -> None:
    path = write_archive(tmp_path / "p.zip", FILES, b'{"a": 1}').path
    found = read_archive(path)
    assert found.files == FILES
    assert found.signature == b'{"a": 1}'
    assert found.digest == digest(FILES)
    assert found == read_archive(path.read_bytes())
    unpack(found, tmp_path / "out")
    assert members(tmp_path / "out").files == FILES
    assert read_archive(GOOD).signature is None
    assert read_archive(GOOD).sha256 == GOLDEN


@given(
    st.dictionaries(
        st.text(st.characters(codec="utf-8"), min_size=1, max_size=20).map(lambda s: f"scenarios/{s}.yaml").filter(
            lambda name: archive.why_not(name) is None and archive.belongs(name)
        ),
        st.binary(max_size=200),
        max_size=5,
    ).filter(lambda files: archive.clash(files) is None)
)  # fmt: skip
def test_any_good_pack_comes_back(files: dict[str, bytes]) -> None:
    files = {"pack.yaml": b"", **files}
    assert read_archive(zips.write(sorted(files.items()))).files == files
    assert read_archive(zipped(files)).files == files


def test_archives_of_other_tools(tmp_path: Path) -> None:
    inside = {f"tiny-1.0.0/{name}": data for name, data in FILES.items()}
    litter = {
        "tiny-1.0.0/": b"", "tiny-1.0.0/scenarios/": b"", "tiny-1.0.0/.DS_Store": b"x", "__MACOSX/tiny-1.0.0/._pack.yaml": b"x",
        "tiny-1.0.0/.git/config": b"x", "tiny-1.0.0/SIGNATURE.json": b"{}",
    }  # fmt: skip
    found = read_archive(zipped({**litter, **inside}))
    assert found.files == FILES
    assert found.signature == b"{}"
    assert found.digest == digest(FILES)
    assert read_archive(zipped({"scenarios/": b"", **FILES})).files == FILES
    assert read_archive(zipped(FILES, zipfile.ZIP_STORED)).files == FILES


@pytest.mark.skipif(not shutil.which("zip"), reason="needs the program zip")
@pytest.mark.parametrize(
    "words",
    [
        ["-r", "-X", "../p.zip", "."],
        ["-r", "../p.zip", "."],
        ["-r", "../p.zip", ".", "-z"],
        ["-r", "-0", "-fd", "../p.zip", "."],
        ["-r", "-", "."],
    ],
)
def test_archives_of_zip(tmp_path: Path, words: list[str]) -> None:
    pack = make_folder(tmp_path / "p")
    env = {**os.environ, "LC_ALL": "C.UTF-8"}
    done = subprocess.run(
        ["zip", "-q", *words], cwd=pack, check=True, input=b"a comment\n", env=env, capture_output=True
    )
    if "-" in words:
        (tmp_path / "p.zip").write_bytes(done.stdout)
    assert read_archive(tmp_path / "p.zip").files == FILES


def test_an_archive_with_sizes_behind_the_data(tmp_path: Path) -> None:
    path = tmp_path / "p.zip"
    with path.open("wb") as file, zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in FILES.items():
            made.writestr(name, data)
    assert zipfile.ZipFile(path).infolist()[0].flag_bits & 8
    assert read_archive(path).files == FILES


class Pipe:
    """A file that cannot be gone back in."""

    def __init__(self, file) -> None:
        self.write, self.flush = file.write, file.flush


def test_places_that_are_no_archive(tmp_path: Path) -> None:
    for path, says in [(tmp_path / "no.zip", "there is no such file"), (tmp_path, "it is a folder")]:
        with pytest.raises(ArchiveError, match=says):
            read_archive(path)
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(ArchiveError, match="not a plain file"):
            read_archive(tmp_path / "pipe")
    (tmp_path / "text.zip").write_text("hello")
    with pytest.raises(ArchiveError, match=r"The pack archive .*text\.zip cannot be used: it is not a whole zip file"):
        read_archive(tmp_path / "text.zip")


def test_unpacking_is_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = read_archive(GOOD)
    (tmp_path / "there").mkdir()
    with pytest.raises(ArchiveError, match="is there already"):
        unpack(found, tmp_path / "there")
    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(ArchiveError, match="disk is full"):
        unpack(found, tmp_path / "new")
    assert [p.name for p in tmp_path.iterdir()] == ["there"]


# -- refused names and kinds --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("../goods.yaml", "could lead out of the pack"),
        ("scenarios/../../goods.yaml", "could lead out of the pack"),
        ("..", "could lead out of the pack"),
        ("/etc/passwd", "absolute path"),
        ("C:/goods.yaml", "begins with a drive"),
        ("scenarios/NUL.yaml", "keeps for a device"),
        ("scenarios/com7", "keeps for a device"),
        ("scenarios/b.yaml.", "blank or dot"),
        ("scenarios/b.yaml ", "blank or dot"),
        ("scenarios//b.yaml", "is empty"),
        ("scenarios/" + "b" * 100 + ".yaml", "too long"),
        ("scenarios/b\x1b]0;x\x07.yaml", r"invisible characters; rename"),
        ("scenarios/b\u202e.yaml", r"b\\u202e.yaml” holds control codes or invisible"),
        ("scenarios/e\u0301.yaml", "normal form"),
        ("PACK.yaml", "differ only in upper and lower case"),
        ("Scenarios/A.yaml", "upper and lower case"),
        ("scenarios", "a file and a folder"),
        ("pack.yaml/x", "a file and a folder"),
        ("pack.yaml/", "a file and a folder"),
        ("evil.py", r"do not belong to a pack \(evil.py\)"),
        ("scenarios/b.yml", "do not belong to a pack"),
        ("scenarios/more/b.yaml", "do not belong to a pack"),
        ("x/pack.yaml", "do not belong to a pack"),
    ],
)
def test_names_that_are_refused(name: str, says: str) -> None:
    refused(zipped({**FILES, name: b""}), says)


def test_backslashes_are_refused() -> None:
    refused(zipped(FILES).replace(b"scenarios/a.yaml", b"scenarios\\a.yaml"), "holds a backslash")


def test_nul_is_refused() -> None:
    refused(zipped(FILES).replace(b"goods.yaml", b"good\0.yaml"), "control codes")


def test_an_empty_name_is_refused() -> None:
    refused(by_hand(b"", b"", size=0, crc=0, method=0), "a file has no name")


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_doubles_are_refused() -> None:
    refused(zipped([*FILES.items(), ("pack.yaml", b"id: other\n")]), "“pack.yaml” stands twice")


def test_names_in_another_encoding_are_refused() -> None:
    refused(by_hand("scenarios/课.yaml".encode("gbk"), b"", size=0, crc=0, method=0), "is not UTF-8")


def test_a_single_folder_is_taken_off_only_once() -> None:
    refused(zipped({f"a/b/{name}": data for name, data in FILES.items()}), "there is no pack.yaml in it")
    refused(
        zipped({"readme.txt": b"", **{f"a/{name}": data for name, data in FILES.items()}}),
        "there is no pack.yaml in it",
    )
    refused(zipped({"goods.yaml": b""}), "there is no pack.yaml in it")
    refused(zipped({}), "there is no pack.yaml in it")


@pytest.mark.parametrize(
    ("name", "attributes", "says"),
    [
        ("scenarios/b.yaml", 0o120777 << 16, "is a link or a special file"),
        ("scenarios/b.yaml", 0o010644 << 16, "is a link or a special file"),
        ("scenarios/b.yaml", 0o020644 << 16, "is a link or a special file"),
        ("scenarios/b.yaml", 0o060644 << 16, "is a link or a special file"),
        ("scenarios/b.yaml", 0o140644 << 16, "is a link or a special file"),
        ("scenarios/b.yaml", 0o040755 << 16, "is a link or a special file"),
        ("scenarios/b.yaml", 0x10, "is a link or a special file"),
        (".hidden", 0o120777 << 16, "is a link or a special file"),
        ("scenarios/", 0o120777 << 16, "is a link or a special file"),
        ("scenarios/", 0o040755 << 16 | 0x10, "has content of its own"),
    ],
)
def test_links_and_special_files_are_refused(name: str, attributes: int, says: str) -> None:
    refused(marked(name, b"/etc/passwd", attributes), says)


def test_modes_of_plain_files_are_good() -> None:
    for attributes in (0, 0x20, 0o100600 << 16, 0o644 << 16):
        assert len(read_archive(marked("scenarios/b.yaml", b"", attributes)).files) == len(FILES) + 1


# -- refused contents ---------------------------------------------------------------------------------------------


def deflated(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


def test_a_bomb_is_refused_before_it_is_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    bomb = deflated(bytes(268_435_456))
    assert len(bomb) < 262_144
    data = by_hand(b"pack.yaml", bomb, size=268_435_456, crc=0)
    monkeypatch.setattr(zips, "content", lambda _: pytest.fail("unpacked"))
    refused(data, "has more than 512000 bytes")
    small = deflated(bytes(500_000))
    refused(by_hand(b"pack.yaml", small, size=500_000, crc=zlib.crc32(bytes(500_000))), "more than 100 times")
    many = {f"scenarios/{n}.yaml": random.Random(n).randbytes(499_000) for n in range(33)}
    refused(zipped({"pack.yaml": bytes(100_000), **many}, zipfile.ZIP_STORED), "more than 16000000 bytes together")


def test_a_bomb_with_a_lying_header_is_not_let_through() -> None:
    """No more than what was declared is ever unpacked, whatever comes."""
    full_size, declared = 50_000_000, 900
    bomb, sum_of_all = deflated(bytes(full_size)), zlib.crc32(bytes(full_size))
    tracemalloc.start()
    refused(by_hand(b"pack.yaml", bomb, size=declared, crc=sum_of_all), "not of the size or checksum")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 2_000_000


CONTENTS = [
    (deflated(b"id: a\n"), 7, zlib.crc32(b"id: a\n"), 8),  # less comes than is declared
    (deflated(b"id: a\n"), 5, zlib.crc32(b"id: a\n"), 8),  # more
    (b"\xff\xff", 6, 0, 8),  # no stream at all
    (deflated(b"id: a\n"), 6, 1, 8),  # another checksum
    (b"id: a\n", 6, 1, 0),
    (b"id: a\n", 7, zlib.crc32(b"id: a\n"), 0),
]


@pytest.mark.parametrize("number", range(len(CONTENTS)))
def test_content_that_is_not_as_declared(number: int) -> None:
    packed, size, crc, method = CONTENTS[number]
    refused(by_hand(b"pack.yaml", packed, size=size, crc=crc, method=method), "not of the size or checksum")


def test_content_as_declared() -> None:
    data = by_hand(b"pack.yaml", deflated(b"id: a\n"), size=6, crc=zlib.crc32(b"id: a\n"))
    assert read_archive(data).files == {"pack.yaml": b"id: a\n"}, "the archives by hand are refused for what they say"


@pytest.mark.parametrize(
    ("flags", "says"),
    [(1, "is encrypted"), (0x41, "is encrypted"), (0x2000, "is encrypted"), (0x20, "compressed in a way")],
)
def test_flags_that_are_refused(flags: int, says: str) -> None:
    refused(by_hand(b"pack.yaml", b"", size=0, crc=0, method=0, flags=flags), says)


@pytest.mark.parametrize("method", [1, 9, 12, 14, 93, 99])
def test_methods_that_are_refused(method: int) -> None:
    refused(by_hand(b"pack.yaml", b"", size=0, crc=0, method=method), "compressed in a way that is not allowed")


def test_too_many_entries_are_refused_before_they_are_read() -> None:
    refused(zipped([(f".{n}", b"") for n in range(zips.MAX_ENTRIES + 1)]), "more than 1000 entries")
    scenarios = {f"scenarios/{n}.yaml": b"" for n in range(256)}
    refused(zipped({"pack.yaml": b"", **scenarios}), "more than 256 files")


def test_too_large_a_file_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MAX_ARCHIVE_BYTES", len(GOOD))
    assert read_archive(GOOD).files == FILES
    refused(GOOD + b"\0", "it has more than 17000000 bytes")
    (tmp_path / "p.zip").write_bytes(GOOD * 3)
    with pytest.raises(ArchiveError, match="it has more than 17000000 bytes"):
        read_archive(tmp_path / "p.zip")


def test_too_large_a_signature_is_refused() -> None:
    refused(zipped({**FILES, "SIGNATURE.json": bytes(8_001)}), "SIGNATURE.json” has more than 8000 bytes")


# -- refused forms ------------------------------------------------------------------------------------------------

END = struct.Struct("<4s4H2LH")


def with_end(data: bytes, **changes: int) -> bytes:
    """The archive with other numbers in its end record."""
    names = ("disk", "table_disk", "here", "count", "size", "start", "comment")
    _, *values = END.unpack(data[-END.size :])
    values = [changes.get(name, value) for name, value in zip(names, values, strict=True)]
    return data[: -END.size] + END.pack(b"PK\5\6", *values)


FORMS = [
    b"", b"PK\3\4", GOOD[:-1], GOOD[:-30], GOOD[1:], GOOD + b"x", GOOD + GOOD, b"#!/bin/sh\n" + GOOD,
    with_end(GOOD, disk=1, table_disk=1, here=2), with_end(GOOD, start=0xFFFFFFFF), with_end(GOOD, size=46),
    with_end(GOOD, start=0), by_hand(b"pack.yaml", b"", size=0, crc=0, method=0, before=b"MZ..."),
    by_hand(b"pack.yaml", b"", size=0, crc=0, method=0, gap=b"hidden"),
    by_hand(b"pack.yaml", b"", size=0, crc=0, method=0, gap=bytes(16)),
    by_hand(b"pack.yaml", b"", size=0xFFFFFFFF, crc=0, method=0),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(FORMS)))
def test_forms_that_are_refused(number: int) -> None:
    if number == 8:
        read_or_refuse(FORMS[number])  # what the library makes of a split archive is its own affair
    else:
        refused(FORMS[number], "cannot be used")


def test_two_ends_are_refused() -> None:
    """Tools that look for the end from the front and from the back would see two different packs."""
    other = zips.write([("pack.yaml", b"id: evil\n")])
    both = with_end(GOOD, comment=len(other)) + other
    refused(both, "cannot be used")


def test_a_comment_is_good() -> None:
    assert read_archive(with_end(GOOD, comment=5) + b"hello").files == FILES


def test_overlapping_entries_are_refused() -> None:
    """Two entries of the table that share one header and its bytes."""
    one = zips.write([("pack.yaml", b"id: a\n")])
    start = 30 + 9 + 6
    table = one[start : -END.size]
    data = one[:start] + table * 2 + END.pack(b"PK\5\6", 0, 0, 2, 2, 2 * len(table), start, 0)
    refused(data, "overlap")


TABLE = GOOD.index(b"PK\1\2")


PLACES = [
    (0, b"PK\3\5"), (14, b"\0\0\0\0"), (18, b"\0\0\0\0"), (22, b"\x16"), (6, b"\1"), (8, b"\x08"), (30, b"P"), (TABLE, b"PK\1\3"),
    (TABLE + 28, b"\xff\xff"), (TABLE + 32, b"\xff\xff"), (TABLE + 34, b"\1"), (TABLE + 42, b"\1"), (TABLE + 42, b"\xf0\xff\xff\xff"),
    (GOOD.rindex(b"PK\1\2") + 32, b"\4\0"),
]  # fmt: skip


@pytest.mark.parametrize("number", range(len(PLACES)))
def test_headers_that_disagree_change_nothing_that_is_read(number: int) -> None:
    """Refused, or read as the same pack: never as another."""
    at, value = PLACES[number]
    read_or_refuse(GOOD[:at] + value + GOOD[at + len(value) :])


# -- at random ----------------------------------------------------------------------------------------------------


def read_or_refuse(data: bytes) -> bool:
    """Whether it was read, and then as the same pack; anything but an ArchiveError is an error."""
    try:
        found = read_archive(data)
    except ArchiveError:
        return False
    assert found.files == FILES
    assert found.signature in (None, b"{}")
    return True


@pytest.mark.parametrize("made", [GOOD, zips.write([*sorted(FILES.items()), ("SIGNATURE.json", b"{}")]), zipped(FILES)])
def test_changed_bytes_give_the_same_files_or_a_sentence(made: bytes) -> None:
    luck = random.Random(20_261_130)
    outcomes = set()
    for _ in range(500):
        data = bytearray(made)
        for _ in range(luck.choice((1, 1, 1, 2, 8))):
            data[luck.randrange(len(data))] = luck.randrange(256)
        outcomes.add(read_or_refuse(bytes(data)))
    assert outcomes == {True, False}


def test_cut_and_shuffled_archives_give_a_sentence() -> None:
    luck = random.Random(7)
    for _ in range(300):
        start, end = sorted(luck.sample(range(len(GOOD)), 2))
        for data in (GOOD[:end], GOOD[start:], GOOD[:start] + GOOD[end:], GOOD[:end] + GOOD[start:]):
            read_or_refuse(data)


@given(st.binary(max_size=400))
def test_noise_gives_a_sentence(noise: bytes) -> None:
    for data in (noise, b"PK\3\4" + noise, noise + b"PK\5\6" + bytes(18), GOOD[:200] + noise + GOOD[200:]):
        if data != GOOD:
            read_or_refuse(data)


def test_every_error_is_one_that_callers_catch() -> None:
    assert issubclass(ArchiveError, PackFileError)
