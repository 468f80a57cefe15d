"""What a command imports: whoever looks something up does not wait for databases, nor for what an office can do."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "sqlmodel",
    "sqlalchemy",
    "textual",
    "faker",
    "jinja2",
    "openpyxl",
    "cryptography",
    "simulator.exams.seat",
    "simulator.exams.office.making",
)


@pytest.mark.parametrize("argv", [["standard", "11"], ["--help"], ["pack", "--help"], ["hal"]], ids=" ".join)
def test_a_light_command_imports_nothing_heavy(argv: list[str]) -> None:
    code = f"import sys; from simulator.__main__ import main; main({argv!r}); print([m for m in {HEAVY!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_the_group_of_an_office_is_there_for_help_and_for_who_mistypes() -> None:
    code = (
        "from simulator.__main__ import main; main(['--lang', 'en', '--help']); main(['--lang', 'en', 'hall', 'adnit'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "Halls:" in done.stdout
    assert "Classes:" in done.stdout
    assert "did you mean admit" in done.stderr
