"""Keys, signatures and the key ring: what is signed, by whom, and whom one trusts."""

from __future__ import annotations

import base64
import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from packkit import FILES, make_folder, pack_of, zipped

from simulator.packs import disk, signature, zips
from simulator.packs.archive import build, read_archive, write_archive
from simulator.packs.errors import ArchiveError, IdError, PackFileError, SignatureError, VersionError
from simulator.packs.files import digest
from simulator.packs.keys import KeyRing, PublicKey, fingerprint, parse_public, read_public
from simulator.packs.signature import SignatureState, new_key, read_private, sign, verify

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
PUBLIC = PublicKey(KEY.public_key().public_bytes_raw())
OTHER = Ed25519PrivateKey.from_private_bytes(bytes(32))
SIGNER, DAY = "李老师 (Li)", "2026-11-30"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """The small pack, not signed yet."""
    return write_archive(tmp_path / "p.zip", FILES, None).path


def signed(path: Path, key: Ed25519PrivateKey = KEY, version: str = "1.0.0") -> bytes:
    """Sign the archive; what SIGNATURE.json holds."""
    sign(path, key, id="tiny", version=version, signer=SIGNER, day=DAY)
    found = read_archive(path).signature
    assert found is not None
    return found


def state(path: Path, ring: KeyRing | None = None, id: str = "tiny", version: str = "1.0.0") -> SignatureState:
    found = read_archive(path)
    return verify(found.files, found.signature, id=id, version=version, ring=ring)


# -- signing ------------------------------------------------------------------------------------------------------


def test_unsigned(path: Path) -> None:
    found = state(path)
    assert (found.state, found.signer, found.key, found.trusted) == ("none", "", None, False)
    assert found.text.en == "It is not signed."


def test_good(path: Path) -> None:
    before = path.read_bytes()
    signed(path)
    found = state(path)
    assert (found.state, found.signer, found.day, found.key) == ("good", SIGNER, DAY, PUBLIC)
    assert found.fingerprint == fingerprint(PUBLIC)
    assert not found.trusted
    assert SIGNER in found.text.zh
    assert "compare it by phone" in found.text.en
    assert path.read_bytes().startswith(before[:400]), "the files stand where they stood"


def test_the_pack_stays_the_pack(path: Path) -> None:
    before = read_archive(path)
    built = sign(path, KEY, id="tiny", version="1.0.0", signer=SIGNER, day=DAY)
    after = read_archive(path)
    assert (after.files, after.digest) == (before.files, before.digest)
    assert (built.digest, built.sha256, built.path) == (after.digest, after.sha256, path)
    assert before.sha256 != after.sha256


def test_signing_again_replaces_the_signature(path: Path) -> None:
    signed(path)
    once = path.read_bytes()
    signed(path)
    assert path.read_bytes() == once, "the same signature is the same file"
    signed(path, OTHER)
    assert state(path).key == PublicKey(OTHER.public_key().public_bytes_raw())
    assert path.read_bytes().count(b"SIGNATURE.json") == 2, "its header and its line of the table"


def test_an_archive_of_another_tool_can_be_signed(path: Path) -> None:
    ours = write_archive(path.with_name("ours.zip"), FILES, signed(path)).path.read_bytes()
    path.write_bytes(zipped({f"folder/{name}": data for name, data in FILES.items()}))
    signed(path)
    assert path.read_bytes() == ours


