"""What the class screens do: every view, every form, what goes wrong, and text that is no markup."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from handinmaker import School, played, save_of, shipped
from textual.widgets import Input

from simulator.classroom.office import operations
from simulator.classroom.store.database import open_database
from simulator.classroom.store.gradebook import gradebook
from simulator.tui.classes.klass import ClassScreen
from simulator.tui.office.ask import AskScreen
from simulator.tui.screens.rows import Rows
from tests.tui_classes.looking import press, see, settle, text_of, type_in

AppOn = Callable[..., Any]


async def go(pilot: Any, name: str, where: str = "#rail") -> str:
    """The cursor to an entry of a list, as the arrow keys would bring it there."""
    rows = pilot.app.screen.query_one(where, Rows)
    rows.focus()
    rows._go(rows._keys.index(name))
    await settle(pilot)
    return text_of(pilot.app)


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_view_and_every_form_opens(app_on: AppOn, lang: Any) -> None:
    app = app_on(lang)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        screen = app.screen
        assert isinstance(screen, ClassScreen)
        for name, spec in screen.specs().items():
            await go(pilot, name)
            assert spec.title.of(lang) in text_of(app)
            if spec.is_view:
                assert screen.problem is None, name
                assert screen.answer is not None, name
            else:
                await press(pilot, "enter")
                form = app.screen
                assert isinstance(form, AskScreen), name
                asked = [f for f in spec.fields if f.name != "klass"]
                assert [one.field.name for one in form.lines] == [f.name for f in asked]
                for field in asked:
                    assert field.info.title.of(lang) in text_of(app), (name, field.name)
                await press(pilot, "escape")
        assert not [r for r in operations() if r not in (*screen.specs(), "list", "new")]


async def test_english_holds_no_chinese_but_the_classs_own_words(app_on: AppOn) -> None:
    app = app_on("en")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        for name in ("results", "requirements", "mistakes", "time", "progress", "hand-ins"):
            seen = await go(pilot, name)
            for own in ("跨境电商 1 班", "发出第一单", "再发一单", "发出第一..", "再发一..", "学生"):
                seen = seen.replace(own, "")
            assert not [c for c in seen if "一" <= c <= "鿿"], (name, seen)


async def test_a_mark_is_set_from_the_row_of_a_student(app_on: AppOn, database: Path) -> None:
    app = app_on("en")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "enter", "tab")
        assert "2026001" in await press(pilot, "enter")
        await go(pilot, "mark", "Rows")
        await press(pilot, "enter")
        form = app.screen
        assert isinstance(form, AskScreen)
        await type_in(pilot, "101")
        assert "! " in await press(pilot, "ctrl+s"), "there is no reason yet"
        await type_in(pilot, "late")
        assert "Say which assignment" in await press(pilot, "ctrl+s")
        chosen = next(one for one in form.lines if one.field.name == "assignment")
        chosen.enter()
        seen = await press(pilot, "down")
        assert "再发一单" in seen
        await press(pilot, "down", "enter")
        assert chosen.value == "a2"
        assert "0 to 100" in await press(pilot, "ctrl+s")
        form.query(Input)[1].value = "77.5"
        await press(pilot, "ctrl+s")
        await see(pilot, "77.5*")
    with open_database(str(database)) as db:
        assert gradebook(db, "k1", 0).cell("s001", "a2").points == 7750


async def test_a_new_class_from_nothing(app_on: AppOn, tmp_path: Path) -> None:
    app = app_on("en", url=str(tmp_path / "new.db"))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert "There are no classes yet" in text_of(app)
        seen = await press(pilot, "f2", "ctrl+s")
        assert "Title" in seen
        assert "!" in seen, "an empty title is refused"
        await type_in(pilot, "[red]1A[/]")
        seen = await press(pilot, "ctrl+s")
        assert "[red]1A[/]" in seen
        seen = await press(pilot, "enter")
        assert "[red]1A[/]" in seen.splitlines()[0]


async def test_a_roster_with_errors_is_told_row_by_row_and_enrolls_nobody(app_on: AppOn, tmp_path: Path) -> None:
    roster = tmp_path / "roster.csv"
    roster.write_text("number,name\n1,\x1b[31mA\n2,B\n2,C\n", "utf-8")
    app = app_on("en", url=str(tmp_path / "new.db"))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "f2")
        await type_in(pilot, "1A")
        await press(pilot, "ctrl+s")
        await press(pilot, "enter")
        await go(pilot, "roster")
        await press(pilot, "enter")
        app.screen.query(Input).first().value = str(roster)
        seen = await press(pilot, "ctrl+s")
        assert "nobody was enrolled" in seen
        assert "number 2" in seen
        await press(pilot, "escape")
        assert "0 students" in await go(pilot, "students")


async def test_grading_a_folder_from_the_screen(app_on: AppOn, database: Path, tmp_path: Path) -> None:
    with open_database(str(database)) as db:
        before = gradebook(db, "k1", 0).cell("s007", "a1").points
        play = played(shipped(), "first", _seed(db), "reference")
    assert before is None
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "x.storesim").write_bytes(save_of(play, "s007", "a1", 101 * 86_400_000, 3))
    (folder / "notes.storesim").write_bytes(b"no save")
    app = app_on("en")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        await go(pilot, "grade")
        await press(pilot, "enter")
        app.screen.query(Input).first().value = str(folder)
        seen = await press(pilot, "ctrl+s")
        assert "1 newly judged, 1 of them valid" in seen
        assert "notes.storesim" in seen
    with open_database(str(database)) as db:
        assert gradebook(db, "k1", 0).cell("s007", "a1").points == 10_000


def _seed(db: Any) -> int:
    from simulator.classroom.store.assignments import get_assignment

    school = School.__new__(School)
    school.assignments = {"a1": get_assignment(db, "a1")}
    return school.seed("s007", "a1")


async def test_a_wrong_path_is_told_where_it_was_typed(app_on: AppOn, tmp_path: Path) -> None:
    app = app_on("en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "enter")
        await go(pilot, "grade")
        await press(pilot, "enter")
        app.screen.query(Input).first().value = str(tmp_path / "[b]nowhere")
        seen = await press(pilot, "ctrl+s")
        assert "nowhere" in seen
        assert isinstance(app.screen, AskScreen)
        assert app.screen.query(Input).first().value.endswith("[b]nowhere"), "what was typed stays"


async def test_a_database_that_cannot_be_opened_is_told(app_on: AppOn, tmp_path: Path) -> None:
    (tmp_path / "bad.db").write_bytes(b"no database at all" * 100)
    app = app_on("en", url=str(tmp_path / "bad.db"))
    async with app.run_test(size=(240, 50)) as pilot:
        await see(pilot, "bad.db", "class database of this program")
        await press(pilot, "escape")


async def test_a_language_in_the_middle_of_a_form_keeps_what_was_typed(app_on: AppOn) -> None:
    app = app_on("en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, "f2")
        await type_in(pilot, "1A")
        seen = await press(pilot, "f10")
        assert "名称" in seen
        assert app.screen.query(Input).first().value == "1A"
