"""The parts without a screen: understanding entries, initials, cells, telling, drafts, contrast."""

from __future__ import annotations

import pytest

from simulator.kernel.messages import fields_of
from simulator.kernel.text import Text
from simulator.locale.width import width
from simulator.tui.store.model import StoreModel
from simulator.tui.store.understand import described, understand, written
from simulator.tui.themes import DARK, LIGHT
from simulator.tui.widgets.cells import Reader, cell, columns, time_left
from simulator.tui.widgets.page import half
from simulator.tui.widgets.pinyin import initials, matches
from tests.tui.fake import START, attempt


@pytest.fixture(scope="module")
def model() -> StoreModel:
    return StoreModel(attempt())


def field(model, tag, name):
    return next(f for f in model.rules.by_tag[tag].fields if f.name == name)


@pytest.mark.parametrize(
    ("name", "typed", "meant"),
    [
        ("value", "１２。５０", 1250), ("value", "€12.50", 1250), ("value", "12,5", 1250), ("quantity", "３件", 3), ("net_g", "1.25 kg", 1250),
        ("net_g", "850克", 850), ("hs", "8518.22.00", "85182200"), ("origin", "cn", "CN"), ("currency", " ｅｕｒ ", "EUR"),
    ],
)  # fmt: skip
def test_entries_are_understood(model, name, typed, meant):
    assert understand(field(model, "parcel.declare", name), typed, "EUR", "zh") == meant


@pytest.mark.parametrize(("name", "typed"), [("value", "abc"), ("value", ""), ("value", "-1"), ("quantity", "0"), ("hs", "12"), ("net_g", "1 pound"), ("quantity", "1.5"), ("value", "9" * 40)])  # fmt: skip
def test_what_is_wrong_is_said_in_both_languages(model, name, typed):
    said = understand(field(model, "parcel.declare", name), typed, "EUR", "zh")
    assert isinstance(said, Text)
    assert said.zh
    assert said.en


def test_what_is_written_is_understood_again(model):
    spec = field(model, "parcel.declare", "value")
    for minor in (0, 5, 1250, 129900):
        assert understand(spec, written(spec, minor, "EUR", "zh"), "EUR", "zh") == minor
    assert written(spec, 1299, "JPY", "en") == "1299"


def test_patterns_in_words():
    assert described("^[A-Z]{2}$").zh == "要 2 个大写字母。"
    assert described("^[0-9]{6,10}$").en == "6 to 10 digits are needed."


def test_every_operation_has_initials_and_is_found_by_them(model):
    for spec in model.all_commands():
        short = initials(spec.title.zh)
        hanzi = [c for c in spec.title.zh if "一" <= c <= "鿿"]
        assert len(short) >= len(hanzi), spec.title.zh
        assert matches(short, spec.title.zh, spec.title.en)


def test_known_initials():
    assert initials("选中待发订单") == "xzdfdd"
    assert initials("申报 A1") == "sba1"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_time_left_is_short(lang):
    for minutes in (0, 1, 59, 60, 61, 599, 1290, 1440, 14400, 99 * 1440 + 1439, 400 * 1440, -1, -59, -1439, -99 * 1440):
        assert width(time_left(minutes, lang)) <= 8, minutes


@pytest.mark.parametrize("cells", [20, 40, 60, 61, 80, 120])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_tables_fit_and_line_up(model, cells, lang):
    reader = Reader(lang, START)
    for view in model.rules.views.values():
        if view.kind != "table":
            continue
        rows = list(model.rows(view.name))[:50]
        found = columns(fields_of(view.shows), rows, cells, reader, 80)
        assert found
        assert sum(c.width for c in found) + 2 * (len(found) - 1) <= cells
        for row in rows:
            for column in found:
                for mono in (False, True):
                    pieces = cell(row, column, reader, mono)
                    assert sum(width(words) for words, _ in pieces) == column.width


def test_descriptions_have_both_sides():
    from simulator.tui.app import StoreSimApp
    from simulator.tui.store.form import FormPane
    from simulator.tui.store.screen import StoreScreen
    from simulator.tui.widgets.table import RecordTable

    for owner in (StoreSimApp, StoreScreen, FormPane, RecordTable):
        for binding in owner.BINDINGS:
            assert "|" in binding.description, binding
            assert half(binding.description, "zh") != half(binding.description, "en")


def test_events_are_told_in_both_languages(model):
    for line in model.log:
        for lang in ("zh", "en"):
            assert "{" not in model.words(line, lang)


def luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
def test_contrast_is_wcag_aa(theme):
    v = theme.variables
    grounds = [theme.background, theme.surface, theme.panel, theme.boost]
    words = [
        theme.foreground,
        v["faint"],
        v["key"],
        theme.primary,
        theme.secondary,
        theme.warning,
        theme.error,
        theme.success,
        v["mark"],
    ]
    for ground in grounds:
        for word in words:
            assert contrast(word, ground) >= 4.5, (word, ground, contrast(word, ground))
    pairs = [
        (v["cursor-text"], v["cursor"]),
        (v["late-text"], v["late"]),
        (theme.foreground, v["glow"]),
        (theme.foreground, v["cursor-blur"]),
        (v["faint"], v["cursor-blur"]),
        (theme.error, v["glow"]),
    ]
    for word, ground in pairs:
        assert contrast(word, ground) >= 4.5, (word, ground, contrast(word, ground))


def test_drafts_are_written_through_and_read_back():
    from simulator.tui.store.drafts import Drafts

    class Save:
        def __init__(self):
            self.kept = {}

        def drafts(self, attempt):
            return dict(self.kept)

        def set_draft(self, attempt, form, content):
            self.kept[form] = content

        def delete_draft(self, attempt, form):
            del self.kept[form]

    class Journal:
        attempt = "a"
        save = Save()

    drafts = Drafts(Journal)
    drafts["parcel.declare/P1"] = {"value": "12,5"}
    assert dict(Drafts(Journal)) == {"parcel.declare/P1": {"value": "12,5"}}
    drafts.pop("parcel.declare/P1", None)
    assert not Drafts(Journal)
    Journal.save.kept["x"] = "not json"
    assert not Drafts(Journal)


def test_the_log_and_marks_are_found_again_after_resuming():
    from simulator.tui.store.model import StoreModel as Model

    made = attempt()
    first = Model(made)
    first.do(first.rules.convert("orders.select", {"orders": ["A1044"]}))
    first.do(first.rules.convert("record.open", {"view": "order", "key": "A1044"}))
    again = Model(made)
    assert again.done == first.done
    assert again.read == first.read
    assert [line.minute for line in again.log] == [line.minute for line in first.log]
