"""The reader against sentences as trainees write them."""

from __future__ import annotations

import time
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from simulator.parts.reading import (
    Reading,
    mentions,
    read,
    readable_limits,
    says_amount,
    says_code,
    says_date,
    says_number,
    similarity,
    summary,
)

AMOUNTS = [
    ("We refund €12.50 today.", [(1250, "EUR")]),
    ("We refund EUR 12,50 today.", [(1250, "EUR")]),
    ("It costs 12.50 euros.", [(1250, "EUR")]),
    ("That is US$5 per piece.", [(500, "USD")]),
    ("The price is ¥97.84.", [(9784, "CNY")]),
    ("The price is ¥1,200 (JPY).", [(1200, "JPY")]),
    ("合计3000日元。", [(3000, "JPY")]),
    ("R$ 49,90 por peça", [(4990, "BRL")]),
    ("It was £7.", [(700, "GBP")]),
    ("退您12.5 美元。", [(1250, "USD")]),
    ("退您５０元。", [(5000, "CNY")]),
    ("Total USD 1,299.00 FOB.", [(129900, "USD")]),
    ("Gesamt 1.299,00 €", [(129900, "EUR")]),
    ("The total is €1.299 net.", [(129900, "EUR")]),
    ("Total 1 299,00 EUR", [(129900, "EUR")]),
    ("１，２９９．００元", [(129900, "CNY")]),
    ("Between €5-10 only", [(500, "EUR"), (1000, "EUR")]),
    ("报价1.5万元", [(1500000, "CNY")]),
    ("RMB 88", [(8800, "CNY")]),
    ("about 20 dollars", [(2000, "USD")]),
    ("共5，12月发货", []),
    ("Order A1043 has 3 pieces.", []),
    ("5 EUR 10 pieces", [(500, "EUR")]),
    ("Your order 1043 EUR 5", [(500, "EUR")]),
    ("we try 5 more times", []),
    ("20000 won", [(20000, "KRW")]),
]


@pytest.mark.parametrize(("text", "expected"), AMOUNTS)
def test_amounts(text: str, expected: list[tuple[int, str]]) -> None:
    assert [(a.minor, a.currency) for a in read(text).amounts] == expected


QUANTITIES = [
    ("It takes 3-5 days.", [("3", "day"), ("5", "day")]),
    ("It takes 3 to 5 working days.", [("3", "working_day"), ("5", "working_day")]),
    ("2.5 kg per carton", [("2.5", "kg")]),
    ("2,5 kg", [("2.5", "kg")]),
    ("Size 30x20x10 cm", [("30", "cm"), ("20", "cm"), ("10", "cm")]),
    ("30 × 20 × 10 厘米", [("30", "cm"), ("20", "cm"), ("10", "cm")]),
    ("a 99.9Wh battery", [("99.9", "Wh")]),
    ("10000mAh", [("10000", "mAh")]),
    ("15% off", [("15", "percent")]),
    ("500 pcs", [("500", "piece")]),
    ("500件", [("500", "piece")]),
    ("五百件以上", []),
    ("三个工作日内", [("3", "working_day")]),
    ("within three days", [("3", "day")]),
    ("twenty-four hours", [("24", "hour")]),
    ("a 5-star hotel", [("5", "star")]),
    ("0,500 kg", [("0.500", "kg")]),
    ("1,500 units", [("1500", "piece")]),
    ("重量１２公斤", [("12", "kg")]),
    ("version 1.2.3", []),
]


@pytest.mark.parametrize(("text", "expected"), QUANTITIES)
def test_quantities(text: str, expected: list[tuple[str, str]]) -> None:
    assert [(q.value, q.unit) for q in read(text).quantities if q.unit] == [(Decimal(v), u) for v, u in expected]


DATES = [
    ("We ship on 4 July.", [(7, 4, None)]),
    ("We ship on July 4th.", [(7, 4, None)]),
    ("Jul 4, 2026", [(7, 4, 2026)]),
    ("2026-07-04", [(7, 4, 2026)]),
    ("7月4日前发出", [(7, 4, None)]),
    ("2026年7月4日", [(7, 4, 2026)]),
    ("七月四日", [(7, 4, None)]),
    ("04.07.2026", [(7, 4, 2026)]),
    ("07/25/2026", [(7, 25, 2026)]),
    ("25/07/2026", [(7, 25, 2026)]),
    ("the 3rd of May 2026", [(5, 3, 2026)]),
    ("All 5 may arrive late", []),
    ("You may 2 times", []),
    ("firmware version 1.2.2024", []),
    ("v2.10.2024", []),
    ("2026-13-40", []),
    ("31 February", []),
    ("７月４日", [(7, 4, None)]),
]


