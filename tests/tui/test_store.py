"""The store screen by keys: tables, records, forms, composer, language, sizes, clock."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from simulator.desks.store.orders import Orders
from simulator.kernel.text import Text
from simulator.parts.thread import Threads
from simulator.tui.app import StoreSimApp
from simulator.tui.store.fields import FieldRow, LongInput, RecordPick
from simulator.tui.store.form import FormPane
from simulator.tui.store.leave import HandInScreen, LeaveScreen
from simulator.tui.store.screen import StoreScreen
from simulator.tui.widgets.choiceline import ChoiceLine
from simulator.tui.widgets.palette import Palette, found
from simulator.tui.widgets.table import RecordTable
from simulator.tui.widgets.toosmall import TooSmall
from simulator.tui.widgets.trouble import TroubleScreen
from tests.tui.fake import START, attempt


def app_of(made, lang="zh", theme="dark") -> StoreSimApp:
    return StoreSimApp(lang, theme=theme, start=lambda app: app.open_store(made))


def store(app: StoreSimApp) -> StoreScreen:
    screen = next(s for s in app.screen_stack if isinstance(s, StoreScreen))
    return screen


async def settle(pilot, times: int = 3) -> None:
    for _ in range(times):
        await pilot.pause()
    await pilot.app.workers.wait_for_complete()
    await pilot.pause()


async def test_enter_opens_the_record_then_the_natural_next_form_and_sends_it():
    made = attempt()
    app = app_of(made)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        screen = store(app)
        assert screen.opened is not None
        assert ("order", "A1043") in screen.model.read
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(screen.form, FormPane)
        assert screen.form.spec.tag == "orders.select"
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert screen.form is None
        assert made.engine.world.of(Orders).by_id["A1043"].selected is not None


async def test_marked_rows_fill_a_list_command():
    made = attempt()
    app = app_of(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("space", "space", "enter")
        await settle(pilot)
        form = store(app).form
        assert form is not None
        assert form.spec.tag == "orders.select"
        await pilot.press("ctrl+j")
        await settle(pilot)
        chosen = [o.id for o in made.engine.world.of(Orders).by_id.values() if o.selected is not None]
        assert len(chosen) == 2
        assert not store(app).table.marked


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_operation_has_a_form_that_opens_at_80x24(lang):
    app = app_of(attempt(), lang)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = store(app)
        for spec in screen.model.all_commands():
            screen.start_command(spec)
            await settle(pilot)
            assert screen.form is not None, spec.tag
            assert screen.form.spec is spec
            assert [r.field.name for r in screen.form.rows] == [f.name for f in spec.fields]
            await pilot.press("ctrl+s")  # mostly incomplete: said at the form, never a crash
            await settle(pilot)
            if screen.form is not None:
                screen.form.action_away()
                await settle(pilot)
            if isinstance(app.screen, (HandInScreen, TroubleScreen)):
                app.pop_screen()


async def test_every_table_and_record_can_be_shown():
    made = attempt()
    app = app_of(made, "en")
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


async def test_reply_is_composed_with_a_live_reading_and_sent():
    made = attempt()
    app = app_of(made, "en")
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f3", "enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        form = store(app).form
        assert form is not None
        assert form.long
        before = made.now
        await pilot.press(*"Hello [b]Juergen[/]")
        await pilot.press("ctrl+g", "enter")
        await settle(pilot)
        assert "Hello," in form.query_one(LongInput).text
        assert made.now == before
        await pilot.press("ctrl+s")
        await settle(pilot)
        thread = made.engine.world.of(Threads).by_id["T1"]
        assert thread.messages[-1].text.startswith("Hello [b]Juergen[/]")
        assert made.now == before + 3


async def test_a_draft_is_kept_when_the_form_is_put_away_and_over_a_change_of_language():
    made = attempt()
    app = app_of(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f3", "enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press(*"12 July")
        await pilot.press("f10")
        await settle(pilot)
        form = store(app).form
        assert form is not None
        assert form.text() == "12 July"
        assert app.lang == "en"
        assert form.title_words == "Reply"
        await pilot.press("escape")
        await settle(pilot)
        assert store(app).form is None
        await pilot.press("enter")
        await settle(pilot)
        form = store(app).form
        assert form is not None
        assert form.from_draft
        assert form.text() == "12 July"


async def test_language_switch_rewrites_everything():
    app = app_of(attempt())
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert "订单" in text_of(app)
        await pilot.press("ctrl+l")
        await settle(pilot)
        shown = text_of(app)
        assert "Orders" in shown
        assert "Opens later" in shown
        assert "订单" not in shown
        assert any(
            b.binding.description == "Most urgent" or "urgent" in b.binding.description
            for b in app.screen.active_bindings.values()
        )


def text_of(app: StoreSimApp) -> str:
    """What stands on the screen."""
    height = app.size.height
    lines = app.screen._compositor.render_strips()
    return "\n".join(strip.text for strip in lines[:height])


async def test_digits_jump_and_words_filter():
    app = app_of(attempt(200))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        table = store(app).table
        await pilot.press(*"1177")
        await settle(pilot)
        assert table.current_id == "A1177"
        await pilot.press("enter", "slash", *"rossi")
        await settle(pilot)
        assert table.shown
        assert all("Rossi" in r.buyer for r in table.shown)
        await pilot.press("escape")
        await settle(pilot)
        assert len(table.shown) == 200


async def test_urgent_goes_to_the_least_time_left():
    app = app_of(attempt())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f7", "f9")
        await settle(pilot)
        assert store(app).desk == "orders"
        assert store(app).table.current_id == "A1043"


async def test_clock_stands_while_a_form_is_open_and_time_can_be_passed():
    made = attempt()
    app = app_of(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = store(app)
        screen._tick(4)
        assert made.now == START + 4
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        screen._tick(4)
        assert made.now == START + 4
        screen.form.action_away()
        await settle(pilot)
        await pilot.press("ctrl+n")
        await settle(pilot)
        assert made.now == START + 18  # the first arrival
        assert screen.query_one("Ticker").fresh


async def test_the_end_of_the_shift_offers_to_hand_in():
    made = attempt()
    app = app_of(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        for _ in range(30):
            if made.over:
                break
            await pilot.press("ctrl+n")
            await settle(pilot)
        assert made.over
        assert isinstance(app.screen, HandInScreen)


async def test_too_small_says_one_sentence_and_comes_back():
    app = app_of(attempt())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.resize_terminal(60, 20)
        await settle(pilot)
        assert isinstance(app.screen, TooSmall)
        await pilot.resize_terminal(100, 30)
        await settle(pilot)
        assert isinstance(app.screen, StoreScreen)


@pytest.mark.parametrize("size", [(80, 24), (109, 30), (110, 30), (120, 36), (200, 50)])
async def test_all_sizes(size):
    app = app_of(attempt())
    async with app.run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert store(app).has_class("with-side") == (size[0] >= 110)
        await pilot.press("ctrl+k")
        await settle(pilot)
        assert store(app).has_class("with-side") == (size[0] < 110)
        await pilot.press("f1", "escape", "f8")
        await settle(pilot)


async def test_palette_finds_by_either_language_and_initials():
    app = app_of(attempt())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        entries = store(app).palette_entries()
        for typed in ("xzdf", "选中待发", "select orders", "SELECT"):
            assert found(entries, typed)[0].title.en == "Select orders to ship", typed
        await pilot.press("ctrl+p")
        await settle(pilot)
        assert isinstance(app.screen, Palette)
        await pilot.press(*"zjls", "enter")
        await settle(pilot)
        assert store(app).view is not None
        assert store(app).view.name == "ledger"


async def test_validation_speaks_at_the_field():
    made = attempt()
    app = app_of(made)
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        screen = store(app)
        spec = screen.model.rules.by_tag["parcel.declare"]
        screen.start_command(spec)
        await settle(pilot)
        form = screen.form
        rows = {r.field.name: r for r in form.rows}
        rows["currency"].control.value = "eur"
        rows["value"].control.value = "１２，５０"
        rows["quantity"].control.value = "２"
        rows["hs"].control.value = "12"
        rows["net_g"].control.value = "1.25kg"
        await settle(pilot)
        assert rows["currency"].value() == "EUR"
        assert rows["value"].value() == 1250
        assert "€12.50" in str(rows["value"].query_one(".note").content)
        assert "¥" in str(rows["value"].query_one(".note").content)
        assert rows["quantity"].value() == 2
        assert rows["net_g"].value() == 1250
        assert isinstance(rows["hs"].value(), Text)
        assert rows["hs"].has_class("wrong")
        assert "位数字" in rows["hs"].value().zh


async def test_a_refusal_stands_at_the_form():
    made = attempt()
    app = app_of(made)
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        screen = store(app)
        screen.start_command(screen.model.rules.by_tag["orders.download"], "A1044")
        await settle(pilot)
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert screen.form is not None
        assert screen.form.has_class("refused")
        assert "A1044" in str(screen.form.query_one(".refusal").content)


async def test_trouble_with_the_save_is_told_and_the_draft_stays():
    from simulator.sessions.store.errors import SaveFull

    made = attempt()
    app = app_of(made)

    def full(row):
        raise SaveFull("/saves/x")

    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        made.engine.journal.append = full
        await pilot.press("ctrl+s")
        await settle(pilot)
        assert isinstance(app.screen, TroubleScreen)
        await pilot.press("enter")
        await settle(pilot)
        assert store(app).form is not None


async def test_escape_at_the_top_asks_before_leaving():
    app = app_of(attempt())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, LeaveScreen)
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(app.screen, StoreScreen)


async def test_in_an_exam_nothing_helps():
    app = app_of(attempt(mode="exam"))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        screen = store(app)
        assert not screen.coach.tasks
        assert screen.model.natural(screen.view, "A1043") is None
        await pilot.press("f8")
        await settle(pilot)
        assert not screen.query_one("#coach").display


async def test_choices_and_lists_by_keys():
    app = app_of(attempt(), "en")
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        screen = store(app)
        screen.start_command(screen.model.rules.by_tag["service.choose"], "A1043")
        await settle(pilot)
        rows = {r.field.name: r for r in screen.form.rows}
        assert rows["order"].value() == "A1043"
        rows["service"].enter()
        await pilot.press("down")
        await settle(pilot)
        pick = rows["service"].query_one(RecordPick)
        assert pick.is_open
        await pilot.press("down", "enter")
        await settle(pilot)
        assert rows["service"].value() in {r.id for r in screen.model.rows("services")}
        line = rows["insured"].query_one(ChoiceLine)
        line.focus()
        await pilot.press("right")
        assert line.value is True
        assert isinstance(rows["skus"].query_one(Input), Input)
        assert isinstance(rows["skus"], FieldRow)


async def test_mouse_moves_the_cursor_and_opens_desks():
    app = app_of(attempt())
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.click(RecordTable, offset=(10, 3))
        await settle(pilot)
        assert store(app).table.cursor == 2
        await pilot.click("DeskList", offset=(5, 6))
        await settle(pilot)
        assert store(app).desk == "notices"


def test_a_shift_starts_at_the_pace_of_the_settings(tmp_path) -> None:  # type: ignore[no-untyped-def]
    from types import SimpleNamespace

    from simulator.locale.settings import Settings, save_settings
    from simulator.tui.store.allowances import ALL
    from simulator.tui.store.clock import SPEEDS, StoreClock
    from simulator.tui.store.screen import StoreScreen

    path = tmp_path / "settings.json"
    for pace, expected in ((None, 0), (4, 4), (16, 16), (7, 0)):
        assert save_settings(Settings(speed=pace), path) is None
        asked = StoreScreen.starting_speed(
            SimpleNamespace(app=SimpleNamespace(_settings_path=path), model=SimpleNamespace(allows=ALL))
        )  # type: ignore[arg-type]
        clock = StoreClock(SimpleNamespace(set_interval=lambda *a: SimpleNamespace(stop=lambda: None)), lambda m: None)  # type: ignore[arg-type]
        clock.start_at(asked)
        assert SPEEDS[clock.speed] == expected
