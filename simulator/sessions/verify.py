"""Verify: the chain holds, the end is there, and the inputs played again give the same bytes (law 3)."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import msgspec

from simulator.desks.store.shift import AttemptClosed, AttemptOpened, Shift
from simulator.kernel import replay
from simulator.kernel.codec import UnknownMessage
from simulator.kernel.engine import Fact, Rules
from simulator.kernel.journal import START, Row
from simulator.kernel.luck import Luck
from simulator.kernel.replay import Difference
from simulator.kernel.text import Text
from simulator.kernel.time import clock
from simulator.scoring.report import percent
from simulator.sessions.rules import RULES_VERSION, rules
from simulator.sessions.saves import played
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


class _Wrong(Exception):
    def __init__(self, row: int | None, zh: str, en: str, difference: Difference | None = None) -> None:
        super().__init__(en)
        self.row, self.text, self.difference = row, Text(zh, en), difference


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
        broken = save.check(meta.id)
        if broken is not None:
            zh = "缺失或顺序不对" if broken.what.endswith("missing") else "被改动"
            if broken.what.endswith("no attempt"):
                zh = "不属于任何一局"
            raise _Wrong(broken.seq, f"第 {broken.seq} 行{zh}", broken.what)
        rows = list(save.rows(meta.id))
        first, facts = _decoded(ruled, rows)
        closed = _end(meta, rows, facts)
        state = Text("已交卷", "handed in") if closed else Text("进行中", "open")
        lines.append(
            Text(
                f"哈希链完好：{len(rows)} 行，{len(facts)} 条事实，{state.zh}。",
                f"The chain is intact: {len(rows)} rows, {len(facts)} facts, {state.en}.",
            )
        )
        _same_start(meta, first)
        if first.rules_version != RULES_VERSION:
            answer = "unrepeatable"
            lines.append(
                Text(
                    f"无法重演：本局始于规则版本 {first.rules_version}，当前为 {RULES_VERSION}。",
                    f"Not re-simulated: begun under rules version {first.rules_version}, this is {RULES_VERSION}.",
                )
            )
        else:
            difference = replay.simulate(ruled, rows, Luck(first.seed))
            if difference is not None:
                raise _Wrong(
                    difference.seq,
                    f"重演不一致：第 {difference.seq} 行（{clock(difference.minute)}）",
                    f"Played again, row {difference.seq} ({clock(difference.minute)}) is another",
                    difference,
                )
            lines.append(Text("重演一致：逐字节相同。", "Played again: the same bytes."))
        compliance, exact = _scored(ruled, first, rows, facts, closed, lines)
        if not exact and answer == "same":
            answer = "unrepeatable"
    except _Wrong as wrong:
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


def _decoded(ruled: Rules, rows: list[Row]) -> tuple[AttemptOpened, list[Fact]]:
    if not rows:
        raise _Wrong(None, "这一局没有任何记录", "the attempt has no rows")
    try:
        facts = replay.facts(ruled, rows)
    except msgspec.DecodeError as error:
        if isinstance(error, msgspec.ValidationError):
            raise UnknownMessage(str(error)) from error
        raise _Wrong(None, f"内容无法读取：{error}", f"its content cannot be read: {error}") from error
    if not facts or not isinstance(facts[0].event, AttemptOpened):
        raise _Wrong(0, "第 0 行不是开局记录", "row 0 does not open an attempt")
    return facts[0].event, facts


def _end(meta: Meta, rows: list[Row], facts: list[Fact]) -> bool:
    """Whether the attempt is closed; its closing entry has to agree with the rows before it, and nothing may follow."""
    closing = [f for f in facts if isinstance(f.event, AttemptClosed)]
    if not closing:
        if meta.closed:
            raise _Wrong(len(rows), "已结束，却没有交卷记录", "it is noted as closed, but no entry closes it")
        return False
    event = closing[0].event
    assert isinstance(event, AttemptClosed)
    last = rows[-1]
    before = rows[-2].digest if len(rows) > 1 else START
    if len(closing) > 1 or closing[0].seq < last.first or event.rows != last.seq or event.head != before.hex():
        raise _Wrong(
            last.seq, "交卷记录与之前的内容不符", "the closing entry does not agree with what stands before it"
        )
    return True


def _same_start(meta: Meta, first: AttemptOpened) -> None:
    """What lists show has to be what the first entry says."""
    for name, listed, said in (
        ("scenario", meta.scenario, first.scenario),
        ("seed", meta.seed, str(first.seed)),
        ("pack", meta.pack, first.pack),
        ("pack_digest", meta.pack_digest, first.pack_digest),
    ):
        if listed != said:
            raise _Wrong(0, f"存档目录中的 {name} 与开局记录不符", f"{name} in the save's list is not what row 0 says")


def _scored(
    ruled: Rules, first: AttemptOpened, rows: list[Row], facts: list[Fact], closed: bool, lines: list[Text]
) -> tuple[Decimal | None, bool]:
    """The compliance of a closed attempt, and whether the very pack it was begun with is here."""
    from simulator.scoring.score import score

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
    if not closed:
        lines.append(Text("尚未交卷，不评分。", "Not handed in yet: no score."))
        return None, found.exact
    world = replay.fold(ruled, rows, Luck(first.seed))
    assert world.of(Shift).closed
    compliance = percent(score(facts, world, found.scenario.requirements).compliance)
    lines.append(
        Text(f"评分可重算：合规 {compliance:f}。", f"The score can be computed again: compliance {compliance:f}.")
    )
    return compliance, found.exact
