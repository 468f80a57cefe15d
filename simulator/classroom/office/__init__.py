"""The office: everything an instructor does with a class, one operation a module.

As with the desks of a store, one class is the whole operation: its fields give the command line, the form on the screen and
its help, in both languages; `run` does it. An operation is found by being there.
"""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache

from simulator.classroom.office.base import Answer, Office, Operation, Spec, Table, registered


@cache
def operations() -> dict[str, Spec]:
    """All operations by name, in their order."""
    for module in pkgutil.iter_modules(__path__):
        importlib.import_module(f"{__name__}.{module.name}")
    return dict(sorted(registered().items(), key=lambda item: (item[1].order, item[0])))


__all__ = ["Answer", "Office", "Operation", "Spec", "Table", "operations"]
