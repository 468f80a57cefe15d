"""9.2.5: service improved continually from reviews and complaints."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import msgspec

from simulator.desks.service.improve_cycle import KPI, Action, Cycle, Cycles
from simulator.desks.service.improve_reviews import (
    CAUSE,
    UNHAPPY,
    Feedback,
    Period,
    Trade,
    figures,
    review_language,
)
from simulator.desks.service.improve_standard import Amendment, Standard, TrainingHeld
from simulator.desks.store.health import Health, Rated
from simulator.desks.store.shift import Shift
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR, clock
from simulator.kernel.world import World
from simulator.market.cast.improvement import improvement_data
from simulator.market.improvement import FeedbackTruth
from simulator.parts.reading import Reading, mentions, read, similarity
from simulator.parts.rulebook import Rulebook
from simulator.scoring.case import Case, Params, Unit, yes
from simulator.scoring.checkers import ramp
from simulator.scoring.counters import counter
from simulator.scoring.measures import measure

FULL = 10_000
# a reply is to the point when it names what went wrong or what changes
WORDS: dict[str, tuple[str, ...]] = {
    "late": ("late", "delay", "dispatch", "ship", "shipping", "deliver", "delivery", "cut-off", "weekend", "wait", "slow", "发货", "出库", "晚", "迟", "久等", "物流", "送达"),
    "broken": ("broken", "damage", "damaged", "crack", "cracked", "packing", "packaging", "carton", "filling", "padding", "crushed", "破", "碎", "损", "包装", "填充", "外箱", "裂"),
    "wrong": ("wrong", "missing", "mix-up", "mixed up", "picking", "bar code", "scan", "count", "错", "漏", "少", "缺", "拣货", "点数", "条码"),
    "page": ("page", "picture", "photo", "colour", "color", "size", "dimensions", "description", "described", "页面", "图", "颜色", "尺寸", "描述", "不符"),
    "silence": ("answer", "answered", "reply", "wait", "waiting", "explain", "agent", "night", "shift", "follow up", "回复", "答复", "久等", "客服", "跟进", "晚班", "交接"),
    "refund": ("refund", "money back", "repay", "approval", "return", "退款", "退回", "审批", "退货", "到账"),
    "tone": ("tone", "words", "rude", "manner", "polite", "agent", "spoken", "态度", "语气", "用语", "客服"),
    "charge": ("charge", "charged", "payment", "paid twice", "double", "扣款", "重复", "多收", "扣"),
}  # fmt: skip

_read = lru_cache(maxsize=4096)(read)
_alike = lru_cache(maxsize=8192)(similarity)


def nobody(key: str, zh: str, en: str) -> Text:
    """The sentence for something that was never done."""
    return Text(f"{key}：{zh}", f"{key}: {en}")


def percent(bp: int) -> str:
    """`4.29 %`."""
    return f"{bp // 100}.{bp % 100:02d} %"


def rule(case: Case, id: str) -> int:
    """A figure of the rulebook as it stood at the opening."""
    return case.world.of(Rulebook).number(id, case.world.of(Shift).facts.start)


# -- what truly happened ------------------------------------------------------------------------------------


def records_of(world: World, period: Period) -> dict[str, dict[str, tuple[int, ...]]]:
    """Per cause the orders of a week that complained or reviewed unhappily, each with the facts."""
    truth = world.of(FeedbackTruth).causes
    found: dict[str, dict[str, tuple[int, ...]]] = {cause: {} for cause in CAUSE}
    for c in world.of(Feedback).complaints.values():
        if c.id in truth and period.start <= c.minute < period.end:
            orders = found[truth[c.id]]
            orders[c.order] = (*orders.get(c.order, ()), c.seq)
    for r in world.of(Health).reviews.values():
        if r.id in truth and period.start <= r.minute < period.end:
            orders = found[truth[r.id]]
            orders[r.order] = orders.get(r.order, ())
    return found


def tally(world: World, period: Period) -> dict[str, int]:
    """Per cause the cases of a week: an order counts once."""
    return {cause: len(orders) for cause, orders in records_of(world, period).items()}


def top(counts: dict[str, int]) -> list[str]:
    """The causes, the most frequent first."""
    return sorted(counts, key=lambda c: (-counts[c], c))


def place(counts: dict[str, int], cause: str) -> int:
    """The place of a cause; causes of equal number share one."""
    return 1 + sum(n > counts[cause] for n in counts.values())


def needs(case: Case) -> list[tuple[Period, str]]:
    """What had to be amended: the two main causes of last week; then the two main ones of the first cycle that the standard
    did not meet when the week was over (those with three cases and more)."""
    periods = case.world.of(Trade).periods
    if "P0" not in periods or "P1" not in periods:
        return []
    found = [(periods["P0"], cause) for cause in top(tally(case.world, periods["P0"]))[:2]]
    counts = tally(case.world, periods["P1"])
    end = periods["P1"].end
    open_causes = [c for c in top(counts) if counts[c] >= 3 and not _met(case, c, end)]
    return found + [(periods["P1"], cause) for cause in open_causes[:2]]


def _met(case: Case, cause: str, minute: int) -> bool:
    root = case.world.of(FeedbackTruth).roots[cause]
    made = [a for a in case.world.of(Standard).amendments if a.clause == root.clause and a.minute < minute]
    return bool(made) and made[-1].measure == root.measure


# -- causes -------------------------------------------------------------------------------------------------


class WeekParams(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """`period`: the week whose causes are looked at."""

    period: Literal["P0", "P1", "P2"]


@measure("9.2.5.rank", "RANK", params=WeekParams, title=Text("上一周的原因排序", "Causes of last week in order"))
def rank(case: Case, params: Params) -> list[Unit]:
    """The causes filed first, second and third for a week (`period`) against the true order."""
    period = case.world.of(Trade).periods.get(str(params["period"]))
    if period is None:
        return []
    counts = tally(case.world, period)
    filed = case.world.of(Feedback).rankings.get(period.id)
    chosen = filed.places if filed is not None else ()
    wanted = sorted(counts, key=lambda c: (-counts[c], c not in chosen, c))[:3]
    units = []
    for cause in dict.fromkeys((*wanted, *chosen)):
        got = chosen.index(cause) + 1 if cause in chosen else None
        want = place(counts, cause)
        if got is None:
            zh, en = (
                f"没有排进前三，应排第 {want}（{counts[cause]} 件）",
                f"not among the first three; it is no. {want} with {counts[cause]} cases",
            )
        else:
            zh, en = (
                f"排第 {got}，应排第 {want}（{counts[cause]} 件）",
                f"put no. {got}; it is no. {want} with {counts[cause]} cases",
            )
        why = Text("{p} {c}：{t}", "{p}, {c}: {t}").fill(p=period.id, c=CAUSE[cause], t=Text(zh, en))
        units.append(
            Unit(key=f"{period.id} {cause}", why=why, got=got, want=want, evidence=(filed.seq,) if filed else ())
        )
    return units


@measure("9.2.5.counts", "NUM", title=Text("主要原因的件数", "Cases of the main causes counted"))
def counts(case: Case, params: Params) -> list[Unit]:
    """The cases counted for the four main causes of P0 and of P1."""
    units = []
    for id in ("P0", "P1"):
        period = case.world.of(Trade).periods.get(id)
        if period is None:
            continue
        true = records_of(case.world, period)
        numbers = {cause: len(orders) for cause, orders in true.items()}
        filed = case.world.of(Feedback).rankings.get(id)
        for cause in top(numbers)[:4]:
            facts = tuple(seq for seqs in true[cause].values() for seq in seqs)
            key = f"{id} {cause}"
            if filed is None:
                units.append(
                    Unit(
                        key=key,
                        why=Text("{p} {c}：没有统计", "{p}, {c}: not counted").fill(p=id, c=CAUSE[cause]),
                        want=numbers[cause],
                    )
                )
                continue
            got = filed.counts.get(cause, 0)
            why = Text("{p} {c}：填 {g} 件，实为 {w} 件", "{p}, {c}: {g} cases filed, truly {w}").fill(
                p=id, c=CAUSE[cause], g=got, w=numbers[cause]
            )
            units.append(Unit(key=key, why=why, got=got, want=numbers[cause], evidence=(filed.seq, *facts)))
    return units


# -- the mechanism ------------------------------------------------------------------------------------------


def _sensible(case: Case, cycle: Cycle, base: Period) -> bool:
    """A target better than the week before and within reach."""
    f = figures(case.world, base)
    if cycle.kpi == "complaint_rate":
        return f.complaint_bp * 2 // 10 <= cycle.target < f.complaint_bp
    return cycle.kpi == "positive_rate" and f.positive_bp < cycle.target <= 9900


@measure("9.2.5.mechanism", "COV", title=Text("循环、负责人、指标与目标", "Cycle, owner, figure and target"))
def mechanism(case: Case, params: Params) -> list[Unit]:
    """Two cycles: begun in time, of the right length, with an owner who is there, a figure that says something and a target."""
    periods = case.world.of(Trade).periods
    cycles = list(case.world.of(Cycles).cycles.values())
    if "P1" not in periods:
        return []
    hours, days = rule(case, "improve.begin_hours"), rule(case, "improve.cycle_days")
    units = []
    for i, base in enumerate((periods["P0"], periods["P1"])):
        key = f"Y{i + 1}"
        if i >= len(cycles):
            units.append(Unit(key=key, why=nobody(key, "没有设定改进循环", "no review cycle was set"), total=4))
            continue
        cycle = cycles[i]
        trigger = max(base.end, case.world.of(Shift).facts.start) if i == 0 else max(base.end, cycles[0].end)
        person = case.world.of(Standard).team[cycle.owner]
        good = {
            Text("按时设定", "begun in time"): cycle.start - trigger <= hours * HOUR,
            Text(f"为期 {cycle.days} 天", f"{cycle.days} days long"): cycle.days == days,
            Text("负责人全程在岗", "its owner is there all the time"): person.role == "lead" and person.there(cycle.start, cycle.end),
            Text("指标有用、目标合理", "its figure and target make sense"): _sensible(case, cycle, base),
        }  # fmt: skip
        bad = [t for t, ok in good.items() if not ok]
        what = Text("齐备", "complete") if not bad else Text("、".join(t.zh for t in bad), ", ".join(t.en for t in bad))
        why = Text("{k}（{f}）：" + ("" if not bad else "没有做到："), "{k} ({f}): " + ("" if not bad else "not so: "))
        words = why.fill(k=key, f=KPI[cycle.kpi])
        sentence = Text(words.zh + what.zh, words.en + what.en)
        units.append(Unit(key=key, why=sentence, good=sum(good.values()), total=4, evidence=(cycle.seq,)))
    return units


def _good_action(case: Case, action: Action, held: int) -> bool:
    person = case.world.of(Standard).team.get(action.owner)
    reading = _read(action.text)
    return (
        person is not None
        and bool(action.cause)
        and reading.words >= 4
        and held < action.due <= held + 14 * DAY
        and person.there(held, action.due)
    )


@measure(
    "9.2.5.meetings",
    "SHARE",
    title=Text("按时评审、定出行动、对比结果", "Meetings in time with actions; results compared"),
)
def meetings(case: Case, params: Params) -> list[Unit]:
    """The meeting of each cycle in time with two actions that have owner and date; and the two cycles compared rightly."""
    cycles = case.world.of(Cycles)
    hours = rule(case, "improve.meeting_hours")
    units = []
    for i in range(2):
        key = f"Y{i + 1}"
        cycle = cycles.cycles.get(key)
        meeting = cycles.meetings.get(key)
        if cycle is None or meeting is None:
            units.append(Unit(key=key, why=nobody(key, "没有开评审会", "no review meeting was held")))
            continue
        delay = meeting.minute - cycle.end
        good = sum(_good_action(case, a, meeting.minute) for a in meeting.actions)
        points = ramp(delay, hours * HOUR, 3 * hours * HOUR) * min(2, good) // 2
        why = Text(
            f"{key}：到期 {delay // 60} 小时后开会，{len(meeting.actions)} 项行动中 {good} 项写清原因、负责人和期限",
            f"{key}: held {delay // 60} h after its end; {good} of {len(meeting.actions)} actions have cause, owner and date",
        )
        units.append(Unit(key=key, why=why, points=points, evidence=(cycle.seq, meeting.seq)))
    return [*units, _comparison(case)]


def _comparison(case: Case) -> Unit:
    periods = case.world.of(Trade).periods
    filed = case.world.of(Cycles).comparisons
    if not filed or "P2" not in periods:
        return Unit(key="compare", why=nobody("P1/P2", "没有对比两个循环", "the two cycles were not compared"))
    last, first, second = filed[-1], figures(case.world, periods["P1"]), figures(case.world, periods["P2"])
    pairs = (
        (last.complaint_first, first.complaint_bp),
        (last.complaint_second, second.complaint_bp),
        (last.positive_first, first.positive_bp),
        (last.positive_second, second.positive_bp),
    )
    right = sum(ramp(abs(got - want), 15, 100) for got, want in pairs)
    change = first.complaint_bp - second.complaint_bp
    verdict = "better" if change > 50 else "worse" if change < -50 else "same"
    points = (right + FULL * (last.verdict == verdict)) // 5
    why = Text(
        f"对比：投诉率 {percent(first.complaint_bp)} → {percent(second.complaint_bp)}，好评率 {percent(first.positive_bp)} → {percent(second.positive_bp)}；"
        f"所填 {percent(last.complaint_first)} → {percent(last.complaint_second)}，{percent(last.positive_first)} → {percent(last.positive_second)}",
        f"compared: complaint rate {percent(first.complaint_bp)} to {percent(second.complaint_bp)}, positive rate "
        f"{percent(first.positive_bp)} to {percent(second.positive_bp)}; filed {percent(last.complaint_first)} to "
        f"{percent(last.complaint_second)} and {percent(last.positive_first)} to {percent(last.positive_second)}",
    )
    return Unit(key="compare", why=why, points=points, evidence=(last.seq,))


# -- public replies -----------------------------------------------------------------------------------------


def _faults(
    reading: Reading, text: str, cause: str, language: str, buyer: str, earlier: list[tuple[str, str]]
) -> list[Text]:
    """What is wrong with a public reply."""
    faults = []
    if reading.forbidden:
        kinds = {"blame": Text("责怪买家", "blames the buyer"), "pay_for_review": Text("利诱改评", "pays for a review")}
        faults += [kinds.get(f.kind, Text("有违规内容", "holds what is forbidden")) for f in reading.forbidden[:1]]
    if not (reading.apology or reading.thanks) or reading.shouting:
        faults.append(Text("不够有礼", "is not courteous"))
    if not mentions(reading, *WORDS[cause]):
        faults.append(Text("没有回应问题", "does not speak to the matter"))
    if reading.language != language:
        faults.append(Text("不是买家的语言", "is not in the buyer's language"))
    if reading.placeholders or any(_alike(text, old, (buyer, name)) >= 95 for old, name in earlier):
        faults.append(Text("照搬模板", "copies a template"))
    return faults


@measure("9.2.5.replies", "TEXT", title=Text("差评得体地公开回复", "Unhappy reviews answered well in public"))
def replies(case: Case, params: Params) -> list[Unit]:
    """Every unhappy review of the shift: answered in public in time, courteous, to the point, in the buyer's language."""
    feedback, truth = case.world.of(Feedback), case.world.of(FeedbackTruth).causes
    hours = rule(case, "improve.reply_hours")
    units = []
    earlier: list[tuple[str, str]] = []
    posted = {f.event.id: f for f in case.every(Rated) if isinstance(f.event, Rated) and f.event.at is None}
    answers = sorted(feedback.replies.items(), key=lambda item: item[1].seq)
    order = {id: i for i, (id, _) in enumerate(answers)}
    for id in sorted(posted, key=lambda id: (order.get(id, len(order)), posted[id].seq)):
        event = posted[id].event
        assert isinstance(event, Rated)
        reply = feedback.replies.get(id)
        if event.stars > UNHAPPY or id not in truth:
            if reply is not None:
                earlier.append((reply.text, event.buyer))
            continue
        if reply is None:
            units.append(
                Unit(
                    key=id,
                    why=nobody(id, f"{event.stars} 星评价没有回复", f"{event.stars} stars, never answered"),
                    evidence=(posted[id].seq,),
                )
            )
            continue
        delay = reply.minute - posted[id].minute
        faults = _faults(
            _read(reply.text), reply.text, truth[id], review_language(event.text, event.gist), event.buyer, earlier
        )
        earlier.append((reply.text, event.buyer))
        points = 0 if faults else ramp(delay, hours * HOUR, 2 * hours * HOUR)
        what = (
            Text("；".join(t.zh for t in faults), "; ".join(t.en for t in faults))
            if faults
            else Text("得体", "fit to be read")
        )
        why = Text("{id}（{c}）：{h} 小时后回复，{w}", "{id} ({c}): answered after {h} h; {w}").fill(
            id=id, c=CAUSE[truth[id]], h=delay // 60, w=what
        )
        units.append(Unit(key=id, why=why, points=points, evidence=(posted[id].seq, reply.seq)))
    return units


