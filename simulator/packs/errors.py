"""What can go wrong with the files of a pack, each in one sentence of both languages."""

from __future__ import annotations

import errno
from pathlib import Path

from simulator.kernel.text import Text


class PackFileError(Exception):
    """Something about the files of packs cannot be done; `text` says what and how to mend it."""

    def __init__(self, text: Text) -> None:
        self.text = text
        super().__init__(text.en)


class FolderError(PackFileError):
    """The folder of a pack cannot be read, or holds what cannot travel."""


class ArchiveError(PackFileError):
    """An archive cannot be read or written."""


class SignatureError(PackFileError):
    """A key or a key ring cannot be used, or an archive cannot be signed."""


class ShelfError(PackFileError):
    """A pack cannot be put on the shelf or taken from it."""


class OtherContent(ShelfError):
    """The same id and version are on the shelf with other content; it can be replaced by one who asks for that."""


class IdError(PackFileError):
    """This cannot be the id of a pack."""


class VersionError(PackFileError):
    """This is not a version."""


_SYSTEM = Text("{place}：{why}。", "{place}: {why}.")
_REASONS = {
    errno.ENOENT: Text("找不到；请检查路径", "there is no such file or folder; check the path"),
    errno.ENOTDIR: Text("路径中有一段不是文件夹；请检查路径", "a part of the path is no folder; check the path"),
    errno.EEXIST: Text("已经存在；请换一个名字", "it is there already; choose another name"),
    errno.EISDIR: Text("这是文件夹，不是文件", "it is a folder, not a file"),
    errno.ENOTSUP: Text("这不是普通文件", "it is not a plain file"),
    errno.ELOOP: Text("这是链接，不是文件", "it is a link, not a file"),
    errno.ENAMETOOLONG: Text("名字太长；请改短", "the name is too long; shorten it"),
    errno.EACCES: Text("没有权限；请检查文件和文件夹的权限", "you may not; check the permissions of file and folder"),
    errno.EPERM: Text("没有权限；请检查文件和文件夹的权限", "you may not; check the permissions of file and folder"),
    errno.EROFS: Text("此处只读；请换一个文件夹", "nothing can be written there; choose another folder"),
    errno.ENOSPC: Text("磁盘已满；请腾出空间后重试", "the disk is full; make room and try again"),
    errno.EDQUOT: Text("磁盘配额已用完；请腾出空间后重试", "your share of the disk is full; make room and try again"),
}


def of_system(error: OSError, place: Path | str) -> Text:
    """The sentence for what the operating system refused."""
    why = _REASONS.get(error.errno or 0)
    if why is None:
        word = error.strerror or type(error).__name__
        why = Text(
            f"读写失败（{word}）；请检查磁盘后重试", f"reading or writing failed ({word}); check the disk and try again"
        )
    return _SYSTEM.fill(place=str(place), why=why)
