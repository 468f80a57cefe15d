"""The task file (`*.task`): one file that a teacher hands to all students of a class for an assignment.

JSON. It holds the class, the assignment, if wanted the archive of its pack, and one entry for each student, without a name
and without a number in clear: the key of an entry is scrypt(number, salt), with one salt for the whole file. A student types
the school number and finds the own entry, and with it an opaque id and seeds. This keeps numbers out of plain sight; who
guesses a number can check the guess, at the cost of one scrypt each, and learns the id that goes with it, never a name.
Entries stand in the order of their keys, which says nothing about the order of the class.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Annotated, Any

import msgspec

from simulator.classroom.checking import check_assignment
from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.folding import fold
from simulator.classroom.model import Assignment, Klass, Student
from simulator.classroom.seeds import MOST, seed_for
from simulator.kernel.refused import reason
from simulator.kernel.text import Text
from simulator.locale.clean import clean

SUFFIX = ".task"
MODE = "practice"  # how attempts for an assignment are begun; no other counts
FORMAT = "storesim-task"
VERSION = 1
MOST_BYTES = 32 * 1024 * 1024
MOST_STUDENTS = 5_000
MOST_SEEDS = 5_000  # of one student
FRESH = 20  # seeds for policy `fresh` where any number of tries is allowed

# scrypt: N blocks of 128 * R bytes, 16 MB of memory and 20 to 50 ms of a present processor for one number. They belong to
# VERSION: a file says none of them.
SCRYPT_N = 2**14
SCRYPT_R = 8
SCRYPT_P = 1
KEY_BYTES = 16
SALT_BYTES = 16

_Id = Annotated[str, msgspec.Meta(pattern=r"^[\x21-\x7e]{1,64}$")]
_Hex = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}$")]
_Seed = Annotated[int, msgspec.Meta(ge=0, le=MOST)]
_Title = Annotated[str, msgspec.Meta(min_length=1, max_length=500)]


class Entry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One student: the key made of the number, the opaque id, and the seeds of the first, second, ... try; one seed alone
    is for all tries unless each is to be fresh."""

    key: _Hex
    id: _Id
    seeds: Annotated[tuple[_Seed, ...], msgspec.Meta(min_length=1, max_length=MOST_SEEDS)]