@measure("9.2.5.paid_review", "GATE", title=Text("在公开回复中利诱改评", "A public reply that pays for a review"))
def paid_review(case: Case, params: Params) -> list[Unit]:
    """Public replies that offer something for a better review."""
    units = []
    for id, reply in case.world.of(Feedback).replies.items():
        said = next((f for f in _read(reply.text).forbidden if f.kind == "pay_for_review"), None)
        if said is not None:
            why = Text(
                f"{id}：公开回复利诱改评：“{said.quote}”", f"{id}: the public reply pays for a review: {said.quote!r}"
            )
            units.append(Unit(key=id, why=why, evidence=(reply.seq,)))
    return units


# -- the standard -------------------------------------------------------------------------------------------


def wording(case: Case, a: Amendment) -> int:
    """Points of an amendment's wording: it says what is done (words of the measure), how much or until when, in a sentence."""
    reading = _read(a.text)
    title = case.world.of(Standard).measures[a.measure].title
    words = next((r.words for r in improvement_data().roots if r.measure == title), {})
    figure = bool(reading.amounts or reading.relative_times or reading.dates or any(q.unit for q in reading.quantities))
    said = mentions(reading, *(w for phrases in words.values() for w in phrases))
    return FULL * (int(figure) + int(said) + int(reading.words >= 6)) // 3


