"""Scenario packs as assignments and regrades took them: whole, so that they can always be played and marked by again."""

from __future__ import annotations

import msgspec

from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.store.database import Database
from simulator.classroom.store.rows import add_once
from simulator.classroom.store.tables import PackRow
from simulator.kernel.text import Text


class KeptPack(msgspec.Struct, frozen=True, kw_only=True):
    """A pack: its id, version and digest, and the bytes of its archive."""

    id: str
    version: str
    digest: str
    archive: bytes


def keep_pack(db: Database, pack: KeptPack) -> None:
    """Keep a pack; one of the same digest is there already and stays as it is."""
    with db.session() as session:
        add_once(session, PackRow, **msgspec.structs.asdict(pack))


def get_pack(db: Database, digest: str) -> KeptPack:
    """The pack of a digest. Raises ClassroomError."""
    with db.session(write=False) as session:
        row = session.get(PackRow, digest)
        if row is None:
            raise no_pack(digest)
        return KeptPack(id=row.id, version=row.version, digest=row.digest, archive=row.archive)


def no_pack(digest: str) -> ClassroomError:
    """The error for a pack that is not kept."""
    return ClassroomError(
        "no-pack",
        Text(
            f"班级数据库里没有场景包 {clip(digest, 16)}；请先把它加入。",
            f"The pack {clip(digest, 16)} is not kept in the class database; add it first.",
        ),
    )
