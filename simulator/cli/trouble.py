"""What can go wrong, in one sentence of the reader's language; a traceback only for those who ask (STORESIM_DEBUG=1)."""

from __future__ import annotations

import difflib
import errno
from collections.abc import Iterable

from simulator.kernel.text import Text

DONE, FAILED, MISUSE, UNREPEATABLE = 0, 1, 2, 3
INTERRUPTED, TERMINATED = 130, 143


class Misuse(Exception):
    """What was asked cannot be done; `text` names the place and the mend."""

    code = MISUSE

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.text = Text(zh, en)


class Terminated(BaseException):
    """SIGTERM: end in order, so that files and locks are let go of."""


def near(word: str, known: Iterable[str], most: int = 3) -> list[str]:
    """The known words that `word` may have meant, nearest first."""
    all_of = list(known)
    begun = [k for k in all_of if word and (k.startswith(word) or word in k)]
    return list(dict.fromkeys([*difflib.get_close_matches(word, all_of, most), *begun]))[:most]


def hint(word: str, known: Iterable[str], show_all: int = 12) -> Text:
    """The end of a sentence: what was meant, or what there is."""
    all_of = list(known)
    close = near(word, all_of)
    if close:
        return Text(f"；是否指 {'、'.join(close)}？", f"; did you mean {', '.join(close)}?")
    if not all_of:
        return Text("。", ".")
    zh, en = (" 等。", " ...") if len(all_of) > show_all else ("。", ".")
    return Text(f"；可用：{'、'.join(all_of[:show_all])}{zh}", f"; there is: {', '.join(all_of[:show_all])}{en}")


def unknown(zh_kind: str, en_kind: str, word: str, known: Iterable[str]) -> Misuse:
    """There is no such scenario, player, view, ...; with what may have been meant."""
    end = hint(word, known)
    return Misuse(f"没有{zh_kind}“{word}”{end.zh}", f"There is no {en_kind} {word!r}{end.en}")


_SYSTEM = {
    errno.ENOSPC: Text("磁盘已满", "the disk is full"),
    errno.EACCES: Text("没有权限", "permission denied"),
    errno.EPERM: Text("没有权限", "permission denied"),
    errno.EROFS: Text("磁盘只读", "the disk is read-only"),
    errno.ENOENT: Text("文件不存在", "there is no such file"),
    errno.EBADF: Text("输出已关闭", "the output is closed"),
    errno.EIO: Text("读写出错", "reading or writing failed"),
    errno.EMFILE: Text("打开的文件太多", "too many open files"),
}


def sentence(error: BaseException) -> Text:
    """What a person is told of an error."""
    text = getattr(error, "text", None)
    if isinstance(text, Text):
        return text
    findings = getattr(error, "findings", None)
    if findings:  # a pack that cannot be used
        first = findings[0]
        place = f"{first.file}:{first.line}:{first.column}"
        return Text(
            f"场景包不能用（{place}：{first.what.zh}）；请运行 storesim pack check 查看全部问题。",
            f"A scenario pack cannot be used ({place}: {first.what.en}); see all findings with: storesim pack check",
        )
    if isinstance(error, OSError):
        why = _SYSTEM.get(error.errno or 0, Text(str(error.strerror or error), str(error.strerror or error)))
        place = f" {error.filename}" if error.filename else ""
        return Text(f"读写失败{place}：{why.zh}。", f"Reading or writing failed{place}: {why.en}.")
    if isinstance(error, MemoryError):
        return Text("内存不足；已确认的操作都在。", "Out of memory; every acknowledged action is kept.")
    name = type(error).__name__
    if name == "CastError":
        return Text(f"场景无法布置：{error}。", f"The scenario cannot be set up: {error}.")
    return Text(
        f"程序内部出错（{name}: {error}）；已确认的操作都在。设 STORESIM_DEBUG=1 可看详情，请报告给我们。",
        f"The program failed ({name}: {error}); every acknowledged action is kept. "
        "Set STORESIM_DEBUG=1 for details, and please report it.",
    )