@measure(
    "9.2.5.standard", "SHARE", title=Text("针对主因对症修订规范", "The standard amended where it meets the main causes")
)
def standard(case: Case, params: Params) -> list[Unit]:
    """Every main cause: its clause amended before the next cycle is over, with the measure that meets its root, in clear words."""
    made = case.world.of(Standard).amendments
    units = []
    for period, cause in needs(case):
        root = case.world.of(FeedbackTruth).roots[cause]
        until = period.end + 7 * DAY
        here = [a for a in made if period.end <= a.minute < until and a.clause == root.clause]
        key = f"{period.id} {cause}"
        if not here:
            why = Text("{p} 主因“{c}”：没有修订规范", "{p}, main cause {c}: the standard was not amended").fill(
                p=period.id, c=CAUSE[cause]
            )
            units.append(Unit(key=key, why=why))
            continue
        right = [a for a in here if a.measure == root.measure and a.cause == cause]
        title = case.world.of(Standard).measures[(right or here)[-1].measure].title
        if right:
            best = right[-1]
            points = wording(case, best)
            tail = (
                Text("对症", "meets it")
                if points == FULL
                else Text("对症，但条文不够具体", "meets it, but the wording is not definite")
            )
            evidence = (best.seq,)
        else:
            points, evidence = 0, (here[-1].seq,)
            tail = Text("不对症", "does not meet its root")
        why = Text("{p} 主因“{c}”：修订 {k}（{t}），{w}", "{p}, main cause {c}: {k} amended ({t}); it {w}").fill(
            p=period.id, c=CAUSE[cause], k=root.clause, t=title, w=tail
        )
        units.append(Unit(key=key, why=why, points=points, evidence=evidence))
    return units


