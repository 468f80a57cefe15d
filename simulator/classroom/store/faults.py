"""What drivers say when something fails, put so that a person can act upon it. A password is never in it."""

from __future__ import annotations

import errno
import re
import sqlite3

import msgspec
from sqlalchemy import URL
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from simulator.classroom.errors import ClassroomError, clip
from simulator.kernel.text import Text
from simulator.locale.clean import clean

# what a transaction may raise
FAULTS = (SQLAlchemyError, sqlite3.Error, UnicodeEncodeError, OverflowError, msgspec.MsgspecError)

SAYS: dict[str, Text] = {
    "failed": Text(
        "班级数据库 {place} 出错（{why}）；本次操作未生效，请重试。",
        "The class database {place} failed ({why}); nothing was changed, try again.",
    ),
    "no-server": Text(
        "连不上数据库服务器 {place}（{why}）；请检查地址和端口，并确认服务器已启动。",
        "The database server {place} cannot be reached ({why}); check host and port and that the server is running.",
    ),
    "wrong-password": Text(
        "数据库 {place} 拒绝登录：用户名或密码不对；请检查后重试。",
        "The database {place} refused the login: user name or password is wrong; check them and try again.",
    ),
    "no-database": Text(
        "服务器上没有数据库 {place}；请先新建一个空数据库，或检查名称。",
        "There is no database {place} on the server; create an empty one first, or check its name.",
    ),
    "denied": Text(
        "对数据库 {place} 的权限不够（{why}）；请检查文件权限，或请管理员授权。",
        "The rights to the database {place} do not suffice ({why}); check the permissions of the file, or ask its administrator.",
    ),
    "read-only": Text(
        "数据库 {place} 只能读，不能写；请把文件放到可写的文件夹，或用 --database 指定别处。",
        "The database {place} cannot be written to; put the file in a folder that can be, or name another with --database.",
    ),
    "busy": Text(
        "数据库 {place} 正被另一个程序占用；本次操作未生效，请稍后重试。",
        "The database {place} is in use by another program; nothing was changed, try again in a moment.",
    ),
    "too-many": Text(
        "数据库服务器 {place} 的连接已满；请稍后重试，或请管理员调高上限。",
        "The database server {place} takes no more connections; try again later, or have its limit raised.",
    ),
    "full": Text(
        "数据库 {place} 写不下了：磁盘已满；本次操作未生效，请腾出空间后重试。",
        "The database {place} cannot grow: the disk is full; nothing was changed, make room and try again.",
    ),
    "lost": Text(
        "与数据库服务器 {place} 的连接断了；本次操作未生效，请重试。",
        "The connection to the database server {place} was lost; nothing was changed, try again.",
    ),
    "conflict": Text(
        "数据库 {place} 拒绝了这次写入（{why}）：内容与已有记录冲突，或所指的记录不存在；未作任何改动。",
        "The database {place} refused this ({why}): it contradicts what is there, or speaks of what is not; nothing was changed.",
    ),
    "value": Text(
        "数据库 {place} 存不下其中的一个值（{why}）；未作任何改动。",
        "One of the values cannot be kept in the database {place} ({why}); nothing was changed.",
    ),
    "damaged": Text(
        "数据库 {place} 已损坏（{why}）；请从备份恢复。",
        "The database {place} is damaged ({why}); restore it from a copy.",
    ),
    "not-ours": Text(
        "{place} 不是本程序的班级数据库（{why}）；未作任何改动，请用 --database 指定别的。",
        "{place} is no class database of this program ({why}); it was left as it is, name another with --database.",
    ),
    "newer": Text(
        "班级数据库 {place} 由较新的版本写成（{why}）；请先升级本程序。",
        "The class database {place} was written by a newer version ({why}); upgrade this program first.",
    ),
    "missing": Text(
        "还没有班级数据库 {place}；请先新建班级，或用 --database 指定已有的数据库。",
        "There is no class database {place} yet; create a class first, or name an existing database with --database.",
    ),
    "no-folder": Text("找不到文件夹 {place}；请先新建它，或检查路径。", "There is no folder {place}; make it first, or check the path."),
    "bad-url": Text(
        "看不懂数据库地址 {place}；可以写文件路径，或 postgresql+psycopg://用户:密码@主机:端口/数据库名。",
        "{place} is no address of a database; write the path of a file, or postgresql+psycopg://user:password@host:port/name.",
    ),
    "no-driver": Text(
        "使用 PostgreSQL 还缺少组件；请先运行：pip install \"storesim[hall]\"",
        'PostgreSQL needs a part that is not installed; run first: pip install "storesim[hall]"',
    ),
    "no-migrations": Text(
        "新建或升级班级数据库还缺少组件；请先运行：pip install \"storesim[class]\"",
        'To create or upgrade a class database a part is missing; run first: pip install "storesim[class]"',
    ),
    "not-durable": Text(
        "{place} 所在的位置不支持可靠写入（{why}），可能是网络盘；请把数据库放到本机磁盘，或改用 PostgreSQL。",
        "Durable writing is not to be had at {place} ({why}), perhaps a network disk; put the database on a local disk, "
        "or use PostgreSQL.",
    ),
}  # fmt: skip

