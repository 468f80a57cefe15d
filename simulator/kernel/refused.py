"""Why the operating system refused, in both languages: the words that stand for `OSError.strerror`."""

from __future__ import annotations

import errno

from simulator.kernel.text import Text

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


def reason(error: BaseException) -> Text:
    """What an OSError (or an error like it) means and how it is mended, without place and full stop."""
    known = _REASONS.get(getattr(error, "errno", None) or 0)
    if known is not None:
        return known
    word = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return Text(
        f"读写失败（{word}）；请检查磁盘后重试", f"reading or writing failed ({word}); check the disk and try again"
    )
