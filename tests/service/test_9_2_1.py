"""9.2.1 by playing: the reference is full, idle gets nothing, each wrong way loses what it should, and the world answers."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import msgspec
import pytest

from simulator.bots.player import Log, mistakes, play_idle, play_reference
from simulator.desks.service.escalate import ChaseExpert, EscalateQuestion, Escalations
from simulator.desks.service.reply import Reply
from simulator.desks.store.health import Health
from simulator.desks.store.shift import Shift
from simulator.kernel.engine import Advance
from simulator.kernel.text import Text
from simulator.kernel.time import HOUR, at
from simulator.market.experts import Question, Questions, after_cover, backed, claims, covered, tells, told, unfounded
from simulator.packs.load import load
from simulator.packs.model import Pack
from simulator.parts.rulebook import Rulebook
from simulator.parts.thread import Threads
from simulator.scoring.report import Report
from simulator.scoring.score import score
from simulator.sessions.attempt import Attempt

REQ = "9.2.1"
KINDS = ("question", "service_rule")
PACK = str(Path(__file__).parents[2] / "scenarios" / "table1")


@cache
def pack() -> Pack:
    """The shipped pack with only this requirement's part of the scenario."""
    whole = load(PACK)
    scenario = whole.scenario("9.2")
    own = msgspec.structs.replace(
        scenario,
        cast=tuple(c for c in scenario.cast if c.__struct_config__.tag in KINDS),
        requirements=tuple(r for r in scenario.requirements if r.id == REQ),
        practises=(REQ,),
    )
    return msgspec.structs.replace(whole, scenarios={"9.2": own})


def start(seed: int) -> Attempt:
    """A fresh attempt."""
    return Attempt.start(pack(), "9.2", seed, wall=lambda: 0)


def finish(attempt: Attempt) -> Report:
    """Hand in and score."""
    attempt.submit()
    return score(attempt.facts(), attempt.engine.world, attempt.scenario.requirements)


def played(seed: int, name: str = "") -> tuple[Report, Log]:
    """The reference, or a mistake of the scenario."""
    attempt = start(seed)
    recorded = next((m for m in attempt.scenario.mistakes if m.id == name), None)
    departure = mistakes()[recorded.mistake](**recorded.with_) if recorded else None
    log = play_reference(attempt, departure)
    return finish(attempt), log


def questions(attempt: Attempt) -> list[Question]:
    """The questions that have been asked so far."""
    return list(attempt.engine.world.of(Questions).asked.values())


def pass_until(attempt: Attempt, minute: int) -> None:
    """Let time pass up to a moment."""
    if minute > attempt.now:
        attempt.do(Advance(minutes=minute - attempt.now))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_reference_is_full(seed: int) -> None:
    report, log = played(seed)
    assert log.refused == []
    assert report.requirements[REQ].points == 10_000
    assert all(f.points == 10_000 for f in report.requirements[REQ].facets)


def test_idle_gets_nothing() -> None:
    attempt = start(4)
    play_idle(attempt)
    assert all(f.points == 0 for f in finish(attempt).requirements[REQ].facets)


NAMES = [m.id for m in load(PACK).scenario("9.2").mistakes if m.kills[0].startswith(REQ + "/")]


@pytest.mark.parametrize("name", NAMES)
def test_mistake_kills_what_it_names(name: str) -> None:
    recorded = next(m for m in pack().scenario("9.2").mistakes if m.id == name)
    report, _ = played(5, name)
    result = report.requirements[REQ]
    for facet in result.facets:
        where = f"{REQ}/{facet.id}"
        if where in recorded.kills:
            assert facet.points <= 5_000, where
        elif where not in recorded.also:
            assert facet.points == 10_000, where
    for gate in result.gates:
        assert bool(gate.findings) == (f"{REQ}/gate:{gate.id}" in recorded.kills)


def test_staffed_time_skips_the_night() -> None:
    rules = start(1).engine.world.of(Rulebook)
    assert covered(rules, at(1, 20), at(2, 10)) == 2 * HOUR
    assert after_cover(rules, at(1, 20), 2 * HOUR) == at(2, 10)
    assert covered(rules, at(1, 22), at(2, 8)) == 0


def test_the_first_reply_limit_shortens_from_its_date() -> None:
    attempt = start(6)
    pass_until(attempt, attempt.view("shift")[0].end)
    limits = {
        (q.minute >= at(2), attempt.engine.world.of(Rulebook).number("reply.first_hours", q.minute))
        for q in questions(attempt)
    }
    assert limits == {(False, 8), (True, 4)}


