"""`storesim verify`: whether a save is what was played. 0 same, 1 differs, 3 cannot be played again under these versions."""

from __future__ import annotations

import msgspec

from simulator.cli import choose, out
from simulator.cli.trouble import DONE, FAILED, UNREPEATABLE, Misuse
from simulator.kernel.text import Lang, Text
from simulator.kernel.time import clock
from simulator.sessions.store.errors import SaveDamaged

CODES = {"same": DONE, "differs": FAILED, "unrepeatable": UNREPEATABLE}


def run(name: str, attempt: str, as_json: bool, lang: Lang) -> int:
    """Verify every attempt of a save."""
    from simulator.sessions.verify import verify_save

    path = choose.save(name)
    try:
        verdicts = verify_save(path, attempt)
    except SaveDamaged as error:
        if as_json:
            out.json({"answer": "differs", "attempts": [], "error": msgspec.to_builtins(error.text)})
        else:
            out.say(error.text.of(lang))
        return FAILED
    if not verdicts:
        raise Misuse(f"存档 {path} 里没有班次。", f"There is no attempt in {path}.")
    answer = max((v.answer for v in verdicts), key=["same", "unrepeatable", "differs"].index)
    if as_json:
        out.json({"answer": answer, "attempts": msgspec.to_builtins(verdicts, builtin_types=())})
        return CODES[answer]
    for verdict in verdicts:
        out.say(f"{verdict.scenario}  {Text('种子', 'seed').of(lang)} {verdict.seed}  ({verdict.attempt})")
        for line in verdict.lines:
            out.say(f"  {line.of(lang)}")
        if verdict.difference is not None:
            out.say(f"  {Text('存档', 'stored').of(lang)}: {verdict.difference.stored}")
            out.say(f"  {Text('重演', 'again').of(lang)}:  {verdict.difference.again}")
        elif verdict.minute is not None:
            out.say(f"  {Text('店铺时间', 'sim time').of(lang)}: {clock(verdict.minute)}")
    said = {
        "same": Text("一致。", "Same."),
        "differs": Text("不一致。", "Differs."),
        "unrepeatable": Text(
            "哈希链完好，但在当前版本下不能完整重演或重算。",
            "The chain is intact, but it cannot be played again and scored in full under these versions.",
        ),
    }
    out.say(said[answer].of(lang))
    return CODES[answer]
