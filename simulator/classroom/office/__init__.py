"""The office of a class: everything an instructor does with it, one operation a module (see `classroom.bureau`)."""

from __future__ import annotations

from simulator.classroom.office.base import CLASS, Answer, Office, Operation, Spec, Table

operations = CLASS.operations

__all__ = ["CLASS", "Answer", "Office", "Operation", "Spec", "Table", "operations"]
