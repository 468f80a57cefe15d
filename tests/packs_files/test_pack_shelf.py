"""The shelf of installed packs: all of a pack or nothing, and nothing outside the shelf."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import filelock
import pytest
from packkit import FILES, check, make_folder, pack_of, zipped

from simulator.kernel.text import Text
from simulator.packs import disk, shelf
from simulator.packs import install as installing
from simulator.packs.archive import write_archive
from simulator.packs.errors import ArchiveError, FolderError, IdError, ShelfError, VersionError
from simulator.packs.files import digest, members
from simulator.packs.install import Head, Installation, install, remove
from simulator.packs.shelf import find, installed, look_into, shelf_folder


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The shelf, which nobody has made yet."""
    monkeypatch.setenv("STORESIM_SHELF", str(tmp_path / "shelf"))
    return tmp_path / "shelf"


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Installation]:
    """Install an archive of these files."""

    def put(files: dict[str, bytes] = FILES, signature: bytes | None = None, replace: bool = False) -> Installation:
        path = write_archive(tmp_path / "some.zip", files, signature).path
        return install(path, check, wall=lambda: 1234, replace=replace)

    return put


def everything(place: Path) -> dict[str, bytes]:
    """All files below the shelf but its lock; folders as empty names with a slash."""
    return {
        p.relative_to(place).as_posix() + ("/" if p.is_dir() else ""): b"" if p.is_dir() else p.read_bytes()
        for p in place.rglob("*")
        if p.name != ".lock"
    }


def names() -> list[tuple[str, str]]:
    return [(entry.id, entry.version) for entry in installed()]


# -- installing ---------------------------------------------------------------------------------------------------


def test_an_archive_is_installed(place: Path, tmp_path: Path, put: Callable[..., Installation]) -> None:
    assert installed() == []
    assert find("tiny", digest(FILES)) is None
    done = put(signature=b'{"x": 1}')
    short = digest(FILES)[:16]
    path = place / "tiny" / "1.0.0" / short
    assert done.what == "new"
    assert done.text == Text("已安装 tiny 1.0.0。", "tiny 1.0.0 is installed.")
    assert installed() == [done.pack]
    assert (done.pack.path, done.pack.digest, done.pack.problem) == (path, digest(FILES), None)
    record = done.pack.record
    assert record is not None
    assert (record.id, record.version, record.title) == ("tiny", "1.0.0", Text("小包", "Tiny pack"))
    assert (record.signature, record.installed, record.source) == (b'{"x": 1}', 1234, "some.zip")
    assert len(record.archive) == 64
    assert members(path).files == FILES
    assert members(path).strays == ()
    assert find("tiny", digest(FILES)) == path
    assert sorted(p.name for p in place.iterdir()) == [".lock", "tiny"]


def test_a_folder_is_installed(tmp_path: Path) -> None:
    pack = make_folder(tmp_path / "my pack", {**FILES, "notes.txt": b"", ".git/x": b"", "SIGNATURE.json": b"{}"})
    done = install(pack, check, wall=lambda: 5)
    assert members(done.pack.path).files == FILES
    assert done.pack.record is not None
    assert (done.pack.record.source, done.pack.record.archive, done.pack.record.signature) == ("my pack", "", b"{}")


def test_the_check_sees_exactly_the_files(tmp_path: Path, put: Callable[..., Installation]) -> None:
    seen = {}

    def look(folder: Path) -> Head:
        seen.update({p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()})
        return check(folder)

    (tmp_path / "p.zip").write_bytes(
        zipped({**{f"a/{n}": d for n, d in FILES.items()}, "a/.x": b"", "a/SIGNATURE.json": b"{}"})
    )
    install(tmp_path / "p.zip", look, wall=lambda: 0)
    assert seen == FILES


def test_an_endless_title_is_cut(tmp_path: Path) -> None:
    pack = make_folder(tmp_path / "p")
    done = install(pack, lambda _: Head(id="a", version="1.0.0", title=Text("长" * 400_000, "x")), wall=lambda: 0)
    assert done.pack.problem is None
    assert done.pack.record is not None
    assert done.pack.record.title == Text("长" * 200, "x")


