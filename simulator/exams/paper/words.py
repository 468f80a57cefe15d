"""What people have to know of a paper, in sentences of both languages: the candidates before they begin, the invigilators before they open it."""

from __future__ import annotations

from collections.abc import Mapping

from simulator import standard
from simulator.classroom.judging.sentences import span
from simulator.exams.paper import filters
from simulator.exams.paper.frozen import paper_digest, scenario_of
from simulator.exams.paper.model import Helper, Paper, PaperItem
from simulator.kernel.text import Text
from simulator.locale.formats import percent_bp
from simulator.packs.model import Pack

HELPERS: dict[Helper, Text] = {
    "coach": Text("教练的任务", "the coach's tasks"),
    "hints": Text("教练的提示", "the coach's hints"),
    "pause": Text("暂停店铺的时钟", "stopping the store's clock"),
    "jumps": Text("跳到下一件事", "jumping to the next arrival"),
    "preview": Text("写回信时的识别预览", "the preview of what a reply is understood to say"),
}
LANGUAGES = {"zh": Text("中文", "Chinese"), "en": Text("英文", "English")}
_AND = Text("、", ", ")


def lasting(seconds: int) -> Text:
    """A duration in words: `1 小时 30 分钟`, `1 h 30 min`."""
    return span(seconds * 1_000)


def joined(parts: list[Text]) -> Text:
    """Several words in a row."""
    return Text(_AND.zh.join(p.zh for p in parts), _AND.en.join(p.en for p in parts))


def share(paper: Paper, item: PaperItem) -> int:
    """What an item is of the total, in whole percent, halves up."""
    whole = sum(one.points for one in paper.items)
    return (item.points * 200 + whole) // (2 * whole)


def for_candidate(paper: Paper, packs: Mapping[str, Pack]) -> list[Text]:
    """A line for each thing a candidate needs to know. `packs`: those of the paper (`frozen.packs_of`)."""
    lines = [Text("作答时间 {t}。", "You have {t}.").fill(t=lasting(paper.limit))]
    if len(paper.items) == 1:
        lines.append(Text("共 1 题。", "There is one item."))
    elif paper.order == "planned":
        lines.append(
            Text("共 {n} 题，按次序作答。", "There are {n} items, taken in their order.").fill(n=len(paper.items))
        )
    else:
        lines.append(
            Text("共 {n} 题，次序自选。", "There are {n} items, in an order of your choice.").fill(n=len(paper.items))
        )
    for number, item in enumerate(paper.items, 1):
        lines += _item(paper, number, item, packs)
    lines += _passing(paper)
    lines.append(_again(paper))
    if paper.off:
        off = joined([HELPERS[name] for name in paper.off])
        lines.append(Text("考试中不能用：{off}。", "Not available here: {off}.").fill(off=off))
    on = [HELPERS[name] for name in HELPERS if name not in paper.off]
    if on:
        lines.append(Text("可以用：{on}。", "Available: {on}.").fill(on=joined(on)))
    lines.append(_languages(paper))
    lines += _moments(paper)
    lines.append(
        Text(
            "每一步做完就已保存；时间一到，已做的都算数，没交的题自动交卷。",
            "Every step is kept as soon as it is done; when the time is up all that was done counts, and open items are handed in.",
        )
    )
    return lines


