"""Text from anyone is never markup, never a control sequence and never breaks the frame."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from simulator.tui.app import StoreSimApp
from simulator.tui.store.log import LogScreen
from simulator.tui.widgets.detail import record_lines, wrap
from simulator.tui.widgets.plain import joined, plain
from tests.tui.fake import attempt
from tests.tui.test_store import settle, store, text_of

TUI = Path(__file__).parents[2] / "simulator" / "tui"

HOSTILE = [
    "[/foo]",
    "[@click=app.quit]x[/]",
    "[bold red]loud[/bold red] [",
    "\x1b]0;owned\x07\x1b[31mred\x1b[0m\x9b2J",
    "abc‮gnp.exe⁦x⁩​end",
    "宽" * 200,
    "a\tb\r\nc\x00d",
    "]]]][[[[{{}}%s%d{0}{name}",
]


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
async def test_hostile_text_in_every_widget(words):
    made = attempt(hostile=words)
    app = StoreSimApp("zh", start=lambda a: a.open_store(made))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        screen = store(app)
        for desk in screen.model.desks():
            for view in screen.model.tables(desk.code):
                screen.go_view(view)
                await settle(pilot, 1)
                for record in screen.model.records(view):
                    if screen.table.current_id:
                        screen.open_record(record, screen.table.current_id)
                        await settle(pilot, 1)
                        sound(app)
        screen.go_view(screen.model.rules.views["threads"])
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        screen.form.query_one("LongInput").insert(words)
        await settle(pilot)
        sound(app)
        await pilot.press("ctrl+s")
        await settle(pilot)
        app.notify(words)
        app.push_screen(LogScreen(screen.model))
        await settle(pilot)
        sound(app)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("ctrl+p")
        await pilot.press(*[c for c in words[:20] if c.isprintable()])
        await settle(pilot)
        sound(app)
        await pilot.press("escape", "slash")
        await settle(pilot)
        screen.query_one("FindLine").set(words)
        await settle(pilot)
        sound(app)
        app.trouble(RuntimeError(words))
        await settle(pilot)
        sound(app)
        assert app.is_running


def sound(app: StoreSimApp) -> None:
    """Nothing unprintable is on the screen, and no line is wider than it."""
    from rich.cells import cell_len

    for line in text_of(app).split("\n"):
        assert cell_len(line) <= app.size.width
        bad = [c for c in line if ord(c) < 32 or 0x7F <= ord(c) < 0xA0 or c in "‮⁦⁩​"]
        assert not bad, (line, bad)


async def test_a_link_in_a_name_does_nothing():
    app = StoreSimApp("en", start=lambda a: a.open_store(attempt(hostile="[@click=app.leave]Anna[/]")))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "[@click" in text_of(app)
        await pilot.click("RecordTable", offset=(12, 2))
        await settle(pilot)
        assert app.is_running


@pytest.mark.parametrize("words", HOSTILE, ids=range(len(HOSTILE)))
def test_plain_keeps_the_characters_and_no_styles(words):
    content = plain(words)
    assert not content.spans
    assert "\x1b" not in content.plain
    assert "[" not in words or "[" in content.plain or "\x1b" in words
    assert joined(words, words).plain.count("\x00") == 0


@pytest.mark.parametrize("cells", [2, 3, 7, 20, 80])
def test_wrap_never_goes_over(cells):
    from simulator.locale.width import width

    for words in [*HOSTILE, "a" * 300, "很长的一段中文，夹着 English words 和数字 12.50。", ""]:
        for line in wrap(plain(words).plain, cells):
            assert width(line) <= cells


def test_records_fit_their_width():
    made = attempt(hostile="宽" * 200)
    from simulator.tui.store.model import StoreModel
    from simulator.tui.widgets.cells import Reader

    model = StoreModel(made)
    for name in ("order", "item", "service"):
        spec = model.rules.views[name]
        key = model.rows(spec.record)[0].id
        for cells in (30, 48, 62, 100):
            for line in record_lines(made.view(name, key), Reader("zh", made.now), cells):
                assert line.cell_length <= cells, (name, cells, line.plain)


# -- the lint: nothing but the one helper may put data into a widget ---------------------------------------------

SINKS = {
    "Static",
    "Label",
    "Button",
    "Checkbox",
    "Option",
    "Collapsible",
    "TabPane",
    "Tab",
    "Tree",
    "Markdown",
    "RadioButton",
    "Digits",
}
UPDATES = {"update", "add_row", "add_column", "add_option", "set_label"}
TITLES = {"border_title", "border_subtitle", "tooltip"}
MAKERS = {"plain", "joined", "lines", "Content", "key_line", "assemble", "styled", "join", "Option"}


def safe_value(node: ast.expr | None) -> bool:
    """A literal without brackets, or something the helper made."""
    if node is None or isinstance(node, ast.Constant):
        return not (isinstance(node, ast.Constant) and isinstance(node.value, str) and "[" in node.value)
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name in MAKERS or name.startswith("_") or name.endswith(("_line", "_lines", "_content", "_words"))
    if isinstance(node, ast.IfExp):
        return safe_value(node.body) and safe_value(node.orelse)
    return isinstance(
        node, ast.Name
    )  # a local name: its making is looked at where it is made, and mypy keeps it Content


def findings(path: Path) -> list[str]:
    """Places of a file where a plain string goes into a widget that reads markup."""
    found = []
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = node.args[0] if node.args else None
            unmarked = any(
                k.arg == "markup" and isinstance(k.value, ast.Constant) and k.value.value is False
                for k in node.keywords
            )
            raw = isinstance(first, (ast.JoinedStr, ast.BinOp, ast.Attribute, ast.Subscript)) or not safe_value(first)
            if name in SINKS | (UPDATES - {"update"}) and first is not None and raw and not unmarked:
                found.append(f"{path.name}:{node.lineno} {name}")
            if name == "update" and isinstance(first, (ast.JoinedStr, ast.BinOp)):
                found.append(f"{path.name}:{node.lineno} update")
        if isinstance(node, (ast.Assign, ast.AugAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if isinstance(target, ast.Attribute) and target.attr in TITLES and not safe_value(node.value):
                    found.append(f"{path.name}:{node.lineno} {target.attr}")
    return found


def test_no_data_goes_raw_into_a_widget():
    found = [f for path in sorted(TUI.rglob("*.py")) for f in findings(path)]
    assert not found, found


def test_the_lint_sees_what_it_should(tmp_path):
    bad = tmp_path / "bad.py"
    bad.write_text(
        "Static(f'{row.buyer}')\nLabel(row.buyer)\nw.border_title = row.buyer\nt.update('a' + b)\nOption(x.y)\n"
    )
    assert len(findings(bad)) == 5
    good = tmp_path / "good.py"
    good.write_text("Static(plain(row.buyer))\nStatic('words')\nOption(plain(x.y))\nw.border_title = plain(x)\n")
    assert not findings(good)


def test_no_markup_is_made_from_data():
    """`Content.from_markup`, `Text.from_markup` and rich's `escape` have no place here."""
    for path in TUI.rglob("*.py"):
        words = path.read_text()
        assert "from_markup" not in words, path
        assert "markup=True" not in words, path
