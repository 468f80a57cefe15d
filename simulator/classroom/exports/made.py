"""What an export answers with, and what can go wrong with one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import msgspec

from simulator.classroom.model import Student
from simulator.kernel.text import Text
from simulator.locale.clean import clean

NAMED = 5  # how many of those left out a sentence names


class Made(msgspec.Struct, frozen=True, kw_only=True):
    """A file's content, and a sentence for each kind of thing that could not be written into it."""

    data: bytes
    notes: tuple[Text, ...] = ()


class ExportError(Exception):
    """The file cannot be written. `text` says why and what to do."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class LibraryMissing(ExportError):
    """The libraries for classes are not installed."""

    def __init__(self, library: str) -> None:
        super().__init__(
            Text(
                f"这种文件需要 {library}，尚未安装；请先运行：pip install storesim[class]",
                f"This kind of file needs {library}, which is not installed; run first: pip install storesim[class]",
            )
        )


class NoSuchStudent(ExportError):
    """The gradebook has nobody of this id."""

    def __init__(self, student: str) -> None:
        shown = clean(student)
        super().__init__(
            Text(
                f"这个班没有学生“{shown}”；请核对编号。",
                f'There is no student "{shown}" in this class; check the id.',
            )
        )


@contextmanager
def library(name: str) -> Iterator[None]:
    """Around the import of an optional library: says what to install where it is missing."""
    try:
        yield
    except ImportError as error:
        raise LibraryMissing(name) from error


def called(student: Student) -> str:
    """How a sentence about a student's row names it: by number, or by id where there is none."""
    return clean(student.number)[:40] or student.id


def left_out(students: Iterable[str], why: Text) -> tuple[Text, ...]:
    """The note that these were not written, or none where there is nobody to name."""
    names = list(students)
    if not names:
        return ()
    shown = names[:NAMED]
    zh, en = "、".join(shown), ", ".join(shown)
    if len(names) > NAMED:
        zh, en = f"{zh} 等", f"{en} and others"
    return (Text(f"未写入 {len(names)} 项（{zh}）：{why.zh}", f"Not written: {len(names)} ({en}): {why.en}"),)
