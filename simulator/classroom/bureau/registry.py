"""An office as others find it: its operations by name, and what they are about."""

from __future__ import annotations

import importlib
import os
import pkgutil
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, TypeVar

from simulator.classroom.bureau.model import Operation, Spec
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.classroom.bureau.office import BaseOffice

O = TypeVar("O", bound=Operation)  # noqa: E741


class Bureau:
    """An office.

    name: as the command line calls it; groups: the headings of its operations in their order; office: makes what they work with, from a database
    and the options of `BaseOffice`; packages: where operations are found (a package: all its modules); scope: the field that says what
    an operation is about, and `record` what that is; variable: what names its database in the environment, before STORESIM_CLASSES does.
    """

    def __init__(
        self, name: str, *, about: Text, groups: Mapping[str, Text], office: Callable[..., BaseOffice], packages: Sequence[str],
        scope: str, record: str, variable: str = "",
    ) -> None:  # fmt: skip
        self.name, self.about, self.groups, self.office = name, about, groups, office
        self.packages, self.scope, self.record, self.variable = packages, scope, record, variable
        self._specs: dict[str, Spec] = {}
        self._found: dict[str, Spec] | None = None

    def operation(
        self,
        name: str,
        *,
        title: Text,
        about: Text,
        group: str,
        order: int = 100,
        changes: bool = True,
        quick: bool = True,
    ) -> Callable[[type[O]], type[O]]:
        """Register an operation under the name that the command line uses."""
        if group not in self.groups:
            raise ValueError(f"{self.name} has no group {group}")

        def write(cls: type[O]) -> type[O]:
            if name in self._specs:
                raise ValueError(f"the operation {name} is written twice")
            self._specs[name] = Spec(name, cls, title, about, group, order, changes, self, quick)
            return cls

        return write

    def operations(self) -> dict[str, Spec]:
        """All operations by name, in their order."""
        if self._found is None:
            for name in self.packages:
                package = importlib.import_module(name)
                for module in pkgutil.iter_modules(getattr(package, "__path__", ())):
                    importlib.import_module(f"{name}.{module.name}")
            self._found = dict(sorted(self._specs.items(), key=lambda item: (item[1].order, item[0])))
        return self._found

    def url(self) -> str:
        """The database where nobody names one: `open_database` takes it."""
        from simulator.classroom.store.places import default_url

        return os.environ.get(self.variable, "") or default_url()