def _expected(case: Case) -> int:
    return max(len(needs(case)), len(case.world.of(Standard).amendments))


def _padded(case: Case, units: list[Unit], zh: str, en: str) -> list[Unit]:
    """Units up to the number of amendments that were needed."""
    missing = range(len(units), _expected(case))
    return units + [Unit(key=f"#{i + 1}", why=nobody(f"#{i + 1}", zh, en)) for i in missing]


@measure("9.2.5.versions", "SHARE", title=Text("修订有连续的版本记录", "Amendments with consecutive versions"))
def versions(case: Case, params: Params) -> list[Unit]:
    """Every amendment on record: the next version number, and a wording of its own."""
    units = []
    texts: dict[str, str] = {}
    for a in case.world.of(Standard).amendments:
        right = a.version == a.before + 1
        fresh = a.text.strip() != texts.get(a.clause)
        texts[a.clause] = a.text.strip()
        why = Text(
            f"{a.clause} 于 {clock(a.minute)} 修订：第 {a.before} 版 → 第 {a.version} 版"
            + ("" if fresh else "，条文没有变"),
            f"{a.clause} amended at {clock(a.minute)}: version {a.before} to {a.version}"
            + ("" if fresh else "; the wording is the same"),
        )
        units.append(
            Unit(key=f"{a.clause} v{a.version} #{a.seq}", why=why, points=yes(right and fresh), evidence=(a.seq,))
        )
    return _padded(case, units, "没有这份修订的版本记录", "no version of this amendment is on record")


