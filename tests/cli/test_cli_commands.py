"""Every command does what the issue says of it."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from simulator import standard
from simulator.cli.commands import schema
from simulator.cli.drive import REQUEST
from simulator.locale.width import width
from simulator.sessions.rules import rules

Run = Callable[..., Any]


def test_help_in_both_languages(here: Run) -> None:
    english, chinese = here("--help"), here("--help", "--lang", "zh")
    assert english.code == chinese.code == 0
    for name in ("play", "bot", "commands", "drive", "saves", "show", "score", "verify", "replay", "pack", "standard"):
        assert f"  {name}" in english.out
        assert f"  {name}" in chinese.out
        more = here(name, "--help", "--lang", "zh")
        assert more.code == 0
        assert "Usage" not in more.out
        assert "[OPTIONS]" not in more.out
        assert "Show this message" not in more.out
    assert "用法：storesim" in chinese.out
    assert "Usage: storesim" in english.out
    assert here("--version").out.startswith("storesim ")


def test_the_flag_may_stand_anywhere(here: Run) -> None:
    first, last = here("--lang", "zh", "saves"), here("saves", "--lang=zh")
    assert first == last
    assert "还没有存档" in first.out


def test_the_language_is_flag_variable_setting_locale(
    here: Run, folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def chinese(*argv: str) -> bool:
        return "还没有存档" in here("saves", *argv).out

    monkeypatch.setenv("LANG", "en_US.UTF-8")
    monkeypatch.setenv("STORESIM_LANG", "")
    assert not chinese()
    monkeypatch.setenv("LANG", "C")
    assert chinese()  # Chinese where the locale says nothing
    settings = folders / "home" / "config" / "settings.json"
    settings.parent.mkdir(parents=True)
    settings.write_text('{"lang": "en"}', encoding="utf-8")
    assert not chinese()
    monkeypatch.setenv("STORESIM_LANG", "zh")
    assert chinese()
    assert not chinese("--lang", "en")


def test_bot_and_score_agree(here: Run, folders: Path) -> None:
    path = folders / "a.storesim"
    ran = here("bot", "reference", "t1", "--seed", "7", "--save", str(path), "--json")
    assert ran.code == 0, ran
    bot = json.loads(ran.out)
    assert bot["compliance"] == 100
    assert bot["refused"] == []
    score = json.loads(here("score", str(path), "--json").out)
    assert score["requirements"]["11.1.1"]["score"] == 100
    assert score["requirements"]["11.1.1"]["passed"] is True
    facet = score["requirements"]["11.1.1"]["facets"][0]
    assert {"id", "weight", "score", "evidence"} <= facet.keys()
    assert all(isinstance(seq, int) for seq in facet["evidence"])
    assert score["business"]
    assert {k: bot[k] for k in score} == score
    memory = json.loads(here("bot", "reference", "t1", "--seed", "7", "--json").out)
    assert memory["requirements"] == score["requirements"]
    assert "Compliance: 100" in here("score", str(path)).out


@pytest.mark.parametrize(("player", "least", "most"), [("idle", 0, 0), ("spam", 0, 69), ("mistake:careless", 0, 60)])
def test_other_players(here: Run, player: str, least: int, most: int) -> None:
    ran = here("bot", player, "t1", "--seed", "3", "--json")
    assert ran.code == 0, ran
    assert least <= json.loads(ran.out)["compliance"] <= most


def test_verify_same(here: Run, save: Path) -> None:
    ran = here("verify", str(save))
    assert ran.code == 0, ran
    assert "the same bytes" in ran.out
    answer = json.loads(here("verify", str(save), "--json").out)
    assert answer["answer"] == "same"
    assert answer["attempts"][0]["closed"] is True


def test_saves_are_listed_and_found_by_name(here: Run, folders: Path) -> None:
    (folders / "saves").mkdir()
    here("bot", "idle", "t1", "--seed", "5", "--save", str(folders / "saves" / "mine.storesim"))
    (folders / "saves" / "bad.storesim").write_bytes(b"x" * 200)
    listed = here("saves")
    assert listed.code == 0
    assert "mine" in listed.out
    assert "is not a save" in listed.out
    rows = {Path(r["save"]).name: r for r in json.loads(here("saves", "--json").out)}
    assert rows["mine.storesim"]["state"] == "closed"
    assert rows["mine.storesim"]["scenario"] == "t1"
    assert rows["mine.storesim"]["compliance"] == 0
    assert rows["bad.storesim"]["error"]["zh"]
    assert here("verify", "mine").code == 0


def test_show(here: Run, save: Path) -> None:
    views = here("show", str(save))
    assert views.code == 0
    assert "orders" in views.out
    table = here("show", str(save), "orders")
    rows = json.loads(here("show", str(save), "orders", "--json").out)
    assert len(table.out.splitlines()) == len(rows) + 2
    id = rows[0]["id"]
    record = here("show", str(save), "order", id)
    assert record.code == 0
    assert id in record.out
    assert record.out == here("show", str(save), f"order:{id}").out
    chinese = here("show", str(save), "orders", "--lang", "zh").out.splitlines()[1:]
    head = chinese[0]
    at = width(head[: head.index("市场")])
    for line in chinese[1:]:  # columns line up by cells, not by characters
        cut = 0
        while width(line[:cut]) < at:
            cut += 1
        assert width(line[:cut]) == at
        assert line[cut : cut + 2] in ("DE", "US")


def test_every_view_of_every_language(here: Run, save: Path) -> None:
    for spec in rules().views.values():
        for lang in ("zh", "en"):
            if spec.kind == "table":
                assert here("show", str(save), spec.name, "--lang", lang).code == 0
            elif spec.record in rules().views:
                rows = json.loads(here("show", str(save), spec.record, "--json").out)
                if rows:
                    ran = here("show", str(save), spec.name, rows[0]["id"], "--lang", lang)
                    assert ran.code in (0, 2), ran  # offers exist for open orders only
                    assert "\x1b" not in ran.out


def test_an_open_record_of_an_open_attempt_must_have_been_opened(here: Run, there: Run, folders: Path) -> None:
    path = str(folders / "open.storesim")
    answers = there("drive", "t1", "--seed", "1", "--save", path, stdin='{"command": "view", "views": ["orders"]}\n')
    id = json.loads(answers.out)["views"]["orders"][0]["id"]
    ran = here("show", path, "order", id)
    assert ran.code == 2
    assert "record.open" in ran.err
    there("drive", "t1", "--seed", "1", "--save", path, stdin=json.dumps({"command": "view", "views": [f"order:{id}"]}))
    assert here("show", path, "order", id).code == 0
    ran = here("score", path, "--json")
    assert ran.code == 0
    assert json.loads(ran.out)["compliance"] is None
    assert "Not handed in" in ran.err


def test_replay(here: Run, save: Path) -> None:
    ran = here("replay", str(save))
    assert ran.code == 0
    assert "> Select orders to ship" in ran.out
    assert "Handed in" in ran.out
    assert "agenda." not in ran.out  # nothing from behind the curtain
    assert "> 选中待发订单" in here("replay", str(save), "--lang", "zh").out


def test_commands(here: Run) -> None:
    found = json.loads(here("commands", "--json").out)
    assert {c["command"] for c in found} == set(rules().by_tag)
    for command in found:
        assert all(command["title"].values())
        assert command["schema"]["type"] == "object"
        assert "command" not in command["schema"]["properties"]
        for place in command["schema"]["properties"].values():
            assert all(place["titles"].values())
    assert "orders.select" in here("commands").out
    assert len(json.loads(here("commands", "orders.select", "--json").out)) == 1


def test_schemas_say_what_the_driver_takes() -> None:
    spec = rules().by_tag["parcel.declare"]
    made = schema(spec)
    assert set(made["properties"]) == {f.name for f in spec.fields}
    assert set(made["required"]) == {f.name for f in spec.fields if f.required}
    assert made["additionalProperties"] is False
    assert made["properties"]["nature"]["choices"]["gift"]["zh"]
    assert REQUEST == ("id", "command", "fields", "views")


def test_standard(here: Run) -> None:
    found = json.loads(here("standard", "--json").out)
    assert len(found) == 116
    assert all(set(r) == {"id", "chapter", "task", "scope", "title", "scenarios"} for r in found)
    one = next(r for r in found if r["id"] == "11.1.1")
    assert "t1" in one["scenarios"]
    assert {r["task"] for r in json.loads(here("standard", "11.1", "--json").out)} == {"11.1"}
    assert {r["chapter"] for r in json.loads(here("standard", "11", "--json").out)} == {"11"}
    for lang in ("zh", "en"):
        assert standard.requirement("11.1.1").title.of(lang) in here("standard", "--lang", lang).out
    assert "t1" in here("standard", "11.1.1").out


def test_pack_check(here: Run, packs: Path, folders: Path) -> None:
    ran = here("pack", "check", str(packs))
    assert ran.code == 0, ran
    assert "can be used" in ran.out
    broken = folders / "broken"
    (broken / "scenarios").mkdir(parents=True)
    (broken / "pack.yaml").write_text((packs / "pack.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    text = (packs / "scenarios" / "t1.yaml").read_text(encoding="utf-8")
    (broken / "scenarios" / "t1.yaml").write_text(text.replace("11.1.1.level", "11.1.1.levl"), encoding="utf-8")
    ran = here("pack", "check", str(broken))
    assert ran.code == 1
    line = text.splitlines().index(next(x for x in text.splitlines() if "11.1.1.level" in x)) + 1
    assert f"t1.yaml:{line}:" in ran.out
    assert "11.1.1.level" in ran.out  # the suggestion
    answer = json.loads(here("pack", "check", str(broken), "--json").out)
    assert answer["ok"] is False
    assert answer["findings"][0]["line"] == line


def test_pack_prove(here: Run, packs: Path) -> None:
    ran = here("pack", "check", "--prove", str(packs), "--seeds", "1", "--json")
    answer = json.loads(ran.out)
    # nothing in the tiny pack kills `level`: the proof has to say so
    assert ran.code == 1
    assert answer["ok"] is False
    assert any(f["where"] == "11.1.1/level" for p in answer["proofs"] for f in p["flaws"])
    shown = here("pack", "check", "--prove", str(packs), "--seeds", "1", "--scenario", "t1")
    assert shown.code == 1
    assert "Killed by" in shown.out
