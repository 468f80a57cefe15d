"""Wrong ways with 9.2.1."""

from __future__ import annotations

import re
from collections.abc import Iterable

import msgspec

from simulator.bots.mistakes.common import Change, Drop
from simulator.bots.player import Mistake, Views, mistake
from simulator.desks.service.escalate import EscalateQuestion
from simulator.desks.service.knowledge import AddKnowledge
from simulator.desks.service.reply import Reply
from simulator.kernel.messages import Command
from simulator.kernel.text import Text
from simulator.kernel.time import DAY, HOUR

OPENS, CLOSES = 9 * HOUR, 21 * HOUR


def _question(c: Command) -> bool:
    return isinstance(c, Reply) and c.thread.startswith("Q-")


def _first(c: Reply, v: Views) -> bool:
    return not any(m.sender == "me" for m in v.record("thread", c.thread).messages)


def _on_record(c: Reply, v: Views) -> bool:
    """Whether this is the answer to a question that the records answer."""
    return _question(c) and _first(c, v) and not any(e.thread == c.thread for e in v.table("escalations"))


def _later(minute: int, wait: int) -> int:
    """So many staffed minutes later."""
    now = minute
    while True:
        day = now // DAY * DAY
        now = max(now, day + OPENS)
        if day + CLOSES - now >= wait:
            return now + wait
        wait -= max(0, day + CLOSES - now)
        now = day + DAY + OPENS


@mistake("leave-the-queue", title=Text("咨询放着，五个半小时后才答", "Questions left for five and a half hours"))
class LeaveTheQueue:
    """Answers what the records hold only hours later, as under the old rule."""

    def __init__(self, minutes: int = 330) -> None:
        self.wait = minutes
        self.held: dict[str, tuple[int, Reply]] = {}

    @property
    def release(self) -> int | None:
        """When the next held answer goes out."""
        return min((due for due, _ in self.held.values()), default=None)

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """What is due now goes out before anything else; more than one release is to come."""
        v.released = False
        out: list[Command] = []
        for thread, (due, reply) in list(self.held.items()):
            if due <= v.now + 15:
                out.append(reply)
                del self.held[thread]
        if isinstance(command, Reply) and _on_record(command, v):
            if command in out:
                return out
            since = v.record("thread", command.thread).waiting_since
            due = _later(since if since is not None else v.now, self.wait)
            if due > v.now + 15:
                self.held[command.thread] = (due, command)
                return out
        return [*out, command]


@mistake("guess-the-figures", title=Text("凭印象答，数字不对", "Answers from memory, wrong figures"))
def guess_the_figures() -> Mistake:
    """Answers from memory instead of the record: other figures, or nothing exact at all."""

    def change(c: Reply, v: Views) -> dict[str, str] | None:
        if not _on_record(c, v):
            return None
        other = re.sub(r"\d+", lambda m: str(int(m.group()) * 2 + 1), c.text)
        if other != c.text:
            return {"text": other}
        zh = v.record("thread", c.thread).language == "zh"
        return {
            "text": "您好，应该和同类商品差不多，放心。"
            if zh
            else "Hello, it should be much like other items of its kind."
        }

    return Change(Reply, change)


@mistake("escalate-everything", title=Text("什么都上报", "Escalates everything"))
class EscalateEverything:
    """Hands every question to an expert, also those the records answer."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """An escalation beside each answer."""
        if isinstance(command, Reply) and _on_record(command, v):
            text = v.record("thread", command.thread).messages[0].text
            return [EscalateQuestion(thread=command.thread, desk="product", facts=text[:1000]), command]
        return [command]


@mistake("escalate-nothing", title=Text("一个都不上报", "Escalates nothing"))
def escalate_nothing() -> Mistake:
    """Tells the buyer that an answer will come and leaves it at that."""
    return Drop(EscalateQuestion)


@mistake("ask-any-expert", title=Text("找错专家", "The wrong expert"))
def ask_any_expert() -> Mistake:
    """Hands the question to whichever expert stands next on the list; it comes back."""
    desks = ("compliance", "customs", "engineer", "product")

    def change(c: EscalateQuestion, v: Views) -> dict[str, str] | None:
        if any(e.thread == c.thread for e in v.table("escalations")):
            return None
        return {"desk": desks[(desks.index(c.desk) + 1) % 4]}

    return Change(EscalateQuestion, change)


@mistake("escalate-without-facts", title=Text("上报不写事实", "Escalates without facts"))
def escalate_without_facts() -> Mistake:
    """Hands over one line; the expert has to ask back."""
    return Change(EscalateQuestion, lambda c, v: {"facts": "买家有个问题，麻烦看一下。"})


@mistake("no-date-given", title=Text("不说何时答复", "Gives no date"))
def no_date_given() -> Mistake:
    """Thanks the buyer without saying when an answer will come."""

    def change(c: Reply, v: Views) -> dict[str, str] | None:
        if not _question(c) or not _first(c, v) or _on_record(c, v):
            return None
        zh = v.record("thread", c.thread).language == "zh"
        return {
            "text": "您好，您的问题已经收到，谢谢您的来信。"
            if zh
            else "Hello, thank you, we have received your question."
        }

    return Change(Reply, change)


@mistake("forget-to-report-back", title=Text("忘了回告买家", "Forgets to report back"))
def forget_to_report_back() -> Mistake:
    """The expert has answered; the buyer never hears of it."""
    return Drop(Reply, when=lambda c, v: _question(c) and not _first(c, v))


@mistake("keep-it-to-oneself", title=Text("不写知识库", "Writes nothing down"))
def keep_it_to_oneself() -> Mistake:
    """Writes nothing into the knowledge base."""
    return Drop(AddKnowledge)


@mistake("claim-a-certificate", title=Text("声称有证书", "Claims a certificate"))
class ClaimACertificate:
    """Reassures a buyer who asks for a certificate: claims one that no record holds."""

    def alter(self, command: Command, v: Views) -> Iterable[Command]:
        """One more letter to buyers who ask for certificates."""
        if isinstance(command, Reply) and _question(command) and _first(command, v) and not _on_record(command, v):
            record = v.record("thread", command.thread)
            if record.subject.en.endswith("certificate"):
                text = (
                    "放心，本品已通过 CE 认证。"
                    if record.language == "zh"
                    else "Please be assured: the item is CE certified."
                )
                return [command, msgspec.structs.replace(command, text=text)]
        return [command]