@measure("9.2.5.training", "SHARE", title=Text("按修订培训到人", "Everyone concerned trained on each amendment"))
def training(case: Case, params: Params) -> list[Unit]:
    """Every amendment: the share of those who work by it that was trained on it in time."""
    state = case.world.of(Standard)
    limit = rule(case, "improve.training_hours") * HOUR
    held = case.every(TrainingHeld)
    units = []
    for i, a in enumerate(state.amendments):
        until = next((b.seq for b in state.amendments[i + 1 :] if b.clause == a.clause), None)
        people = {p.id for p in state.people(state.clauses[a.clause].role)}
        mine = [
            f
            for f in held
            if isinstance(f.event, TrainingHeld) and f.event.clause == a.clause and f.seq > a.seq
            and (until is None or f.seq < until) and f.minute <= a.minute + limit
        ]  # fmt: skip
        done = {p for f in mine if isinstance(f.event, TrainingHeld) for p in f.event.people} & people
        why = Text(
            f"{a.clause} 第 {a.version} 版：应培训 {len(people)} 人，按时培训 {len(done)} 人",
            f"{a.clause} version {a.version}: {len(done)} of {len(people)} trained in time",
        )
        units.append(
            Unit(
                key=f"{a.clause} v{a.version} #{a.seq}",
                why=why,
                points=FULL * len(done) // max(1, len(people)),
                evidence=(a.seq, *(f.seq for f in mine)),
            )
        )
    return _padded(case, units, "没有修订，也没有培训", "neither amended nor trained")


