"""What belongs to a pack, and the digest of it."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from packkit import FILES, make_folder

from simulator.packs import files as rules
from simulator.packs import yaml as pack_yaml
from simulator.packs.errors import FolderError, IdError
from simulator.packs.files import Members, belongs, digest, frames, members
from simulator.packs.names import check_id, clash, hidden, is_id, shown, why_not


def test_the_files_of_a_pack_and_what_else_lies_there(tmp_path: Path) -> None:
    pack = make_folder(tmp_path / "p")
    make_folder(
        pack,
        {
            "SIGNATURE.json": b"{}", ".git/config": b"", ".DS_Store": b"", "__MACOSX/x": b"", "Thumbs.db": b"", "scenarios/.a.yaml": b"",
            "notes.txt": b"", "Pack.yml": b"", "scenarios/b.yml": b"", "scenarios/old/c.yaml": b"", "media/d.yaml": b"",
        },
    )  # fmt: skip
    found = members(pack)
    assert found.files == FILES
    assert list(found.files) == sorted(FILES)
    assert found.signature == b"{}"
    assert found.strays == ("Pack.yml", "media/", "notes.txt", "scenarios/b.yml", "scenarios/old/")


@pytest.mark.skipif(os.name == "nt", reason="needs links")
def test_links_are_strays_and_are_not_followed(tmp_path: Path) -> None:
    secret = make_folder(tmp_path / "elsewhere", {"secret": b"secret", "s/a.yaml": b"secret"})
    pack = make_folder(tmp_path / "p", {"pack.yaml": b"id: p\n"})
    (pack / "goods.yaml").symlink_to(secret / "secret")
    (pack / "rules.yaml").symlink_to(secret / "nothing")
    (pack / "scenarios").symlink_to(secret / "s", target_is_directory=True)
    assert members(pack) == Members(files={"pack.yaml": b"id: p\n"}, strays=("goods.yaml", "rules.yaml", "scenarios"))
    (tmp_path / "other").symlink_to(pack, target_is_directory=True)
    assert members(tmp_path / "other").files == members(pack).files, "a link to the pack is what the user named"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs pipes")
def test_a_pipe_is_a_stray_and_nobody_waits_for_it(tmp_path: Path) -> None:
    pack = make_folder(tmp_path / "p")
    (pack / "goods.yaml").unlink()
    os.mkfifo(pack / "goods.yaml")
    assert members(pack).strays == ("goods.yaml",)


def test_no_folder_is_said_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match=r"There is no pack folder .*nowhere; check the path"):
        members(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("name", "limit", "value", "says"),
    [
        ("MAX_FILE_BYTES", 200, None, "第二课.yaml” has more than 200 bytes"),
        ("MAX_TOTAL_BYTES", 250, None, "more than 250 bytes together"),
        ("MAX_FILES", 5, None, "more than 5 files"),
        ("MAX_LISTED", 6, None, "more than 5000 files"),
        ("MAX_SIGNATURE_BYTES", 9, b"0123456789", "SIGNATURE.json” has more than 9 bytes"),
    ],
)
def test_bounds_are_kept_before_anything_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, limit: int, value: bytes | None, says: str
) -> None:
    pack = make_folder(tmp_path / "p", {**FILES, **({"SIGNATURE.json": value} if value else {})})
    members(pack)
    monkeypatch.setattr(rules, name, limit)
    monkeypatch.setattr(rules, "read_file", lambda *_, **__: pytest.fail("read before it was judged"))
    with pytest.raises(FolderError, match=says):
        members(pack)


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "read_file", lambda *_, **__: bytes(rules.MAX_FILE_BYTES + 1))
    with pytest.raises(FolderError, match="has more than 512000 bytes"):
        members(make_folder(tmp_path / "p"))


@pytest.mark.parametrize("name", ["goods.yaml", None])
def test_what_the_system_refuses_is_said_with_the_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str | None
) -> None:
    def denied(path: Path, *_: object, **__: object) -> bytes:
        raise PermissionError(13, "denied", str(path) if name else None)

    pack = make_folder(tmp_path / "p", {"goods.yaml": b""})
    monkeypatch.setattr(rules, "read_file", denied)
    with pytest.raises(FolderError) as found:
        members(pack)
    assert found.value.text.en == f"{pack / (name or '')}: you may not; check the permissions of file and folder."


def test_a_file_may_be_as_large_as_yaml_may_be() -> None:
    assert rules.MAX_FILE_BYTES == pack_yaml.MAX_BYTES


@pytest.mark.skipif(os.name == "nt", reason="such names cannot be made there")
@pytest.mark.parametrize("name", ["scenarios/aux.yaml", "scenarios/a:b.yaml", "scenarios/a\u202eb.yaml"])
def test_names_that_cannot_travel_are_refused_where_they_are_made(tmp_path: Path, name: str) -> None:
    with pytest.raises(FolderError, match="rename it"):
        members(make_folder(tmp_path / "p", {**FILES, name: b""}))


def test_two_names_that_are_one_elsewhere_are_refused(tmp_path: Path) -> None:
    pack = make_folder(tmp_path / "p", {"pack.yaml": b"", "scenarios/A.yaml": b""})
    (pack / "scenarios/a.yaml").write_bytes(b"")
    if len(list((pack / "scenarios").iterdir())) == 2:
        with pytest.raises(FolderError, match="differ only in upper and lower case"):
            members(pack)


def test_two_forms_of_one_name_are_refused(tmp_path: Path) -> None:
    forms = [unicodedata.normalize(form, "scenarios/\u00e9.yaml") for form in ("NFD", "NFC")]
    pack = make_folder(tmp_path / "p", {"pack.yaml": b"", **dict.fromkeys(forms, b"")})
    if len(list((pack / "scenarios").iterdir())) == 2:
        with pytest.raises(FolderError, match="stands twice"):
            members(pack)


def test_names_take_the_normal_form_whatever_the_disk_gives(tmp_path: Path) -> None:
    decomposed, composed = (unicodedata.normalize(form, "scenarios/\u00e9t\u00e9.yaml") for form in ("NFD", "NFC"))
    found = members(make_folder(tmp_path / "p", {"pack.yaml": b"", decomposed: b"x"}))
    assert found.files == {"pack.yaml": b"", composed: b"x"}


# -- digest -------------------------------------------------------------------------------------------------------


def test_the_digest_is_what_its_description_says() -> None:
    files = {"scenarios/\u8bfe.yaml": b"b", "pack.yaml": b""}
    want = hashlib.sha256(
        b"\0\0\0\0\0\0\0\x15storesim pack files 1"
        b"\0\0\0\0\0\0\0\x09pack.yaml\0\0\0\0\0\0\0\0"
        b"\0\0\0\0\0\0\0\x12scenarios/\xe8\xaf\xbe.yaml\0\0\0\0\0\0\0\x01b"
    ).hexdigest()
    assert digest(files) == want


def test_golden_digest() -> None:
    assert digest(FILES) == "c0fa55cb74ea1fc42ce7bbf9a1fe362eebb3fd13dc6c62f97137df2ff0f079fe"


@given(st.dictionaries(st.text(st.characters(codec="utf-8")), st.binary()), st.randoms(use_true_random=False))
def test_the_order_of_files_does_not_matter(files: dict[str, bytes], random) -> None:
    names = list(files)
    random.shuffle(names)
    assert digest({name: files[name] for name in names}) == digest(files)


@given(st.lists(st.binary()), st.lists(st.binary()))
def test_frames_cannot_be_read_in_two_ways(one: list[bytes], other: list[bytes]) -> None:
    assert (b"".join(frames(b"t", one)) == b"".join(frames(b"t", other))) == (one == other)


def test_a_byte_that_moves_to_the_next_file_changes_the_digest() -> None:
    assert digest({"a": b"xy", "b": b"z"}) != digest({"a": b"x", "b": b"yz"})
    assert digest({"a": b"", "b": b""}) != digest({"a": b"\0b"})


# -- names --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("", "has no name"),
        ("../pack.yaml", "lead out of the pack"),
        ("scenarios/../../x.yaml", "lead out of the pack"),
        ("./pack.yaml", "lead out of the pack"),
        ("/pack.yaml", "absolute"),
        ("//server/pack.yaml", "absolute"),
        ("C:pack.yaml", "drive"),
        ("c:/pack.yaml", "drive"),
        ("scenarios\\a.yaml", "backslash"),
        ("\\\\server\\a.yaml", "backslash"),
        ("scenarios//a.yaml", "is empty"),
        ("scenarios/" + "a" * 81, "too long"),
        ("/".join(["a" * 40] * 4), "too long"),
        ("a\0.yaml", "control codes or invisible"),
        ("a\x1b[31m.yaml", "control codes or invisible"),
        ("a\u202e.yaml", "control codes or invisible"),
        ("a\u200b.yaml", "control codes or invisible"),
        ("a\ud800.yaml", "control codes or invisible"),
        ("e\u0301.yaml", "normal form"),
        ("a.", "blank or dot"),
        ("a /b", "blank or dot"),
        (" a", "blank or dot"),
        ("a./b", "blank or dot"),
        ("a?.yaml", "holds “\\?”"),
        ("scenarios/a:b.yaml", "holds “:”"),
        ("CON", "keeps for a device"),
        ("nul.yaml", "keeps for a device"),
        ("scenarios/Com1.tar.yaml", "keeps for a device"),
        ("scenarios/lpt\u00b9.yaml", "keeps for a device"),
        ("aux .yaml", "keeps for a device"),
    ],
)
def test_names_that_mean_something_else_elsewhere(name: str, says: str) -> None:
    why = why_not(name)
    assert why is not None
    assert re.search(says, why.en), why.en
    assert why.zh != why.en
    assert "{" not in why.zh + why.en


@pytest.mark.parametrize("name", [*FILES, "scenarios/11.1.yaml", "scenarios/console.yaml", "scenarios/a b.yaml"])
def test_names_that_are_good(name: str) -> None:
    assert why_not(name) is None
    assert belongs(name)
    assert not belongs(f"x/{name}")
    assert not belongs(f".{name}")
    assert not belongs(name.upper()) or name == "LICENSE"
    assert not belongs("scenarios/.a.yaml")


@given(st.text(st.characters()))
def test_any_name_gets_an_answer_that_can_be_shown(name: str) -> None:
    why = why_not(name)
    if why is not None:
        assert why.en.isprintable()
    else:
        assert name == unicodedata.normalize("NFC", name)
        assert ".." not in name.split("/")
        assert not set(name) & set('\\:*?"<>|\0')
    assert shown(name).isprintable()
    hidden(name)


def test_names_that_clash() -> None:
    def says(*names: str, folders: tuple[str, ...] = ()) -> str:
        why = clash(names, folders)
        return why.en if why else ""

    assert says("a", "b/c", "b/d", folders=("b", "e")) == ""
    assert says("a", "b", "a") == "“a” stands twice; pack it again"
    assert "differ only in upper and lower case" in says("PACK.yaml", "pack.yaml")
    assert "differ only" in says("stra\u00dfe", "STRASSE")
    assert "a file and a folder" in says("scenarios", "scenarios/a.yaml")
    assert "a file and a folder" in says("a/B/c", "A/b")
    assert "a file and a folder" in says("pack.yaml", folders=("pack.yaml",))


@pytest.mark.parametrize("id", ["table1", "a", "11.1", "table-1_b.c", "a" * 64])
def test_ids_that_are_good(id: str) -> None:
    assert is_id(id)
    check_id(id)


@pytest.mark.parametrize(
    "id", ["", ".", "..", "a/b", "a\\b", "A", ".a", "a.", "a..b", "-a", "con", "nul.a", "\u5305", "a\n", "a" * 65]
)
def test_ids_that_could_leave_the_shelf_or_be_another_elsewhere(id: str) -> None:
    assert not is_id(id)
    with pytest.raises(IdError, match="cannot be the id of a pack: small letters and digits") as found:
        check_id(id)
    assert found.value.text.en.isprintable()
