"""How a student begins an assignment from a task file: which entry is his, which try it is, with what it is played."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import msgspec

from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.judging.sentences import span
from simulator.classroom.packfiles import must_have, opened
from simulator.classroom.task import MODE, Entry, Start, Task, begin, who
from simulator.kernel.refused import reason
from simulator.kernel.text import Text
from simulator.locale.clean import clean
from simulator.packs.archive import read_archive, unpack
from simulator.packs.errors import PackFileError
from simulator.packs.library import of_digest, usable_packs
from simulator.packs.load import load
from simulator.packs.model import Pack
from simulator.packs.shelf import task_pack
from simulator.sessions import saves
from simulator.sessions.saves import SavedAttempt
from simulator.sessions.store.places import list_saves, new_save_path


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Where a student stands in an assignment on this machine: the entry in the task file, the saves of the tries that were
    begun, and those of them that wait to be finished."""

    entry: Entry
    tries: tuple[Path, ...] = ()
    open: tuple[Path, ...] = ()


def standing(task: Task, number: str, folder: Path | None = None) -> Standing:
    """What the saves of a folder (that of all saves) hold of a student's tries. Raises ClassroomError for a number that is not
    in the task, SaveError when the folder cannot be read."""
    entry = who(task, number)
    if entry is None:
        raise ClassroomError(
            "no-number",
            Text(
                f"作业“{clip(task.assignment.title)}”里没有学号“{clip(clean(number))}”；请检查有没有打错，或问老师名单里登记的学号。",
                f"The assignment {clip(task.assignment.title)!r} knows no number {clip(clean(number))!r}; check it for slips, or "
                "ask your teacher under which number you are enrolled.",
            ),
        )
    mine = [
        (listing.path, attempt.closed)
        for listing in list_saves(folder)
        for attempt in listing.attempts
        if (attempt.student, attempt.assignment) == (entry.id, task.assignment.id)
    ]
    return Standing(
        entry=entry, tries=tuple(path for path, _ in mine), open=tuple(path for path, closed in mine if not closed)
    )


def begin_task(
    task: Task, number: str, folder: Path | None = None, *, wall: Callable[[], int], anyway: bool = False
) -> SavedAttempt:
    """Begin the next try of the student with this school number, in a new save whose name holds opaque ids only.

    anyway: also when the time is up or all tries are used, for whom the teacher gave more time or a fresh start; whether it
    counts is decided when it is graded. Raises ClassroomError, and what `sessions.saves.begin` raises.
    """
    stands = standing(task, number, folder)
    start = ready(task, stands, wall(), anyway=anyway)
    pack = pack_for(task)
    path = new_save_path(f"{start.scenario}-{start.student}", start.number, folder)
    return saves.begin(
        path, pack, start.scenario, start.seed, mode=MODE, student=start.student, assignment=start.assignment, wall=wall
    )


def ready(task: Task, stands: Standing, now: int, *, anyway: bool = False) -> Start:
    """What the next try is to be begun with, if it may be begun at this moment. Raises ClassroomError."""
    a = task.assignment
    title = clip(a.title)
    if a.opens is not None and now < a.opens:
        left = span(a.opens - now)
        raise ClassroomError(
            "not-open",
            Text(
                f"作业“{title}”还没有开放，{left.zh}后才能开始。",
                f"The assignment {title!r} is not open yet; it can be begun in {left.en}.",
            ),
        )
    if a.closes is not None and now > a.closes and not anyway:
        ago = span(now - a.closes)
        raise ClassroomError(
            "closed",
            Text(
                f"作业“{title}”已在 {ago.zh}前截止；如果老师给你延了时间，请选择仍要开始。",
                f"The time for the assignment {title!r} was up {ago.en} ago; where your teacher gave you more, begin it anyway.",
            ),
        )
    if 0 < a.attempts <= len(stands.tries) and not anyway:
        raise ClassroomError(
            "no-tries",
            Text(
                f"作业“{title}”只计 {a.attempts} 次，你已经做了 {len(stands.tries)} 次；如果老师让你重新来过，请选择仍要开始。",
                f"The assignment {title!r} counts {a.attempts} tries, and you have made {len(stands.tries)}; where your teacher "
                "gave you a fresh start, begin it anyway.",
            ),
        )
    return begin(task, stands.entry, len(stands.tries))


def pack_for(task: Task) -> Pack:
    """The very pack of an assignment: from this machine's library, else out of the task file, which is then kept in a hidden
    place so that the attempt can be taken up again. Nothing is installed. Raises ClassroomError."""
    a = task.assignment
    pack = of_digest(a.pack, a.pack_digest)
    if pack is None and task.archive is not None:
        pack = _unpacked(task, task.archive)
    if pack is None:
        raise _no_pack(task)
    must_have(pack, a.scenario)
    return pack


def _unpacked(task: Task, archive: bytes) -> Pack | None:
    a = task.assignment
    pack = opened(archive).pack
    if (pack.id, pack.digest) != (a.pack, a.pack_digest):
        raise ClassroomError(
            "other-pack",
            Text(
                f"作业文件里附的场景包不是作业指定的版本（附 {pack.id} {pack.version}，要 {clip(a.pack)} {clip(a.pack_version)}）；"
                "请向老师重新索取作业文件。",
                f"The pack in the task file is not the one of the assignment (it holds {pack.id} {pack.version}, wanted is "
                f"{clip(a.pack)} {clip(a.pack_version)}); ask your teacher for the task file again.",
            ),
        )
    folder = task_pack(a.pack_digest)
    if folder is None:
        return None
    try:
        if folder.exists():  # or it would have been found: what is in there was changed
            shutil.rmtree(folder)
            load.cache_clear()
        folder.parent.mkdir(parents=True, exist_ok=True)
        unpack(read_archive(archive), folder)
    except (OSError, PackFileError) as error:
        found = of_digest(a.pack, a.pack_digest)  # another program may have put it there meanwhile
        if found is not None:
            return found
        why = error.text if isinstance(error, PackFileError) else reason(error)
        text = Text("作业的场景包放不下来：{why}", "The pack of the assignment cannot be put on the disk: {why}")
        raise ClassroomError("no-room", text.fill(why=why)) from error
    return of_digest(a.pack, a.pack_digest)


def _no_pack(task: Task) -> ClassroomError:
    a = task.assignment
    id, version = clip(clean(a.pack)), clip(clean(a.pack_version))
    here = next((p for p in usable_packs()[0] if p.id == a.pack), None)
    if here is not None:
        return ClassroomError(
            "other-pack",
            Text(
                f"作业要用场景包 {id} {version}，本机的是 {here.version}，内容不同；请向老师要 {version} 并安装，"
                "或要一份附带场景包的作业文件。",
                f"The assignment needs the pack {id} {version}, this machine has {here.version} with other content; get "
                f"{version} from your teacher and install it, or ask for a task file that holds it.",
            ),
        )
    return ClassroomError(
        "no-pack",
        Text(
            f"本机没有作业要用的场景包 {id} {version}；请向老师索取并安装，或要一份附带场景包的作业文件。",
            f"The pack {id} {version} of the assignment is not here; get it from your teacher and install it, or ask for a task "
            "file that holds it.",
        ),
    )
