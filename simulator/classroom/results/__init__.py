"""What a teacher wants to know of a class, computed from its gradebook alone: no file, no clock, no screen.

One module for each question: `students` (how did each one do), `requirements` (what can the class do, what to teach again),
`mistakes` (what goes wrong most), `effort` (how long did it take), `progress` (does another try help), `spread` (how are the
marks distributed). Points are whole basis points, times whole milliseconds or minutes; every figure comes with its n.
Erased students count in every figure of the class and are named in none.
"""

from __future__ import annotations

import msgspec

from simulator.classroom.model import Gradebook
from simulator.classroom.results.effort import Effort, effort
from simulator.classroom.results.mistakes import Mistake, mistakes
from simulator.classroom.results.progress import Progress, progress
from simulator.classroom.results.requirements import HeatRow, heat_map, teach_again
from simulator.classroom.results.spread import Spread, spread, spread_of_means
from simulator.classroom.results.students import StudentRow, student_rows

__all__ = [
    "Analysis",
    "Effort",
    "HeatRow",
    "Mistake",
    "Progress",
    "Spread",
    "StudentRow",
    "analyse",
    "effort",
    "heat_map",
    "mistakes",
    "progress",
    "spread",
    "spread_of_means",
    "student_rows",
    "teach_again",
]


class Analysis(msgspec.Struct, frozen=True, kw_only=True):
    """All answers at once, as the reports and the workbook use them."""

    students: tuple[StudentRow, ...]
    heat: tuple[HeatRow, ...]
    again: tuple[HeatRow, ...]
    mistakes: tuple[Mistake, ...]
    effort: tuple[Effort, ...]
    progress: Progress
    spread: tuple[Spread, ...]
    means: Spread


def analyse(book: Gradebook) -> Analysis:
    """Every question put to `book`."""
    rows = student_rows(book)
    heat = heat_map(book)
    return Analysis(
        students=rows,
        heat=heat,
        again=teach_again(heat),
        mistakes=mistakes(book),
        effort=effort(book),
        progress=progress(book),
        spread=spread(book),
        means=spread_of_means(rows),
    )
