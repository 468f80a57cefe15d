"""The READMEs: twins, and every command line in them exists."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ENGLISH, CHINESE = (ROOT / "README.md").read_text("utf-8"), (ROOT / "README.zh.md").read_text("utf-8")
DOCS = [ROOT / "README.md", ROOT / "README.zh.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.M | re.S)
PROGRAM = ".venv/bin/storesim"


def blocks(text: str) -> list[tuple[str, str]]:
    """(language, content) of each fenced block."""
    return BLOCK.findall(text)


def pasted() -> list[list[str]]:
    """The lines to paste, block by block, that call the program or prepare for it; those that open the interface and the
    slow ones are left out."""
    found = []
    for language, content in blocks(ENGLISH):
        lines = content.splitlines()
        if language == "sh" and PROGRAM in content and "pip" not in content and "play" not in content:
            found.append([line for line in lines if "--prove" not in line])
    return found


def synopsis() -> list[str]:
    """One call for each `storesim ...` line of the list, with the options it names."""
    (content,) = (c for language, c in blocks(ENGLISH) if language == "text")
    return [re.split(r" {2,}", line)[0] for line in content.splitlines()]


def run(args: list[str], cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        args, cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=300, stdin=subprocess.DEVNULL,
        env={**os.environ, **env},
    )  # fmt: skip


def test_the_twins_have_the_same_blocks() -> None:
    assert blocks(ENGLISH) == blocks(CHINESE)
    assert re.findall(r"^(#+) ", ENGLISH, re.M) == re.findall(r"^(#+) ", CHINESE, re.M)


def test_the_ci_runs_the_readmes_test_line() -> None:
    (line,) = {
        c.strip() for language, c in blocks(ENGLISH) if language == "sh" and "-m pytest\n" in c and "slow" not in c
    }
    assert line in [text.strip() for text in (ROOT / ".ci" / "run").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("path", DOCS, ids=lambda p: p.name)
def test_links_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", re.sub(r"```.*?```", "", path.read_text("utf-8"), flags=re.S))
    missing = [t for t in targets if not t.startswith("http") and not (path.parent / t).exists()]
    assert not missing


@pytest.mark.parametrize("line", synopsis())
def test_every_listed_command_exists(line: str, tmp_path: Path) -> None:
    """typer reads the whole line before it answers --help: a command or option that is not there is refused."""
    words = shlex.split(re.sub(r"[\[\]]", " ", line))[1:]
    done = run([sys.executable, "-m", "simulator", *words, "--help"], ROOT, STORESIM_SAVES=str(tmp_path))
    assert done.returncode == 0, done.stderr
    wrong = run([sys.executable, "-m", "simulator", *words, "--no-such", "--help"], ROOT, STORESIM_SAVES=str(tmp_path))
    assert wrong.returncode == 2, "an option that does not exist has to be refused"


def test_every_command_is_listed() -> None:
    done = run([sys.executable, "-m", "simulator", "--lang", "en", "--help"], ROOT)
    commands = re.findall(r"^  (\w+)  ", done.stdout.partition("Commands:")[2], re.M)
    assert len(commands) > 8
    listed = {line.split()[1] for line in synopsis() if " " in line}
    assert set(commands) == listed


@pytest.mark.skipif(sys.platform == "win32", reason="the lines are for a POSIX shell")
@pytest.mark.parametrize("lines", pasted(), ids=lambda lines: lines[0][:40])
def test_pasted_lines_work(lines: list[str], tmp_path: Path) -> None:
    """Pasted as they stand, in a folder that looks like a checkout; only the program's place is another."""
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    bin = tmp_path / ".venv" / "bin"
    bin.mkdir(parents=True)
    program = bin / "storesim"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m simulator "$@"\n')
    program.chmod(0o755)
    script = "set -eu\n" + "\n".join(line for line in lines if line.strip() != PROGRAM)
    done = run(["sh", "-c", script], tmp_path, STORESIM_SAVES=str(tmp_path / "saves"), PYTHONPATH=str(ROOT))
    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]
    assert done.stdout.strip()
