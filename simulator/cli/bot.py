"""`storesim bot`: let a player play a scenario and score it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from simulator.cli import choose, out
from simulator.cli.score import score_lines
from simulator.cli.trouble import DONE
from simulator.kernel.messages import tag_of
from simulator.kernel.text import Lang, Text


def run(player: str, scenario: str, seed_text: str, save: str | None, as_json: bool, lang: Lang) -> int:
    """Play to the end, hand in, and print the result."""
    from simulator.bots.player import baseline, play
    from simulator.scoring.report import plain
    from simulator.scoring.score import score
    from simulator.sessions.attempt import Attempt
    from simulator.sessions.saves import begin, prepared

    pack, found = choose.scenario(scenario, lang)
    seed = choose.seed(seed_text)
    name = choose.player(player, found)
    attempt = Attempt.start(pack, found.id, seed) if save is None else begin(save, pack, found.id, seed)
    try:
        log = play(attempt, name)
        attempt.submit(prepared(attempt, baseline))
        report = score(attempt.facts(), attempt.engine.world, found.requirements)
        rows = attempt.engine.rows
    finally:
        attempt.engine.journal.close()
    where = None if save is None else str(Path(save).expanduser())
    if as_json:
        head: dict[str, Any] = {
            "player": name, "pack": pack.id, "scenario": found.id, "seed": seed, "save": where, "rows": rows,
            "commands": log.done, "refused": [{"command": tag_of(type(c)), "code": code} for c, code in log.refused],
        }  # fmt: skip
        out.json({**head, **plain(report)})
        return DONE
    title = Text(
        f"{name} 玩了 {pack.id}/{found.id}（{found.title.zh}），种子 {seed}：{log.done} 条操作，{len(log.refused)} 条被拒。",
        f"{name} played {pack.id}/{found.id} ({found.title.en}), seed {seed}: {log.done} commands, {len(log.refused)} refused.",
    )
    out.say(title.of(lang))
    if where is not None:
        out.say(Text(f"存档：{where}", f"Save: {where}").of(lang))
    out.say()
    out.lines(score_lines(report, lang))
    return DONE