def test_what_cannot_be_signed(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = path.read_bytes()
    good = {"id": "tiny", "version": "1.0.0", "signer": SIGNER, "day": DAY}
    for change, kind, says in [
        ({"signer": ""}, SignatureError, "cannot be a name"),
        ({"signer": "Li\x1b[31m"}, SignatureError, "cannot be a name"),
        ({"signer": "x" * 81}, SignatureError, "cannot be a name"),
        ({"signer": " Li"}, SignatureError, "without blanks at its ends"),
        ({"day": "30.11.2026"}, SignatureError, "is no date"),
        ({"day": "2026-02-30"}, SignatureError, "is no date"),
        ({"day": "20261130"}, SignatureError, "is no date"),
        ({"id": "../tiny"}, IdError, "cannot be the id"),
        ({"version": "1"}, VersionError, "not a version"),
    ]:
        with pytest.raises(kind, match=says):
            sign(path, KEY, **{**good, **change})
    monkeypatch.setattr(disk.os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(ArchiveError, match="disk is full"):
        sign(path, KEY, **good)
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]
    with pytest.raises(ArchiveError, match="no such file"):
        sign(path.with_name("no.zip"), KEY, **good)


# -- judging ------------------------------------------------------------------------------------------------------


def bad(found: SignatureState, says: str) -> None:
    assert found.state == "bad"
    assert says in found.text.en
    assert (found.signer, found.key, found.fingerprint, found.trusted) == ("", None, "", False)


@pytest.mark.parametrize(
    "change",
    [
        {"scenarios/a.yaml": b"id: b\n"},
        {"scenarios/c.yaml": b""},
        {"README.md": b"read me"},
    ],
)
def test_content_that_was_changed_or_added(path: Path, change: dict[str, bytes]) -> None:
    kept = signed(path)
    write_archive(path, {**FILES, **change}, kept)
    bad(state(path), f"the pack was changed after it was signed (by one who goes by {SIGNER})")


def test_content_that_was_taken_away_or_renamed(path: Path) -> None:
    kept = signed(path)
    less = {name: data for name, data in FILES.items() if name != "goods.yaml"}
    for files in (less, {**less, "rules.yaml": FILES["goods.yaml"]}):
        write_archive(path, files, kept)
        bad(state(path), "was changed after it was signed")


def test_a_signature_of_another_pack_or_version(path: Path) -> None:
    kept = signed(path, version="1.0.0")
    write_archive(path, pack_of("1.1.0"), kept)
    bad(state(path, version="1.1.0"), "belongs to another pack (tiny 1.0.0), not to tiny 1.1.0")
    bad(state(path, id="other"), "belongs to another pack (tiny 1.0.0), not to other 1.0.0")
    bad(state(path), "was changed after it was signed")


def test_a_pack_signed_under_another_name_than_its_own(path: Path) -> None:
    """Who signs with a wrong id or version makes a signature that fits no pack."""
    signed(path, version="9.9.9")
    bad(state(path), "belongs to another pack (tiny 9.9.9)")


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("signer", "Somebody else"), ("day", "2026-12-01"), ("signature", base64.b64encode(bytes(64)).decode()), ("signature", ""),
        ("key", base64.b64encode(OTHER.public_key().public_bytes_raw()).decode()), ("key", "AAAA"), ("key", ""),
    ],
)  # fmt: skip
def test_a_part_of_the_signature_that_was_changed(path: Path, field: str, value: str) -> None:
    said = {**json.loads(signed(path)), field: value}
    found = verify(FILES, json.dumps(said).encode(), id="tiny", version="1.0.0")
    bad(found, "the signature itself was changed")


def test_a_part_that_names_other_content_does_not_help(path: Path) -> None:
    files = {**FILES, "scenarios/a.yaml": b"id: evil\n"}
    said = {**json.loads(signed(path)), "digest": digest(files)}
    bad(verify(files, json.dumps(said).encode(), id="tiny", version="1.0.0"), "the signature itself was changed")


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b"\xff", b"[" * 8000, b'{"format": "storesim-signature/2"}', b"null", b'"' + b"a" * 5000]
)
def test_a_signature_that_cannot_be_read(raw: bytes) -> None:
    bad(verify(FILES, raw, id="tiny", version="1.0.0"), "it cannot be read, or a newer version wrote it")


@pytest.mark.parametrize(
    ("field", "value"), [("signer", "\x1b]0;x\x07"), ("signer", ""), ("day", "2026-99-99"), ("day", "now"), ("more", 1)]
)
def test_words_of_a_signature_that_cannot_be_shown(path: Path, field: str, value: object) -> None:
    said = {**json.loads(signed(path)), field: value}
    bad(verify(FILES, json.dumps(said).encode(), id="tiny", version="1.0.0"), "it cannot be read")


@given(st.data())
def test_any_changed_byte_is_seen(data: st.DataObject) -> None:
    said = signature._Signed(pack="tiny", version="1.0.0", digest=digest(FILES), signer=SIGNER, day=DAY, key=PUBLIC.raw)
    raw = bytearray(KEY.sign(signature._message(said)))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    changed = signature.msgspec.structs.replace(said, signature=bytes(raw))
    bad(verify(FILES, signature.msgspec.json.encode(changed), id="tiny", version="1.0.0"), "itself was changed")


def test_the_message_binds_every_part_and_cannot_be_shifted() -> None:
    said = signature._Signed(pack="a", version="1.0.0", digest="d", signer="bc", day=DAY, key=PUBLIC.raw)
    message = signature._message(said)
    assert message.startswith(b"\0\0\0\0\0\0\0\x19storesim pack signature 1\0\0\0\0\0\0\0\x01a")
    for change in (
        {"pack": "ab", "signer": "c"},
        {"version": "1.0.1"},
        {"digest": "e"},
        {"day": "2026-12-01"},
        {"key": bytes(32)},
    ):
        assert signature._message(signature.msgspec.structs.replace(said, **change)) != message


