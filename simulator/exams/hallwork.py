"""Operations on a whole hall, in the pattern of the class office (`classroom.office.base`): verifying, and exams taken offline.

A registry of its own, so that they are offered under `storesim hall` and not under `storesim class`.
"""

from __future__ import annotations

import importlib
from collections.abc import Callable
from functools import cache
from typing import Annotated, TypeVar

from simulator.classroom.office.base import Operation, Spec
from simulator.kernel.messages import info
from simulator.kernel.text import Text

O = TypeVar("O", bound=Operation)  # noqa: E741

MODULES = ("simulator.exams.verifying.operations", "simulator.exams.offline.operations")

ExamField = Annotated[
    str,
    info(
        "考试", "Exam", record="exams",
        help=Text("编号或名称；只有一场时可不写", "id or title; may be left out where there is one"),
    ),
]  # fmt: skip

_specs: dict[str, Spec] = {}


def hall_operation(
    name: str, *, title: Text, about: Text, group: str, order: int = 100, changes: bool = True
) -> Callable[[type[O]], type[O]]:
    """Register an operation under the name that the command line uses."""

    def write(cls: type[O]) -> type[O]:
        if name in _specs:
            raise ValueError(f"the operation {name} is written twice")
        _specs[name] = Spec(name, cls, title, about, group, order, changes)
        return cls

    return write


@cache
def hall_operations() -> dict[str, Spec]:
    """These operations by name, in their order."""
    for module in MODULES:
        importlib.import_module(module)
    return dict(sorted(_specs.items(), key=lambda item: (item[1].order, item[0])))
