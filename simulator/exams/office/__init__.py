"""The office of a hall: everything the examination office and the invigilator do with an exam (see `classroom.bureau`).

Who sees what: these operations go by ticket, number and name, for whoever sets an exam up or watches over it has to know who sits where, and they
never tell an alias. Markers go by aliases alone (`exams.results`), until `reveal`. So neither of the two leads from an alias to a person.
"""

from __future__ import annotations

from simulator.exams.office.base import HALL, Hall

operations = HALL.operations

__all__ = ["HALL", "Hall", "operations"]
