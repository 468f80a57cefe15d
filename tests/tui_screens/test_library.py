"""The library of scenario packs by keys and mouse: install, findings, prove, remove, start, try as author."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from simulator.kernel.text import Text
from simulator.locale.width import width
from simulator.packs import shelf
from simulator.packs.errors import ShelfError
from simulator.packs.load import load
from simulator.proof import prove as proving
from simulator.proof.kept import kept
from simulator.sessions.backstage import AUTHOR
from simulator.tui.library.install import InstallScreen
from simulator.tui.library.proving import ProveScreen
from simulator.tui.library.remove import RemoveScreen
from simulator.tui.library.screen import PackLibraryScreen
from simulator.tui.library.trial import TrialScreen
from simulator.tui.library.typed import path_typed
from simulator.tui.screens.rows import Rows
from simulator.tui.store.author import AuthorStoreScreen
from tests.packs_check import packedit
from tests.tui.test_hostile import HOSTILE, sound
from tests.tui_screens import demo
from tests.tui_screens.librarykit import app, archive, cards, folder, head
from tests.tui_screens.test_screens import settle, text_of


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shelf, a home folder and two seeds for each test."""
    monkeypatch.setenv("STORESIM_SHELF", str(tmp_path / "shelf"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr(proving, "SEEDS", 2)
    load.cache_clear()


async def opened(pilot: Pilot[Any]) -> PackLibraryScreen:
    """The library, from home."""
    await settle(pilot)
    await pilot.press("f7")
    await settle(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, PackLibraryScreen)
    return screen


async def typed(pilot: Pilot[Any], words: str) -> None:
    """Into the line that has the focus, then Enter."""
    box = pilot.app.screen.query_one(Input)
    box.value = words
    await pilot.press("enter")
    await settle(pilot)


async def installed(pilot: Pilot[Any], path: Path) -> PackLibraryScreen:
    """The library with one pack more, the cursor on it."""
    screen = await opened(pilot)
    await pilot.press("f2")
    await typed(pilot, str(path))
    await pilot.press("enter")
    await settle(pilot)
    assert pilot.app.screen is screen
    return screen


async def click(pilot: Pilot[Any], words: str) -> None:
    """A click on the first place where these words stand."""
    lines = text_of(pilot.app).split("\n")
    y = next(i for i, line in enumerate(lines) if words in line)
    await pilot.click(offset=(width(lines[y][: lines[y].index(words)]) + 1, y))
    await settle(pilot)


# -- the way there ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("lang", "label"), [("zh", "F7 场景包"), ("en", "F7 Packs")])
async def test_the_key_stands_at_home_and_in_the_palette(tmp_path: Path, lang: str, label: str) -> None:
    one = app(tmp_path / "saves", lang)
    async with one.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert label in text_of(one).split("\n")[35]
        await pilot.press("ctrl+p", *"packs", "enter")
        await settle(pilot)
        assert isinstance(one.screen, PackLibraryScreen)
        await pilot.press("escape")
        await settle(pilot)
        assert type(one.screen).__name__ == "HomeScreen"
        await click(pilot, label)
        assert isinstance(one.screen, PackLibraryScreen)


async def test_the_screen_is_there_before_the_packs_are_read(tmp_path: Path) -> None:
    one = app(tmp_path / "saves", "en")
    gate = threading.Event()
    one.source.cards = lambda: (gate.wait(20), [])[1]  # type: ignore[attr-defined]
    async with one.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("f7")
        await pilot.pause(0.1)
        assert "Looking at the packs" in text_of(one)
        gate.set()
        await settle(pilot)
        assert "F2 installs one" in text_of(one)


async def test_a_shelf_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    one = app(tmp_path / "saves", "en")

    def broken() -> Any:
        raise ShelfError(Text("书架读不了。", "The shelf cannot be read."))

    one.source.cards = broken  # type: ignore[attr-defined]
    async with one.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        assert "The shelf cannot be read." in text_of(one)


async def test_what_is_said_of_a_pack() -> None:
    one = demo.app("packs", "en")
    async with one.run_test(size=(120, 60)) as pilot:
        await settle(pilot)
        await pilot.press("down", "down")
        await settle(pilot)
        shown = " ".join(text_of(one).split())
        for words in (
            "CC-BY-4.0", "fobip-nupoj-pagas-kanan-mufid", "storesim pack trust", "SHA-256 7be2c472e3011ce5",
            "SHA-256 c026c37293aaf8f8", "/shelf/tea-school/1.2.0", "easy / normal / hard", "25 min", "11.1.1 11.1.2 11.1.4",
            "4 of 116 requirements, 2 of 11 chapters", "Not proven on this machine",
        ):  # fmt: skip
            assert words in shown, words
        await pilot.press("down")
        await settle(pilot)
        shown = " ".join(text_of(one).split())
        assert "Another one is on offer" in shown
        assert "Does not hold: 18 Nov" in shown
        assert "flaws 3, warnings 0" in shown


# -- installing ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("  /a/b.zip ", "/a/b.zip"), ('"/a b/c.zip"', "/a b/c.zip"), ("'~/c.zip'", "~/c.zip"), ("“/a/包.zip”", "/a/包.zip"),
        (r"/a/my\ pack\ \(1\).zip", "/a/my pack (1).zip"), ("～/c.zip", "~/c.zip"), ("", ""), ('"', '"'),
    ],
)  # fmt: skip
def test_paths_as_people_write_them(words: str, path: str) -> None:
    assert path_typed(words) == path


