"""`python -m bench [NAME ...] [--json]`: the table of all figures; exit 1 when one does not keep its limit."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
import sys

import bench
from bench import Figure


def names() -> list[str]:
    """The benches there are."""
    return sorted(m.name for m in pkgutil.iter_modules(bench.__path__) if not m.name.startswith("_"))


def as_json(figures: list[Figure]) -> str:
    """The figures for programs."""
    rows = [
        {
            "name": f.name, "ours": round(f.ours, 6), "peer": round(f.peer, 6), "unit": f.unit, "against": f.against,
            "ratio": round(f.ratio, 3), "kind": f.kind, "limit": f.limit, "holds": f.holds,
        }
        for f in figures
    ]  # fmt: skip
    return json.dumps(rows, indent=1, ensure_ascii=False)


def line(cells: tuple[str, ...]) -> str:
    """One line of the table."""
    widths = (44, 14, 14, 10, 7, 14, 5)
    return "  ".join(
        c.ljust(w) if i in (0, 3) else c.rjust(w) for i, (c, w) in enumerate(zip(cells, widths, strict=True))
    )


def row(figure: Figure) -> str:
    """A figure as a line of the table."""
    digits = 0 if figure.ours >= 100 else 3
    return line((
        figure.name, f"{figure.ours:,.{digits}f}", f"{figure.peer:,.{digits}f}", figure.unit, f"{figure.ratio:.3f}",
        f"{figure.kind} {figure.limit:g}", "yes" if figure.holds else "NO",
    ))  # fmt: skip


def main() -> int:
    """Run the benches that were named, or all."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("names", nargs="*", choices=[[], *names()], metavar="NAME", help=", ".join(names()))
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    if not options.json:
        print(line(("name", "ours", "peer", "unit", "ratio", "limit", "holds")), flush=True)
    figures = []
    for name in options.names or names():
        figure: Figure = importlib.import_module(f"bench.{name}").run()
        figures.append(figure)
        if not options.json:
            print(row(figure), flush=True)
    if options.json:
        print(as_json(figures))
    return 0 if all(f.holds for f in figures) else 1


if __name__ == "__main__":
    sys.exit(main())
