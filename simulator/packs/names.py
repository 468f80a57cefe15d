"""Names that mean the same file on every machine: what may stand in a pack's archive, and what may be a pack's id.

An archive is made on one system and unpacked on another. What one of them would lose, merge or read as a place elsewhere is
refused everywhere, so that a pack has the same files and the same digest wherever it is.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from simulator.kernel.text import Text
from simulator.packs.errors import IdError

MAX_NAME = 160  # characters of the whole name
MAX_PART = 80  # characters between two slashes
MAX_ID = 64

_ID = re.compile(r"[a-z0-9]+(?:[._-][a-z0-9]+)*")
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_INVISIBLE = frozenset(("Cc", "Cf", "Cs", "Zl", "Zp"))  # control codes, bidi and zero-width characters, lone surrogates
_DEVICES = frozenset(
    (
        "con",
        "prn",
        "aux",
        "nul",
        "conin$",
        "conout$",
        *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³"),
    )
)
# what file managers leave behind without being asked; like hidden files it never belongs to a pack
_LITTER = frozenset(("__MACOSX", "Thumbs.db", "desktop.ini"))

_RENAME = Text("请改名", "rename it")
_EMPTY = Text("有一个文件没有名字；请重新打包", "a file has no name; pack it again")
_LONG = Text(
    f"“{{name}}”的名字太长（最多 {MAX_NAME} 个字符，每一段最多 {MAX_PART} 个）；请改短",
    f"the name “{{name}}” is too long (at most {MAX_NAME} characters, {MAX_PART} in each part); shorten it",
)
_HIDDEN = Text(
    "“{name}”的名字含有控制字符或看不见的字符；{mend}",
    "the name “{name}” holds control codes or invisible characters; {mend}",
)
_BACKSLASH = Text(
    "“{name}”的名字含有反斜杠；请改用正斜杠重新打包",
    "the name “{name}” holds a backslash; pack it again with forward slashes",
)
_ABSOLUTE = Text(
    "“{name}”是绝对路径；请用相对路径重新打包", "“{name}” is an absolute path; pack it again with relative ones"
)
_DRIVE = Text(
    "“{name}”以盘符开头；请用相对路径重新打包", "“{name}” begins with a drive; pack it again with relative paths"
)
_UP = Text(
    "“{name}”含有“.”或“..”，会指到包外；{mend}", "“{name}” holds “.” or “..” and could lead out of the pack; {mend}"
)
_GAP = Text("“{name}”有一段是空的；{mend}", "a part of “{name}” is empty; {mend}")
_NFC = Text(
    "“{name}”的字符不是规范形式（NFC），换一台电脑就会变成别的名字；{mend}",
    "the characters of “{name}” are not in the normal form (NFC), and it would have another name elsewhere; {mend}",
)
_EDGE = Text(
    "“{name}”有一段以空格开头，或以空格、点结尾，Windows 会改掉它；{mend}",
    "a part of “{name}” begins with a blank or ends with a blank or dot, which Windows would drop; {mend}",
)
_MARK = Text(
    "“{name}”含有 Windows 不允许的字符“{mark}”；{mend}", "“{name}” holds “{mark}”, which Windows does not allow; {mend}"
)
_DEVICE = Text("“{name}”是 Windows 的保留名；{mend}", "“{name}” is a name that Windows keeps for a device; {mend}")
_TWICE = Text("“{name}”出现了两次；请重新打包", "“{name}” stands twice; pack it again")
_CASE = Text(
    "“{other}”和“{name}”只有大小写不同，在有的电脑上是同一个文件；请给其中一个改名",
    "“{other}” and “{name}” differ only in upper and lower case and are one file on some machines; rename one of them",
)
_BOTH = Text(
    "“{name}”既是文件又是文件夹；请给其中一个改名", "“{name}” is a file and a folder as well; rename one of them"
)
_NOT_AN_ID = Text(
    f"“{{id}}”不能作场景包的编号：只能用小写字母和数字，中间可以用单个的 . _ - 隔开，最多 {MAX_ID} 个字符。",
    f"“{{id}}” cannot be the id of a pack: small letters and digits, with single . _ - between them, at most {MAX_ID} characters.",
)


def shown(name: str) -> str:
    """A name as it can be quoted: cut where it is very long, and what is not printable as its code."""
    text = "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in name[:MAX_PART])
    return text + "…" if len(name) > MAX_PART else text


def why_not(name: str) -> Text | None:
    """Why a relative posix path cannot be the name of a file on every machine; None when it can."""

    def say(text: Text, **more: str) -> Text:
        return text.fill(name=shown(name), mend=_RENAME, **more)

    parts = name.split("/")
    if not name:
        return _EMPTY
    if len(name) > MAX_NAME or max(map(len, parts)) > MAX_PART:
        return say(_LONG)
    if any(unicodedata.category(c) in _INVISIBLE for c in name):
        return say(_HIDDEN)
    if "\\" in name:
        return say(_BACKSLASH)
    if name.startswith("/"):
        return say(_ABSOLUTE)
    if re.match("[A-Za-z]:", name):
        return say(_DRIVE)
    if not unicodedata.is_normalized("NFC", name):
        return say(_NFC)
    if mark := _FORBIDDEN.search(name):
        return say(_MARK, mark=mark[0])
    for part in parts:
        if not part:
            return say(_GAP)
        if part in (".", ".."):
            return say(_UP)
        if part != part.strip() or part.endswith("."):
            return say(_EDGE)
        if part.split(".")[0].rstrip().lower() in _DEVICES:
            return say(_DEVICE)
    return None


def clash(files: Iterable[str], folders: Iterable[str] = ()) -> Text | None:
    """Why these names cannot stand beside each other on every machine; None when they can."""
    seen: dict[str, str] = {}
    around = list(folders)
    for name in files:
        other = seen.get(_folded(name))
        if other is not None:
            return (_TWICE if other == name else _CASE).fill(name=shown(name), other=shown(other))
        seen[_folded(name)] = name
        parts = name.split("/")
        around += ["/".join(parts[:end]) for end in range(1, len(parts))]
    for folder in around:
        if _folded(folder) in seen:
            return _BOTH.fill(name=shown(folder))
    return None


def hidden(name: str) -> bool:
    """Whether a file or a folder around it is hidden, or left there by a file manager."""
    return any(part.startswith(".") or part in _LITTER for part in name.split("/"))


def is_id(id: str) -> bool:
    """Whether this can be a pack's id, and so a folder of the shelf and a part of a file name."""
    return len(id) <= MAX_ID and _ID.fullmatch(id) is not None and id.split(".")[0] not in _DEVICES


def check_id(id: str) -> None:
    """IdError unless this can be a pack's id."""
    if not is_id(id):
        raise IdError(_NOT_AN_ID.fill(id=shown(id)))


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name.casefold())