class _Klass(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    id: _Id
    title: _Title


class _Assignment(Assignment, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """As in the file, where a word too many is an error."""


class _File(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    format: str
    version: int
    klass: _Klass = msgspec.field(name="class")
    assignment: _Assignment
    salt: _Hex
    students: Annotated[tuple[Entry, ...], msgspec.Meta(max_length=MOST_STUDENTS)]
    archive: str | None = None


class Task(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a task file. `archive` is the pack as one file, where the teacher put it in."""

    klass: Klass
    assignment: Assignment
    salt: bytes
    entries: tuple[Entry, ...]
    archive: bytes | None = None


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """What an attempt has to be started with. `number` is which try it is, from 1; `beyond`: it is more than the assignment
    counts, and the player should be told."""

    student: str
    assignment: str
    scenario: str
    pack: str
    pack_version: str
    pack_digest: str
    seed: int
    number: int
    beyond: bool


def make_task(
    klass: Klass,
    assignment: Assignment,
    students: Sequence[Student],
    secret: bytes,
    *,
    archive: bytes | None = None,
    resets: Mapping[str, int] | None = None,
    salt: bytes = b"",
) -> Task:
    """The task of an assignment for the students of a class; who has no number (erased) is left out.

    secret: what the seeds of the class are made from; resets: how many fresh starts a student (id) was given: for policy
    `fresh`, each brings seeds for as many tries again.
    """
    salt = salt or secrets.token_bytes(SALT_BYTES)
    present = [s for s in students if fold(s.number)]
    # scrypt lets go of the interpreter, so all processors help
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        keys = list(pool.map(lambda s: _key(s.number, salt), present))
    entries = []
    for s, key in zip(present, keys, strict=True):
        many = (assignment.attempts or FRESH) * (1 + (resets or {}).get(s.id, 0)) if assignment.seeds == "fresh" else 1
        seeds = tuple(seed_for(secret, assignment, s.id, i) for i in range(1, min(many, MOST_SEEDS) + 1))
        entries.append(Entry(key=key, id=s.id, seeds=seeds))
    task = Task(
        klass=klass, assignment=assignment, salt=salt, entries=tuple(sorted(entries, key=lambda e: e.key)), archive=archive
    )  # fmt: skip
    _check(task)
    return task


def write_task(task: Task) -> bytes:
    """The bytes of a task file; the same for the same task. Raises ClassroomError when it would be too large to be read."""
    file = _File(
        format=FORMAT,
        version=VERSION,
        klass=_Klass(id=task.klass.id, title=task.klass.title),
        assignment=_Assignment(**msgspec.structs.asdict(task.assignment)),
        salt=task.salt.hex(),
        students=task.entries,
        archive=base64.b64encode(task.archive).decode() if task.archive is not None else None,
    )
    data = msgspec.json.format(msgspec.json.encode(file), indent=1) + b"\n"
    if len(data) > MOST_BYTES:
        raise _too_large()
    return data


def read_task(source: Path | bytes) -> Task:
    """The task in a file. Raises ClassroomError with one sentence for whatever is wrong with it."""
    data = source if isinstance(source, bytes) else _bytes(source)
    if len(data) > MOST_BYTES:
        raise _too_large()
    data = data.removeprefix(b"\xef\xbb\xbf")
    head = _decoded(data, dict[str, Any])
    if head.get("format") != FORMAT:
        raise _no_task("没有作业文件的标记", "the mark of a task file is missing")
    version = head.get("version")
    if type(version) is int and version > VERSION:
        raise ClassroomError(
            "newer",
            Text(
                f"作业文件由较新的版本写成（格式 {version}，本程序认得 {VERSION}）；请先升级本程序。",
                f"The task file was written by a newer version (format {version}, this one knows {VERSION}); upgrade first.",
            ),
        )
    if version != VERSION:
        raise _no_task("格式版本不对", "its format version is wrong")
    file: _File = _decoded(data, _File)
    try:
        archive = base64.b64decode(file.archive, validate=True) if file.archive is not None else None
    except (binascii.Error, ValueError) as error:
        raise _no_task("场景包内容不完整", "the pack in it is damaged") from error
    assignment = Assignment(**msgspec.structs.asdict(file.assignment))
    task = Task(
        klass=Klass(id=file.klass.id, title=clean(file.klass.title)),
        assignment=msgspec.structs.replace(assignment, title=clean(assignment.title)),
        salt=bytes.fromhex(file.salt),
        entries=file.students,
        archive=archive,
    )
    _check(task)
    return task


def who(task: Task, number: str) -> Entry | None:
    """The entry of the student with this school number, typed in whatever width, case and spacing; None when there is none."""
    if not fold(number):
        return None
    key = _key(number, task.salt)
    return next((entry for entry in task.entries if entry.key == key), None)


def begin(task: Task, entry: Entry, tries: int) -> Start:
    """What the next attempt has to be started with, after so many `tries` of this student in this assignment. Raises
    ClassroomError when the file holds no seed for it."""
    a = task.assignment
    if a.seeds == "fresh" and tries >= len(entry.seeds):
        raise ClassroomError(
            "no-seed",
            Text(
                f"作业“{clip(a.title)}”最多可以做 {len(entry.seeds)} 次，已经做满；如需再做，请向老师要新的作业文件。",
                f"The assignment {clip(a.title)!r} has seeds for {len(entry.seeds)} tries, and all are used; "
                "ask your teacher for a new task file.",
            ),
        )
    return Start(
        student=entry.id, assignment=a.id, scenario=a.scenario, pack=a.pack, pack_version=a.pack_version,
        pack_digest=a.pack_digest, seed=entry.seeds[tries if a.seeds == "fresh" else 0], number=tries + 1,
        beyond=0 < a.attempts <= tries,
    )  # fmt: skip


def _key(number: str, salt: bytes) -> str:
    password = fold(number).encode("utf-8", "surrogatepass")
    return hashlib.scrypt(password, salt=salt, n=SCRYPT_N, r=SCRYPT_R, p=SCRYPT_P, dklen=KEY_BYTES).hex()


def _check(task: Task) -> None:
    """What types alone do not say."""
    check_assignment(task.assignment)
    of_entries: list[Callable[[Entry], str]] = [lambda e: e.key, lambda e: e.id]
    if any(len(set(map(of, task.entries))) != len(task.entries) for of in of_entries):
        raise _no_task("同一学生出现两次", "a student stands in it twice")
    if task.assignment.seeds != "fresh" and any(len(e.seeds) != 1 for e in task.entries):
        raise _no_task("种子数目不对", "the number of seeds is wrong")


def _decoded(data: bytes, kind: Any) -> Any:
    try:
        return msgspec.json.decode(data, type=kind)
    except msgspec.ValidationError as error:
        raise _no_task(str(error), str(error)) from error
    except (msgspec.DecodeError, RecursionError, UnicodeError) as error:
        raise _no_task("内容不完整或不是 JSON", "it is cut short, or no JSON") from error


def _bytes(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError as error:
        why = reason(error)
        text = Text(f"读不了作业文件 {path}（{why.zh}）。", f"The task file {path} cannot be read ({why.en}).")
        raise ClassroomError("unreadable", text) from error


def _no_task(zh: str, en: str) -> ClassroomError:
    text = Text(
        "这不是可用的作业文件（{why}）；请向老师重新索取。",
        "This is no task file that can be used ({why}); ask your teacher for it again.",
    )
    return ClassroomError("not-a-task", text.fill(why=Text(clip(clean(zh), 160), clip(clean(en), 160))))


def _too_large() -> ClassroomError:
    return ClassroomError(
        "too-large",
        Text(
            f"作业文件太大（超过 {MOST_BYTES // 1_000_000} MB）。", f"The task file is too large (over {MOST_BYTES // 1_000_000} MB)."
        ),
    )  # fmt: skip
