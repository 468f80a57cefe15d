import io
import subprocess
import sys
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator.locale.language import BadLanguage, resolve_language, system_locale, use_utf8, utf8_ok


@pytest.mark.parametrize(
    ("flag", "variable", "saved", "locale", "lang"),
    [
        ("en", "zh", "zh", "zh_CN.UTF-8", "en"),
        ("zh", "en", "en", "en_US.UTF-8", "zh"),
        ("ZH-Hans", None, None, "en_US", "zh"),
        (" English ", None, None, None, "en"),
        ("中文", None, None, "en_US", "zh"),
        (None, "en", "zh", "zh_CN.UTF-8", "en"),
        (None, "zh_CN.UTF-8", "en", "en_US", "zh"),
        (None, "", "en", "zh_CN", "en"),
        (None, " ", "en", "zh_CN", "en"),
        (None, None, "zh", "en_US", "zh"),
        (None, None, "klingon", "en_US", "en"),
        (None, None, None, "en_US.UTF-8", "en"),
        (None, None, None, "en", "en"),
        (None, None, None, "zh_CN.UTF-8", "zh"),
        (None, None, None, "zh_TW", "zh"),
        (None, None, None, "yue_HK", "zh"),
        (None, None, None, "de_DE.UTF-8", "en"),
        (None, None, None, "ja_JP", "en"),
        (None, None, None, "German_Germany.1252", "en"),
        (None, None, None, "Chinese (Simplified)_China.936", "zh"),
        (None, None, None, "C", "zh"),
        (None, None, None, "C.UTF-8", "zh"),
        (None, None, None, "POSIX", "zh"),
        (None, None, None, "", "zh"),
        (None, None, None, "???", "zh"),
        (None, None, None, "unknown", "zh"),
        (None, None, None, None, "zh"),
    ],
)
def test_the_first_that_speaks_decides(
    flag: str | None, variable: str | None, saved: str | None, locale: str | None, lang: str
) -> None:
    env = {} if variable is None else {"STORESIM_LANG": variable}
    assert resolve_language(flag, env, saved, locale) == lang


@pytest.mark.parametrize(
    ("flag", "env", "source"),
    [("fr", {}, "--lang"), ("", {}, "--lang"), (None, {"STORESIM_LANG": "zhx"}, "STORESIM_LANG")],
)
def test_a_wrong_wish_is_told_in_both_languages(flag: str | None, env: dict[str, str], source: str) -> None:
    with pytest.raises(BadLanguage) as caught:
        resolve_language(flag, env, "en", "en_US")
    assert caught.value.text.zh.startswith(source)
    assert caught.value.text.en.startswith(source)
    assert "\n" not in caught.value.text.zh + caught.value.text.en


@given(st.text(), st.text(), st.text())
def test_nothing_but_bad_language_is_raised(flag: str, saved: str, locale: str) -> None:
    assert resolve_language(None, {}, saved, locale) in ("zh", "en")
    with suppress(BadLanguage):
        assert resolve_language(flag, {}, None, None) in ("zh", "en")
    assert BadLanguage("--lang", flag).text.zh.isprintable()


@pytest.mark.parametrize(
    ("env", "name"),
    [
        ({"LC_ALL": "de_DE", "LC_MESSAGES": "fr_FR", "LANG": "en_US"}, "de_DE"),
        ({"LC_ALL": "", "LC_MESSAGES": "fr_FR", "LANG": "en_US"}, "fr_FR"),
        ({"LANG": "en_US"}, "en_US"),
        ({"LANG": " "}, None),
        ({}, None),
    ],
)
@pytest.mark.skipif(sys.platform == "win32", reason="Windows is asked where the environment is silent")
def test_system_locale(env: dict[str, str], name: str | None) -> None:
    assert system_locale(env) == name


def test_utf8_is_recognised_and_made() -> None:
    assert utf8_ok(io.TextIOWrapper(io.BytesIO(), encoding="UTF8"))
    assert utf8_ok(io.StringIO())
    assert utf8_ok(None)
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="ascii")
    assert not utf8_ok(stream)
    assert use_utf8(stream)
    stream.write("税 \ud800")
    stream.flush()
    assert raw.getvalue().decode() == "税 ?"
    closed = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    closed.close()
    assert not use_utf8(closed)

    class Odd:
        encoding = "no-such-encoding"

    assert not use_utf8(Odd())


def test_chinese_reaches_a_pipe_under_a_latin_locale() -> None:
    code = "from simulator.locale.language import use_utf8\nassert use_utf8()\nprint('退税')"
    out = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, check=True, env={"PYTHONIOENCODING": "latin-1"}
    )
    assert out.stdout.decode().strip() == "退税"
