"""Public keys of those who sign packs: how one is written, compared and trusted. Works without `cryptography`.

A public key is one line, `storesim-ed25519 <base64> <comment>`. The key ring is a small JSON file of the user's; a key that is
in it is trusted under the name the user gave it, whatever the signer calls himself.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from pathlib import Path
from typing import Literal

import msgspec

from simulator.kernel.text import Text
from simulator.packs.disk import read_file, write_whole
from simulator.packs.errors import SignatureError, of_system
from simulator.packs.files import frames
from simulator.packs.names import shown
from simulator.packs.shelf import shelf_folder

KIND = "storesim-ed25519"
KEY_BYTES = 32
MAX_WORDS = 80  # characters of a signer's or key's name
MAX_KEY_FILE = 16_000  # bytes
MAX_RING = 200_000  # bytes

_FINGERPRINT_TAG = b"storesim key 1"
_GROUPS = 5  # 16 bits each
_CONSONANTS, _VOWELS = "bdfghjklmnprstvz", "aiou"

_NOT_A_KEY = Text(
    f"{{place}} 里没有公钥；公钥文件只有一行，以 {KIND} 开头（文件名一般以 .pub 结尾）。",
    f"{{place}} holds no public key; such a file is one line that begins with {KIND} (its name mostly ends in .pub).",
)
_BAD_WORDS = Text(
    f"“{{words}}”不能作名字：要有 1 到 {MAX_WORDS} 个可显示的字符，首尾不能有空格。",
    f"“{{words}}” cannot be a name: it takes 1 to {MAX_WORDS} characters that can be shown, without blanks at its ends.",
)
_BROKEN_RING = Text(
    "公钥名册 {place} 已损坏，没有改动它；请从备份恢复，或改名后重新添加信任的公钥。",
    "The key ring {place} is broken and was left as it is; restore it from a copy, or rename it and add the keys you trust again.",
)
_NAME_TAKEN = Text(
    "“{name}”已用于另一把公钥（{fingerprint}）；请先删除，或换一个名字。",
    "“{name}” stands for another key already ({fingerprint}); remove that one first, or choose another name.",
)
_KEY_KNOWN = Text(
    "这把公钥已在名册中，名字是“{name}”；请先删除再改名。",
    "This key is in the ring already, as “{name}”; remove it first to give it another name.",
)
_NO_NAME = Text(
    "名册里没有“{name}”；已有：{names}。",
    "There is no “{name}” in the key ring; it has: {names}.",
)


class PublicKey(msgspec.Struct, frozen=True):
    """An Ed25519 public key as its 32 bytes. The comment is the owner's word and proves nothing."""

    raw: bytes
    comment: str = ""

    @property
    def line(self) -> str:
        """The one line of a `.pub` file."""
        return f"{KIND} {base64.b64encode(self.raw).decode()} {self.comment}".rstrip()


def fingerprint(public: PublicKey) -> str:
    """80 bits of the key's SHA-256 as five groups that can be read out over the phone: `lusab-babad-gutih-tugad-mudof`.

    Each group is 16 bits, consonant and vowel in turn (the form of "proquints").
    """
    digest = hashlib.sha256(b"".join(frames(_FINGERPRINT_TAG, (public.raw,)))).digest()
    groups = []
    for i in range(_GROUPS):
        bits = int.from_bytes(digest[2 * i : 2 * i + 2], "big")
        groups.append(
            _CONSONANTS[bits >> 12] + _VOWELS[bits >> 10 & 3] + _CONSONANTS[bits >> 6 & 15] + _VOWELS[bits >> 4 & 3]
            + _CONSONANTS[bits & 15]
        )  # fmt: skip
    return "-".join(groups)


