"""Papers named on the command line, and the packs they are looked up in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from simulator.cli import out
from simulator.cli.trouble import sentence
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.packs.model import Pack
    from simulator.packs.yaml import Finding


def packs(lang: Lang) -> list[Pack]:
    """The packs on offer; those that cannot be used are told and passed over."""
    from simulator.packs.library import usable_packs

    usable, broken = usable_packs()
    for error in broken:
        out.warn(sentence(error), lang)
    return usable


def lines(found: Iterable[Finding], lang: Lang) -> list[str]:
    """Findings as compilers print them, which editors can jump to."""
    said = []
    for finding in found:
        level = (Text("提醒", "warning") if finding.warning else Text("错误", "error")).of(lang)
        said.append(f"{finding.file}:{finding.line}:{finding.column}: {level}: {finding.what.of(lang)}")
    return said