async def test_install_from_an_archive_shows_who_vouches_before_and_home_has_it_after(tmp_path: Path) -> None:
    archive(tmp_path / "my packs" / "small.zip")
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("f2")
        await typed(pilot, '"~/my packs/small.zip"')
        assert isinstance(one.screen, InstallScreen)
        shown = text_of(one)
        assert "small 1.0.0" in shown
        assert "Nobody has signed it" in shown
        assert "Enter Install" in shown
        assert shelf.installed() == []
        await pilot.press("enter")
        await settle(pilot)
        assert one.screen is screen
        here = screen.here()
        assert here is not None
        assert (here.id, here.origin) == ("small", "installed")
        await pilot.press("escape")
        await settle(pilot)
        assert "Small pack" in text_of(one)


async def test_install_by_mouse(tmp_path: Path) -> None:
    archive(tmp_path / "small.zip")
    one = app(tmp_path / "saves")
    async with one.run_test(size=(120, 36)) as pilot:
        await opened(pilot)
        await click(pilot, "F2 安装")
        one.screen.query_one(Input).value = str(tmp_path / "small.zip")
        await click(pilot, "Enter 查看")
        await click(pilot, "Enter 安装")
        assert [entry.id for entry in shelf.installed()] == ["small"]


async def test_nothing_is_installed_when_one_leaves(tmp_path: Path) -> None:
    archive(tmp_path / "small.zip")
    one = app(tmp_path / "saves")
    async with one.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("f2")
        await typed(pilot, "~/small.zip")
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(one.screen, PackLibraryScreen)
        assert shelf.installed() == []


async def test_a_broken_pack_shows_its_findings_with_places_and_can_be_looked_at_again(tmp_path: Path) -> None:
    broken = packedit.SCENARIO.replace("minutes: 5", "minuets: 5")
    path = folder(tmp_path / "broken", one=broken)
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("f2")
        await typed(pilot, str(path))
        line = broken.split("\n").index("minuets: 5") + 1
        shown = text_of(one)
        assert f"scenarios/one.yaml:{line}:1" in shown
        assert "did you mean 'minutes'?" in shown
        assert "Enter Look" in shown
        folder(path)
        await pilot.press("enter")
        await settle(pilot)
        assert "Enter Install" in text_of(one)
        assert shelf.installed() == []
        await pilot.press("f10")
        await settle(pilot)
        assert one.screen.query_one(Input).value == str(path)
        assert "没有人为它签名" in text_of(one)


async def test_a_path_without_a_pack_is_said_so_and_another_can_be_typed(tmp_path: Path) -> None:
    archive(tmp_path / "small.zip")
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("f2")
        await typed(pilot, "~/nothing.zip")
        assert "There is no pack ~/nothing.zip" in text_of(one)
        await typed(pilot, "~/small.zip")
        assert "small 1.0.0" in text_of(one)
        one.screen.query_one(Input).value = "~/other.zip"
        await settle(pilot)
        assert "small 1.0.0" not in text_of(one)
        assert "Enter Look" in text_of(one)


async def test_a_bad_signature_is_not_installed(tmp_path: Path) -> None:
    archive(tmp_path / "small.zip", b'{"not": "a signature"}')
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(80, 24)) as pilot:
        await opened(pilot)
        await pilot.press("f2")
        await typed(pilot, "~/small.zip")
        shown = " ".join(text_of(one).split())
        assert "The signature is not good" in shown
        assert "Enter Look" in shown
        await pilot.press("enter")
        await settle(pilot)
        assert shelf.installed() == []