# -- keys ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("password", [None, "口令 pass", "\udcff" + "x" * 990])
def test_a_new_key(tmp_path: Path, path: Path, password: str | None) -> None:
    made = new_key(tmp_path / "me", password, comment="Li, class 3")
    line = (tmp_path / "me.pub").read_text("utf-8")
    assert line == f"storesim-ed25519 {base64.b64encode(made.raw).decode()} Li, class 3\n"
    assert read_public(tmp_path / "me.pub") == made
    if os.name == "posix":
        assert stat.S_IMODE((tmp_path / "me").stat().st_mode) == 0o600
    private = read_private(tmp_path / "me", password)
    assert private.public_key().public_bytes_raw() == made.raw
    sign(path, private, id="tiny", version="1.0.0", signer=SIGNER, day=DAY)
    assert state(path).fingerprint == fingerprint(made)
    assert (b"ENCRYPTED" in (tmp_path / "me").read_bytes()) is (password is not None)


def test_a_key_is_never_overwritten(tmp_path: Path) -> None:
    new_key(tmp_path / "me", None)
    before = {p: p.read_bytes() for p in tmp_path.iterdir()}
    with pytest.raises(SignatureError, match="is there already"):
        new_key(tmp_path / "me", None)
    (tmp_path / "me").unlink()
    with pytest.raises(SignatureError, match=r"me\.pub: it is there already"):
        new_key(tmp_path / "me", None)
    assert {p: p.read_bytes() for p in tmp_path.iterdir()} == {p: d for p, d in before.items() if p.name == "me.pub"}


def test_keys_that_cannot_be_made(tmp_path: Path) -> None:
    for password in ("", "x" * 1001):
        with pytest.raises(SignatureError, match="may not be empty, nor endless"):
            new_key(tmp_path / "me", password)
    with pytest.raises(SignatureError, match="cannot be a name"):
        new_key(tmp_path / "me", None, comment="two\nlines")
    with pytest.raises(SignatureError, match="check the path"):
        new_key(tmp_path / "no" / "me", None)
    assert list(tmp_path.iterdir()) == []


