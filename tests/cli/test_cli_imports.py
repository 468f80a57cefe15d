"""The interface waits for nothing it does not need: what is imported before it paints."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from typing import Any

import pytest

HEAVY = ("typer", "click", "pydantic", "sqlmodel", "sqlalchemy", "faker", "babel", "yaml")
LIST = "print(' '.join(sorted({m.partition('.')[0] for m in sys.modules})), '|', ' '.join(m for m in sys.modules if m.startswith('simulator')))"

BARE = f"""
import sys
import simulator.__main__ as program
import simulator.cli.play as play
import simulator.tui
play.check_terminal = lambda: None
def run(lang, theme, start, settings_path):
    from simulator.tui.app import StoreSimApp
    StoreSimApp(lang, theme=theme, start=start, settings_path=settings_path)
    {LIST}
    return 0
simulator.tui.run = run
sys.exit(program.main(ARGV))
"""


def loaded(code: str) -> tuple[set[str], set[str]]:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    top, _, ours = done.stdout.partition("|")
    return set(top.split()), set(ours.split())


def test_the_entry_alone_imports_nothing(folders: object) -> None:
    top, ours = loaded(f"import sys, simulator.__main__\n{LIST}")
    assert ours == {"simulator", "simulator.__main__"}
    assert not top & {*HEAVY, "textual", "rich", "msgspec"}


@pytest.mark.parametrize("argv", [[], ["--lang", "en"]])
def test_the_bare_program(folders: object, argv: list[str]) -> None:
    top, ours = loaded(BARE.replace("ARGV", repr(argv)))
    assert "textual" in top
    assert not top & set(HEAVY)
    assert not any(
        m.startswith(("simulator.market", "simulator.bots", "simulator.scoring", "simulator.cli.app")) for m in ours
    )


def test_play_imports_packs_but_none_of_the_heavy(folders: object) -> None:
    top, ours = loaded(BARE.replace("ARGV", repr(["play", "t1", "--seed", "3"])))
    assert "simulator.packs.load" in ours
    assert not top & (set(HEAVY) - {"yaml"})
    assert "simulator.cli.app" not in ours


def test_reading_commands_do_not_import_the_interface(folders: object, save: object) -> None:
    for argv in (
        ["commands"],
        ["standard"],
        ["score", str(save)],
        ["replay", str(save)],
        ["bot", "idle", "t1", "--seed", "1"],
    ):
        code = f"import sys, io\nfrom simulator.__main__ import main\nold = sys.stdout\nsys.stdout = io.StringIO()\nmain({argv!r})\nsys.stdout = old\n{LIST}"
        top, _ = loaded(code)
        assert "textual" not in top, argv
        if argv[0] in ("commands", "standard"):
            assert not top & {"sqlmodel", "faker"}


def test_a_wish_is_read_without_typer() -> None:
    from simulator.cli.start import Wish, split_language, wish_of

    assert wish_of([]) == Wish()
    assert wish_of(["play", "t1"]) == Wish("t1")
    assert wish_of(["play", "--seed=4", "t1", "--save", "x"]) == Wish("t1", "4", "x")
    for other in (
        ["play"],
        ["play", "t1", "t2"],
        ["play", "t1", "--help"],
        ["play", "t1", "--seed"],
        ["saves"],
        ["--help"],
    ):
        assert wish_of(other) is None, other
    assert split_language(["saves", "--lang", "en", "--json"]) == (["saves", "--json"], "en")
    assert split_language(["x", "--", "--lang", "en"]) == (["x", "--", "--lang", "en"], None)


Run = Callable[..., Any]


def test_without_a_terminal_the_interface_says_so(there: Run) -> None:
    for argv in ([], ["play", "t1"]):
        for lang, says in (("zh", "终端"), ("en", "terminal")):
            ran = there(*argv, "--lang", lang)
            assert ran.code == 2
            assert says in ran.err
            assert len(ran.err.splitlines()) == 1
