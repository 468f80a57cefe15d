import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.kernel.text import Lang
from simulator.locale.settings import Settings, load_settings, save_settings, settings_path


def test_where_the_file_lies(tmp_path: Path) -> None:
    assert settings_path({"STORESIM_HOME": str(tmp_path)}) == tmp_path / "config" / "settings.json"
    path = settings_path({})
    assert path.name == "settings.json"
    assert "storesim" in str(path.parent)


def test_no_file_is_no_trouble(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none" / "settings.json") == (Settings(), None)


@given(
    lang=st.sampled_from([None, "zh", "en"]),
    theme=st.none() | st.from_regex(r"[a-z0-9_-]{1,40}", fullmatch=True),
    speed=st.none() | st.integers(0, 1000),
)
def test_what_is_saved_is_loaded(
    lang: Lang | None, theme: str | None, speed: int | None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("s") / "config" / "settings.json"
    wanted = Settings(lang=lang, theme=theme, speed=speed)
    assert save_settings(Settings(lang="en", theme="old", speed=1), path) is None
    assert save_settings(wanted, path) is None
    assert load_settings(path) == (wanted, None)
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"]


def test_entries_of_a_newer_version_survive(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"lang": "zh", "theme": "dark", "bell": true}', encoding="utf-8")
    assert save_settings(Settings(lang="en"), path) is None
    assert json.loads(path.read_text(encoding="utf-8")) == {"bell": True, "lang": "en"}


def test_a_byte_order_mark_is_forgiven(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b'\xef\xbb\xbf{"lang": "en"}')
    assert load_settings(path) == (Settings(lang="en"), None)


BROKEN = [
    b"",
    b"{",
    b"[]",
    b"null",
    b"\xff\xfe",
    b'{"a": "\xff"}',
    b'{"lang": "fr"}',
    b'{"speed": "fast"}',
    b'{"speed": -1}',
    b'{"speed": true}',
    b'{"theme": "[red]"}',
    b'{"theme": "a\\n"}',
    b'{"a": "\\ud800"}',
    b'{"a":' * 5000,
    b'{"a":1}' + b" " * 70000,
]


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_a_broken_file_gives_defaults_and_is_kept(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    for name in ("settings.json.bad", "settings.json.bad2"):
        path.write_bytes(data)
        settings, warning = load_settings(path)
        assert settings == Settings()
        assert warning is not None
        assert name in warning.zh
        assert name in warning.en
        assert not path.exists()
        assert (tmp_path / name).read_bytes() == data
        assert load_settings(path) == (Settings(), None)


@pytest.mark.parametrize("data", BROKEN, ids=range(len(BROKEN)))
def test_saving_over_a_broken_file_keeps_it(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(data)
    assert save_settings(Settings(speed=4), path) is None
    assert (tmp_path / "settings.json.bad").read_bytes() == data
    assert load_settings(path) == (Settings(speed=4), None)


@given(
    st.binary(max_size=200)
    | st.recursive(st.none() | st.text() | st.integers(), lambda x: st.dictionaries(st.text(), x)).map(
        lambda x: json.dumps(x).encode()
    )
)
def test_no_content_raises(tmp_path_factory: pytest.TempPathFactory, data: bytes) -> None:
    path = tmp_path_factory.mktemp("s") / "settings.json"
    path.write_bytes(data)
    load_settings(path)
    assert save_settings(Settings(lang="zh"), path) is None
    assert load_settings(path) == (Settings(lang="zh"), None)


def test_a_file_that_cannot_be_read_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.mkdir()
    settings, warning = load_settings(path)
    assert settings == Settings()
    assert warning is not None
    assert path.is_dir()
    refused = save_settings(Settings(lang="en"), path)
    assert refused is not None
    assert str(path) in refused.zh


def test_a_folder_that_is_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "config").write_text("x", encoding="utf-8")
    path = tmp_path / "config" / "settings.json"
    assert load_settings(path)[0] == Settings()
    assert save_settings(Settings(lang="en"), path) is not None


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.json"
    save_settings(Settings(lang="en"), path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    warning = save_settings(Settings(lang="zh"), path)
    assert warning is not None
    assert "the disk is full" in warning.en
    assert load_settings(path) == (Settings(lang="en"), None)
    assert [p.name for p in tmp_path.iterdir()] == ["settings.json"]


def test_a_broken_file_that_cannot_be_moved_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b"{")

    def denied(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "rename", denied)
    settings, warning = load_settings(path)
    assert settings == Settings()
    assert warning is not None
    assert save_settings(Settings(lang="zh"), path) is not None
    assert path.read_bytes() == b"{"
