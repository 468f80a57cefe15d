"""Table 1 of the standard as data, in our own words: chapters, tasks, requirements, workflow steps and desks.

The standard's sentences are not reprinted: ids are the standard's, every text is a short paraphrase in both languages.
Ids are unique although the standard prints some twice: its B2B analysis items 7.1-7.6 are 7.1.1-7.1.6 here, and the
unnumbered lead duty of 9.1 is 9.1.0 (`Requirement.printed` keeps what the page says). Steps of its section 5 are written
S5.1-S5.17, since 5.1 and 5.2 are tasks of the table as well.
"""

from simulator.standard.table import (
    Chapter,
    DeskInfo,
    Requirement,
    Scope,
    Task,
    UnknownRequirement,
    WorkflowStep,
    chapter_of,
    chapters,
    desks,
    requirement,
    requirements,
    sort_key,
    task_of,
    tasks,
    workflow,
)

__all__ = [
    "Chapter",
    "DeskInfo",
    "Requirement",
    "Scope",
    "Task",
    "UnknownRequirement",
    "WorkflowStep",
    "chapter_of",
    "chapters",
    "desks",
    "requirement",
    "requirements",
    "sort_key",
    "task_of",
    "tasks",
    "workflow",
]
