"""`storesim pack install | list | remove`: the packs on this machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import msgspec

from simulator.cli import out, words
from simulator.cli.packs import reading
from simulator.cli.trouble import DONE, FAILED, Misuse, unknown
from simulator.kernel.text import Lang, Text

if TYPE_CHECKING:
    from simulator.proof.library import Card


def install(place: str, replace: bool, signed: bool, lang: Lang) -> int:
    """Check it, look at its signature, put it on the shelf."""
    from simulator.proof import incoming

    found = incoming.look(reading.place(place))
    if found.pack is None or found.signature is None:
        out.lines(reading.lines(found.path, found.findings, lang))
        return FAILED
    try:
        made = incoming.install(found, wall=lambda: time.time_ns() // 1_000_000, replace=replace, signed=signed)
    except incoming.NotInstalled as error:
        raise Misuse(error.text.zh, error.text.en) from error
    out.say(made.text.of(lang))
    out.say(found.signature.text.of(lang))
    ids = ", ".join(f"{found.pack.id}/{s.id}" for s in found.pack.listed)
    out.say(Text(f"场景：{ids}", f"Scenarios: {ids}").of(lang))
    return DONE


def listed(as_json: bool, lang: Lang) -> int:
    """Those that STORESIM_PACKS names, those we ship, then the shelf with all versions."""
    from simulator.proof.library import ORIGIN, cards

    found = cards()
    if as_json:
        out.json([_plain(card) for card in found])
        return DONE
    head = Text("编号|版本|标题|来源|签名|证明", "Id|Version|Title|From|Signature|Proof").of(lang).split("|")
    rows = [
        [
            card.id, card.version or "-", card.title.of(lang), ORIGIN[card.origin].of(lang),
            card.signed.of(lang) if card.pack else "-", card.proven.of(lang) if card.pack else "-",
        ]
        for card in found
    ]  # fmt: skip
    out.lines(words.table(head, rows))
    for card in found:
        if card.problem is not None:
            out.say(f"! {card.path}: {card.problem.of(lang)}")
    return DONE


def _plain(card: Card) -> dict[str, Any]:
    return {
        "id": card.id, "version": card.version, "digest": card.digest, "path": str(card.path), "from": card.origin,
        "title": msgspec.to_builtins(card.title), "author": card.pack.author if card.pack else "",
        "scenarios": [s.id for s in card.pack.listed] if card.pack else [], "practises": card.practises,
        "signature": card.signature.state if card.signature else "none", "signer": card.signature.signer if card.signature else "",
        "proof": msgspec.to_builtins(card.proof) if card.proof else None,
        "problem": msgspec.to_builtins(card.problem) if card.problem else None,
    }  # fmt: skip


def remove(id: str, version: str, lang: Lang) -> int:
    """Take a version from the shelf."""
    from simulator.packs.install import remove as take
    from simulator.packs.shelf import installed, of_id

    there = sorted({entry.version for entry in of_id(id)})
    if not there:
        raise unknown("已安装的包", "installed pack", id, {e.id for e in installed()})
    if not version and len(there) > 1:
        raise Misuse(
            f"{id} 装了几个版本：{', '.join(there)}；请写明。", f"Of {id} there are {', '.join(there)}; say which."
        )
    for gone in take(id, version or there[0]):
        out.say(
            Text(
                f"已删除 {gone.id} {gone.version}；用它玩过的存档重新装上它才能继续和评分。",
                f"{gone.id} {gone.version} was removed; saves played with it need it back to go on and be scored.",
            ).of(lang)
        )
    return DONE