async def test_other_content_of_the_same_version_is_replaced_only_when_asked_for(tmp_path: Path) -> None:
    archive(tmp_path / "a.zip")
    archive(tmp_path / "b.zip", one=packedit.SCENARIO.replace("minutes: 5", "minutes: 6"))
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(80, 24)) as pilot:
        await installed(pilot, tmp_path / "a.zip")
        before = shelf.installed()[0].digest
        await pilot.press("f2")
        await typed(pilot, "~/b.zip")
        await pilot.press("enter")
        await settle(pilot)
        assert "with other content" in text_of(one)
        await pilot.press("enter")
        await settle(pilot)
        assert [entry.digest for entry in shelf.installed()] == [before]
        await pilot.press("f8")
        await settle(pilot)
        assert isinstance(one.screen, PackLibraryScreen)
        assert [entry.digest for entry in shelf.installed()] != [before]


# -- findings, removing, starting ---------------------------------------------------------------------------------


async def test_all_findings_of_a_pack_that_cannot_be_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    broken = packedit.SCENARIO.replace("minutes: 5", "minuets: 5").replace("track", "trick")
    path = folder(tmp_path / "named", one=broken)
    monkeypatch.setenv("STORESIM_PACKS", str(path))
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        here = screen.here()
        assert here is not None
        assert here.pack is None
        bottom = text_of(one).split("\n")[23]
        assert "F6 All findings" in bottom
        assert not any(words in bottom for words in ("Prove", "Remove", "Try as author"))
        await pilot.press("f3", "f4", "f8")
        await settle(pilot)
        assert one.screen is screen
        await pilot.press("enter")
        await settle(pilot)
        shown = text_of(one)
        assert "scenarios/one.yaml:" in shown
        assert ", warnings 0" in shown
        folder(path)
        await pilot.press("f5")
        await settle(pilot)
        assert "There are no errors any more" in text_of(one)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("f5")
        await settle(pilot)
        here = screen.here()
        assert here is not None
        assert here.pack is not None


async def test_removing_asks_first_and_says_what_it_means_for_saves(tmp_path: Path) -> None:
    archive(tmp_path / "small.zip")
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(80, 24)) as pilot:
        await installed(pilot, tmp_path / "small.zip")
        attempt: Any = one.source.start("small/one", 7)  # type: ignore[attr-defined]
        attempt.engine.journal.close()
        await pilot.press("f8")
        await settle(pilot)
        assert isinstance(one.screen, RemoveScreen)
        assert "begun with it: 1." in " ".join(text_of(one).split())
        await pilot.press("escape")
        await settle(pilot)
        assert len(shelf.installed()) == 1
        await pilot.press("f8")
        await settle(pilot)
        await pilot.press("f8")
        await settle(pilot)
        assert shelf.installed() == []
        assert isinstance(one.screen, PackLibraryScreen)
        assert all(card.id != "small" for card in one.screen.found or ())
        await pilot.press("escape")
        await settle(pilot)
        assert "Small pack" not in text_of(one)


async def test_what_is_shipped_cannot_be_removed(tmp_path: Path) -> None:
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        await pilot.press("f8")
        await settle(pilot)
        assert one.screen is screen
        assert "F8" not in text_of(one).split("\n")[23]


async def test_a_scenario_leads_to_its_briefing(tmp_path: Path) -> None:
    archive(tmp_path / "small.zip")
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(120, 36)) as pilot:
        await installed(pilot, tmp_path / "small.zip")
        await pilot.press("enter")
        await settle(pilot)
        assert "Enter Start" in text_of(one).split("\n")[35]
        await pilot.press("enter")
        await settle(pilot)
        assert type(one.screen).__name__ == "BriefingScreen"
        assert one.screen.id_ == "small/one"
        assert "All shipped" in text_of(one)
        await pilot.press("escape")
        await settle(pilot)
        await pilot.press("escape", "escape")
        await settle(pilot)
        assert type(one.screen).__name__ == "HomeScreen"


async def test_a_version_that_is_not_on_offer_begins_nothing_new(tmp_path: Path) -> None:
    archive(tmp_path / "old.zip")
    archive(tmp_path / "new.zip", head=head(version="1.1.0"))
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(120, 36)) as pilot:
        screen = await installed(pilot, tmp_path / "new.zip")
        await pilot.press("f2")
        await typed(pilot, "~/old.zip")
        await pilot.press("enter")
        await settle(pilot)
        here = screen.here()
        assert here is not None
        assert here.version == "1.0.0"
        await pilot.press("enter", "enter")
        await settle(pilot)
        assert one.screen is screen
        assert any("F4 tries it" in note.message for note in one._notifications)


