"""What counts as a specific and true goods name."""

from __future__ import annotations

import pytest

from simulator.scoring.measures.fulfilment import names

TEA = "Porcelain tea sets, one teapot and six cups"
JARS = "玻璃储物罐（高硼硅，竹盖）"


@pytest.mark.parametrize("said", ["Porcelain tea set", "tea set with six cups", TEA, "porcelain teapot and cups"])
def test_a_specific_name_in_other_words_is_true(said: str) -> None:
    assert names(said, TEA)


@pytest.mark.parametrize("said", ["", "accessories", "set", "gift", "goods as ordered", "glass storage jars", "cups"])
def test_a_vague_or_other_name_is_not(said: str) -> None:
    assert not names(said, TEA)


def test_chinese_names_go_by_characters() -> None:
    assert names("玻璃储物罐", JARS)
    assert not names("配件", JARS)
    assert not names("瓷制茶具", JARS)