@pytest.mark.parametrize(("text", "expected"), DATES)
def test_dates(text: str, expected: list[tuple[int, int, int | None]]) -> None:
    assert [(d.month, d.day, d.year) for d in read(text).dates] == expected


TIMES = [
    ("within 3 days", [(4320, None)]),
    ("in 48 hours", [(2880, None)]),
    ("in the next 24 hours", [(1440, None)]),
    ("within a week", [(10080, None)]),
    ("in 3-5 days", [(7200, None)]),
    ("tomorrow", [(2880, None)]),
    ("the day after tomorrow", [(4320, None)]),
    ("today", [(1440, None)]),
    ("by Friday", [(None, 4)]),
    ("by Mon", [(None, 0)]),
    ("3天内", [(4320, None)]),
    ("24小时内", [(1440, None)]),
    ("3-5个工作日内", [(7200, None)]),
    ("两天之内", [(2880, None)]),
    ("明天", [(2880, None)]),
    ("周五前", [(None, 4)]),
    ("星期天", [(None, 6)]),
    ("3 days ago", []),
    ("3天前", []),
    ("Monday to Friday", []),
    ("周一至周五", []),
    ("on Black Friday", []),
    ("for the last 3 days", []),
    ("3天后", [(4320, None)]),
]


@pytest.mark.parametrize(("text", "expected"), TIMES)
def test_relative_times(text: str, expected: list[tuple[int | None, int | None]]) -> None:
    assert [(t.minutes, t.weekday) for t in read(text).relative_times] == expected


PROMISES = [
    ("We will refund you EUR 12.50 within 3 days.", [("refund", 4320)]),
    ("I'll ship it tomorrow.", [("ship", 2880)]),
    ("Your parcel will be shipped today.", [("ship", 1440)]),
    ("We'll send you a replacement by Friday.", [("resend", None)]),
    ("We will send you a prepaid return label today.", [("return_label", 1440)]),
    ("We will send you the tracking number tomorrow.", [("answer", 2880)]),
    ("We will check with the warehouse and get back to you within 24 hours.", [("check", 1440), ("answer", 1440)]),
    ("We will ship tomorrow and refund the postage within 5 days.", [("ship", 2880), ("refund", 7200)]),
    ("Within 24 hours we will reply.", [("answer", 1440)]),
    ("It left on 4 July and we will ask the carrier today.", [("check", 1440)]),
    ("We will not refund this order.", []),
    ("We won't resend it.", []),
    ("Unfortunately we cannot refund you.", []),
    ("We can't promise a delivery date.", []),
    ("Would you like us to refund you?", []),
    ("Shall we send a new one?", []),
    ("If you prefer, shall we refund you?", []),
    ("Will we ship today?", []),
    ("You will receive your refund within 5 days.", [("refund", 7200)]),
    ("We will send a replacement, not a refund.", [("resend", None)]),
    ("We will check whether a refund is possible.", [("check", None)]),
    ("We'll let you know once it has shipped.", [("answer", None)]),
    ("The parcel will arrive within 4 days.", [("deliver", 5760)]),
    ("We are happy to help.", []),
    ("我们会在24小时内回复您。", [("answer", 1440)]),
    ("我们将为您全额退款。", [("refund", None)]),
    ("我们会为您重新发货。", [("resend", None)]),
    ("今天就为您安排发货。", [("ship", 1440)]),
    ("我们保证3天内送达。", [("deliver", 4320)]),
    ("我们会联系物流核实情况。", [("check", None)]),
    ("我们不会退款。", []),
    ("我们无法保证3天内送达。", []),
    ("我们不能承诺退款。", []),
    ("如果您愿意，我们会退款，可以吗？", []),
    ("请不要担心，我们会查清楚的。", [("check", None)]),
    ("It'll leave our warehouse tomorrow.", [("ship", 2880)]),
    ("We have already refunded you on 3 July.", []),
    ("您将在3天内收到退款。", [("refund", 4320)]),
]