async def test_try_as_author_opens_the_store_in_that_mode_and_saves_nothing(tmp_path: Path) -> None:
    levels = packedit.SCENARIO.replace(
        "minutes: 5", "minutes: 5\nlevels: [easy, normal, hard]\nparameters:\n  full: {easy: 95, normal: 98, hard: 100}"
    ).replace("full: 100", "full: $full")
    archive(tmp_path / "small.zip", one=levels)
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(80, 24)) as pilot:
        await installed(pilot, tmp_path / "small.zip")
        await pilot.press("f4")
        await settle(pilot)
        assert isinstance(one.screen, TrialScreen)
        assert "easy  [normal]  hard" in text_of(one)
        await pilot.press("f7")
        await settle(pilot)
        one.screen.query_one(Input).value = "x"
        await pilot.press("enter")
        assert isinstance(one.screen, TrialScreen)
        assert "digits only" in text_of(one)
        await typed(pilot, "42")
        await settle(pilot)
        store = one.screen
        assert isinstance(store, AuthorStoreScreen)
        first = store.attempt.first
        assert (first.mode, first.seed, first.scenario) == (AUTHOR, 42, "one@hard")
        assert "author's trial" in text_of(one)
        assert not (tmp_path / "saves").exists()


# -- proving ------------------------------------------------------------------------------------------------------


async def test_proving_shows_progress_then_the_result_and_remembers_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(tmp_path / "small.zip")
    gate = threading.Event()
    run = proving.run
    monkeypatch.setattr(proving, "run", lambda *given: (gate.wait(20), run(*given))[1])
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(80, 24)) as pilot:
        screen = await installed(pilot, tmp_path / "small.zip")
        await pilot.press("f3")
        for _ in range(200):
            await pilot.pause(0.01)
            if "who does nothing" in text_of(one):
                break
        shown = text_of(one)
        assert "Proving  one  seed 1" in shown
        assert "0 of 14 steps" in shown
        assert "Esc Stop" in shown
        await pilot.press("f10")  # it can be spoken to meanwhile
        await pilot.pause()
        assert "正在证明" in text_of(one)
        await pilot.press("f10")
        gate.set()
        await settle(pilot)
        shown = text_of(one)
        assert "The proof holds: 2 seeds, 12 runs." in shown
        assert "11.1.1/selected" in shown
        assert "unpaid-too" in shown
        here = screen.here()
        assert here is not None
        assert here.pack is not None
        found = kept(here.pack)
        assert found is not None
        assert found.holds
        await pilot.press("escape")
        await settle(pilot)
        assert "holds (2 seeds)" in text_of(one)


async def test_flaws_are_told_in_words_with_their_place(tmp_path: Path) -> None:
    flawed = packedit.SCENARIO.replace("mistake: cheapest-for-all, kills: [11.1.1/level]",
                                       "mistake: cheapest-for-all, kills: [11.1.1/selected]")  # fmt: skip
    archive(tmp_path / "small.zip", one=flawed)
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(120, 50)) as pilot:
        await installed(pilot, tmp_path / "small.zip")
        await pilot.press("f3")
        await settle(pilot)
        shown = text_of(one)
        assert "The proof does not hold" in shown
        assert "cheap -> 11.1.1/selected" in shown
        assert "[kills]" in shown
        assert "seed 1, 2" in shown
        assert "scenarios/one.yaml:" in shown
        await pilot.press("escape")
        await settle(pilot)
        assert " flaws" in text_of(one)


async def test_a_proof_can_be_stopped_between_two_runs_and_nothing_is_recorded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive(tmp_path / "small.zip")
    gate, runs = threading.Event(), []
    run = proving.run

    def slow(*given: Any) -> Any:
        runs.append(given[3])
        gate.wait(20)
        return run(*given)

    monkeypatch.setattr(proving, "run", slow)
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(80, 24)) as pilot:
        screen = await installed(pilot, tmp_path / "small.zip")
        await pilot.press("f3")
        while not runs:
            await pilot.pause(0.01)
        await pilot.press("escape")
        await settle_without(pilot)
        page = one.screen
        assert isinstance(page, ProveScreen)
        assert page.state == "stopped"
        assert "Stopped" in text_of(one)
        gate.set()
        await pilot.app.workers.wait_for_complete(
            [w for w in pilot.app.workers if not w.is_cancelled and not w.is_finished]
        )
        for _ in range(100):
            await pilot.pause(0.01)
        assert len(runs) == 1
        here = screen.here()
        assert here is not None
        assert here.pack is not None
        assert kept(here.pack) is None
        await pilot.press("f3")
        await settle(pilot)
        assert "The proof holds" in text_of(one)
        await pilot.press("escape")
        await settle(pilot)
        assert one.screen is screen


