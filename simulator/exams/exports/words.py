"""The words of an exam's files. Templates hold no words of their own: they name these, or those of classes with what an exam calls otherwise."""

from __future__ import annotations

from collections.abc import Mapping

from simulator.classroom.exports.words import WORDS as OF_CLASSES
from simulator.kernel.text import Text

# what an exam calls otherwise than a class
_EXAM: dict[str, Text] = {
    "student": Text("考生", "Candidate"),
    "students": Text("考生人数", "Candidates"),
    "number": Text("学号", "Student number"),
    "class": Text("考试", "Exam"),
    "assignment": Text("题目", "Item"),
    "assignments": Text("题数", "Items"),
    "assignment_id": Text("题目编号", "Item id"),
    "class_report": Text("考试成绩报告", "Exam report"),
    "class_mean": Text("全体平均", "Mean of all"),
    "class_median": Text("全体中位数", "Median of all"),
    "changed": Text("人工改定", "Set by hand"),
    "cases": Text("人次", "Cases"),
    "count": Text("人数", "Candidates"),
    "share": Text("出错比例", "Share of candidates"),
    "wrong": Text("出错人数", "Candidates wrong"),
    "example_id": Text("实例：考生", "Example: candidate"),
    "example_of": Text("考生 {id}", "candidate {id}"),
    "handed_in": Text("交卷时间", "Handed in"),
    "begun": Text("开考时间", "Begun"),
    "tries": Text("次数", "Sittings"),
    "tries_sheet": Text("作答情况", "Sittings"),
    "without_mark": Text("无成绩", "Without a mark"),
    "means": Text("总成绩", "Overall marks"),
    "no_students": Text("这场考试还没有考生。", "The exam has no candidates yet."),
    "nobody_far": Text("没有人的用时与其他考生相差悬殊。", "Nobody's time is far from that of the others."),
    "far_more": Text("远多于其他考生", "far more than the others"),
    "far_less": Text("远少于其他考生", "far less than the others"),
    "marks_note": Text(
        "成绩满分 100。标 * 的成绩由人工改定，理由见考生的评分依据；“–”表示没有成绩。",
        "Marks are out of 100. Those with * were set by hand, for the reason given in the candidate's evidence report; a dash is no mark.",
    ),
    "heat_note": Text(
        "每格上为平均得分，下为通过人数/参评人数。颜色越深，得分越低：",
        "Each cell gives the mean points, and below how many of the marked candidates passed. The darker, the lower:",
    ),
    "mistake_note": Text(
        "丢掉一半及以上分数的评分点和触碰的红线，按出错考生的比例排列。",
        "Facets that lost half their points or more, and red lines crossed, by share of candidates.",
    ),
    "time_note": Text(
        "操作用时，停顿超过五分钟的不算。", "Active time; pauses of more than five minutes are left out."
    ),
}  # fmt: skip
_ALIASES: dict[str, Text] = {
    "id": Text("代号", "Alias"),
    "number": Text("考生代号", "Alias"),
    "example_of": Text("{id}", "{id}"),
}