def for_invigilator(paper: Paper, packs: Mapping[str, Pack]) -> list[Text]:
    """A line for each thing an invigilator needs to know besides."""
    needs = [Text(f"{packs[id].id} {packs[id].version}", f"{packs[id].id} {packs[id].version}") for id in paper.packs]
    lines = [
        Text("试卷 {id} {version}，校验值 {digest}。", "Paper {id} {version}, digest {digest}.").fill(
            id=paper.id, version=paper.version, digest=paper_digest(paper)[:16]
        ),
        Text(
            "要用的场景包：{packs}；开考时随试卷一起冻结。",
            "Packs needed: {packs}; they are frozen with the paper when the exam is set up.",
        ).fill(packs=joined(needs)),
    ]
    if paper.seeds == "candidate":
        lines.append(
            Text(
                "每位考生的种子不同，由考场的密钥算出，工作量相近；人名、货物、陷阱落在谁身上各不相同，件数一样。",
                "Candidates have seeds of their own, computed from the hall's secret, of about the same workload: other people, goods and traps, "
                "as many of each.",
            )
        )
    else:
        lines.append(
            Text("人人种子相同：座位之间会看到一样的订单。", "All have the same seeds: neighbours see the same orders.")
        )
    lines += _moments(paper)
    lines += [
        Text(
            "结束时刻取最早的：开始加作答时间（加事先和事后补给的时间），或强制结束。",
            "The end is the earliest of: the start and the limit with any time given before or for an incident, or the hard close.",
        ),
        Text(
            "时间从不自动补回：中断之后由你决定补多少，并写明原因。",
            "Time is never given back by itself: after an interruption you decide how much, and say why.",
        ),
    ]
    return lines


def _item(paper: Paper, number: int, item: PaperItem, packs: Mapping[str, Pack]) -> list[Text]:
    scenario = scenario_of(item, dict(packs))
    minutes = filters.minutes(scenario, item.requirements)
    head = Text(
        "{n}. {title}（约 {minutes} 分钟，占 {share}%）", "{n}. {title} (about {minutes} min, {share}% of the total)"
    ).fill(n=number, title=scenario.title, minutes=minutes, share=share(paper, item))
    marked = [head]
    for id in item.requirements:
        title = standard.requirement(id).title
        marked.append(Text(f"   {id} {title.zh}", f"   {id} {title.en}"))
    if len(item.requirements) < len(scenario.requirements):
        marked.append(Text("   其余的要求在这一题里不计分。", "   What else comes up in this item is not marked."))
    return marked


def _passing(paper: Paper) -> list[Text]:
    lines = [Text("总分 {mark} 及格。", "The pass mark is {mark} overall.").fill(mark=percent_bp(paper.pass_mark))]
    if paper.pass_chapters:
        named = []
        for id, mark in sorted(paper.pass_chapters.items(), key=lambda pair: standard.sort_key(pair[0])):
            title = next((c.title for c in standard.chapters() if c.id == id), Text("", ""))
            named.append(
                Text("第 {id} 章“{title}” {mark}", "chapter {id} ({title}) {mark}").fill(
                    id=id, title=title, mark=percent_bp(mark)
                )
            )
        lines.append(
            Text("各章也要及格：{named}。", "These have to be passed as well: {named}.").fill(named=joined(named))
        )
    return lines


def _again(paper: Paper) -> Text:
    if not paper.resubmissions:
        return Text("每题只能做一次，交了就不能再改。", "Each item can be done once; what was handed in stays.")
    return Text(
        "每题交卷后还可以重做 {n} 次，每次换新种子，得分按前一次的 {factor} 计；各检查项取最好的一次。",
        "After an item was handed in it can be begun anew {times}, each time on a new seed; such a try counts {factor} of the one before, and "
        "for each check the best try counts.",
    ).fill(
        n=paper.resubmissions,
        times="once" if paper.resubmissions == 1 else f"{paper.resubmissions} times",
        factor=percent_bp(paper.factor),
    )


def _languages(paper: Paper) -> Text:
    first = LANGUAGES[paper.languages[0]]
    if len(paper.languages) == 1:
        return Text("界面语言：{one}。", "The language is {one}.").fill(one=first)
    listed = joined([LANGUAGES[lang] for lang in paper.languages])
    return Text("界面语言可选：{all}；起始为{first}。", "Languages to choose from: {all}; it begins in {first}.").fill(
        all=listed, first=first
    )


def _moments(paper: Paper) -> list[Text]:
    lines = []
    if paper.last_start is not None:
        lines.append(
            Text("开考 {t}之后不能再开始。", "Nobody can begin later than {t} after the opening.").fill(
                t=lasting(paper.last_start)
            )
        )
    if paper.hard_close is not None:
        lines.append(
            Text(
                "开考 {t}之后一律结束，不论还剩多少时间。", "All ends {t} after the opening, whatever the time left."
            ).fill(t=lasting(paper.hard_close))
        )
    return lines