async def settle_without(pilot: Pilot[Any]) -> None:
    """Until what was asked for is shown, not until the threads are through."""
    for _ in range(5):
        await pilot.pause(0.01)


# -- text from strangers ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [" ".join(HOSTILE), "宽" * 200], ids=["all", "wide"])
async def test_hostile_titles_authors_and_places_are_plain_text(words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import msgspec

    evil = msgspec.structs.replace
    said = Text(words, words)
    found = []
    for card in cards():
        signature = (
            evil(card.signature, text=said, signer=words, known_as=words) if card.signature is not None else None
        )
        pack = evil(card.pack, title=said, about=said, author=words, license=words) if card.pack is not None else None
        place = Path(words.replace("\x00", "0"))
        found.append(evil(card, pack=pack, signature=signature, path=place / card.version, id=words, problem=said))
    one = demo.app("packs", "en")
    one.source.cards = lambda: found
    async with one.run_test(size=(120, 50)) as pilot:
        await settle(pilot)
        for key in ("down", "down", "down", "tab", "f4", "escape", "f8", "escape"):
            await pilot.press(key)
            await settle(pilot)
            sound(one)
        assert one.is_running


async def test_a_hostile_pack_and_path_can_be_installed_and_are_shown_letter_by_letter(tmp_path: Path) -> None:
    name = "[bold]x[/]\x1b[31m\u202eevil"
    folder(tmp_path / name, head=head(title="[bold]x[/] [@click=app.leave]y[/]"))
    one = app(tmp_path / "saves", "en")
    async with one.run_test(size=(120, 36)) as pilot:
        screen = await opened(pilot)
        await pilot.press("f2")
        await settle(pilot)
        page = one.screen
        assert isinstance(page, InstallScreen)
        from simulator.proof.incoming import look

        page.on_install_screen_looked(InstallScreen.Looked(look(tmp_path / name)))
        await settle(pilot)
        sound(one)
        assert "[bold]x[/] [@click=app.leave]y[/]" in text_of(one)
        await pilot.press("enter")
        await settle(pilot)
        sound(one)
        assert one.screen is screen
        assert "[bold]x[/] [@click=app.leave]y[/]" in text_of(one)
        await pilot.press("f2")
        await typed(pilot, "~/[bold]nothing[/]")
        assert "[bold]nothing[/]" in text_of(one)
        sound(one)


@pytest.mark.parametrize("lang", ["zh", "en"])
async def test_every_dialog_stands_in_both_languages(lang: Any) -> None:
    """No Chinese is left in English, and changing the language changes every dialog."""
    one = demo.app("packs", lang)
    async with one.run_test(size=(100, 30)) as pilot:
        await settle(pilot)
        await pilot.press("down", "down")
        for key in ("f2", "f4", "f8"):
            await pilot.press(key)
            await settle(pilot)
            first = text_of(one)
            box = one.screen.query_one(".box")
            await pilot.press("f10")
            await settle(pilot)
            assert text_of(one) != first
            await pilot.press("f10")
            await settle(pilot)
            assert text_of(one) == first
            if lang == "en":
                lines = [line[box.region.x : box.region.right] for line in text_of(one).split("\n")]
                inside = "".join(lines[box.region.y : box.region.bottom])
                assert not [c for c in inside if "\u4e00" <= c <= "\u9fff"]
            await pilot.press("escape")
            await settle(pilot)
            assert isinstance(one.screen, PackLibraryScreen)


async def test_the_list_has_the_focus_and_tab_leads_to_the_detail_and_back(tmp_path: Path) -> None:
    one = app(tmp_path / "saves")
    async with one.run_test(size=(80, 24)) as pilot:
        screen = await opened(pilot)
        assert screen.focused is screen.query_one("#list", Rows)
        await pilot.press("tab")
        assert screen.focused is screen.query_one("#detail", Rows)
        await pilot.press("escape")
        await pilot.pause()
        assert screen.focused is screen.query_one("#list", Rows)
