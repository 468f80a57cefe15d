"""What the scorer needs of a pack's rubric. Packs stand above scoring (law 12), so it is said here as a shape."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Protocol

from simulator.kernel.text import Text


class FacetSpec(Protocol):
    """One weighted check."""

    @property
    def id(self) -> str: ...
    @property
    def weight(self) -> int: ...
    @property
    def check(self) -> str: ...
    @property
    def measure(self) -> str: ...
    @property
    def title(self) -> Text: ...
    @property
    def params(self) -> dict[str, Any]: ...
    @property
    def hard(self) -> bool: ...


class GateSpec(Protocol):
    """One forbidden act."""

    @property
    def id(self) -> str: ...
    @property
    def measure(self) -> str: ...
    @property
    def title(self) -> Text: ...


class RequirementSpec(Protocol):
    """How one requirement is measured."""

    @property
    def id(self) -> str: ...
    @property
    def facets(self) -> Sequence[FacetSpec]: ...
    @property
    def gates(self) -> Sequence[GateSpec]: ...
    @property
    def pass_at(self) -> int: ...