@pytest.mark.parametrize(("text", "expected"), PROMISES)
def test_promises(text: str, expected: list[tuple[str, int | None]]) -> None:
    assert [(p.kind, p.within) for p in read(text).promises] == expected


def test_promise_dates_and_weekdays() -> None:
    (first,) = read("We will ship it by 4 July.").promises
    assert first.by_date is not None
    assert (first.by_date.month, first.by_date.day) == (7, 4)
    (second,) = read("If it is not there, we will refund you by Friday.").promises
    assert (second.weekday, second.conditional) == (4, True)


FORBIDDEN = [
    ("Please write to me at anna@mail.com.", ["off_platform"]),
    ("Add me on WhatsApp: +86 138 0013 8000", ["off_platform"]),
    ("Please call us: +49 170 1234567", ["off_platform"]),
    ("You can pay to my PayPal account.", ["off_platform"]),
    ("See www.ourshop.com for more.", ["off_platform"]),
    ("Let us continue outside the platform.", ["off_platform"]),
    ("Don't hesitate to contact me on WhatsApp.", ["off_platform"]),
    ("We cannot move to WhatsApp; please write here.", []),
    ("Please do not use e-mail or WhatsApp.", []),
    ("You asked for our WhatsApp, but we may only answer here.", []),
    ("请加我微信13800138000", ["off_platform"]),
    ("我们不能通过微信联系您。", []),
    ("我们私下交易吧", ["off_platform"]),
    ("The line is long.", []),
    ("Please call the order 12345678 back.", []),
    ("Your tracking number is LX123456789CN, you can reach us here.", []),
    ("It is your fault.", ["blame"]),
    ("It is not your fault.", []),
    ("You should have read the listing.", ["blame"]),
    ("You should have received an e-mail.", []),
    ("这是你自己的问题。", ["blame"]),
    ("这不是您的错。", []),
    ("Sorry, that was our mistake.", []),
    ("We give you a $10 coupon for a 5-star review.", ["pay_for_review"]),
    ("If you delete your review we refund you.", ["pay_for_review"]),
    ("We refund you €10. In return, please change your review.", ["pay_for_review"]),
    ("We never offer refunds in exchange for positive reviews.", []),
    ("We refund you, whatever you write in your review.", []),
    ("If you like it, please leave a review.", []),
    ("好评返现5元", ["pay_for_review"]),
    ("删除差评，我们就退款给您。", ["pay_for_review"]),
    ("我们不会用退款换取好评。", []),
    ("We will declare $5 for you.", ["false_declaration"]),
    ("No problem, we will mark it as a gift.", ["false_declaration"]),
    ("We cannot declare a lower value.", []),
    ("We are not allowed to mark it as a gift because customs law forbids it.", []),
    ("You asked us to declare a lower value, but we must declare truthfully.", []),
    ("We will declare the full value of EUR 97.84.", []),
    ("If we declare a lower value, customs may seize the parcel.", []),
    ("可以帮您低报。", ["false_declaration"]),
    ("我们不能按礼品申报。", []),
    ("我们会如实申报97.84欧元。", []),
    ("没问题，我们按礼品申报。", ["false_declaration"]),
    ("You are an idiot.", ["insult"]),
    ("骗子，滚开", ["insult"]),
    ("Our stupid mistake, sorry.", []),
    ("滚筒洗衣机", []),
    ("We refund you if you close the case.", ["hush_money"]),
    ("Once you withdraw the dispute, we pay you €20.", ["hush_money"]),
    ("We have refunded you and you may close the case.", []),
    ("You do not need to close the case to get the refund.", []),
    ("只要您撤销纠纷，我们就补偿您20元。", ["hush_money"]),
    ("Please close the case after you receive the money.", []),
    ("As soon as the dispute is closed we will refund you.", ["hush_money"]),
    ("您先撤诉，我们再给您退款。", ["hush_money"]),
    ("我们建议您不要撤销纠纷，退款会照常处理。", []),
    ("We offer you 20% discount if you raise your rating to 5 stars.", ["pay_for_review"]),
    ("We must state the real value, so a gift label isn't possible.", []),
    ("不好意思，我们没办法把货值写低，因为海关要求如实申报。", []),
    ("没问题，可以写低一点，标礼品。", ["false_declaration"]),
    ("We will never ask you to pay outside the platform.", []),
    ("Please mark the carton with your order number.", []),
]


