"""What can go wrong with a save, each in one sentence of both languages that names the place and the mend."""

from __future__ import annotations

import errno
import sqlite3
from pathlib import Path

from simulator.kernel.journal import Break, JournalError, StaleWriter
from simulator.kernel.text import Text


class SaveError(JournalError):
    """A save cannot be read or written. `code` is for programs, `text` for people."""

    code = "failed"
    says = Text(
        "存档 {place} 读写失败（{why}）；请检查磁盘后重试，已确认的操作不会丢失。",
        "The save {place} cannot be read or written ({why}); check the disk and try again, no acknowledged action is lost.",
    )

    def __init__(self, place: Path | str, why: Text | str = "") -> None:
        self.place = str(place)
        self.why = why
        self.text = self.says.fill(place=self.place, why=why)
        super().__init__(self.text.en)


class SaveMissing(SaveError):
    """There is no such file or folder."""

    code = "missing"
    says = Text(
        "找不到 {place}；请检查路径，或用 storesim saves 查看已有存档。",
        "{place} does not exist; check the path, or list the saves with: storesim saves",
    )


class NotASave(SaveError):
    """The file is something else."""

    code = "not-a-save"
    says = Text(
        "{place} 不是本程序的存档（{why}）；请换一个文件，原文件未被改动。",
        "{place} is not a save of this program ({why}); choose another file, this one was left as it is.",
    )


class SaveDamaged(SaveError):
    """The file is a save, or was one, and its content does not hold together."""

    code = "damaged"
    says = Text(
        "存档 {place} 已损坏（{why}）；请从备份恢复，或另开一局。",
        "The save {place} is damaged ({why}); restore it from a copy, or begin a new attempt.",
    )


class SaveNewer(SaveError):
    """A later version of the program wrote this save."""

    code = "newer"
    says = Text(
        "存档 {place} 由较新的版本写成（{why}）；请先升级本程序。",
        "The save {place} was written by a newer version ({why}); upgrade this program first.",
    )


class SaveReadOnly(SaveError):
    """The file, its folder or its disk does not allow writing."""

    code = "read-only"
    says = Text(
        "{place} 不可写；请把存档复制到可写的文件夹，或用 --save 指定别处（查看和评分不受影响）。",
        "{place} cannot be written to; copy the save to a folder you can write to, or name another with --save "
        "(looking at it and scoring it still work).",
    )


class SaveDenied(SaveError):
    """The file may not be read."""

    code = "denied"
    says = Text(
        "没有读取 {place} 的权限；请修改文件或文件夹的权限。",
        "You may not read {place}; change the permissions of the file or of its folder.",
    )


class SaveFull(SaveError):
    """The disk is full, or a limit on the size of the file is reached."""

    code = "full"
    says = Text(
        "无法写入存档 {place}：磁盘已满或文件大小受限；请腾出空间后重试，已确认的操作都在。",
        "The save {place} cannot be written: the disk is full or the file may not grow; make room and try again, "
        "every acknowledged action is there.",
    )


class SaveBusy(SaveError):
    """Another process has the save open for writing."""

    code = "busy"
    says = Text(
        "存档 {place} 正被另一个程序使用；请先关闭那一个，或另选存档（两边都没有丢失任何操作）。",
        "The save {place} is in use by another process; close that one first or choose another save "
        "(neither has lost anything).",
    )


class SaveStale(SaveError, StaleWriter):
    """Another process has written to the attempt since it was read."""

    code = "stale"
    says = Text(
        "存档 {place} 已被另一个程序续写；已重新读入，请看过现状后再操作。",
        "Another process has added to the save {place}; it was read again, look at it before you go on.",
    )


class SaveClosed(SaveError):
    """The attempt is over; nothing may be added to it."""

    code = "closed"
    says = Text(
        "存档 {place} 中的这一局已结束，不能再续；请另开一局。",
        "The attempt in {place} is closed and cannot be continued; begin a new one.",
    )


class NoAttempt(SaveError):
    """The save holds no attempt of this id."""

    code = "no-attempt"
    says = Text(
        "存档 {place} 中没有这一局（{why}）；请用 storesim saves 查看。",
        "The save {place} does not hold this attempt ({why}); look it up with: storesim saves",
    )


TRUNCATED = Text("文件不完整", "the file was cut short")
EMPTY = Text("文件是空的", "the file is empty")
FOLDER = Text("这是一个文件夹", "it is a folder")
OTHER_DATABASE = Text("这是别的数据库", "it is another program's database")
OTHER_FILE = Text("文件格式不对", "the format of the file is another")
UNREADABLE = Text("内容无法读取", "its content cannot be read")


# what reading a damaged file raises: also the text of an error may be damaged
FAULTS = (sqlite3.Error, UnicodeDecodeError)


def of_break(place: Path | str, found: Break) -> SaveDamaged:
    """The error that tells a person where a chain breaks."""
    zh = f"第 {found.seq} 行缺失或顺序不对" if found.what.endswith("missing") else f"第 {found.seq} 行被改动"
    return SaveDamaged(place, Text(zh, found.what))


_BY_CODE: dict[str, type[SaveError]] = {
    "SQLITE_FULL": SaveFull,
    "SQLITE_IOERR_WRITE": SaveFull,
    "SQLITE_READONLY": SaveReadOnly,
    "SQLITE_BUSY": SaveBusy,
    "SQLITE_LOCKED": SaveBusy,
    "SQLITE_PERM": SaveDenied,
    "SQLITE_AUTH": SaveDenied,
    "SQLITE_CANTOPEN": SaveDenied,
}
_BY_ERRNO: dict[int, type[SaveError]] = {
    errno.ENOSPC: SaveFull,
    errno.EFBIG: SaveFull,
    errno.EDQUOT: SaveFull,
    errno.EROFS: SaveReadOnly,
    errno.EACCES: SaveDenied,
    errno.EPERM: SaveDenied,
    errno.ENOENT: SaveMissing,
    errno.EISDIR: NotASave,
}


def explain(error: BaseException, place: Path | str) -> SaveError:
    """The error a person can act upon, from one of sqlite3, SQLAlchemy or the operating system."""
    if isinstance(error, SaveError):
        return error
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, OSError):
        return _BY_ERRNO.get(cause.errno or 0, SaveError)(place, cause.strerror or str(cause))
    if not isinstance(cause, sqlite3.Error):
        return SaveDamaged(place, UNREADABLE)  # a value that its column cannot hold
    name = getattr(cause, "sqlite_errorname", "")
    if name == "SQLITE_NOTADB":
        return NotASave(place, OTHER_FILE)
    if name in ("SQLITE_CONSTRAINT_PRIMARYKEY", "SQLITE_CONSTRAINT_UNIQUE", "SQLITE_CONSTRAINT_ROWID"):
        return SaveStale(place)
    kind = _BY_CODE.get(name) or _BY_CODE.get("_".join(name.split("_")[:2]))
    if kind is not None:
        return kind(place)
    if name.startswith("SQLITE_IOERR"):
        return SaveError(place, str(cause))
    return SaveDamaged(place, UNREADABLE)
