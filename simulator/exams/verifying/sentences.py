"""What verifying says: each kind of fault with what was found and what it means, and the places where it stands."""

from __future__ import annotations

from datetime import UTC, datetime

from simulator.exams import facts as f
from simulator.exams.verifying.model import Fault
from simulator.kernel.text import Text
from simulator.kernel.time import clock

HALL = Text("考场记录", "record of the hall")
SITTING = Text("考生记录", "record of the sitting")

_EDITED = Text("保存后被人改动过", "it was changed after it was kept")
_FORGED = Text("不是本程序留下的，或被人改动过", "it was not left by this program, or changed afterwards")
_RULE = Text("违反考试规则，这一步不应存在", "against the rules of the exam: it should not be there")

_FAULTS: dict[str, tuple[Text, Text]] = {
    "chain": (Text("哈希链在这里断开", "the chain of digests breaks here"), _EDITED),
    "unreadable": (Text("内容读不出：{why}", "it cannot be read: {why}"), _EDITED),
    "first": (Text("第一条不是应有的开头", "the first entry is not the one there has to be"), _FORGED),
    "columns": (
        Text("旁列的“{name}”是 {shown}，按记录应为 {said}", "the column {name} says {shown}, the facts come to {said}"),
        Text("数据库被人直接改过；以记录为准", "somebody wrote to the database directly; the facts decide"),
    ),
    "paper": (
        Text("登记的试卷或场景包与本场考试的不同", "the paper or the packs it was enrolled for are not those of the exam"),
        Text("试卷在建立考试后被换过", "the paper was exchanged after the exam was set up"),
    ),
    "packs": (
        Text("冻结的场景包 {pack} 缺失或内容不同", "the frozen pack {pack} is missing or another"),
        Text("无法按开考时的内容复核", "nothing can be checked by what it was at the start"),
    ),
    "candidates": (
        Text("建立时登记 {made} 人，现只有 {there} 人", "{made} candidates were enrolled at first, {there} are there"),
        Text("有考生的记录被整个删除", "somebody's record was removed as a whole"),
    ),
    "commitment": (
        Text("种子承诺与考场密值不符", "the commitment to the seeds does not fit the hall's secret"),
        Text("题目的种子不是建立考试时定下的", "the seeds are not those that were fixed when the exam was set up"),
    ),
    "seed": (
        Text("种子 {shown}，按密值应为 {said}", "the seed is {shown}, drawn from the secret it is {said}"),
        Text("这一题不是抽到的那一题", "it is not the task that was drawn"),
    ),
    "phase": (
        Text("“{fact}”发生在“{stage}”阶段", "{fact} while the candidate was {stage}"), _RULE
    ),
    "order": (Text("时刻早于前一条", "its moment is before that of the entry before it"), _FORGED),
    "start": (Text("开始作答的时刻不在允许的范围内", "begun outside of the time in which one may begin"), _RULE),
    "expiry": (
        Text("时间到记在 {shown}，截止时刻是 {said}", "the end is put at {shown}, the deadline was {said}"), _FORGED
    ),
    "item": (Text("这一题当时不能开始", "this item could not be begun then"), _RULE),
    "epoch": (
        Text("座位号 {shown}，应为 {said}", "seat number {shown} instead of {said}"),
        Text("签到记录缺失或多出", "a sign-in is missing, or one too many is there"),
    ),
    "sign-in": (
        Text("座位 {epoch} 没有相应的签到（准考证加密码）", "seat {epoch} was taken without signing in with ticket and PIN"),
        Text("有人绕过签到入座", "somebody took the seat without the PIN"),
    ),
    "attempt-unknown": (Text("答卷不属于任何已开始的题", "an attempt that no item was begun for"), _FORGED),
    "attempt-missing": (
        Text("已开始的题没有答卷", "an item was begun and its attempt is not there"),
        Text("答卷被删除", "the attempt was removed"),
    ),
    "attempt-other": (Text("题号或次数与记录不同", "item or try are not those of the record"), _FORGED),
    "opened": (
        Text("开局记录的{name}是 {shown}，应为 {said}", "by its first entry {name} is {shown} and not {said}"), _FORGED
    ),
    "opening": (
        Text("开局内容不是该场景和种子给出的", "the opening is not what scenario and seed give"),
        Text("题目被改过（难度可能不同）", "the task was changed, and may have been easier"),
    ),
    "row": (Text("{why}", "{why}"), _FORGED),
    "replay": (
        Text("重演后这一步不同", "played again, this step is another"),
        Text("这一步的内容不是那样操作会得到的", "what is kept is not what these inputs lead to"),
    ),
    "late": (Text("操作时刻 {shown}，截止时刻 {said}", "done at {shown}, the deadline was {said}"), _RULE),
    "outside": (
        Text("操作时刻 {shown}，当时不在作答中", "done at {shown}, when the sitting did not run"), _RULE
    ),
    "after-item": (Text("该题交卷后还有 {rows} 步", "{rows} steps after the item was handed in"), _RULE),
    "after-end": (Text("考试结束后还有 {rows} 步", "{rows} steps after the end of the exam"), _RULE),
    "cut": (
        Text("记录为 {said} 步，现只有 {shown} 步", "{said} steps were on record, {shown} are there"),
        Text("答卷末尾被删除", "the end of the attempt was removed"),
    ),
    "rewritten": (
        Text("与当时记录的第 {rows} 步不同", "it is not what was on record after step {rows}"),
        Text("答卷在那之后被重写", "the attempt was written anew since"),
    ),
    "receipt-signature": (
        Text("回执（第 {rows} 条）的签名无效", "the signature of the receipt after entry {rows} does not hold"),
        Text("回执被改动或伪造", "the receipt was changed or forged"),
    ),
    "receipt-key": (
        Text("回执（第 {rows} 条）由未知密钥 {key} 签署", "the receipt after entry {rows} was signed with an unknown key, {key}"),
        Text("不是本考场签的", "it was not this hall that signed it"),
    ),
    "receipt-chain": (
        Text("签过的第 {rows} 条已不在或已不同", "entry {rows} was signed, and is gone or another now"),
        Text("签署之后记录被重写或截短", "the record was rewritten or cut after it was signed"),
    ),
    "receipt-astray": (
        Text("有回执，但所指的 {subject} 已不在", "there is a receipt for {subject}, which is not there"),
        Text("整份记录被删除", "a whole record was removed"),
    ),
    "redacted": (
        Text("抹去了字句，而此人并未被抹去，或抹去的不止是字句", "words were taken out though nobody was erased, or more than words is gone"),
        Text("这些条目的内容已无法证明，可能借此改动过", "what these entries say cannot be shown any more, and may have been changed that way"),
    ),
    "failed": (
        Text("复核中断：{why}", "it could not be judged: {why}"),
        Text("内容不是本程序能留下的", "it is nothing that this program could leave"),
    ),
}  # fmt: skip


