"""Verify: the chain holds, the end is there, and the inputs played again give the same bytes (law 3)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from simulator.desks.store.shift import Shift
from simulator.kernel import replay
from simulator.kernel.codec import UnknownMessage
from simulator.kernel.engine import Rules
from simulator.kernel.journal import Row
from simulator.kernel.luck import Luck
from simulator.kernel.replay import Difference
from simulator.kernel.text import Text
from simulator.kernel.world import World
from simulator.scoring.report import percent
from simulator.sessions import soundness
from simulator.sessions.rules import RULES_VERSION, rules
from simulator.sessions.saves import played
from simulator.sessions.soundness import Decoded, Unsound
from simulator.sessions.store.meta import Attempt as Meta

if TYPE_CHECKING:
    from simulator.sessions.store.save import Save

Answer = Literal["same", "differs", "unrepeatable"]


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What verifying one attempt found. `lines` say it to a person; `difference` is where playing again went apart."""

    attempt: str
    scenario: str
    seed: str
    answer: Answer
    rows: int
    closed: bool
    lines: tuple[Text, ...]
    row: int | None = None  # the first row that does not hold
    minute: int | None = None
    difference: Difference | None = None
    compliance: Decimal | None = None


def verify_save(path: Path | str, attempt: str = "") -> list[Verdict]:
    """A verdict for every attempt of a save, or for one. Raises SaveError when the file cannot be read at all."""
    from simulator.sessions.store.errors import NoAttempt
    from simulator.sessions.store.save import open_save

    with open_save(path, create=False, readonly=True) as save:
        stored = [a for a in save.attempts() if attempt in ("", a.id)]
        if attempt and not stored:
            raise NoAttempt(save.path, attempt)
        return [verify_attempt(save, meta) for meta in stored]


def verify_attempt(save: Save, meta: Meta) -> Verdict:
    """Chain, end, entries, bytes and score of one attempt."""
    ruled = rules()
    lines: list[Text] = []
    rows: list[Row] = []
    answer: Answer = "same"
    compliance: Decimal | None = None
    closed = meta.closed
    row: int | None = None
    difference: Difference | None = None
    try:
        stored = list(save.rows(meta.id))
        soundness.chained(save.check(meta.id), len(stored))
        rows = stored
        journal = soundness.decoded(ruled, meta, rows)
        first, closed = journal.first, journal.closed
        state = Text("已交卷", "handed in") if closed else Text("进行中", "open")
        lines.append(
            Text(
                f"哈希链完好：{len(rows)} 行，{len(journal.facts)} 条事实，{state.zh}。",
                f"The chain is intact: {len(rows)} rows, {len(journal.facts)} facts, {state.en}.",
            )
        )
        soundness.listed(meta, first)
        world: World | None = None
        if first.rules_version != RULES_VERSION:
            answer = "unrepeatable"
            lines.append(
                Text(
                    f"无法重演：本局始于规则版本 {first.rules_version}，当前为 {RULES_VERSION}。",
                    f"Not re-simulated: begun under rules version {first.rules_version}, this is {RULES_VERSION}.",
                )
            )
        else:
            world = soundness.played_again(ruled, journal)
            lines.append(Text("重演一致：逐字节相同。", "Played again: the same bytes."))
        compliance, exact = _scored(ruled, journal, world, lines)
        if not exact and answer == "same":
            answer = "unrepeatable"
    except Unsound as wrong:
        answer, row, difference = "differs", wrong.row, wrong.difference
        lines.append(msgspec.structs.replace(wrong.text, zh=wrong.text.zh + "。", en=wrong.text.en + "."))
    except UnknownMessage as error:
        answer = "unrepeatable"
        lines.append(Text(f"哈希链完好：{len(rows)} 行。", f"The chain is intact: {len(rows)} rows."))
        lines.append(
            Text(
                f"无法重演：存档含有本版本不认识的内容（{error}）；请升级本程序。",
                f"Not re-simulated: it holds what this version does not know ({error}); upgrade this program.",
            )
        )
    minute = difference.minute if difference else next((r.minute for r in rows if r.seq == row), None)
    return Verdict(
        attempt=meta.id, scenario=meta.scenario, seed=meta.seed, answer=answer, rows=len(rows), closed=closed,
        lines=tuple(lines), row=row, minute=minute, difference=difference, compliance=compliance,
    )  # fmt: skip


def _scored(ruled: Rules, journal: Decoded, world: World | None, lines: list[Text]) -> tuple[Decimal | None, bool]:
    """The compliance of a closed attempt, and whether the very pack it was begun with is here. `world` is that after its last
    row, where it was played again."""
    from simulator.scoring.score import score

    first = journal.first
    found = played(first)
    if found is None:
        lines.append(
            Text(
                f"无法评分：本机没有场景包 {first.pack} {first.pack_version}。",
                f"Not scored: the pack {first.pack} {first.pack_version} is not here.",
            )
        )
        return None, False
    if not found.exact:
        lines.append(
            Text(
                f"场景包已不同：开局时 {first.pack} {first.pack_version}（{first.pack_digest[:12]}），"
                f"本机 {found.pack.version}（{found.pack.digest[:12]}）；以下按本机的评分标准。",
                f"The pack is another: begun with {first.pack} {first.pack_version} ({first.pack_digest[:12]}), "
                f"here {found.pack.version} ({found.pack.digest[:12]}); scored by the rubric that is here.",
            )
        )
    if not journal.closed:
        lines.append(Text("尚未交卷，不评分。", "Not handed in yet: no score."))
        return None, found.exact
    if world is None:
        world = replay.fold(ruled, journal.rows, Luck(first.seed))
    assert world.of(Shift).closed
    compliance = percent(score(journal.facts, world, found.scenario.requirements).compliance)
    lines.append(
        Text(f"评分可重算：合规 {compliance:f}。", f"The score can be computed again: compliance {compliance:f}.")
    )
    return compliance, found.exact
