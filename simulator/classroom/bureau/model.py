"""What an operation of an office is made of: its class, how it is called, and what it answers."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from simulator.kernel.messages import FieldSpec, fields_of
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.classroom.bureau.registry import Bureau


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """A table for people: heads, rows of ready words, and which columns stand at the right.

    For a screen: `keys` are the ids behind the rows, `names` what they are called, `record` what they are (as the fields of
    operations say: classes, students, assignments), `points` the basis points behind a row's cells, which colour them (unless not `shaded`), `bar` the
    column whose points are drawn as a bar where there is room.
    """

    heads: tuple[Text, ...]
    rows: tuple[tuple[Text | str, ...], ...]
    right: tuple[int, ...] = ()
    keys: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    record: str = ""
    points: tuple[tuple[int | None, ...], ...] = ()
    bar: int | None = None
    shaded: bool = True


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What an operation says: sentences, tables, the files it wrote, plain data for programs; `ok` is False when what was
    checked does not hold."""

    lines: tuple[Text, ...] = ()
    tables: tuple[Table, ...] = ()
    files: tuple[Path, ...] = ()
    data: Any = None
    ok: bool = True


class Operation(msgspec.Struct, frozen=True, kw_only=True):
    """One operation; its fields are what it is told, those without a default come first and have to be there."""

    def run(self, office: Any) -> Answer:
        """Do it with what its office has. Raises ClassroomError, and then nothing was changed."""
        raise NotImplementedError


class Spec(msgspec.Struct, frozen=True):
    """How an operation is called and where it belongs: `group` is the heading under which it is offered in its office (`bureau`)."""

    name: str
    cls: type[Operation]
    title: Text
    about: Text
    group: str
    order: int
    changes: bool  # whether it changes anything; a screen asks again before what cannot be taken back
    bureau: Bureau
    quick: bool = True  # whether it can be shown as soon as somebody comes by

    @property
    def fields(self) -> tuple[FieldSpec, ...]:
        """Its fields in order."""
        return fields_of(self.cls)

    @property
    def is_view(self) -> bool:
        """Whether it can simply be shown: it changes nothing and asks for nothing but what its office is about."""
        return (
            self.quick
            and not self.changes
            and all(f.name == self.bureau.scope or f.info.kind in ("int", "flag") for f in self.fields)
        )