def parse_public(line: str, place: str = "") -> PublicKey:
    """The key in a line. SignatureError when there is none; `place` is where the line stood."""
    kind, _, rest = line.strip().partition(" ")
    key, _, comment = rest.partition(" ")
    try:
        raw = base64.b64decode(key, validate=True)
    except (binascii.Error, ValueError):
        raw = b""
    if kind != KIND or len(raw) != KEY_BYTES or (comment and not fit_words(comment)):
        raise SignatureError(_NOT_A_KEY.fill(place=place or "“" + shown(line) + "”"))
    return PublicKey(raw, comment)


def read_public(path: Path) -> PublicKey:
    """The key in a `.pub` file. SignatureError."""
    try:
        data = read_file(path, MAX_KEY_FILE)
    except OSError as error:
        raise SignatureError(of_system(error, path)) from error
    return parse_public(data[:MAX_KEY_FILE].decode("utf-8-sig", "replace"), str(path))


def fit_words(words: str) -> bool:
    """Whether this can be shown as a name: printable (no control codes, nothing invisible), on one line, not endless."""
    return words == words.strip() and 0 < len(words) <= MAX_WORDS and words.isprintable()


def check_words(words: str) -> None:
    """SignatureError unless `words` can be a name."""
    if not fit_words(words):
        raise SignatureError(_BAD_WORDS.fill(words=shown(words)))


class _Trusted(msgspec.Struct, frozen=True):
    name: str
    key: bytes
    comment: str = ""


class _Ring(msgspec.Struct, frozen=True):
    format: Literal["storesim-keys/1"]
    keys: list[_Trusted]


class KeyRing:
    """The keys a user trusts, by the names the user gave them: `keys.json` on the shelf, or the file given.

    Every change is written at once. A broken file is an error and never an empty ring.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or shelf_folder() / "keys.json"
        self._keys = self._read()

    def names(self) -> dict[str, PublicKey]:
        """All keys by name, sorted."""
        return dict(sorted(self._keys.items()))

    def name_of(self, public: PublicKey) -> str:
        """The name this key is trusted under, "" when it is not."""
        return next((name for name, key in self._keys.items() if key.raw == public.raw), "")

    def add(self, name: str, public: PublicKey) -> None:
        """Trust a key under a name; the same again changes nothing. SignatureError when name or key is taken."""
        check_words(name)
        other = self._keys.get(name)
        if other is not None and other.raw != public.raw:
            raise SignatureError(_NAME_TAKEN.fill(name=name, fingerprint=fingerprint(other)))
        known = self.name_of(public)
        if known and known != name:
            raise SignatureError(_KEY_KNOWN.fill(name=known))
        self._write({**self._keys, name: public})

    def remove(self, name: str) -> None:
        """Trust a key no longer. SignatureError when there is none of this name."""
        if name not in self._keys:
            raise SignatureError(_NO_NAME.fill(name=shown(name), names=", ".join(self.names()) or "-"))
        self._write({known: key for known, key in self._keys.items() if known != name})

    def _read(self) -> dict[str, PublicKey]:
        try:
            data = read_file(self.path, MAX_RING)
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise SignatureError(of_system(error, self.path)) from error
        try:
            ring = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=_Ring)
        except (ValueError, RecursionError) as error:  # msgspec's errors are ValueErrors
            raise SignatureError(_BROKEN_RING.fill(place=str(self.path))) from error
        keys = {item.name: PublicKey(item.key, item.comment) for item in ring.keys if fit_words(item.name)}
        if len({key.raw for key in keys.values() if len(key.raw) == KEY_BYTES}) != len(ring.keys):
            raise SignatureError(_BROKEN_RING.fill(place=str(self.path)))
        return keys

    def _write(self, keys: dict[str, PublicKey]) -> None:
        ring = _Ring("storesim-keys/1", [_Trusted(name, key.raw, key.comment) for name, key in sorted(keys.items())])
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            write_whole(self.path, msgspec.json.format(msgspec.json.encode(ring), indent=2) + b"\n")
        except OSError as error:
            raise SignatureError(of_system(error, self.path)) from error
        self._keys = keys