def test_the_same_again_changes_nothing(place: Path, put: Callable[..., Installation]) -> None:
    put()
    before = everything(place)
    for replace in (False, True):
        again = put(replace=replace)
        assert again.what == "same"
        assert "installed already with the same content; nothing was changed" in again.text.en
        assert everything(place) == before


def test_a_signature_is_added_where_there_was_none(place: Path, put: Callable[..., Installation]) -> None:
    put()
    done = put(signature=b"{}")
    assert done.what == "same"
    assert "its signature was added" in done.text.en
    assert done.pack.record is not None
    assert done.pack.record.signature == b"{}"
    before = everything(place)
    assert "nothing was changed" in put(signature=b"[]").text.en
    assert "nothing was changed" in put().text.en
    assert everything(place) == before


def test_other_content_under_the_same_version_is_refused(place: Path, put: Callable[..., Installation]) -> None:
    put()
    before = everything(place)
    with pytest.raises(
        ShelfError, match="should get a higher version; to replace it all the same use --replace"
    ) as found:
        put(pack_of(author="x"))
    assert "提高版本号" in found.value.text.zh
    assert digest(FILES)[:16] in found.value.text.en
    assert everything(place) == before


def test_other_content_takes_its_place_when_told_to(place: Path, put: Callable[..., Installation]) -> None:
    put()
    other = pack_of(author="x")
    done = put(other, replace=True)
    assert done.what == "replaced"
    assert installed() == [done.pack]
    assert find("tiny", digest(FILES)) is None
    assert find("tiny", digest(other)) == done.pack.path
    assert sorted(p.name for p in (place / "tiny" / "1.0.0").iterdir()) == [digest(other)[:16]]