def fault(code: str, ticket: str, place: Text, **said: object) -> Fault:
    """A fault in words."""
    what, means = _FAULTS[code]
    return Fault(code=code, ticket=ticket, place=place, what=what.fill(**said) if said else what, means=means)


CODES = tuple(_FAULTS)


def fact_place(seq: int, fact: f.Fact | None = None) -> Text:
    """A fact of a chain by its number, and what it is."""
    if fact is None:
        return Text(f"第 {seq + 1} 条", f"entry {seq + 1}")
    title = f.TITLES[type(fact)]
    return Text(f"第 {seq + 1} 条（{title.zh}）", f"entry {seq + 1} ({title.en})")


def attempt_place(item: int, number: int) -> Text:
    """An item and the try at it."""
    if number:
        return Text(f"第 {item + 1} 题第 {number + 1} 次", f"item {item + 1}, try {number + 1}")
    return Text(f"第 {item + 1} 题", f"item {item + 1}")


def row_place(where: Text, seq: int, minute: int) -> Text:
    """A step of an attempt."""
    return Text(f"{where.zh}第 {seq + 1} 步（{clock(minute)}）", f"{where.en}, step {seq + 1} ({clock(minute)})")


def moment(at: int | None) -> str:
    """A moment of the hall's time, to the millisecond, in UTC so that it is the same everywhere."""
    if at is None:
        return "-"
    return f"{datetime.fromtimestamp(at // 1000, UTC):%Y-%m-%d %H:%M:%S}.{at % 1000:03}Z"


OTHER_RULES = Text(
    "{place}：始于规则版本 {theirs}，本程序为 {ours}，未重演；哈希链和时刻都已核对。",
    "{place}: begun under rules version {theirs}, this is {ours}, so it was not played again; chain and moments were checked.",
)
OTHER_MAKER = Text(
    "{place}：开局由另一版本的生成器写成（{theirs}），未与种子核对。",
    "{place}: another version of the generator wrote the opening ({theirs}), so it was not compared with the seed.",
)
NO_RECEIPT = Text(
    "考试已结束，还没有结束时的回执；请让考场服务程序再运行一次。",
    "It is over and has no receipt of its end yet; let a program of the hall run once more.",
)
NO_SIGN_INS = Text("没有签到记录可核对（离线考试，或个人资料已删除）。", "No sign-ins are on record to compare (taken offline, or erased).")  # fmt: skip
BLANKED = Text(
    "个人资料已抹去：{n} 条记录的字句已删，其余内容不再能用回执证明。",
    "The person was erased: the words of {n} entries are gone, and receipts cannot vouch for the rest of these entries any more.",
)
OWN_KEYS = Text(
    "本机没有考场公钥，回执按记录中自称的密钥核对：{keys}；请与考场核对这些字母，或用 --key 指定公钥文件。",
    "This machine has no public key of the hall; receipts were checked by the keys the record names itself: {keys}. Compare these letters "
    "with the hall, or name its public key with --key.",
)
UNSIGNED = Text(
    "这场考试没有任何回执：只能证明前后一致，不能证明没有整个重写过。",
    "This exam has no receipts: it can be told that all is consistent, not that it was never rewritten as a whole.",
)
