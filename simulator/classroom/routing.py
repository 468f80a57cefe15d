"""To which assignment of a class each handed-in file belongs, where a folder holds those of several.

A save says it itself. One that cannot be read is told by the scenario in its name, if only one assignment has it; what stays
belongs nowhere until a person says so.
"""

from __future__ import annotations

from pathlib import Path, PurePosixPath

import msgspec

from simulator.classroom.collecting import Unreadable, collected
from simulator.classroom.model import Assignment
from simulator.sessions.store.errors import FAULTS, SaveError
from simulator.sessions.store.files import connect_in_memory
from simulator.sessions.store.reading import stored_attempts

_PLACE = Path("save")


class Routing(msgspec.Struct, frozen=True, kw_only=True):
    """The names of files by assignment (id), and those that belong to none of them."""

    files: dict[str, frozenset[str]]
    stray: tuple[str, ...]


def routed(place: Path, assignments: tuple[Assignment, ...], now: int) -> Routing:
    """Look at every file of a folder, a zip or a single save. Raises ClassroomError when there is nothing that can be looked at."""
    known = {a.id for a in assignments}
    files: dict[str, set[str]] = {a.id: set() for a in assignments}
    stray: list[str] = []
    with collected(place, (), now) as sources:
        for source in sources:
            try:
                said = frozenset(assignment for assignment, _ in owners(source.read()))
            except Unreadable:
                said = frozenset()
            meant = said & known or (_by_name(source.name, assignments) if not said else frozenset())
            for id in meant:
                files[id].add(source.name)
            if not meant:
                stray.append(source.name)
    return Routing(files={id: frozenset(names) for id, names in files.items()}, stray=tuple(stray))


def owners(raw: bytes) -> frozenset[tuple[str, str]]:
    """Assignment and student of the attempts in a save, as it says itself, also where its end is missing; none for what is no save,
    or of no class."""
    try:
        connection = connect_in_memory(raw, _PLACE, cut=True)
        try:
            return frozenset(
                (one.assignment, one.student) for one in stored_attempts(connection) if one.assignment and one.student
            )
        finally:
            connection.close()
    except (SaveError, *FAULTS, msgspec.ValidationError):
        return frozenset()


def _by_name(name: str, assignments: tuple[Assignment, ...]) -> frozenset[str]:
    """The one assignment whose scenario begins the name of the file, as the saves of a task are called."""
    last = PurePosixPath(name).name
    found = [a.id for a in assignments if f"{a.scenario}-" in last]
    return frozenset(found) if len(found) == 1 else frozenset()
