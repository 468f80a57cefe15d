"""The packs on this machine as a person wants to see them: who made and signed each, what it covers, whether it was proven."""

from __future__ import annotations

from pathlib import Path

import msgspec
from msgspec.structs import replace

from simulator.kernel.text import Text
from simulator.packs import shelf
from simulator.packs.errors import PackFileError
from simulator.packs.files import members
from simulator.packs.keys import KeyRing
from simulator.packs.library import named_folders, packs_in, shipped_folder, usable_packs
from simulator.packs.load import PackError, load
from simulator.packs.model import Pack
from simulator.packs.signature import SignatureState, verify
from simulator.proof.kept import Kept, kept

ORIGIN = {
    "shipped": Text("自带", "shipped"),
    "named": Text("STORESIM_PACKS", "STORESIM_PACKS"),
    "installed": Text("已安装", "installed"),
}
UNPROVEN = Text("未证明", "not proven")


class Card(msgspec.Struct, frozen=True, kw_only=True):
    """One pack: from where, its content where it can be used, its problem where it cannot."""

    origin: str
    path: Path
    id: str
    version: str
    pack: Pack | None = None
    signature: SignatureState | None = None
    proof: Kept | None = None
    problem: Text | None = None
    digest: str = ""
    archive: str = ""  # SHA-256 of the archive it came in, "" when it came as a folder
    offered: bool = (
        False  # whether its scenarios are those on offer: not so for a version that a newer one has replaced
    )

    @property
    def title(self) -> Text:
        """The pack's title, or its id."""
        return self.pack.title if self.pack is not None else Text(self.id, self.id)

    @property
    def practises(self) -> list[str]:
        """The requirements its scenarios practise, in the standard's order."""
        from simulator.standard import sort_key

        found = {r for s in (self.pack.listed if self.pack else ()) for r in s.practises}
        return sorted(found, key=sort_key)

    @property
    def signed(self) -> Text:
        """Who signed it, in a word."""
        state = self.signature
        if state is None or state.state == "none":
            return Text("未签名", "unsigned")
        if state.state == "bad":
            return Text("签名无效", "bad signature")
        who = state.known_as or state.signer
        return Text(who, who) if state.trusted else Text(f"{who}（未核对）", f"{who} (not compared)")

    @property
    def proven(self) -> Text:
        """The last proof on this machine, in a word."""
        if self.proof is None:
            return UNPROVEN
        if self.proof.holds:
            return Text(f"成立（{self.proof.seeds} 个种子）", f"holds ({self.proof.seeds} seeds)")
        return Text(f"不成立：{self.proof.flaws} 处", f"{self.proof.flaws} flaws")


def cards() -> list[Card]:
    """All packs: those named, those shipped, then every version on the shelf. ShelfError when the shelf cannot be read."""
    offered = {pack.digest for pack in usable_packs()[0]}
    found = [_of_folder(Card(origin="named", path=path, id=path.name, version=""), offered) for path in named_folders()]
    found += [
        _of_folder(Card(origin="shipped", path=path, id=path.name, version=""), offered)
        for path in packs_in([shipped_folder()])
    ]
    for entry in shelf.installed():
        record = entry.record
        card = Card(
            origin="installed", path=entry.path, id=entry.id, version=entry.version, problem=entry.problem,
            digest=entry.digest, archive=record.archive if record is not None else "",
        )  # fmt: skip
        if card.problem is None:
            card = _of_folder(card, offered, record.signature if record is not None else None)
        found.append(card)
    return found


def _of_folder(card: Card, offered: set[str], signature: bytes | None = None) -> Card:
    """The card with what its folder holds, or with the first thing that keeps the pack from being used."""
    try:
        pack = load(str(card.path))
        files = members(card.path)
        state = verify(files.files, signature or files.signature, id=pack.id, version=pack.version, ring=_ring())
    except PackError as error:
        first = error.findings[0]
        where = f"{first.file}:{first.line}:{first.column}"
        return replace(card, problem=Text(f"{where}：{first.what.zh}", f"{where}: {first.what.en}"))
    except PackFileError as error:
        return replace(card, problem=error.text)
    return replace(
        card, id=pack.id, version=pack.version, pack=pack, signature=state, proof=kept(pack), digest=pack.digest,
        offered=pack.digest in offered,
    )  # fmt: skip


def _ring() -> KeyRing | None:
    """The user's key ring; a broken one trusts nobody."""
    try:
        return KeyRing()
    except PackFileError:
        return None
