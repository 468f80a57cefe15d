"""`storesim pack check`: whether a pack can be used, and with --prove whether its checks mean anything."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import msgspec

from simulator.cli import choose, out
from simulator.cli.trouble import DONE, FAILED, MISUSE, Misuse, unknown
from simulator.kernel.text import Lang, Text

SEEDS = 5


def run(place: str, prove: bool, scenario: str, seeds: str, as_json: bool, lang: Lang) -> int:
    """All findings at file:line:column; then the proof."""
    from simulator.packs.load import check

    path = Path(place).expanduser()
    if not path.is_dir():
        raise Misuse(f"没有场景包文件夹 {place}。", f"There is no pack folder {place}.")
    if not (path / "pack.yaml").is_file():
        raise Misuse(f"{place} 里没有 pack.yaml，不是场景包。", f"{place} holds no pack.yaml: it is not a pack.")
    count = choose.whole("--seeds", seeds, 1, 10_000) if seeds else SEEDS
    pack, findings = check(path)
    errors = [f for f in findings if not f.warning]
    if pack is not None and scenario and scenario not in pack.scenarios:
        raise unknown("场景", "scenario", scenario, pack.scenarios)
    result: Any = None
    if prove and pack is not None and not errors:
        result = _prove(pack, scenario, count, as_json, lang)
    proven = bool(result.ok) if result is not None else True
    ok = pack is not None and not errors and proven
    if as_json:
        answer: dict[str, Any] = {
            "path": str(path), "ok": ok, "pack": pack.id if pack else None, "version": pack.version if pack else None,
            "digest": pack.digest if pack else None, "scenarios": list(pack.scenarios) if pack else [],
            "findings": [msgspec.to_builtins(f) for f in findings],
        }  # fmt: skip
        if result is not None:
            answer["proof"] = msgspec.to_builtins(result)
        out.json(answer)
        return DONE if ok else FAILED
    for finding in findings:
        level = (Text("提醒", "warning") if finding.warning else Text("错误", "error")).of(lang)
        out.say(f"{path / finding.file}:{finding.line}:{finding.column}: {level}: {finding.what.of(lang)}")
    if pack is None or errors:
        out.say(Text(f"{len(errors)} 处错误。", f"{len(errors)} errors.").of(lang))
        return FAILED
    ids = ", ".join(pack.scenarios)
    out.say(Text(f"{pack.id} {pack.version} 可用：{ids}。", f"{pack.id} {pack.version} can be used: {ids}.").of(lang))
    return DONE if ok else FAILED


def _prove(pack: Any, scenario: str, seeds: int, as_json: bool, lang: Lang) -> Any:
    """Play the pack with all players. The proof prints its own table unless JSON is wanted."""
    try:
        from simulator import proof

        prove = proof.prove  # type: ignore[attr-defined]
    except (ImportError, AttributeError):
        raise Misuse("这个版本没有证明功能。", "This version cannot prove packs.") from None
    return prove(pack, scenarios=[scenario] if scenario else None, seeds=seeds)


__all__ = ["MISUSE", "run"]