# only an exam's pages have these
OWN: dict[str, Text] = {
    "certificate": Text("合格证书", "Certificate"),
    "statement": Text("成绩证明", "Statement of results"),
    "evidence": Text("评分依据", "Evidence of the mark"),
    "appeal": Text("成绩复核", "Review of the mark"),
    "alias": Text("考生代号", "Alias"),
    "ticket": Text("准考证号", "Ticket"),
    "student_number": Text("学号", "Student number"),
    "anonymous": Text("姓名尚未公开", "names are not revealed yet"),
    "name": Text("姓名", "Name"),
    "paper": Text("试卷", "Paper"),
    "version": Text("版本 {v}", "version {v}"),
    "date": Text("考试日期", "Date"),
    "worked": Text("作答时间", "Time worked"),
    "from_to": Text("{a} 至 {b}（{zone}）", "{a} to {b} ({zone})"),
    "limit": Text("限时", "Time allowed"),
    "minutes": Text("{n} 分钟", "{n} min"),
    "overall": Text("总成绩", "Overall mark"),
    "of_full": Text("满分 100，及格 {n}", "out of 100, pass mark {n}"),
    "passed": Text("合格", "Passed"),
    "failed": Text("不合格", "Not passed"),
    "met": Text("通过", "met"),
    "unmet": Text("未通过", "not met"),
    "no_mark": Text("没有成绩", "No mark"),
    "chapters": Text("各章成绩", "Chapters"),
    "chapter": Text("章", "Chapter"),
    "needed": Text("及格线", "Pass mark"),
    "requirements": Text("各项要求", "Requirements"),
    "requirements_note": Text(
        "要求按本软件的表述，不是标准原文。", "The requirements are worded by this program, not quoted from the standard."
    ),
    "requirement": Text("要求", "Requirement"),
    "item": Text("题目", "Item"),
    "items": Text("各题", "Items"),
    "points": Text("得分", "Points"),
    "weight": Text("分值", "Weight"),
    "result": Text("结果", "Result"),
    "receipt": Text("回执编号", "Receipt number"),
    "head": Text("考务记录哈希", "Head of the sitting's record"),
    "rubric": Text("评分标准哈希", "Digest of the rubric"),
    "verify": Text("核验", "To verify"),
    "verify_how": Text(
        "考点运行 storesim hall verify {exam}，会重算每位考生的记录、回执、种子与时间；回执编号应与考生交卷时抄下的相同。"
        "用同一记录再次运行 storesim hall certificate，生成的文件逐字节相同。",
        "The examination office runs storesim hall verify {exam}, which recomputes records, receipts, seeds and times of every candidate; the "
        "receipt number has to be the one that the candidate wrote down. storesim hall certificate, run again on the same record, gives this file "
        "again to the byte.",
    ),
    "by_hand": Text(
        "总成绩由考务人员改定（{date}），自动评分为 {was}。", "The overall mark was set by the examination office ({date}); the automatic mark is {was}."
    ),
    "regraded": Text("已按修订的评分标准重评（{date}）。", "Marked anew by a revised rubric ({date})."),
    "scope": Text(
        "本证明只说明在 storesim 模拟环境中的实操考试成绩，不是国家职业资格或职业技能等级证书。",
        "This states the result of a practical exam in the storesim simulator. It is no vocational qualification of a state.",
    ),
    "examiner": Text("主考", "Examiner"),
    "seal": Text("盖章", "Seal"),
    "signed_on": Text("日期", "Date"),
    # evidence
    "verdict": Text("核验结果", "Verification"),
    "how_marked_note": Text(
        "评分点取各次作答中最好的一次（第 2 次起乘以重交系数 {factor}），按权重合成要求，触碰红线的那一次不计；要求平均得题目分，题目按分值合成总成绩；"
        "各步都向下取整到 0.01。",
        "A facet counts the best of the tries (from the second on times the factor {factor}); facets make a requirement by weight, without the tries in "
        "which a red line was crossed; requirements make an item by their mean, items the overall mark by their weights; each step is rounded down to "
        "0.01.",
    ),
    "try": Text("第几次", "Try"),
    "factor": Text("系数", "Factor"),
    "handed_in": Text("最后操作", "Last action"),
    "begun": Text("开始", "Begun"),
    "actions": Text("操作数", "Actions"),
    "rows": Text("记录行数", "Rows"),
    "seed": Text("种子", "Seed"),
    "last_row": Text("末行哈希", "Head"),
    "never_begun": Text("没有开始这一题，计 0 分。", "This item was never begun and counts 0."),
    "facet": Text("评分点", "Facet"),
    "in_try": Text("取第 {n} 次：{points} × {factor}", "try {n}: {points} × {factor}"),
    "weight_of": Text("占 {n}%", "weight {n} %"),
    "must_be_full": Text("必满", "must be full"),
    "earned": Text("得", "earned"),
    "facts": Text("记录", "facts"),
    "more_findings": Text("另有 {n} 条满分的依据", "{n} more that earned full points"),
    "red_line": Text("第 {n} 次触碰红线：{title}", "Red line crossed in try {n}: {title}"),
    "zeroed": Text("每次作答都触碰了红线，本项计 0 分。", "A red line was crossed in every try: this requirement counts 0."),
    "decision": Text(
        "人工改定：自动评分 {was}，改为 {now}。理由：{reason}（{author}，{date}）",
        "Set by hand: from the automatic mark of {was} to {now}. Reason: {reason} ({author}, {date})",
    ),
    "regrade": Text("按新标准重评：{reason}（{author}，{date}）", "Marked by another rubric: {reason} ({author}, {date})"),
    "decisions": Text("人工决定", "Decisions"),
    "journal": Text("操作记录", "The journal"),
    "journal_of": Text("第 {item} 题第 {n} 次的操作记录", "Journal of item {item}, try {n}"),
    "journal_note": Text(
        "按时间列出考生的每个操作（>）和随后发生的事；括号中是记录编号。灰底的是评分所依据的，斜体的是考生当时看不到的。",
        "Every action of the candidate (>) and what followed, in order; in brackets the number of the fact. Shaded are the facts that a mark stands on, in "
        "italics what the candidate could not see then.",
    ),
    "settled": Text("交卷之后", "After handing in"),
    # report of the exam
    "report": Text("考试成绩报告", "Exam report"),
    "absent": Text("未开考", "Did not begin"),
    "waiting": Text("待人处理", "Wait for a person"),
    "running": Text("未结束或待评分", "Not over, or to be graded"),
    "statistics": Text("统计指标", "Item statistics"),
    "attention": Text("需要处理的考生", "Candidates who wait for a person"),
    "why": Text("原因", "Why"),
    "sheet_facets": Text("评分点", "Facets"),
    "standing": Text("状态", "Standing"),
    "weights": Text("权重", "Weight"),
    "active": Text("操作用时（分钟）", "Active minutes"),
    "best_try": Text("取第几次", "Try that counts"),
    "before_factor": Text("系数前得分", "Before the factor"),
    "evidence_facts": Text("记录编号", "Facts"),
}  # fmt: skip


def words(revealed: bool) -> Mapping[str, Text]:
    """The words of classes as an exam says them; before names are revealed a number is an alias."""
    return {**OF_CLASSES, **_EXAM, **({} if revealed else _ALIASES)}