_SQLITE = {
    "SQLITE_FULL": "full",
    "SQLITE_BUSY": "busy",
    "SQLITE_LOCKED": "busy",
    "SQLITE_READONLY": "read-only",
    "SQLITE_CANTOPEN": "denied",
    "SQLITE_PERM": "denied",
    "SQLITE_AUTH": "denied",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_NOTADB": "not-ours",
    "SQLITE_CONSTRAINT": "conflict",
    "SQLITE_TOOBIG": "value",
    "SQLITE_MISMATCH": "value",
}
# SQLSTATE, or its first two characters (the class)
_POSTGRES = {
    "28": "wrong-password",
    "3D": "no-database",
    "42501": "denied",
    "53100": "full",
    "53300": "too-many",
    "55P03": "busy",
    "40": "busy",
    "25006": "read-only",
    "57P": "lost",
    "08": "lost",
    "23": "conflict",
    "22": "value",
    "XX": "damaged",
}
# before the login there is no SQLSTATE, only libpq's words
_WORDS = (
    ("password authentication failed", "wrong-password"),
    ("no password supplied", "wrong-password"),
    ("authentication failed", "wrong-password"),
    ('role "', "wrong-password"),
    ("no pg_hba.conf entry", "denied"),
    ("does not exist", "no-database"),
    ("too many clients", "too-many"),
    ("too many connections", "too-many"),
)
_ERRNO = {
    errno.ENOSPC: "full",
    errno.EFBIG: "full",
    errno.EROFS: "read-only",
    errno.EACCES: "denied",
    errno.EPERM: "denied",
}


def fault(code: str, place: str, why: Text | str = "") -> ClassroomError:
    """The error of this code at a place."""
    return ClassroomError(code, SAYS[code].fill(place=place, why=why))


def explain(error: BaseException, place: str, secret: str = "") -> ClassroomError:
    """The error a person can act upon; `secret` is a password that must not be told."""
    if isinstance(error, ClassroomError):
        return error
    cause = getattr(error, "orig", None) or error
    why = _first_line(str(cause), secret)
    if isinstance(cause, sqlite3.Error):
        name = getattr(cause, "sqlite_errorname", "") or ""
        code = _SQLITE.get("_".join(name.split("_")[:2]), "failed")
        return fault("full" if name == "SQLITE_IOERR_WRITE" else code, place, why)
    if isinstance(cause, OSError):
        why = _first_line(cause.strerror or str(cause), secret)
        return fault(_ERRNO.get(cause.errno or 0, "failed"), place, why)
    if isinstance(cause, UnicodeError | OverflowError):
        return fault("value", place, why)
    if isinstance(cause, msgspec.MsgspecError):
        return fault("damaged", place, why)
    state = getattr(cause, "sqlstate", None)
    if state:
        code = _POSTGRES.get(state) or _POSTGRES.get(state[:3]) or _POSTGRES.get(state[:2]) or "failed"
        return fault(code, place, why)
    if isinstance(error, IntegrityError):
        return fault("conflict", place, why)
    if type(cause).__name__ in ("OperationalError", "ConnectionTimeout"):
        if getattr(error, "connection_invalidated", False):
            return fault("lost", place)
        words = str(cause)
        return fault(next((code for part, code in _WORDS if part in words), "no-server"), place, why)
    if type(cause).__name__ == "DataError":
        return fault("value", place, why)
    return fault("failed", place, why)


def masked(url: URL) -> str:
    """The URL as it may be shown."""
    hidden = {name: "***" for name in url.query if "pass" in name.casefold()}
    return (url.update_query_dict(hidden) if hidden else url).render_as_string(hide_password=True)


def _first_line(text: str, secret: str) -> str:
    line = next((part for part in text.splitlines() if part.strip()), "")
    line = line.replace(secret, "***") if secret else line
    return clip(re.sub(r"\s+", " ", clean(line)).strip(), 160)
