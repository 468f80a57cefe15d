"""Versions: semantic versioning 2.0.0, strictly."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.packs.errors import VersionError
from simulator.packs.version import Version

WORD = st.from_regex(r"(0|[1-9][0-9]{0,4}|[0-9]{0,2}[a-zA-Z-][0-9a-zA-Z-]{0,4})", fullmatch=True)
WORDS = st.lists(WORD, max_size=3).map(".".join)
TEXT = st.builds(
    lambda a, b, c, pre, build: f"{a}.{b}.{c}" + (f"-{pre}" if pre else "") + (f"+{build}" if build else ""),
    *[st.integers(0, 12)] * 3, WORDS, WORDS,
)  # fmt: skip


def test_the_order_of_the_specification() -> None:
    order = [
        "0.9.0", "0.10.0", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
        "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.11.0", "2.0.0",
    ]  # fmt: skip
    parsed = [Version.parse(text) for text in order]
    assert sorted(set(parsed)) == parsed
    assert all(one < other and other > one and one != other for one, other in pairwise(parsed))


@pytest.mark.parametrize(
    "text",
    [
        "", "1", "1.2", "1.2.3.4", "v1.2.3", "01.2.3", "1.02.3", "1.2.03", "1.2.3-", "1.2.3+", "1.2.3-01", "1.2.3-a..b", "1.2.3-a.",
        "1.2.3+a+b", "1.2.3-\u00e9", "\u0661.2.3", "1.2.-3", " 1.2.3", "1.2.3\n", "1.2.3-a_b", "../1.2.3", "1.2.3/..",
        "1.2." + "9" * 70, "latest",
    ],
)  # fmt: skip
def test_what_is_no_version_is_said_in_a_sentence(text: str) -> None:
    with pytest.raises(VersionError, match="is not a version: write three numbers") as found:
        Version.parse(text)
    assert "不是版本号" in found.value.text.zh
    assert found.value.text.en.isprintable()


@given(TEXT)
def test_a_version_writes_itself_as_it_was_written(text: str) -> None:
    assert str(Version.parse(text)) == text


@given(TEXT, TEXT, TEXT)
def test_the_order_is_total(a: str, b: str, c: str) -> None:
    one, other, third = sorted(map(Version.parse, (a, b, c)))
    assert one <= other <= third
    assert one <= third
    assert (one == other) == (str(one) == str(other))


def test_the_build_does_not_outweigh_anything() -> None:
    assert Version.parse("1.0.0+z") < Version.parse("1.0.1+a")
    assert Version.parse("1.0.0-rc.1+z") < Version.parse("1.0.0+a")
    assert Version.parse("1.0.0") < Version.parse("1.0.0+1")


@pytest.mark.parametrize(
    ("one", "other", "is_patch"),
    [
        ("1.2.4", "1.2.3", True), ("0.1.1", "0.1.0", True), ("1.2.10", "1.2.9", True),
        ("1.2.3", "1.2.3", False), ("1.2.2", "1.2.3", False), ("1.3.4", "1.2.3", False), ("2.2.4", "1.2.3", False),
        ("1.2.3", "1.2.3-rc.1", False),
    ],
)  # fmt: skip
def test_patch_releases(one: str, other: str, is_patch: bool) -> None:
    assert Version.parse(one).is_patch_of(Version.parse(other)) is is_patch
