"""What is said of a hand-in: verdicts with the place and the reason, for a teacher to read and a student to be told."""

from __future__ import annotations

from simulator.classroom.errors import clip
from simulator.kernel.journal import Row
from simulator.kernel.text import Text
from simulator.kernel.time import clock
from simulator.locale.clean import clean

_UNITS = (
    (86_400_000, Text("{n} 天", "{n} d")),
    (3_600_000, Text("{n} 小时", "{n} h")),
    (60_000, Text("{n} 分钟", "{n} min")),
    (1_000, Text("{n} 秒", "{n} s")),
)


def span(ms: int) -> Text:
    """How long, in its two largest units: `2 天 3 小时`, `2 d 3 h`; at least a second."""
    rest = max(ms, 1_000)
    said: list[Text] = []
    for size, unit in _UNITS:
        n, rest = divmod(rest, size)
        if n and len(said) < 2:
            said.append(unit.fill(n=n))
        elif said:
            break
    return Text(" ".join(t.zh for t in said), " ".join(t.en for t in said))


def quoted(words: str, length: int = 40) -> str:
    """Text from a stranger's file, short and harmless."""
    return clip(clean(words), length)


def place(row: Row) -> Text:
    """A row with its sim minute."""
    return place_at(row.seq, row.minute)


def place_at(seq: int, minute: int) -> Text:
    """The same from the number of the row and the minute."""
    return Text(f"第 {seq} 行（{clock(minute)}）", f"row {seq} ({clock(minute)})")


VALID = Text(
    "有效：{rows} 行记录，哈希链完好，逐条重演后完全一致。",
    "Valid: {rows} rows, the chain is intact, and played again they are the same to the byte.",
)
NOT_A_SAVE = Text("这不是存档：{why}。", "This is no save: {why}.")
DAMAGED = Text("存档已损坏：{why}。", "The save is damaged: {why}.")
CUT_OFF = Text(
    "文件不完整：末尾被截断，只有 {size} 字节；请重新复制或上传原来的存档。",
    "The file is incomplete: it was cut off after {size} bytes; copy or upload the save once more.",
)
WITHOUT_LOG = Text(
    "复制时程序还开着，最近的记录还在旁边的 -wal 文件里；请先退出程序，再交存档。",
    "It was copied while the program had it open, and the newest rows lay in the file -wal beside it; quit the program first, "
    "then hand in the save.",
)
NEWER_FORMAT = Text(
    "由较新版本的程序写成：{why}；请先升级本程序再评。",
    "A newer version of the program wrote it: {why}; upgrade this program and grade again.",
)
NEWER_MESSAGE = Text(
    "含有本版本不认识的记录（{why}）；请先升级本程序再评。",
    "It holds records that this version does not know ({why}); upgrade this program and grade again.",
)
OTHER_RULES = Text(
    "按规则版本 {theirs} 做成，本程序是 {ours}，无法重演；请用同一版本的程序评分。",
    "It was played under rules version {theirs}, this program has {ours} and cannot play it again; grade it with the same "
    "version.",
)
EDITED = Text("内容被改动过：{what}。", "It was edited: {what}.")
REPLAYED = Text(
    "内容被改动过：按原来的操作重演，{place}与存档不同（{how}）。",
    "It was edited: with the same commands played again, {place} is another ({how}).",
)
IN_COLUMN = Text("{columns} 列", "column {columns}")
IMPOSSIBLE = Text("该操作无法执行", "that command cannot be carried out")
CUT_ROWS = Text(
    "记录不完整：交卷时有 {length} 行，现在只剩 {rows} 行，到 {place} 为止。",
    "It is incomplete: it had {length} rows when it was handed in, {rows} are left, up to {place}.",
)
CUT_END = Text("记录不完整：{what}。", "It is incomplete: {what}.")
EMPTY = Text("存档里还没有开始做。", "Nothing was begun in this save.")
OPEN = Text(
    "还没有交卷：停在 {place}；请做完并交卷后再提交。",
    "It was not handed in by its player: it stops at {place}; finish it, hand in the shift, then submit the save.",
)
PRACTICE = Text(
    "这是自己的练习，没有从作业文件开始，不能当作业交。",
    "This is practice of one's own, not begun from the task file, and does not count for an assignment.",
)
OTHER_ASSIGNMENT = Text("这是另一次作业（{id}）的存档。", "This is a save of another assignment ({id}).")
OTHER_MODE = Text(
    "这一局以“{mode}”方式做成，作业只认“{wanted}”方式。",
    "It was played in the mode {mode}; an assignment takes {wanted} only.",
)
OTHER_SCENARIO = Text("场景是 {theirs}，作业要求 {ours}。", "Its scenario is {theirs}; the assignment asks for {ours}.")
OTHER_PACK = Text(
    "用的是场景包 {id} {theirs}（{their_digest}），作业指定的是 {ours}（{our_digest}）。",
    "It was made with the pack {id} {theirs} ({their_digest}); the assignment asks for {ours} ({our_digest}).",
)
NOT_IN_CLASS = Text(
    "开局记录里的学生编号 {id} 不在这个班。", "The student {id} of its first entry is not in this class."
)
NOBODY = Text("开局记录里没有学生编号。", "Its first entry names no student.")
OF_ANOTHER = Text(
    "由学生 {by} 提交，开局记录却属于学生 {id}。",
    "Student {by} handed it in, but its first entry belongs to student {id}.",
)
OTHER_SEED = Text("种子 {seed} 不是发给学生 {id} 的。", "The seed {seed} is none that was given to student {id}.")
FUTURE = Text("{place}的时间比评分时还晚 {span}。", "The clock of {place} is {span} ahead of the time of grading.")
EARLY = Text("作业开放前 {span}就开始了。", "It was begun {span} before the assignment opened.")
LATE = Text("截止后 {span}才完成。", "It was finished {span} after the time was up.")
BACKWARDS = Text(
    "另：{place}的时间早于它前面一行（电脑的时钟可能调过）。",
    "Note: the clock of {place} is before that of the row above it (the clock of the computer may have been set).",
)
UNJUDGED = Text("评判这个文件时出错（{why}）；请人工查看。", "Judging this file failed ({why}); look at it yourself.")
