"""Packs, archives and an app for the tests of the library, and made-up cards for its pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from simulator.kernel.text import Text
from simulator.packs.archive import write_archive
from simulator.packs.model import Pack
from simulator.packs.signature import SignatureState
from simulator.proof.findings import FacetProof, Flaw, Proof
from simulator.proof.kept import Kept
from simulator.proof.library import Card
from simulator.tui.app import StoreSimApp
from simulator.tui.screens.work import Shop
from tests.packs_check import packedit
from tests.tui_screens import demo


def folder(path: Path, **edits: str) -> Path:
    """The small pack in a folder."""
    for name, data in packedit.files(**edits).items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(data)
    return path


def archive(path: Path, signature: bytes | None = None, **edits: str) -> Path:
    """The small pack in an archive."""
    path.parent.mkdir(parents=True, exist_ok=True)
    write_archive(path, packedit.files(**edits), signature)
    return path


def head(**more: str) -> str:
    """Another head: `id`, `version` or `title` (for both languages)."""
    found = packedit.HEAD
    if "title" in more:
        title = more.pop("title")
        found = found.replace('{zh: "小包", en: "Small pack"}', f"{{zh: '{title}', en: '{title}'}}")
    for key, value in more.items():
        old = {"id": "id: small", "version": "version: 1.0.0"}[key]
        found = found.replace(old, f"{key}: {value}")
    return found


def app(saves: Path, lang: Any = "zh", theme: str = "dark") -> StoreSimApp:
    """The app on the real source, at home."""
    one = StoreSimApp(lang, theme=theme)
    one.source = Shop(saves)  # type: ignore[attr-defined]
    return one


# -- made up, for pictures ----------------------------------------------------------------------------------------

FINGERPRINT = "fobip-nupoj-pagas-kanan-mufid"
TEA = msgspec.structs.replace(
    demo.PACK, id="tea-school", version="1.2.0", digest="7be2c472e3011ce5" + "0" * 48, author="云岭职业学校",
    title=Text("云岭茶器：发货与售后", "Cloudridge Teaware: parcels and after-sale"), license="CC-BY-4.0",
    about=Text("一家卖茶器的店，发货到澳大利亚和加拿大。", "A store for teaware that ships to Australia and Canada."),
    scenarios={
        "first": demo.FIRST,
        "11.1": msgspec.structs.replace(demo.DAY_ONE, level="normal", levels=("easy", "normal", "hard")),
    },
)  # fmt: skip
GOOD = SignatureState(
    state="good", signer="云岭职业学校", day="2026-11-02", fingerprint=FINGERPRINT,
    text=Text(f"签名有效：云岭职业学校，2026-11-02，公钥 {FINGERPRINT}；这把公钥不在名册中，请当面或打电话核对后再信任。",
              f"Signed by 云岭职业学校 on 2026-11-02 with the key {FINGERPRINT}; the key is not in your key ring, so compare it by phone."),
)  # fmt: skip
NONE = SignatureState(state="none", text=Text("没有签名。", "It is not signed."))
HELD = Kept(holds=True, seeds=5, runs=255, at=demo.NOW - 86_400_000, flaws=0, warnings=1, rules_version="1")
FAILED = Kept(holds=False, seeds=5, runs=80, at=demo.NOW, flaws=3, warnings=0, rules_version="1")


def cards() -> list[Card]:
    """One of each kind."""
    old: Pack = msgspec.structs.replace(TEA, version="1.1.0", digest="1" * 64)
    evil: Pack = msgspec.structs.replace(TEA, id="evil", title=Text(demo.EVIL, demo.EVIL), author=demo.EVIL)
    return [
        Card(origin="shipped", path=Path("/opt/storesim/scenarios/table1"), id="table1", version="0.1.0", pack=demo.PACK,
             signature=NONE, proof=HELD, digest="d" * 64, offered=True),
        Card(origin="named", path=Path("/home/li/packs/half-done"), id="half-done", version="",
             problem=Text("scenarios/one.yaml:8:1：没有“minuets”这一栏；是否指“minutes”？",
                          "scenarios/one.yaml:8:1: there is no field 'minuets' here; did you mean 'minutes'?")),
        Card(origin="installed", path=Path("/shelf/tea-school/1.2.0/7be2"), id="tea-school", version="1.2.0", pack=TEA,
             signature=GOOD, digest=TEA.digest, archive="c026c37293aaf8f8" + "0" * 48, offered=True),
        Card(origin="installed", path=Path("/shelf/tea-school/1.1.0/1111"), id="tea-school", version="1.1.0", pack=old,
             signature=msgspec.structs.replace(GOOD, known_as="云岭"), proof=FAILED, digest=old.digest),
        Card(origin="installed", path=Path("/shelf/evil/1.0.0/eeee"), id="evil", version="1.0.0", pack=evil,
             signature=NONE, digest="e" * 64, offered=True),
    ]  # fmt: skip


def proofs() -> list[Proof]:
    """One scenario that holds, one that does not."""
    facets = (
        FacetProof(where="11.1.1/chosen", killed_by=("ship-unpaid",), reference=10_000),
        FacetProof(where="11.1.2/declared_value", killed_by=(), reference=9_000),
        FacetProof(where="11.1.2/gate:false_value", killed_by=("under-declare",), reference=10_000),
    )
    around = tuple(demo.attempt().facts()[20:23])
    flaws = (
        Flaw(point="kills", scenario="11.1", where="cheap -> 11.1.2/declared_value", seed=1, around=around,
             what=Text("错误没有让它失分（仍有 100，最多 50）", "the mistake does not kill it (it still gets 100, 50 at most)")),
        Flaw(point="kills", scenario="11.1", where="cheap -> 11.1.2/declared_value", seed=2,
             what=Text("错误没有让它失分（仍有 100，最多 50）", "the mistake does not kill it (it still gets 100, 50 at most)")),
        Flaw(point="killed", scenario="11.1", where="11.1.2/declared_value", seed=None,
             what=Text("没有错误能让它失分：不会失败的检查说明不了什么", "no mistake kills it: a check that cannot fail says nothing")),
        Flaw(point="alike", scenario="11.1", where="11.1.4/label", seed=None, warning=True,
             what=Text("两个检查项总是同分", "two facets always score the same")),
    )  # fmt: skip
    return [
        Proof(scenario="first", seeds=(1, 2, 3, 4, 5), runs=60, facets=facets[:1], flaws=()),
        Proof(scenario="11.1", seeds=(1, 2, 3, 4, 5), runs=80, facets=facets, flaws=flaws),
    ]
