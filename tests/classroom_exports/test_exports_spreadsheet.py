"""CSVs opened by a real spreadsheet: with hostile text in every field, no cell becomes a formula."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import exportbook
import openpyxl
import pytest

from simulator.classroom.exports.canvas import canvas
from simulator.classroom.exports.moodle import moodle
from simulator.classroom.exports.table import long, wide

pytestmark = pytest.mark.slow

OFFICE = shutil.which("soffice") or shutil.which("libreoffice")
COMMA, SEMICOLON = 44, 59


def cells(data: bytes, folder: Path, separator: int) -> list[object]:
    """All cells of a CSV as LibreOffice takes them, told to evaluate formulas and to split at `separator`."""
    if OFFICE is None:
        pytest.skip("LibreOffice is not installed (apt-get install --no-install-recommends libreoffice-calc)")
    (folder / "in.csv").write_bytes(data)
    subprocess.run(
        [OFFICE, "--headless", "--norestore", f"-env:UserInstallation={(folder / 'profile').as_uri()}",
         f"--infilter=CSV:{separator},34,76,1,,0,false,true,false,false,false,0,true", "--convert-to", "xlsx",
         "--outdir", folder, folder / "in.csv"],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return [cell for row in openpyxl.load_workbook(folder / "in.xlsx").active.iter_rows() for cell in row]


@pytest.mark.parametrize("separator", [COMMA, SEMICOLON], ids=["comma", "semicolon"])
def test_no_cell_of_an_export_becomes_a_formula(tmp_path: Path, separator: int) -> None:
    book = exportbook.hostile()
    makers: list[Callable[..., object]] = [wide, long, moodle, canvas]
    data = b"".join(make(book).data.removeprefix(b"\xef\xbb\xbf") for make in makers)  # type: ignore[attr-defined]
    found = cells(data, tmp_path, separator)
    assert len(found) > 100
    assert not [cell.value for cell in found if cell.data_type in ("f", "e")]  # type: ignore[attr-defined]


def test_a_bare_formula_would_become_one(tmp_path: Path) -> None:
    """The test above is able to fail."""
    found = cells(b'a,=1+1\r\n"x;=2+2",b\r\n', tmp_path, COMMA)
    assert [cell.data_type for cell in found] == ["s", "f", "s", "s"]  # type: ignore[attr-defined]
