"""Signatures of packs: Ed25519 over what a pack is and who says so. The only page that knows `cryptography`, so what
halls sign and lock is here as well.

`SIGNATURE.json` lies in the archive beside the pack's files and is not one of them. What is signed is not that file but a
message made of its parts (`_message`): the pack's id, version and digest, the signer's name, the day and the key.
"""

from __future__ import annotations

import datetime
import os
import re
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import msgspec

from simulator.kernel.text import Text
from simulator.packs.archive import Built, read_archive, write_archive
from simulator.packs.disk import read_file, write_new
from simulator.packs.errors import SignatureError, of_system
from simulator.packs.files import digest, frames
from simulator.packs.keys import (
    MAX_KEY_FILE,
    KeyRing,
    PublicKey,
    check_words,
    fingerprint,
    fit_words,
)
from simulator.packs.names import check_id, shown
from simulator.packs.version import Version

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

MAX_PASSWORD = 1000  # bytes; OpenSSL takes 1023

_NONCE = 12  # bytes
_MESSAGE_TAG = b"storesim pack signature 1"

_BAD_PASSWORD = Text("密码不能为空，也不能太长。", "The password may not be empty, nor endless.")
_NO_PASSWORD = Text("私钥 {place} 有密码保护；请输入密码。", "The private key {place} is protected; give its password.")
_UNREADABLE_KEY = Text(
    "私钥 {place} 打不开：密码不对，或文件不是本程序的私钥（不要用 .pub 文件）。",
    "The private key {place} cannot be opened: the password is wrong, or the file is no private key (the .pub file is none).",
)
_OTHER_KEY = Text(
    "{place} 不是 Ed25519 私钥；请用本程序新建一把。",
    "{place} is no Ed25519 private key; make a new one with this program.",
)
_BAD_DAY = Text(
    "“{day}”不是日期；请写成 2026-09-07 这样。",
    "“{day}” is no date; write it as 2026-09-07.",
)

_NONE = Text("没有签名。", "It is not signed.")
_GOOD = Text(
    "签名有效：{signer}，{day}，公钥 {fingerprint}；{trust}。",
    "Signed by {signer} on {day} with the key {fingerprint}; {trust}.",
)
_TRUSTED = Text("名册中的“{name}”", "your key ring knows it as “{name}”")
_UNKNOWN = Text(
    "这把公钥不在名册中，请当面或打电话核对后再信任",
    "the key is not in your key ring, so compare it by phone before you trust it",
)
_BAD = Text(
    "签名无效：{why}。请向作者重新索取这个包。", "The signature is not good: {why}. Ask the author for the pack again."
)
_UNREADABLE = Text("签名文件读不懂，或来自更新的版本", "it cannot be read, or a newer version wrote it")
_OF_ANOTHER = Text(
    "它属于另一个包（{pack} {version}），不是 {id} {wanted}",
    "it belongs to another pack ({pack} {version}), not to {id} {wanted}",
)
_CHANGED = Text(
    "包的内容在签名后被改过（签名者自称 {signer}）",
    "the pack was changed after it was signed (by one who goes by {signer})",
)
_FORGED = Text(
    "签名本身被改过（签名者自称 {signer}）", "the signature itself was changed (by one who goes by {signer})"
)


class SignatureState(msgspec.Struct, frozen=True, kw_only=True):
    """What a signature is worth. Who signed is said of a good one only: of a bad one it would be anybody's word.

    `signer` is what the signer calls himself; `known_as` the name in the user's key ring, "" when it does not hold the key.
    """

    state: Literal["none", "good", "bad"]
    text: Text
    signer: str = ""
    day: str = ""
    key: PublicKey | None = None
    fingerprint: str = ""
    known_as: str = ""

    @property
    def trusted(self) -> bool:
        """Whether the signature is good and its key is one the user trusts."""
        return bool(self.known_as)


