"""A tiny pack, folders of one's own, and two ways to run the program: in this process and as a process."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cli_program import COMMAND, Ran

from simulator.__main__ import main

ROOT = Path(__file__).absolute().parents[2]
PACK = """\
id: tiny
version: 0.0.1
title: {zh: "小包", en: "Tiny pack"}
author: tests
"""
SCENARIO = """\
id: t1
title: {zh: "发四单", en: "Ship four orders"}
brief: {zh: "只发四单。", en: "Just four orders."}
goal: {zh: "发完", en: "Ship them"}
minutes: 5
track: B2C
practises: ["11.1.1"]
desks: [orders]
world:
  store: {zh: "小店", en: "Small store"}
  markets: [DE, US]
  start: "D1 08:30"
  end: "D1 20:00"
  settle_until: "D20"
  epoch: "2026-09-07"
  warehouse: yiwu-north
  sender: {name: "Small store", phone: "+86 579 8555 0100"}
  profit_goal: 1000
cast:
  - {kind: order, count: 2, choice: standard, goods: plain, name: standard}
  - {kind: order, count: 1, choice: express, goods: plain, name: express}
  - {kind: order, count: 1, choice: standard, goods: plain, name: unpaid, paid: never}
  - {kind: address_change, order: standard, when: ["D1 08:40", "D1 08:55"]}
requirements:
  - id: "11.1.1"
    facets:
      - {id: selected, weight: 60, check: SET, measure: 11.1.1.selected, params: {full: 100, zero: 90}, title: {zh: "只选已付", en: "Paid ones only"}}
      - {id: level, weight: 40, check: SHARE, measure: 11.1.1.level, title: {zh: "等级一致", en: "Level as chosen"}}
mistakes:
  - {id: careless, mistake: ship-unpaid, title: {zh: "发了未付款的", en: "Unpaid too"}, kills: ["11.1.1/selected"]}
"""


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tiny pack."""
    place = tmp_path_factory.mktemp("packs") / "tiny"
    (place / "scenarios").mkdir(parents=True)
    (place / "pack.yaml").write_text(PACK, encoding="utf-8")
    (place / "scenarios" / "t1.yaml").write_text(SCENARIO, encoding="utf-8")
    return place


@pytest.fixture
def folders(tmp_path: Path, packs: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The environment of a user who has just begun; the folder that holds everything."""
    for name in ("LC_ALL", "LC_MESSAGES", "STORESIM_DEBUG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("STORESIM_PACKS", str(packs))
    monkeypatch.setenv("STORESIM_SAVES", str(tmp_path / "saves"))
    monkeypatch.setenv("STORESIM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STORESIM_LANG", "en")
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def here(folders: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    """Run in this process."""

    def run(*argv: str) -> Ran:
        capsys.readouterr()
        code = main(list(argv))
        found = capsys.readouterr()
        return Ran(code, found.out, found.err)

    return run


@pytest.fixture
def there(folders: Path) -> Callable[..., Ran]:
    """Run as a process; bytes that are not UTF-8 would fail here."""

    def run(*argv: str, stdin: str | bytes = "", **env: str) -> Ran:
        given = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run(
            [*COMMAND, *argv], input=given, capture_output=True, env={**os.environ, **env}, timeout=120, check=False
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return run


@pytest.fixture
def save(here: Callable[..., Ran], folders: Path) -> Path:
    """A save that the reference played to the end."""
    path = folders / "done.storesim"
    ran = here("bot", "reference", "t1", "--seed", "7", "--save", str(path))
    assert ran.code == 0, ran
    return path
