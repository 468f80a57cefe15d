"""docs/authoring.md: followed as it stands it makes, proves, builds, signs, installs and plays the shipped example pack."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
GUIDES = {"en": ROOT / "docs" / "authoring.md", "zh": ROOT / "docs" / "authoring.zh.md"}
NAMED = re.compile(r"^`([\w./-]+)`\n\n```yaml\n(.*?)^```$", re.M | re.S)
BLOCK = re.compile(r"^```\w+\n.*?^```$", re.M | re.S)
HEADING = re.compile(r"^(#+) ", re.M)
SHELL = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
SHIPPED = ROOT / "scenarios"


def written(guide: str) -> dict[str, str]:
    """The files that the guide has its reader write."""
    return dict(NAMED.findall(GUIDES[guide].read_text("utf-8")))


def commands(guide: str) -> list[str]:
    """The blocks to run, in order."""
    found: list[str] = SHELL.findall(GUIDES[guide].read_text("utf-8"))
    return found


@pytest.mark.parametrize("guide", GUIDES)
def test_the_shipped_pack_is_the_one_of_the_guide(guide: str) -> None:
    files = {f"example-school/{p.relative_to(SHIPPED / 'example-school').as_posix()}": p.read_text("utf-8")
             for p in (SHIPPED / "example-school").rglob("*.yaml")}  # fmt: skip
    assert written(guide) == files


def test_the_twins_have_the_same_blocks() -> None:
    english, chinese = (path.read_text("utf-8") for path in GUIDES.values())
    assert BLOCK.findall(english) == BLOCK.findall(chinese)
    assert HEADING.findall(BLOCK.sub("", english)) == HEADING.findall(BLOCK.sub("", chinese))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_reference_is_that_of_the_program(lang: str) -> None:
    name = "pack-reference.md" if lang == "en" else "pack-reference.zh.md"
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "--lang", lang, "pack", "reference"],
        cwd=ROOT,
        capture_output=True,
        check=True,
    )
    assert done.stdout.decode() == (ROOT / "docs" / name).read_text("utf-8"), (
        f"write it anew: storesim --lang {lang} pack reference > docs/{name}"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="the lines are for a POSIX shell")
def test_the_guide_can_be_followed(tmp_path: Path) -> None:
    """The files as they stand, then the commands one after the other, in an empty folder, on a machine without the example."""
    for name, text in written("en").items():
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    program = tmp_path / "bin" / "storesim"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m simulator --lang en "$@"\n')
    program.chmod(0o755)
    env = {
        **os.environ, "PATH": f"{program.parent}{os.pathsep}{os.environ['PATH']}", "PYTHONPATH": str(ROOT),
        "STORESIM_SHELF": str(tmp_path / "shelf"), "STORESIM_SAVES": str(tmp_path / "saves"),
    }  # fmt: skip
    said = []
    for block in commands("en"):
        done = subprocess.run(
            ["sh", "-ec", block],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            timeout=300,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        assert done.returncode == 0, block + done.stdout[-3000:] + done.stderr[-2000:]
        said.append(done.stdout)
    whole = "\n".join(said)
    assert whole.count("The proof holds.") >= 8
    assert "SHA-256" in whole
    assert "Compliance: 100" in whole
    assert "example-school 1.0.0 is installed." in whole
    assert "the version is high enough" in whole


def test_the_slips_of_the_guide_are_found_as_it_says(tmp_path: Path) -> None:
    from simulator.bots.player import mistakes
    from simulator.packs.scaffold import scaffold

    scaffold(tmp_path / "my-first-pack", "", "", mistakes())
    path = tmp_path / "my-first-pack" / "scenarios" / "first-orders.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("minutes: 10", "minuts: 10").replace("goods: plain, name: express", "goods: plane, name: express"),
        "utf-8",
    )
    done = subprocess.run(
        [sys.executable, "-m", "simulator", "--lang", "en", "pack", "check", "my-first-pack"], cwd=tmp_path, capture_output=True, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    guide = GUIDES["en"].read_text("utf-8")
    shown = [line for line in done.stdout.splitlines() if ": error: " in line and ("minuts" in line or "plane" in line)]
    assert len(shown) >= 1
    for line in shown:
        assert line in guide, line