# -- the outcome --------------------------------------------------------------------------------------------


def _second_week(world: World) -> tuple[int, int]:
    period = world.of(Trade).periods.get("P2")
    if period is None:
        return 0, 0
    f = figures(world, period)
    return FULL - f.complaint_bp, f.positive_bp


@counter("9.2.5.calm")
def calm(world: World) -> int:
    """Orders of the second cycle without a complaint, in basis points."""
    return _second_week(world)[0]


@counter("9.2.5.positive")
def positive(world: World) -> int:
    """Good reviews of the second cycle, in basis points."""
    return _second_week(world)[1]


@measure(
    "9.2.5.result", "OUT", title=Text("两个循环后的投诉率与好评率", "Complaint and positive rate after two cycles")
)
def result(case: Case, params: Params) -> list[Unit]:
    """Complaint rate and positive rate of the second cycle, against idle and the reference under the same luck."""
    period = case.world.of(Trade).periods.get("P2")
    if period is None:
        return []
    baselines = case.world.of(Shift).baselines
    idle, reference = baselines.get("idle", {}), baselines.get("reference", {})
    facts = tuple(c.seq for c in case.world.of(Feedback).complaints.values() if period.start <= c.minute < period.end)
    units = []
    for name, got, turn, what in (
        ("9.2.5.calm", calm(case.world), True, Text("投诉率", "complaint rate")),
        ("9.2.5.positive", positive(case.world), False, Text("好评率", "positive rate")),
    ):
        a, b = idle.get(name, 0), reference.get(name, FULL)
        shown = [percent(FULL - x if turn else x) for x in (got, b, a)]
        why = Text(
            "第二个循环{w} {g}；同样运气下参考玩家 {r}、不作为 {i}",
            "{w} in the second cycle {g}; under the same luck the reference {r}, idle {i}",
        ).fill(w=what, g=shown[0], r=shown[1], i=shown[2])
        units.append(Unit(key=name.rpartition(".")[2], why=why, got=got, idle=a, reference=b, evidence=facts))
    return units
