"""The wheel, built and installed outside the checkout, is complete and runs (`pytest -m slow tests/project`)."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built the long way: the source archive from the checkout, the wheel from the archive."""
    out = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, "-m", "build", "--outdir", out, ROOT], check=True, capture_output=True, timeout=600)
    (found,) = out.glob("*.whl")
    return found


def files(folder: str) -> set[str]:
    return {
        p.relative_to(ROOT).as_posix()
        for p in (ROOT / folder).rglob("*")
        if p.is_file() and "__pycache__" not in p.parts and p.suffix != ".pyc"
    }


def test_every_file_is_in_it(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    want = files("simulator") | {f"simulator/{name}" for name in files("scenarios")}
    assert any(name.endswith(".tcss") for name in want)
    assert any(name.endswith(".json") for name in want)
    assert want - inside == set()
    strangers = {n for n in inside - want if ".dist-info/" not in n}
    assert strangers == set(), "tests, saves and the like stay out"
    assert any(n.endswith("licenses/LICENSE") for n in inside)
    assert any(n.endswith("licenses/NOTICE") for n in inside)


def test_it_runs_in_an_empty_environment(wheel: Path, tmp_path: Path) -> None:
    venv.create(tmp_path / "env", with_pip=True)
    bin = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    subprocess.run([bin / "python", "-m", "pip", "install", "-q", wheel], check=True, capture_output=True, timeout=600)
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "STORESIM_PACKS")}
    env |= {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path / "data")}

    def storesim(*words: str) -> str:
        done = subprocess.run(
            [bin / "storesim", *words], cwd=tmp_path, env=env, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    played = json.loads(storesim("bot", "reference", "11.1", "--seed", "7", "--json"))
    assert played["compliance"] == 100
    assert len(json.loads(storesim("standard", "--json"))) == 116
    assert str(tmp_path) in storesim("saves")
