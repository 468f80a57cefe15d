"""Receipts and their short numbers, and the key of a hall."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.exams.errors import ExamError
from simulator.exams.facts import Head
from simulator.exams.hallkey import HallKey, hall_key, key_path, public_keys
from simulator.exams.receipts import ALPHABET, Receipt, number, short, signed
from simulator.packs.keys import fingerprint


def receipt() -> Receipt:
    return Receipt(exam="e1", subject="s1", kind="sitting", rows=7, head=b"\x07" * 32, at=1_800_000_000_000)


def test_a_receipt_covers_every_part(tmp_path: Path) -> None:
    key = hall_key(tmp_path / "hall.key")
    one = signed(receipt(), key)
    assert one.good
    assert one.key == key.public.raw
    for name, other in (
        ("exam", "e2"), ("subject", "s2"), ("kind", "attempt"), ("rows", 8), ("head", b"\x08" * 32), ("at", 5), ("key", b"\x01" * 32),
        ("signature", b"\x00" * 64), ("signature", b""), ("key", b""),
    ):  # fmt: skip
        assert not msgspec.structs.replace(one, **{name: other}).good, name
    # parts do not run into one another
    assert not msgspec.structs.replace(one, exam="e1s", subject="1").good


def test_the_key_is_for_its_owner_only_and_made_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STORESIM_HALL_KEY", str(tmp_path / "folder" / "k"))
    assert public_keys() == ()
    with pytest.raises(ExamError):
        hall_key(make=False)
    made: list[HallKey] = []
    threads = [threading.Thread(target=lambda: made.append(hall_key())) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({k.public.raw for k in made}) == 1
    assert len(made) == 4
    if os.name == "posix":
        assert stat.S_IMODE(key_path().stat().st_mode) == 0o600
    assert [k.raw for k in public_keys()] == [made[0].public.raw]
    assert made[0].letters == fingerprint(made[0].public)
    key_path().write_text("nonsense")
    with pytest.raises(ExamError) as wrong:
        hall_key()
    assert str(key_path()) in wrong.value.text.zh


def test_a_number_is_the_same_in_any_order_and_another_for_any_other_end() -> None:
    heads = [Head(attempt="a", rows=3, head="ab" * 32), Head(attempt="b", rows=9, head="cd" * 32)]
    assert number(heads) == number(heads[::-1])
    assert number(heads) != number(heads[:1])
    assert number(heads) != number([heads[0], Head(attempt="b", rows=8, head="cd" * 32)])
    assert number([]) != number(heads)


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_short_heads_can_be_written_down(one: bytes, two: bytes) -> None:
    said = short(one.hex())
    assert [len(group) for group in said.split("-")] == [4, 4, 4]
    assert set(said) <= {*ALPHABET, "-"}
    assert (short(two.hex()) == said) == (one == two)


def test_no_sign_is_taken_for_another() -> None:
    for alike in ("B8", "0OD", "1IL", "2Z", "5S", "UV"):
        assert not set(alike) & set(ALPHABET)
    assert "G" not in ALPHABET  # beside 6
