"""What is said of a sitting: verdicts with the place and the reason, for an examiner to read."""

from __future__ import annotations

from simulator.classroom.judging.sentences import place, quoted
from simulator.kernel.text import Text

VALID = Text(
    "有效：{facts} 条考务记录、{rows} 行操作记录，哈希链完好，重演后逐字节相同，种子与时间相符。",
    "Valid: {facts} facts and {rows} rows of actions, chains intact, the same to the byte when played again, seeds and times as they should be.",
)
RUNNING = Text("还没有交卷（{stage}）。", "Not handed in yet ({stage}).")
ABSENT = Text("考生没有开始作答。", "The candidate did not begin.")
FACTS_CHANGED = Text("考务记录第 {n} 条被改动或缺失。", "Fact {n} of the sitting was changed or is missing.")
FACTS_UNREADABLE = Text("考务记录第 {n} 条读不出来：{why}。", "Fact {n} of the sitting cannot be read: {why}.")
FACTS_MISPLACED = Text("考务记录第 {n} 条不应出现在这里。", "Fact {n} of the sitting is nothing that may stand there.")
OTHER_EXAM = Text(
    "登记记录写的是另一场考试、另一套场景包或另一个种子承诺。",
    "Its first fact names another exam, other packs or another commitment to the seeds.",
)
OTHER_PAPER = Text(
    "考场数据库里的试卷不是登记时冻结的那一份。",
    "The paper in the hall's database is not the one that was frozen when the candidate was enrolled.",
)
LISTED = Text(
    "考生表中的“{what}”与考务记录得出的不符。", "{what} in the table of sittings is not what the facts come to."
)
STAGE = Text("状态", "The state")
DEADLINE = Text("截止时刻", "The deadline")
EPOCH = Text("座位序号", "The number of the seat")
LENGTH = Text("记录条数或末尾的哈希", "The number of facts or their head")
TRIES = Text(
    "第 {item} 题第 {number} 次：考务记录与作答表对不上。",
    "Item {item}, try {number}: the facts and the table of attempts do not agree.",
)
WHERE = Text("第 {item} 题第 {number} 次：", "Item {item}, try {number}: ")
CUT = Text(
    "{where}交卷时有 {wanted} 行，现在只有 {rows} 行。",
    "{where}it had {wanted} rows when it was handed in, now there are {rows}.",
)
HEAD = Text(
    "{where}第 {row} 行不是交卷时封存的那一行。",
    "{where}row {row} is not the one that was sealed when it was handed in.",
)
CHANGED = Text("{where}{what}。", "{where}{what}.")
CLOSED = Text("{where}考试中的记录不应有收尾。", "{where}an attempt in a hall is never closed, and this one is.")
UNKNOWN = Text(
    "{where}含有本版本不认识的记录（{why}）；请升级本程序再评。",
    "{where}it holds records that this version does not know ({why}); upgrade this program and grade again.",
)
OTHER_RULES = Text(
    "{where}按规则版本 {theirs} 做成，本程序是 {ours}，无法重演；请用同一版本的程序评分。",
    "{where}it was played under rules version {theirs}, this program has {ours} and cannot play it again; grade it with the same version.",
)
OTHER_PACK = Text(
    "{where}用的场景包或场景不是开考时冻结的。",
    "{where}its pack or scenario is not the one that was frozen for the exam.",
)
OTHER_OWNER = Text(
    "{where}开局记录属于另一位考生、另一场考试，或不是考试方式。",
    "{where}its first entry belongs to another candidate or exam, or is not in the mode of an exam.",
)
OTHER_SEED = Text(
    "{where}种子 {seed} 不是按考场密钥为这位考生抽出的。",
    "{where}the seed {seed} is not the one that is drawn for this candidate from the hall's secret.",
)
LATE = Text(
    "{where}{place}的时间不在当时允许的作答时间之内。",
    "{where}the time of {place} does not lie within the time to work that was in force then.",
)
BEYOND = Text(
    "{where}交卷之后还有 {rows} 行记录，不计入成绩。",
    "{where}there are {rows} rows after it was handed in; they do not count.",
)
UNMARKED = Text(
    "{where}评分时出错（{why}）；请检查场景包和试卷。",
    "{where}marking it failed ({why}); check the pack and the paper.",
)
UNJUDGED = Text("评判时出错（{why}）；请人工查看。", "Judging it failed ({why}); look at it yourself.")

__all__ = ["place", "quoted"]