def test_a_replacement_that_was_interrupted_is_finished(
    place: Path, put: Callable[..., Installation], monkeypatch: pytest.MonkeyPatch
) -> None:
    put()
    other = pack_of(author="x")
    with monkeypatch.context() as interrupted:
        interrupted.setattr(installing, "_delete", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            put(other, replace=True)
    assert len(installed()) == 2, "the new one is there before the old one goes"
    assert put(other).what == "same"
    assert len(installed()) == 2, "nothing goes that nobody said should go"
    assert put(other, replace=True).what == "same"
    assert [entry.digest for entry in installed()] == [digest(other)]


def test_a_digest_that_begins_like_another_is_not_the_same(put: Callable[..., Installation]) -> None:
    path = put().pack.path
    spoil_record(path, digest=path.name + "0" * 48)
    assert find("tiny", digest(FILES)) is None
    with pytest.raises(ShelfError, match="other content"):
        put()
    assert put(replace=True).what == "replaced"
    assert find("tiny", digest(FILES)) == path


def test_versions_that_differ_only_in_case_are_one_place(put: Callable[..., Installation]) -> None:
    put(pack_of("1.0.0-RC1"))
    with pytest.raises(ShelfError, match="other content"):
        put(pack_of("1.0.0-rc1"))


def test_broken_remains_give_way(place: Path, put: Callable[..., Installation]) -> None:
    path = put().pack.path
    (path / "scenarios" / "a.yaml").write_bytes(b"id: changed\n")
    assert put().what == "new", "what is on the shelf is not what was installed"
    assert members(path).files == FILES
    (path / ".installed.json").unlink()
    assert put().what == "new"
    assert [entry.problem for entry in installed()] == [None]


# -- nothing half-done --------------------------------------------------------------------------------------------


class Unusable(Exception):
    """What a check raises."""


def test_a_pack_that_fails_its_check_leaves_nothing(
    place: Path, tmp_path: Path, put: Callable[..., Installation]
) -> None:
    def fails(folder: Path) -> Head:
        assert folder.is_dir()
        raise Unusable

    pack = make_folder(tmp_path / "p", pack_of("2.0.0"))
    for _ in range(2):
        with pytest.raises(Unusable):
            install(pack, fails, wall=lambda: 0)
        assert everything(place) == {}
    put()
    before = everything(place)
    with pytest.raises(Unusable):
        install(pack, fails, wall=lambda: 0)
    assert everything(place) == before


@pytest.mark.parametrize(
    ("id", "version", "kind"),
    [
        ("..", "1.0.0", IdError), ("../up", "1.0.0", IdError), ("/tmp/x", "1.0.0", IdError), ("Tiny", "1.0.0", IdError),
        (".hidden", "1.0.0", IdError), ("nul", "1.0.0", IdError), ("", "1.0.0", IdError),
        ("tiny", "..", VersionError), ("tiny", "1.0.0/../../..", VersionError), ("tiny", "", VersionError), ("tiny", "1", VersionError),
    ],
)  # fmt: skip
def test_no_id_and_no_version_leads_out_of_the_shelf(
    place: Path, tmp_path: Path, id: str, version: str, kind: type[Exception]
) -> None:
    pack = make_folder(tmp_path / "p")
    before = sorted(tmp_path.rglob("*"))
    with pytest.raises(kind):
        install(pack, lambda _: Head(id=id, version=version, title=Text("", "")), wall=lambda: 0)
    assert everything(place) == {}
    assert sorted(p for p in tmp_path.rglob("*") if place not in (p, *p.parents)) == before
    with pytest.raises(ShelfError, match="is not installed"):
        remove(id, version)
    assert find(id, digest(FILES)) is None


def test_what_is_no_pack_is_not_installed(place: Path, tmp_path: Path) -> None:
    (tmp_path / "evil.zip").write_bytes(zipped({**FILES, "../../evil.yaml": b""}))
    with pytest.raises(ArchiveError, match="lead out of the pack"):
        install(tmp_path / "evil.zip", check, wall=lambda: 0)
    with pytest.raises(ArchiveError, match="no such file"):
        install(tmp_path / "none.zip", check, wall=lambda: 0)
    with pytest.raises(FolderError, match="rename it"):
        install(make_folder(tmp_path / "p", {**FILES, "scenarios/aux.yaml": b""}), check, wall=lambda: 0)
    assert not place.exists()


@pytest.mark.parametrize("after", range(8))
def test_a_full_disk_leaves_the_shelf_as_it_was(
    place: Path, tmp_path: Path, put: Callable[..., Installation], monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """The disk fills up with the first file, the second, ... the last of which is the record; the eighth is not reached."""
    put()
    before = everything(place)
    pack = make_folder(tmp_path / "p", pack_of("2.0.0"))
    left = [after]

    def fsync(_handle: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk.os, "fsync", fsync)
    if after == len(FILES) + 1:
        assert install(pack, check, wall=lambda: 0).what == "new"
        return
    with pytest.raises(ShelfError, match="the disk is full; make room and try again"):
        install(pack, check, wall=lambda: 0)
    assert everything(place) == before


def test_a_rename_that_fails_leaves_no_empty_folders(
    place: Path, put: Callable[..., Installation], monkeypatch: pytest.MonkeyPatch
) -> None:
    real = Path.rename

    def rename(self: Path, target: Path) -> Path:
        if target.name == digest(FILES)[:16]:
            raise OSError(13, "denied")
        return real(self, target)

    monkeypatch.setattr(Path, "rename", rename)
    with pytest.raises(ShelfError, match="check the permissions"):
        put()
    assert everything(place) == {}


def test_a_process_that_is_killed_leaves_only_what_is_swept(
    place: Path, tmp_path: Path, put: Callable[..., Installation]
) -> None:
    pack = make_folder(tmp_path / "p")
    code = (
        "import os, sys\nfrom pathlib import Path\nfrom simulator.packs.install import install\n"
        "install(Path(sys.argv[1]), lambda folder: os._exit(9), wall=lambda: 0)"
    )
    done = subprocess.run([sys.executable, "-c", code, pack], check=False, timeout=60)
    assert done.returncode == 9
    (left,) = [p for p in place.iterdir() if p.name != ".lock"]
    assert disk.TEMPORARY.fullmatch(left.name)
    assert (left / "pack.yaml").is_file()
    assert installed() == []
    put()
    assert sorted(p.name for p in place.iterdir()) == [".lock", "tiny"]


def test_the_sweep_takes_only_what_is_ours(place: Path, put: Callable[..., Installation]) -> None:
    mine = make_folder(place / ".storesim-0123456789abcdef.tmp", {"x": b""})
    others = make_folder(
        place,
        {
            ".git/x": b"",
            ".ssh/x": b"",
            "docs/1.0.0/x": b"",
            ".storesim-0.tmp/x": b"",
            "x.tmp/x": b"",
            "keys.json": b"{}",
        },
    )
    (others / ".storesim-fedcba9876543210.tmp").write_bytes(b"a key ring that is being written")
    before = everything(others)
    put()
    assert not mine.exists()
    after = everything(place)
    assert {name: data for name, data in after.items() if not name.startswith("tiny/")} == {
        name: data for name, data in before.items() if ".storesim-0123456789abcdef" not in name
    }


def test_one_at_a_time(place: Path, put: Callable[..., Installation], monkeypatch: pytest.MonkeyPatch) -> None:
    put()
    monkeypatch.setattr(installing, "LOCK_SECONDS", 0)
    with filelock.FileLock(place / ".lock"):
        with pytest.raises(ShelfError, match=r"Another process is changing .*shelf; try again"):
            put(pack_of("2.0.0"))
        with pytest.raises(ShelfError, match="Another process"):
            remove("tiny", "1.0.0")
        assert names() == [("tiny", "1.0.0")], "looking is always possible"
    put(pack_of("2.0.0"))


# -- looking ------------------------------------------------------------------------------------------------------


def test_the_list_is_sorted_by_id_and_version(put: Callable[..., Installation]) -> None:
    versions = ["0.10.0", "0.9.0", "1.0.0", "1.0.0-rc.1", "0.10.0-beta.11", "0.10.0-beta.2"]
    for version in versions:
        put(pack_of(version))
    put(pack_of("5.0.0", id="a-pack"))
    order = ["0.9.0", "0.10.0-beta.2", "0.10.0-beta.11", "0.10.0", "1.0.0-rc.1", "1.0.0"]
    assert names() == [("a-pack", "5.0.0"), *(("tiny", version) for version in order)]


def test_a_pack_is_found_by_its_full_digest(put: Callable[..., Installation]) -> None:
    for version in ("1.0.0", "1.1.0"):
        put(pack_of(version))
    wanted = digest(pack_of("1.1.0"))
    found = find("tiny", wanted)
    assert found is not None
    assert found.parent.name == "1.1.0"
    assert find("tiny", wanted[:16]) is None
    assert find("tiny", wanted[:-1] + "x") is None
    assert find("tiny", wanted[:16] + "0" * 48) is None
    assert find("other", wanted) is None
    (found / ".installed.json").unlink()
    assert find("tiny", wanted) is None


def test_an_id_that_points_at_another_shelf_finds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, put: Callable[..., Installation]
) -> None:
    put()
    monkeypatch.setenv("STORESIM_SHELF", str(tmp_path / "mine"))
    (tmp_path / "mine").mkdir()
    assert find("../shelf/tiny", digest(FILES)) is None
    assert find("tiny", "../" + digest(FILES)) is None
    with pytest.raises(ShelfError, match="is not installed"):
        remove("../shelf/tiny", "1.0.0")


def spoil_record(path: Path, **changes: object) -> None:
    record = path / ".installed.json"
    record.write_text(json.dumps({**json.loads(record.read_text("utf-8")), **changes}), "utf-8")


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda path: (path / ".installed.json").unlink(), "there is no .installed.json that can be read"),
        (lambda path: (path / ".installed.json").write_bytes(b"{"), "there is no .installed.json that can be read"),
        (lambda path: (path / ".installed.json").write_bytes(b"\xff"), "there is no .installed.json that can be read"),
        (lambda path: spoil_record(path, digest=1), "there is no .installed.json that can be read"),
        (lambda path: spoil_record(path, digest="0" * 64), "says something else than the folder"),
        (lambda path: spoil_record(path, digest=path.name + "../../x"), "says something else than the folder"),
        (lambda path: spoil_record(path, id="other"), "says something else than the folder"),
        (lambda path: spoil_record(path, version="1.0.1"), "says something else than the folder"),
        (lambda path: (path / "pack.yaml").unlink(), "there is no pack.yaml"),
    ],
)
def test_broken_entries_are_listed_and_can_be_removed(
    put: Callable[..., Installation], spoil: Callable[[Path], object], says: str
) -> None:
    put(pack_of("2.0.0"))
    path = put().pack.path
    spoil(path)
    broken, good = installed()
    assert good.problem is None
    assert broken.problem is not None
    assert says in broken.problem.en
    assert "storesim pack remove" in broken.problem.zh
    assert (broken.id, broken.version, broken.path) == ("tiny", "1.0.0", path)
    assert find("tiny", digest(FILES)) is None
    put(pack_of(author="x"))
    assert len(installed()) == 3, "what is broken stands in nobody's way"
    assert remove("tiny", "1.0.0", digest(FILES)) == [broken]
    assert [entry.problem for entry in installed()] == [None, None]


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_what_does_not_look_like_a_pack_is_passed_over(
    place: Path, tmp_path: Path, put: Callable[..., Installation]
) -> None:
    good = put()
    short = good.pack.path.name
    make_folder(
        place,
        {
            "x": b"",
            "Docs/1.0.0/" + short + "/x": b"",
            "a/b/c": b"",
            "a/1.0.0/c/x": b"",
            "a/1.0/" + short + "/x": b"",
            ".x/1.0.0/y/z": b"",
        },
    )
    (place / "link").symlink_to(place / "tiny", target_is_directory=True)
    (place / "a" / "2.0.0").symlink_to(place / "tiny" / "1.0.0", target_is_directory=True)
    assert installed() == [good.pack]
    assert look_into(place / "a" / "b" / "c") is None


