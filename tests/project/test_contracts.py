"""Law 12: arrows point one way; and what is heavy is not imported before the first paint."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "faker", "typer", "babel", "yaml")


def lint(config: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sysconfig.get_path("scripts")) / "lint-imports"
    return subprocess.run(
        [program, "--no-cache", "--config", config], cwd=ROOT, capture_output=True, text=True, timeout=120
    )


def test_contracts_hold() -> None:
    done = lint(ROOT / "pyproject.toml")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_room_stands_in_the_layers() -> None:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    (layers,) = (c["layers"] for c in contracts if c["type"] == "layers")
    named = {name.strip(" ()").removeprefix("simulator.") for layer in layers for name in layer.split(":")}
    rooms = {p.parent.name for p in (ROOT / "simulator").glob("*/__init__.py")} | {"__main__"}
    assert named == rooms


def test_a_broken_contract_is_found(tmp_path: Path) -> None:
    """Turned upside down, the layers cannot hold: the test above is able to fail."""
    upside_down = tmp_path / "pyproject.toml"
    upside_down.write_text(
        "[tool.importlinter]\nroot_package = 'simulator'\n[[tool.importlinter.contracts]]\nname = 'upside down'\n"
        "type = 'layers'\nlayers = ['simulator.kernel', 'simulator.sessions']\n"
    )
    assert lint(upside_down).returncode == 1


@pytest.mark.parametrize("module", ["simulator.__main__", "simulator.tui.app", "simulator.cli.play"])
def test_nothing_heavy_before_the_first_paint(module: str) -> None:
    code = f"import sys, {module}; print(*sorted(set(sys.modules) & set({HEAVY!r})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