@pytest.mark.parametrize(("text", "expected"), FORBIDDEN)
def test_forbidden(text: str, expected: list[str]) -> None:
    assert [f.kind for f in read(text).forbidden] == expected


CODES = [
    ("Your order A1043 (LX123456789CN)", ("A1043", "LX123456789CN")),
    ("tracking lx 123 or LX 123 456 789 CN", ("LX123456789CN",)),
    ("order #1043", ("1043",)),
    ("订单号1043", ("1043",)),
    ("order 300 pieces", ()),
    ("Order number 20260704001.", ("20260704001",)),
    ("within 10000 hours", ()),
    ("EUR 12345.67", ()),
    ("Size 30x20x10 box", ()),
    ("on 2026-07-04", ()),
    ("SKU KT-2041-B", ("KT-2041-B",)),
    ("in 2026", ()),
]


@pytest.mark.parametrize(("text", "expected"), CODES)
def test_codes(text: str, expected: tuple[str, ...]) -> None:
    assert read(text).codes == expected


QUESTIONS = [
    ("Is your address correct?", 1),
    ("Could you tell us the colour", 1),
    ("Please let us know whether you got it.", 1),
    ("请问您的地址对吗", 1),
    ("您需要换货吗？还是退款？", 2),
    ("We will ship today.", 0),
    ("没什么。", 0),
    ("", 0),
]


@pytest.mark.parametrize(("text", "count"), QUESTIONS)
def test_questions(text: str, count: int) -> None:
    assert len(read(text).questions) == count


LANGUAGES = [
    ("Hello, we have shipped your order.", "en"),
    ("您好，您的订单已经发货。", "zh"),
    ("您好Anna，DHL单号LX123456789CN已更新，请查收。", "zh"),
    ("Dear Мария, your parcel is on its way.", "en"),
    ("Sehr geehrte Frau Klein, wir haben die Ware und bitte prüfen Sie das", "other"),
    ("Здравствуйте, заказ отправлен", "other"),
    ("ありがとうございます", "other"),
    ("Hello we shipped your order today 您好我们今天已经发货了请注意查收", "mixed"),
    ("", ""),
    ("123", ""),
]


@pytest.mark.parametrize(("text", "expected"), LANGUAGES)
def test_language(text: str, expected: str) -> None:
    assert read(text).language == expected


def _courtesy(r: Reading) -> set[str]:
    return {n for n in ("greeting", "thanks", "apology", "closing", "refusal", "shouting") if getattr(r, n)}


COURTESY = [
    ("Dear Anna,\nthank you for writing.\nKind regards\nMei", {"greeting", "thanks", "closing"}),
    ("We are sorry for the delay.", {"apology"}),
    ("您好，非常抱歉。祝您生活愉快", {"greeting", "apology", "closing"}),
    ("We cannot mark it as a gift, because customs law requires the true value.", {"refusal"}),
    ("We cannot do it.", set()),
    ("按规定我们不能低报。", {"refusal"}),
    ("READ THE LISTING FIRST", {"shouting"}),
    ("Stop!!!", {"shouting"}),
    ("DHL EXPRESS and the CE mark", set()),
    ("亲，您好", {"greeting"}),
]


@pytest.mark.parametrize(("text", "expected"), COURTESY)
def test_courtesy(text: str, expected: set[str]) -> None:
    assert _courtesy(read(text)) == expected


PLACEHOLDERS = [
    ("Dear [name], your {order}", ("[name]", "{order}")),
    ("Order XXX is late", ("XXX",)),
    ("尊敬的【客户姓名】", ("【客户姓名】",)),
    ("Sizes XL and XXL", ()),
    ("see [1]", ()),
]


@pytest.mark.parametrize(("text", "expected"), PLACEHOLDERS)
def test_placeholders(text: str, expected: tuple[str, ...]) -> None:
    assert read(text).placeholders == expected


def test_asking() -> None:
    r = read("We refund EUR 12,50 for 2 batteries of order A1043 on 4 July. 按如实申报，3-5个工作日。Lx 123456789 cn")
    assert says_amount(r, 1250, "EUR")
    assert not says_amount(r, 125, "EUR")
    assert says_date(r, 7, 4)
    assert says_number(r, 2)
    assert says_number(r, 5, "day")
    assert says_number(r, Decimal("12.5"))
    assert not says_number(r, 12)
    assert says_code(r, "a1043")
    assert says_code(r, "LX123456789CN")
    assert not says_code(r, "A104")
    assert mentions(r, "battery")
    assert mentions(r, "如实申报")
    assert mentions(r, "nothing", "REFUNDS")
    assert not mentions(r, "fund")
    assert not mentions(r, "")


