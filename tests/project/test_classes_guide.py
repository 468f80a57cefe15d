"""docs/classes.md: its commands, one after the other, take a class from the roster to the gradebook; its Chinese twin says the same."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGLISH, CHINESE = (ROOT / "docs" / name for name in ("classes.md", "classes.zh.md"))
BLOCK = re.compile(r"^```\w+\n.*?^```$", re.M | re.S)
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)


def test_the_twins_have_the_same_blocks_headings_and_rows() -> None:
    english, chinese = (path.read_text("utf-8") for path in (ENGLISH, CHINESE))
    assert BLOCK.findall(english) == BLOCK.findall(chinese)
    for mark in (r"^(#+) ", r"^(\|) "):
        assert re.findall(mark, BLOCK.sub("", english), re.M) == re.findall(mark, BLOCK.sub("", chinese), re.M)


@pytest.mark.skipif(sys.platform == "win32", reason="the lines are for a POSIX shell")
def test_the_guide_to_classes_can_be_followed(tmp_path: Path) -> None:
    program = tmp_path / "bin" / "storesim"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m simulator --lang en "$@"\n')
    program.chmod(0o755)
    work = tmp_path / "work"
    work.mkdir()
    env = {
        **os.environ, "PATH": f"{program.parent}{os.pathsep}{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": str(ROOT), "STORESIM_CLASSES": str(tmp_path / "classes.db"), "STORESIM_SAVES": "saves",
    }  # fmt: skip
    said = []
    for block in SHELL.findall(ENGLISH.read_text("utf-8")):
        done = subprocess.run(
            ["sh", "-ec", block], cwd=work, env=env, capture_output=True, text=True, timeout=300, stdin=subprocess.DEVNULL,
            check=False,
        )  # fmt: skip
        assert done.returncode == 0, block + done.stdout[-3000:] + done.stderr[-2000:]
        said.append(done.stdout)
    whole = "\n".join(said)
    assert "2 newly judged, 2 of them valid" in whole
    assert "This was a dry run; nothing was changed." in whole
    assert len(list((work / "reports").glob("*.html"))) == 3
    assert (work / "data.json").stat().st_size > 100