def test_an_unreadable_shelf_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shelf.os, "scandir", lambda _: (_ for _ in ()).throw(PermissionError(13, "denied")))
    with pytest.raises(ShelfError, match="check the permissions"):
        installed()


# -- removing -----------------------------------------------------------------------------------------------------


def test_removing(place: Path, put: Callable[..., Installation]) -> None:
    first, second = put(), put(pack_of("2.0.0"))
    with pytest.raises(ShelfError, match=r"tiny 3.0.0 is not installed; see what is with: storesim pack list"):
        remove("tiny", "3.0.0")
    with pytest.raises(ShelfError, match="is not installed"):
        remove("tiny", "1.0.0", "0" * 64)
    assert remove("tiny", "1.0.0") == [first.pack]
    assert installed() == [second.pack]
    assert remove("tiny", "2.0.0", second.pack.digest) == [second.pack]
    assert everything(place) == {}


# -- the place ----------------------------------------------------------------------------------------------------


def test_where_the_shelf_is(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("STORESIM_SHELF", "~/shelf")
    assert shelf_folder() == Path.home() / "shelf"
    monkeypatch.setenv("STORESIM_SHELF", "")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert shelf_folder().parts[-2:] == ("storesim", "packs")
    assert installed() == []


def test_a_shelf_that_cannot_be_made_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, put: Callable[..., Installation]
) -> None:
    (tmp_path / "file").write_bytes(b"")
    monkeypatch.setenv("STORESIM_SHELF", str(tmp_path / "file" / "shelf"))
    with pytest.raises(ShelfError, match="a part of the path is no folder"):
        put()
    assert installed() == []
