"""Wrong ways with 11.1.2."""

from __future__ import annotations

from simulator.bots.mistakes.common import Change, Drop
from simulator.bots.player import Mistake, Views, mistake
from simulator.desks.logistics.declare import DeclareParcel
from simulator.desks.service.reply import Reply
from simulator.kernel.messages import Command
from simulator.kernel.text import Text


@mistake("under-declare", title=Text("统统申报十块", "Ten dollars on everything"))
def under_declare(value: int = 1000) -> Mistake:
    """Ten units of the currency on everything (yen: a thousand)."""

    def fields(c: DeclareParcel, v: Views) -> dict[str, int]:
        # cheap goods too get a value far below the price
        return {"value": min(value, c.value // 3)}

    return Change(DeclareParcel, fields)


@mistake("vague-name", title=Text("品名只写“配件”", "Just 'accessories'"))
def vague_name() -> Mistake:
    """`accessories` on every parcel."""
    return Change(DeclareParcel, lambda c, v: {"name_en": "accessories", "name_zh": "配件"})


@mistake("one-code-for-all", title=Text("一个编码用到底", "One code for all"))
def one_code() -> Mistake:
    """The same customs code on every parcel."""
    return Change(DeclareParcel, lambda c, v: {"hs": "99999999"})


@mistake("guessed-weights", title=Text("重量件数凭感觉", "Guessed weights and pieces"))
def guessed_weights() -> Mistake:
    """Weights, pieces and origin out of the air."""
    return Change(
        DeclareParcel, lambda c, v: {"net_g": c.net_g * 2, "gross_g": c.gross_g * 2 + 5, "quantity": c.quantity + 3}
    )


@mistake("call-it-a-gift", title=Text("把销售写成礼品", "Calls a sale a gift"))
def call_it_a_gift() -> Mistake:
    """Goods sold are declared as gifts."""
    return Change(DeclareParcel, lambda c, v: {"nature": "gift"})


def _asks(c: Command, v: Views) -> bool:
    if not isinstance(c, Reply):
        return False
    thread = v.record("thread", c.thread)
    return thread is not None and thread.subject.en in ("Customs", "Declared value")


@mistake("give-in", title=Text("答应低报", "Gives in to the request"))
def give_in() -> Mistake:
    """Promises every buyer and colleague a low value (and declares truly all the same)."""

    def fields(c: Reply, v: Views) -> dict[str, str] | None:
        if not _asks(c, v):
            return None
        zh = v.record("thread", c.thread).language == "zh"
        return {
            "text": "好的，没问题，我们帮您低报。谢谢"
            if zh
            else "Hello, no problem, we will declare a lower value for you. Kind regards"
        }

    return Change(Reply, fields)


@mistake("no-answer-on-customs", title=Text("对低报请求装没看见", "Leaves the request unanswered"))
def no_answer() -> Mistake:
    """Leaves the requests unanswered."""
    return Drop(Reply, when=_asks)
