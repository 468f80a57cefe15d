"""`storesim paper ...` in this process: answers, exit codes, both languages."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest
from paperkit import PAPER

from simulator.__main__ import main


class Ran(NamedTuple):
    """How a run ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ran]


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """The program with folders of its own."""
    monkeypatch.setenv("STORESIM_PAPERS", str(tmp_path / "papers"))
    monkeypatch.setenv("STORESIM_LANG", "en")
    monkeypatch.delenv("STORESIM_PACKS", raising=False)
    monkeypatch.delenv("STORESIM_DEBUG", raising=False)
    monkeypatch.chdir(tmp_path)

    def run(*argv: str) -> Ran:
        capsys.readouterr()
        code = main(list(argv))
        found = capsys.readouterr()
        return Ran(code, found.out, found.err)

    return run


def test_list(here: Run, tmp_path: Path) -> None:
    found = here("paper", "list")
    assert found.code == 0
    assert [line.split()[0] for line in found.out.splitlines()] == [
        "Id",
        "b2b",
        "b2c",
        "comprehensive",
        "demonstration",
    ]
    (tmp_path / "papers").mkdir()
    (tmp_path / "papers" / "broken.yaml").write_text("id: broken\nlimit: 60\n", "utf-8")
    found = here("paper", "list", "--lang", "zh")
    assert "自己的" in found.out
    assert "broken.yaml:2:8: 错误: 请写明单位：60 min" in found.out
    plain = json.loads(here("paper", "list", "--json").out)
    assert [(one["id"], one["usable"]) for one in plain][:2] == [("broken", False), ("b2b", True)]
    assert plain[1]["paper"]["limit"] == 7200


def test_check(here: Run, tmp_path: Path) -> None:
    found = here("paper", "check")
    assert found.code == 0
    assert "demonstration 1.0.0 can be used: table1/first@exam." in found.out
    assert "b2b.yaml:25:20: warning: no content yet in table1 for 2.2.1, 2.2.2" in found.out
    path = tmp_path / "small.yaml"
    path.write_text(PAPER.replace("limit: 90 min", "limit: 90").replace("order: free", "order: fre"), "utf-8")
    found = here("paper", "check", str(path), "demonstration")
    assert found.code == 1
    assert f"{path}:6:8: error: name the unit: 90 min, 90 h or 90 s" in found.out
    assert f"{path}:9:8: error: 'fre' is none of the choices; did you mean 'free'?" in found.out
    assert "2 errors, 0 warnings" in found.out
    assert "can be used" in found.out, "the other paper is looked at all the same"
    assert "错误: 请写明单位" in here("paper", "check", "small.yaml", "--lang", "zh").out
    (plain,) = json.loads(here("paper", "check", "small.yaml", "--json").out)
    assert plain["ok"] is False
    assert [f["line"] for f in plain["findings"]] == [6, 9]


def test_prove(here: Run) -> None:
    found = here("paper", "check", "demonstration", "--prove", "--seeds", "1")
    assert found.code == 0
    assert "The proof holds." in found.out
    assert "20/20" in found.out
    assert "runs in" in found.err
    (plain,) = json.loads(here("paper", "check", "demonstration", "--prove", "--seeds", "1", "--json").out)
    assert plain["ok"] is plain["proof"]["holds"] is True
    assert plain["proof"]["workloads"][0]["target"] == 25


def test_a_proof_that_does_not_hold(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "low.yaml"
    assert here("paper", "new", str(path)).code == 0
    path.write_text(path.read_text("utf-8").replace("pass_mark: 60", "pass_mark: 5"), "utf-8")
    found = here("paper", "check", str(path), "--prove", "--seeds", "1")
    assert found.code == 1
    assert (
        "! paper, seed 1: who does everything gets 16, which reaches the pass mark of 5: it is too low [spam]"
        in found.out
    )
    assert "It does not hold: 1 flaws." in found.out


def test_show(here: Run) -> None:
    found = here("paper", "show", "b2c")
    assert found.code == 0
    for part in ("You have 1 h.", "1. Three days to ship it all (about 30 min, 50% of the total)", "11.1.7", "The pass mark is 60% overall.",
                 "chapter 9 (Customer service (B2C)) 50%", "Nobody can begin later than 20 min", "For invigilators", "Packs needed: table1"):  # fmt: skip
        assert part in found.out, part
    chinese = here("paper", "show", "b2c", "--lang", "zh").out
    for part in ("作答时间 1 小时。", "考生须知", "监考须知", "开考 20 分钟之后不能再开始", "教练的提示"):
        assert part in chinese, part
    assert "The pass mark" not in chinese
    plain = json.loads(here("paper", "show", "b2c", "--json").out)
    assert len(plain["digest"]) == 64
    assert plain["packs"]["table1"]["digest"]
    assert all(line["zh"] and line["en"] for line in plain["candidate"] + plain["invigilator"])


def test_new_and_schema(here: Run, tmp_path: Path) -> None:
    found = here("paper", "new", "midterm", "--title", "期中")
    assert found.code == 0
    assert (tmp_path / "papers" / "midterm.yaml").is_file(), "a bare name goes into the user's folder"
    assert here("paper", "check", "midterm").code == 0
    assert "期中" in here("paper", "show", "midterm").out
    assert "is there already" in here("paper", "new", "midterm").err
    assert here("paper", "new", "midterm.yaml").code == 0
    assert (tmp_path / "midterm.yaml").is_file()
    assert json.loads(here("paper", "schema").out)["title"] == "storesim papers/*.yaml"
    assert here("paper", "schema", "--out", "here").code == 0
    assert json.loads((tmp_path / "here" / "paper.json").read_text("utf-8"))


@pytest.mark.parametrize(
    ("argv", "zh", "en"),
    [
        (["show", "b2d"], "是否指", "did you mean"), (["show", "none.yaml"], "没有试卷文件", "check the path"), (["check", "--seeds", "3"], "--prove", "--prove"),
        (["check", "b2c", "--prove", "--seeds", "x"], "整数", "whole number"), (["new", "Bad Name"], "做不了试卷的编号", "cannot be the id"),
        (["schem"], "是否指 schema", "did you mean schema"), (["show", "."], "没有试卷", "There is no paper"),
    ],
)  # fmt: skip
def test_misuse_is_one_sentence(here: Run, argv: list[str], zh: str, en: str) -> None:
    for lang, says in (("zh", zh), ("en", en)):
        found = here("paper", *argv, "--lang", lang)
        assert found.code == 2
        assert says in found.err
        assert len(found.err.splitlines()) == 1


def test_a_paper_with_errors_is_not_shown(here: Run, tmp_path: Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(PAPER.replace("limit: 90 min", "limit: 90"), "utf-8")
    found = here("paper", "show", str(path))
    assert found.code == 2
    assert "name the unit" in found.err
    assert "storesim paper check" in found.err


def test_help_in_both_languages(here: Run) -> None:
    for name in ("list", "check", "show", "schema", "new"):
        for lang in ("zh", "en"):
            found = here("paper", name, "--help", "--lang", lang)
            assert found.code == 0
            assert "<" not in found.out
            assert ("Usage" in found.out) is (lang == "en")