class _Signed(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The content of SIGNATURE.json; key and signature in base64."""

    format: Literal["storesim-signature/1"] = "storesim-signature/1"
    pack: str
    version: str
    digest: str
    signer: str
    day: Annotated[str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")]
    key: bytes
    signature: bytes = b""


def new_key(path: Path, password: str | None, comment: str = "") -> PublicKey:
    """Make a key pair: `path` (PKCS8 PEM, for its owner only) and `path.pub`. Never overwrites; SignatureError, and then
    neither file is left."""
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if comment:
        check_words(comment)
    if password is not None and not 0 < len(_secret(password)) <= MAX_PASSWORD:
        raise SignatureError(_BAD_PASSWORD)
    private = Ed25519PrivateKey.generate()
    public = PublicKey(private.public_key().public_bytes_raw(), comment)
    lock = (
        serialization.NoEncryption() if password is None else serialization.BestAvailableEncryption(_secret(password))
    )
    pem = private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)
    beside = path.with_name(path.name + ".pub")
    try:
        write_new(path, pem, mode=0o600)
    except OSError as error:
        raise SignatureError(of_system(error, path)) from error
    try:
        write_new(beside, f"{public.line}\n".encode())
    except OSError as error:
        with suppress(OSError):
            path.unlink()
        raise SignatureError(of_system(error, beside)) from error
    return public


def read_private(path: Path, password: str | None) -> Ed25519PrivateKey:
    """The private key in a file; a password that it does not need is passed over. SignatureError."""
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    try:
        pem = read_file(path, MAX_KEY_FILE)
    except OSError as error:
        raise SignatureError(of_system(error, path)) from error
    protected = b"BEGIN ENCRYPTED" in pem
    if protected and not password:
        raise SignatureError(_NO_PASSWORD.fill(place=str(path)))
    try:
        key = serialization.load_pem_private_key(pem, _secret(password) if protected and password else None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise SignatureError(_UNREADABLE_KEY.fill(place=str(path))) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise SignatureError(_OTHER_KEY.fill(place=str(path)))
    return key


def sign(path: Path, private: Ed25519PrivateKey, *, id: str, version: str, signer: str, day: str) -> Built:
    """Put a signature into an archive, in the place of one that is there; the file is rewritten in one step.

    `id` and `version` are those the pack says of itself (the caller has loaded it). An archive made by another tool takes the
    form ours have. PackFileError, and then the archive is as it was.
    """
    check_id(id)
    check_words(signer)
    if not _is_day(day):
        raise SignatureError(_BAD_DAY.fill(day=shown(day)))
    found = read_archive(path)
    said = _Signed(
        pack=id, version=str(Version.parse(version)), digest=found.digest, signer=signer, day=day,
        key=private.public_key().public_bytes_raw(),
    )  # fmt: skip
    said = msgspec.structs.replace(said, signature=private.sign(_message(said)))
    return write_archive(path, found.files, msgspec.json.format(msgspec.json.encode(said), indent=2) + b"\n")


class Signer:
    """An open private key that signs messages of our own: a tag and parts, each behind its length. Each kind of message has a tag of its own."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = PublicKey(private.public_key().public_bytes_raw())

    def sign(self, tag: bytes, parts: Iterable[bytes]) -> bytes:
        """The signature (64 bytes)."""
        return self._private.sign(b"".join(frames(tag, parts)))


def holds(public: bytes, signature: bytes, tag: bytes, parts: Iterable[bytes]) -> bool:
    """Whether `signature` is that of the key (32 bytes) over these. Never raises."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, b"".join(frames(tag, parts)))
    except (InvalidSignature, ValueError, TypeError):
        return False
    return True


def lock(key: bytes, data: bytes, about: bytes) -> bytes:
    """Bytes that only who has the key (32 bytes) can read or change (ChaCha20-Poly1305); `about` is bound to them and stays readable elsewhere."""
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    nonce = os.urandom(_NONCE)
    return nonce + ChaCha20Poly1305(key).encrypt(nonce, data, about)


def unlock(key: bytes, locked: bytes, about: bytes) -> bytes | None:
    """What `lock` made unreadable; None for another key, other bytes or another `about`."""
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305

    try:
        return ChaCha20Poly1305(key).decrypt(locked[:_NONCE], locked[_NONCE:], about)
    except (InvalidTag, ValueError):
        return None


def verify(
    files: Mapping[str, bytes], signature: bytes | None, *, id: str, version: str, ring: KeyRing | None = None
) -> SignatureState:
    """What the signature found with these files is worth for the pack that calls itself `id` and `version`. Never raises."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    if signature is None:
        return SignatureState(state="none", text=_NONE)
    try:
        said = msgspec.json.decode(signature, type=_Signed)
    except (ValueError, RecursionError):  # msgspec's errors are ValueErrors
        return _bad(_UNREADABLE)
    if not fit_words(said.signer) or not _is_day(said.day):
        return _bad(_UNREADABLE)
    if (said.pack, said.version) != (id, version):
        return _bad(_OF_ANOTHER.fill(pack=shown(said.pack), version=shown(said.version), id=id, wanted=version))
    if said.digest != digest(files):
        return _bad(_CHANGED.fill(signer=said.signer))
    try:
        Ed25519PublicKey.from_public_bytes(said.key).verify(said.signature, _message(said))
    except (InvalidSignature, ValueError):
        return _bad(_FORGED.fill(signer=said.signer))
    key = PublicKey(said.key)
    known_as = ring.name_of(key) if ring is not None else ""
    trust = _TRUSTED.fill(name=known_as) if known_as else _UNKNOWN
    letters = fingerprint(key)
    return SignatureState(
        state="good", text=_GOOD.fill(signer=said.signer, day=said.day, fingerprint=letters, trust=trust),
        signer=said.signer, day=said.day, key=key, fingerprint=letters, known_as=known_as,
    )  # fmt: skip


def _message(said: _Signed) -> bytes:
    """What is signed: a tag that no other message of ours begins with, then each part behind its length."""
    parts = (said.pack, said.version, said.digest, said.signer, said.day)
    return b"".join(frames(_MESSAGE_TAG, (*(part.encode() for part in parts), said.key)))


def _secret(password: str) -> bytes:
    """The bytes of a password, also of one that a terminal in another encoding mangled."""
    return password.encode("utf-8", "surrogatepass")


def _is_day(day: str) -> bool:
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", day):
        return False
    with suppress(ValueError):
        datetime.date.fromisoformat(day)
        return True
    return False


def _bad(why: Text) -> SignatureState:
    return SignatureState(state="bad", text=_BAD.fill(why=why))