def test_private_keys_that_cannot_be_used(tmp_path: Path) -> None:
    new_key(tmp_path / "locked", "right")
    with pytest.raises(SignatureError, match="is protected; give its password"):
        read_private(tmp_path / "locked", None)
    with pytest.raises(SignatureError, match="the password is wrong"):
        read_private(tmp_path / "locked", "wrong")
    with pytest.raises(SignatureError, match=r"the \.pub file is none"):
        read_private(tmp_path / "locked.pub", None)
    with pytest.raises(SignatureError, match="no such file"):
        read_private(tmp_path / "none", None)
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    (tmp_path / "ec").write_bytes(
        ec.generate_private_key(ec.SECP256R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    with pytest.raises(SignatureError, match="is no Ed25519 private key"):
        read_private(tmp_path / "ec", None)
    new_key(tmp_path / "open", None)
    read_private(tmp_path / "open", "a password that it does not need")


@pytest.mark.parametrize(
    "line",
    [
        "", "storesim-ed25519", "storesim-ed25519 AAAA", "ssh-ed25519 " + "A" * 43 + "=", "storesim-ed25519 " + "A" * 42 + "==",
        "storesim-ed25519 " + "A" * 43 + "= \x1b[1m", "storesim-ed25519 " + "A" * 43 + "= " + "x" * 81, "storesim-ed25519  " + "A" * 43 + "=",
        "-----BEGIN PRIVATE KEY-----",
    ],
)  # fmt: skip
def test_lines_that_are_no_key(line: str) -> None:
    with pytest.raises(SignatureError, match="holds no public key") as found:
        parse_public(line)
    assert found.value.text.en.isprintable()


def test_a_line_without_a_comment_is_a_key_and_errors_name_the_place(tmp_path: Path) -> None:
    assert parse_public(PUBLIC.line + "\n") == PUBLIC
    (tmp_path / "me.pub").write_bytes(b"\xef\xbb\xbf" + PUBLIC.line.encode() + b"\r\n")
    assert read_public(tmp_path / "me.pub") == PUBLIC, "as an editor on Windows may leave it"
    (tmp_path / "key").write_text("-----BEGIN PRIVATE KEY-----")
    with pytest.raises(SignatureError, match=r"key holds no public key") as found:
        read_public(tmp_path / "key")
    assert "PRIVATE" not in found.value.text.en
    with pytest.raises(SignatureError, match="“hello” holds no public key"):
        parse_public("hello")


@given(st.binary(max_size=200))
def test_any_file_is_a_key_or_a_sentence(noise: bytes) -> None:
    text = noise.decode("utf-8", "replace")
    try:
        found = parse_public("storesim-ed25519 " + text)
    except SignatureError:
        return
    assert parse_public(found.line) == found


def test_fingerprints_can_be_read_out() -> None:
    assert fingerprint(PUBLIC) == "dozin-polan-jatog-fukob-rijok"
    assert fingerprint(PublicKey(PUBLIC.raw, "another comment")) == fingerprint(PUBLIC)
    assert fingerprint(PublicKey(bytes(32))) != fingerprint(PUBLIC)


# -- the key ring -------------------------------------------------------------------------------------------------


def test_trust_is_what_the_ring_says(tmp_path: Path, path: Path) -> None:
    signed(path)
    ring = KeyRing(tmp_path / "keys.json")
    assert not state(path, ring).trusted
    ring.add("李老师", PUBLIC)
    found = state(path, KeyRing(tmp_path / "keys.json"))
    assert found.trusted
    assert found.known_as == "李老师"
    assert "your key ring knows it as “李老师”" in found.text.en
    signed(path, OTHER)
    other = state(path, ring)
    assert (other.state, other.signer, other.trusted) == ("good", SIGNER, False), "a name is anybody's to use"
    write_archive(path, pack_of(author="x"), read_archive(path).signature)
    assert not state(path, ring).trusted
    ring.remove("李老师")
    signed(path)
    assert not state(path, ring).trusted


def test_the_ring_keeps_names_and_keys_apart(tmp_path: Path) -> None:
    ring = KeyRing(tmp_path / "new" / "keys.json")
    other = PublicKey(bytes(32), "other")
    assert ring.names() == {}
    ring.add("b", PUBLIC)
    ring.add("a", other)
    ring.add("a", other)
    assert list(KeyRing(ring.path).names().items()) == [("a", other), ("b", PUBLIC)]
    with pytest.raises(SignatureError, match="“a” stands for another key already"):
        ring.add("a", PublicKey(bytes(31) + b"1"))
    with pytest.raises(SignatureError, match="in the ring already, as “a”"):
        ring.add("c", other)
    with pytest.raises(SignatureError, match="cannot be a name"):
        ring.add("a\nb", PublicKey(bytes(31) + b"1"))
    with pytest.raises(SignatureError, match="no “c” in the key ring; it has: a, b"):
        ring.remove("c")
    ring.remove("a")
    assert KeyRing(ring.path).names() == {"b": PUBLIC}
    ring.remove("b")
    with pytest.raises(SignatureError, match="it has: -"):
        ring.remove("b")


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"{}", b"\xff", b"[" * 5000, b'{"format": "storesim-keys/2", "keys": []}',
        b'{"format": "storesim-keys/1", "keys": [{"name": "a", "key": "AAAA"}]}',
        b'{"format": "storesim-keys/1", "keys": [{"name": "a\\u001b", "key": "' + base64.b64encode(bytes(32)) + b'"}]}',
    ],
)  # fmt: skip
def test_a_broken_ring_is_never_an_empty_one(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "keys.json").write_bytes(content)
    with pytest.raises(SignatureError, match=r"The key ring .*keys\.json is broken and was left as it is"):
        KeyRing(tmp_path / "keys.json")
    assert (tmp_path / "keys.json").read_bytes() == content


def test_a_change_that_cannot_be_written_is_not_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ring = KeyRing(tmp_path / "keys.json")
    ring.add("a", PUBLIC)
    monkeypatch.setattr(disk.os, "replace", lambda *_: (_ for _ in ()).throw(OSError(28, "full")))
    with pytest.raises(SignatureError, match="disk is full"):
        ring.remove("a")
    assert ring.names() == KeyRing(ring.path).names() == {"a": PUBLIC}


def test_the_ring_lies_on_the_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORESIM_SHELF", str(tmp_path / "shelf"))
    KeyRing().add("a", PUBLIC)
    assert (tmp_path / "shelf" / "keys.json").is_file()


# -- cheap to import ----------------------------------------------------------------------------------------------


def test_nothing_heavy_is_imported_with_the_files_of_packs() -> None:
    rooms = ("archive", "disk", "errors", "files", "install", "keys", "names", "shelf", "signature", "version", "zips")
    code = (
        f"import sys\nfor room in {rooms!r}: __import__('simulator.packs.' + room)\nprint(*sorted(set(sys.modules) & "
    )
    code += "{'cryptography', 'filelock', 'platformdirs', 'yaml', 'tempfile'}))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []


def test_the_whole_way(tmp_path: Path) -> None:
    pack = make_folder(tmp_path / "p")
    new_key(tmp_path / "key", "secret")
    built = build(pack, tmp_path, id="tiny", version="1.0.0")
    again = sign(
        built.path, read_private(tmp_path / "key", "secret"), id="tiny", version="1.0.0", signer=SIGNER, day=DAY
    )
    assert again.digest == built.digest
    assert state(again.path).state == "good"
    assert isinstance(SignatureError(signature._NONE), PackFileError)
    assert zips.entries(again.path.read_bytes())[-1].name == "SIGNATURE.json"
