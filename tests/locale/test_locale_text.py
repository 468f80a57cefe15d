"""Cleaning text from people, and measuring it in cells."""

import unicodedata
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from simulator.locale.clean import clean
from simulator.locale.width import pad, truncate, width

HOSTILE = st.text(
    alphabet=st.one_of(
        st.sampled_from("\x1b[]m;0\x07\x9b\x9d\x9c\\\r\n\t\u2028\u202e\u2066\u200b\u200d\ufe0f税a\u0301"),
        st.characters(codec=None),
    )
)
CLEAN = HOSTILE.map(clean)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("plain", "plain"),
        ("退税 “周五前发出”", "退税 “周五前发出”"),
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b31mred", "red"),
        ("\x1b]0;title\x07text", "text"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]unclosed", "unclosed"),
        ("\x1bPq#0\x1b\\picture", "picture"),
        ("\x1bcreset", "reset"),
        ("a\x1b", "a"),
        ("a\x00\x08\x7f\x85b", "a b"),
        ("a\tb\nc\r\nd", "a b c d"),
        ("abc\u202egnp.exe", "abcgnp.exe"),
        ("\u2066a\u2069\u200e\u200f\u061c", "a"),
        ("a\u200bb\u200c\u200d\u2060\ufeffc\u00ad", "abc"),
        ("x\ufe0f\U000e0041\U000e0100\u3164", "x"),
        ("a\ud800b", "ab"),
        ("[/] [red] {x}", "[/] [red] {x}"),
        ("Jürgen Müller-Łuk", "Jürgen Müller-Łuk"),
    ],
)
def test_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def test_several_lines_are_kept_on_request() -> None:
    assert clean("a\r\nb\rc\u2028d\te\x0bf", multiline=True) == "a\nb\nc\nd e\nf"
    assert clean("\x1b]0;a\nb", multiline=True) == "0;a\nb"


@given(HOSTILE, st.booleans())
def test_cleaned_text_is_harmless_and_stays(typed: str, multiline: bool) -> None:
    once = clean(typed, multiline)
    assert clean(once, multiline) == once
    for c in once:
        assert (multiline and c == "\n") or unicodedata.category(c) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
    once.encode()


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S", "Zs"], max_codepoint=0x10FF)))
def test_visible_text_is_untouched(typed: str) -> None:
    assert clean(typed) == "".join(c for c in typed if c not in "\u115f\u1160")


@pytest.mark.parametrize(
    ("text", "cells", "shown"),
    [
        ("物流", 4, "物流"),
        ("物流", 3, "物…"),
        ("物流", 2, "…"),
        ("物流", 1, "…"),
        ("物流", 0, ""),
        ("DHL 快递", 7, "DHL 快…"),
        ("DHL 快递", 6, "DHL …"),
        ("abcdef", 3, "ab…"),
        ("e\u0301e\u0301e\u0301", 2, "e\u0301…"),
        ("", 0, ""),
        ("abc", -1, ""),
    ],
)
def test_truncate(text: str, cells: int, shown: str) -> None:
    assert truncate(text, cells) == shown


def test_pad() -> None:
    assert pad("物流", 6) == "物流  "
    assert pad("物流", 6, "right") == "  物流"
    assert pad("物流", 7, "center") == " 物流  "
    assert pad("物流履约", 6, ellipsis="..") == "物流.."
    assert pad("物流履约", 5, ellipsis="..") == "物.. "
    assert width("¥148 物流") == 9


@given(CLEAN, st.integers(-3, 40), st.sampled_from(["left", "right", "center"]), st.sampled_from(["…", "..", ""]))
def test_padded_text_has_the_width_asked_for(
    text: str, cells: int, align: Literal["left", "right", "center"], ellipsis: str
) -> None:
    assert cell_len(pad(text, cells, align, ellipsis)) == max(0, cells)
    assert cell_len(truncate(text, cells, ellipsis)) <= max(0, cells)
    assert width(text) == cell_len(text)
