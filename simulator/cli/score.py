"""`storesim score`: compliance and business result of an attempt, side by side and never mixed."""

from __future__ import annotations

from collections.abc import Iterator

from simulator import standard
from simulator.cli import choose, out, words
from simulator.cli.trouble import DONE
from simulator.kernel.text import Lang, Text
from simulator.locale.formats import money
from simulator.scoring.report import Report, percent

OPEN = Text(
    "尚未交卷：交卷后才有成绩（之前显示会透露还不该知道的事）。",
    "Not handed in yet: there is a score once it is (shown before, it would tell what cannot be known yet).",
)


def run(name: str, attempt: str, as_json: bool, lang: Lang) -> int:
    """Print the score of a save."""
    from simulator.cli.drive import unsettled
    from simulator.scoring.report import plain
    from simulator.sessions.saves import read

    with read(choose.save(name), attempt) as reading:
        found = reading.played
        if found is not None and not found.exact:
            first = reading.first
            out.warn(
                Text(
                    f"注意：开局时的场景包是 {first.pack} {first.pack_version}（{first.pack_digest[:12]}），"
                    f"现按本机的 {found.pack.version}（{found.pack.digest[:12]}）评分。",
                    f"Note: it was begun with the pack {first.pack} {first.pack_version} ({first.pack_digest[:12]}); "
                    f"it is scored by {found.pack.version} ({found.pack.digest[:12]}), which is here.",
                ),
                lang,
            )
        if not reading.closed:
            out.warn(OPEN, lang)
            if as_json:
                out.json(unsettled(found.scenario.requirements if found else ()))
            return DONE
        report = reading.report()
    if as_json:
        out.json(plain(report))
    else:
        out.lines(score_lines(report, lang))
    return DONE


def score_lines(report: Report, lang: Lang) -> Iterator[str]:
    """The report for a person: requirements, their facets with what lost points, the business beside it."""
    yield Text(f"合规：{percent(report.compliance):f}", f"Compliance: {percent(report.compliance):f}").of(lang)
    passed, failed = Text("通过", "passed").of(lang), Text("未通过", "not passed").of(lang)
    rows = []
    for r in report.requirements.values():
        title = standard.requirement(r.id).title.of(lang)
        rows.append([r.id, f"{percent(r.points):f}", passed if r.passed else failed, title])
    head = Text("要求|得分|结果|内容", "Requirement|Score|Result|Title").of(lang).split("|")
    yield from words.table(head, rows, right=[1])
    for r in report.requirements.values():
        yield ""
        yield f"{r.id}  {standard.requirement(r.id).title.of(lang)}"
        for gate in r.broken:
            yield f"  ! {gate.title.of(lang)}: {'; '.join(f.why.of(lang) for f in gate.findings[:3])}"
        for facet in r.facets:
            weight = Text(f"权重 {facet.weight}", f"weight {facet.weight}").of(lang)
            yield f"  {percent(facet.points):f}  {facet.title.of(lang)} ({weight}, {facet.check})"
            for finding in facet.findings[:3]:
                if finding.points < 10_000:
                    yield f"      {finding.unit}: {finding.why.of(lang)}"
    b = report.business
    yield ""
    yield Text("经营结果（不计入合规）", "Business (no part of compliance)").of(lang)
    stars = f"{b.stars_bp // 10_000}.{b.stars_bp % 10_000 // 100:02d}" if b.reviews else "-"
    pairs = [
        (Text("利润 / 目标", "Profit / goal"), f"{money(b.profit, 'CNY', lang)} / {money(b.goal, 'CNY', lang)}"),
        (Text("账户健康", "Account health"), f"{b.health_before} -> {b.health_after}"),
        (Text("评价", "Reviews"), f"{b.reviews} ({stars})"),
        (Text("送达 / 迟到", "Delivered / late"), f"{b.delivered} / {b.late}"),
        (Text("罚款", "Fines"), money(b.fines, "CNY", lang)),
    ]
    for line in words.table(["", ""], [[t.of(lang), value] for t, value in pairs]):
        if line:
            yield f"  {line}"