def test_similarity() -> None:
    a = "Thank you for your message. We have checked the parcel with the carrier and will refund you EUR 12 today."
    assert similarity(a, a) == 100
    assert similarity(a, a.replace("12", "99") + " Best regards from all of us here.") >= 90
    assert similarity(a, "The kettle has a steel body and a cable of two metres.") == 0
    assert similarity("Dear Anna, we ship it soon", "Dear Bob, we ship it soon", mask=("Anna", "Bob")) == 100
    zh = "非常抱歉给您带来不便，我们会尽快联系物流核实包裹情况。"
    assert similarity(zh, zh) == 100
    assert similarity(zh, "这款水壶采用不锈钢材质，容量一点五升。") < 10
    long = a + " " + " ".join(f"word{chr(97 + i % 26)}{chr(97 + i // 26)} other thing" for i in range(90))
    assert similarity(a, long) < 60
    assert similarity("", a) == 0


def test_summary_is_plain_and_limits_are_open() -> None:
    r = read("Dear [b]Anna[/b], we will refund €12.50 within 3 days. Is it ok?\x07")
    rows = summary(r)
    assert ("Amount", "EUR 12.50") in [(label.en, value) for label, value in rows]
    assert all(value.isprintable() and "\n" not in value for _, value in rows)
    assert "rules" in readable_limits().en
    assert "规则" in readable_limits().zh
    assert summary(read("")) == []


_PIECES = st.sampled_from(
    [
        "we will ",
        "refund ",
        "€",
        "12,50",
        "3-5",
        " days",
        "我们会",
        "退款",
        "1.2.3",
        "2026-",
        "May 5",
        "not ",
        "申报",
        "低",
        "五星",
        "@",
        ".com",
        "İ",
        "ß",
        "½",
        "١٢",
        "㎏",
        "，",
        "\n",
        "？",
        "[x]",
        "#1",
        "半",
        "x",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(_PIECES, max_size=40).map("".join)))
def test_any_text_is_read_the_same_twice(text: str) -> None:
    first = read(text)
    assert first == read(text)
    size = len(first.text)
    for found in (*first.amounts, *first.quantities, *first.dates, *first.relative_times):
        assert 0 <= found.span[0] < found.span[1] <= size
    summary(first)
    mentions(first, text[:20])
    says_code(first, text[:20])
    assert 0 <= similarity(text, text[::-1]) <= 100


HOSTILE = [
    "1" * 20000, "1 111" * 4000, "1,111" * 4000, "1.1" * 6666, "a" * 20000, "A" * 20000, "A1-" * 6666, "@" * 20000, "a@a." * 5000,
    "we will " * 2500, "we will not " * 1600, "if you refund review " * 950, "if you refund, not review " * 800, "declare a " * 2000,
    "我们会" * 6666, "申报" * 10000, "不" * 20000, "十" * 20000, "[" * 20000, "{a" * 10000, "X" * 20000, " " * 20000, "\n" * 20000, "?" * 20000,
    "." * 20000, "a. " * 6666, "may " * 5000, "may 5 " * 3300, "today " * 3300, "by friday " * 2000, "one two " * 2500, "€" * 20000, "€5" * 10000,
    "3-" * 10000, "LX 123 456 789 " * 1300, "你应该" * 6666, "5星好评" * 5000, "http://" * 2800, "you " * 5000, "close the case if you " * 900,
    "not stupid, " * 1600, "不是傻子," * 4000, "+1 (" * 5000, "call 1234 " * 2000, "保证" * 10000, "我们" * 10000, "refund you and " * 1300,
    "we will refund you and " * 900, "word\u3000" * 4000,
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_hostile_length_is_read_quickly(text: str) -> None:
    # a ratio, not a time (the machine is shared): twice the text may cost at most six times as much, so nothing is quadratic
    # beyond what noise allows; processor time, the best of a few
    def cost(sample: str) -> float:
        best = 10.0**9
        for _ in range(3):
            begin = time.process_time()
            read(sample)
            best = min(best, time.process_time() - begin)
        return best

    assert cost(text) <= 6 * cost(text[: len(text) // 2]) + 0.05
