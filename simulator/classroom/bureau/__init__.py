"""What every office is made of: its operations, how they are told what to do, and what they answer.

There are two offices: that of a class (`classroom.office`) and that of a hall (`exams.office`). One operation is one struct; its fields
give the command line, the form on the screen and its help, in both languages; `run` does it. An operation is found by being there.
"""

from simulator.classroom.bureau.model import Answer, Operation, Spec, Table
from simulator.classroom.bureau.office import BaseOffice
from simulator.classroom.bureau.registry import Bureau

__all__ = ["Answer", "BaseOffice", "Bureau", "Operation", "Spec", "Table"]
