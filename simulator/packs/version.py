"""Versions of packs: semantic versioning 2.0.0, strictly."""

from __future__ import annotations

import re

import msgspec

from simulator.kernel.text import Text
from simulator.packs.errors import VersionError
from simulator.packs.names import shown

MAX_VERSION = 64  # characters

_NUMBER = "(0|[1-9][0-9]*)"
_WORDS = r"([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)"
_FORM = re.compile(rf"{_NUMBER}\.{_NUMBER}\.{_NUMBER}(?:-{_WORDS})?(?:\+{_WORDS})?")
_WRONG = Text(
    "“{text}”不是版本号：要写成三个数，如 1.4.0（数字前不加 0；预发布版如 1.4.0-rc.1）。",
    "“{text}” is not a version: write three numbers such as 1.4.0 (without leading zeros; a pre-release as 1.4.0-rc.1).",
)


class Version(msgspec.Struct, frozen=True, order=True):
    """A version in its parts, which compare in this order as semver says: a pre-release comes before its release, and in it
    numbers before words. Where only the build differs its text decides, so that a sorted list is always the same."""

    major: int
    minor: int
    patch: int
    final: bool = True
    pre: tuple[tuple[bool, int, str], ...] = ()  # (is a word, the number, the word)
    build: str = ""

    @classmethod
    def parse(cls, text: str) -> Version:
        """The version that `text` writes. VersionError when it is none."""
        found = _FORM.fullmatch(text) if len(text) <= MAX_VERSION else None
        words = found[4].split(".") if found and found[4] else []
        if found is None or any(w.isdigit() and w != str(int(w)) for w in words):
            raise VersionError(_WRONG.fill(text=shown(text)))
        pre = tuple((False, int(w), "") if w.isdigit() else (True, 0, w) for w in words)
        return cls(int(found[1]), int(found[2]), int(found[3]), not pre, pre, found[5] or "")

    def is_patch_of(self, other: Version) -> bool:
        """Whether this is a later patch release of the same major and minor version."""
        return (self.major, self.minor) == (other.major, other.minor) and self.patch > other.patch

    def __str__(self) -> str:
        pre = ".".join(word or str(number) for _, number, word in self.pre)
        return (
            f"{self.major}.{self.minor}.{self.patch}"
            + (f"-{pre}" if pre else "")
            + (f"+{self.build}" if self.build else "")
        )