def test_a_fact_is_told_by_its_figures_in_the_buyers_language() -> None:
    fact = Text("中等音量播放 12 小时，充电 2.5 小时", "12 hours at medium volume, charges in 2.5 hours")
    assert told("It plays 12 hours, and charging takes 2.5 hours.", fact, "en")
    assert tells("It plays 12 hours.", fact, "en") == (1, 2)
    assert tells("It plays 15 hours, and charging takes 2.5 hours.", fact, "en") == (1, 3)
    assert tells("可播放 12 小时，充电 2.5 小时。", fact, "en")[0] == 0
    assert told("可播放 12 小时，充电 2.5 小时。", fact, "zh")


def test_what_a_fact_denies_has_to_be_denied() -> None:
    fact = Text("该商品没有 CE 检测报告", "there is no CE test report for this item")
    assert told("Unfortunately we do not hold a CE test report for it.", fact, "en")
    assert not told("Yes, we hold a CE test report for it.", fact, "en")


def test_claims_need_a_record() -> None:
    assert claims("Yes, it is CE certified.") == ("certified", "CE")
    assert claims("We have asked whether it is CE certified.") == ()
    assert claims("是否有 CE 证书，正在核实。") == ()
    assert claims("We have passed your certificate request to our compliance colleague. Stay safe!") == ()
    assert claims("包裹会安全送达。") == ()
    assert claims("Yes, it has a test report.") == ("test report",)
    good = start(1).engine.world.of(Shift).goods["EL-102"]
    assert unfounded("It is CE certified.", good, ())
    assert not unfounded("It is CE certified.", good, (Text("CE 检测报告", "CE test report"),))
    assert backed("waterproof", (Text("IPX7", "IPX7, may be rinsed"),))


def _first_open(attempt: Attempt, manner: str) -> Question:
    while True:
        found = next((q for q in questions(attempt) if q.manner == manner), None)
        if found is not None:
            return found
        attempt.do(Advance(minutes=60))


def test_the_wrong_expert_passes_it_on() -> None:
    attempt = start(7)
    q = _first_open(attempt, "clear")
    assert q.expert == "compliance"
    assert attempt.do(EscalateQuestion(thread=q.thread, desk="engineer", facts=f"{q.sku} {q.market} certificate")).ok
    attempt.do(Advance(minutes=4 * HOUR))
    words = attempt.engine.world.of(Escalations).by_id[f"E-{q.thread}"].words
    assert (words[0].refer, words[0].source) == ("compliance", "")


def test_a_bare_escalation_is_asked_back_and_answered_with_the_facts() -> None:
    attempt = start(8)
    q = _first_open(attempt, "clear")
    attempt.do(EscalateQuestion(thread=q.thread, desk="compliance", facts="please look"))
    attempt.do(Advance(minutes=5 * HOUR))
    escalation = attempt.engine.world.of(Escalations).by_id[f"E-{q.thread}"]
    assert len(escalation.words) == 1
    assert escalation.clear is None
    assert attempt.do(ChaseExpert(escalation=escalation.id, text=f"{q.sku}, {q.market}, certificate")).ok
    attempt.do(Advance(minutes=5 * HOUR))
    assert attempt.engine.world.of(Escalations).by_id[f"E-{q.thread}"].clear is not None


def test_a_silent_expert_speaks_only_when_chased_in_due_time() -> None:
    attempt = start(9)
    q = _first_open(attempt, "silent")
    attempt.do(EscalateQuestion(thread=q.thread, desk="customs", facts=f"{q.sku} {q.market} customs"))
    early = attempt.do(ChaseExpert(escalation=f"E-{q.thread}", text="?"))
    assert early.refused is not None
    assert early.refused.code == "too-soon"
    attempt.do(Advance(minutes=25 * HOUR))
    assert not attempt.engine.world.of(Escalations).by_id[f"E-{q.thread}"].words
    assert attempt.do(ChaseExpert(escalation=f"E-{q.thread}", text="?")).ok
    attempt.do(Advance(minutes=5 * HOUR))
    assert attempt.engine.world.of(Escalations).by_id[f"E-{q.thread}"].clear is not None


def test_an_invented_answer_is_found_out() -> None:
    attempt = start(10)
    q = _first_open(attempt, "clear")
    before = attempt.engine.world.of(Health).points
    language = attempt.engine.world.of(Threads).by_id[q.thread].language
    attempt.do(Reply(thread=q.thread, text="有 CE 认证。" if language == "zh" else "It is CE certified."))
    assert attempt.engine.world.of(Questions).outcome[q.thread] == "wrong"
    attempt.submit()
    world = attempt.engine.world
    assert world.of(Health).points < before
    assert any(r.id == f"R-{q.thread}" and r.stars == 1 for r in world.of(Health).reviews.values())


def test_whoever_hears_nothing_leaves() -> None:
    attempt = start(11)
    first = questions(attempt)[0]
    pass_until(attempt, at(2, 20))
    assert attempt.engine.world.of(Questions).outcome[first.thread] == "left"
