"""The live panel beside the composer: what was recognised, in the writer's own words where possible."""

from __future__ import annotations

from simulator.kernel.text import Text

from .model import ForbiddenKind, PromiseKind, Reading, Span
from .units import WHOLE

_PROMISE: dict[PromiseKind, Text] = {
    "ship": Text("承诺：发货", "Promise: ship"),
    "refund": Text("承诺：退款", "Promise: refund"),
    "resend": Text("承诺：补发", "Promise: send again"),
    "answer": Text("承诺：答复", "Promise: answer"),
    "deliver": Text("承诺：送达", "Promise: deliver"),
    "check": Text("承诺：核查", "Promise: check"),
    "return_label": Text("承诺：退货面单", "Promise: return label"),
    "other": Text("承诺：其他", "Promise: other"),
}
_FORBIDDEN: dict[ForbiddenKind, Text] = {
    "off_platform": Text("警告：引导离开平台", "Warning: leads off the platform"),
    "blame": Text("警告：责怪对方", "Warning: blames the reader"),
    "pay_for_review": Text("警告：利诱评价", "Warning: pays for a review"),
    "false_declaration": Text("警告：虚假申报", "Warning: false declaration"),
    "insult": Text("警告：侮辱", "Warning: insult"),
    "hush_money": Text("警告：付钱撤诉或封口", "Warning: money for silence"),
}
_LANGUAGE = {"zh": "中文", "en": "English", "mixed": "中文 + English", "other": "?", "": "-"}
_COURTESY = (
    ("greeting", Text("称呼", "Greeting")),
    ("thanks", Text("致谢", "Thanks")),
    ("apology", Text("致歉", "Apology")),
    ("closing", Text("结语", "Sign-off")),
    ("refusal", Text("说明理由的拒绝", "Refusal with reason")),
    ("shouting", Text("警告：语气像喊叫", "Warning: reads as shouting")),
)


def plain(text: str, limit: int = 80) -> str:
    """One printable line of at most `limit` characters."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line if len(line) <= limit else line[: limit - 1] + "…"


def money(minor: int, currency: str) -> str:
    """ "EUR 12.50": the ISO code and the sum in major units."""
    if currency in WHOLE:
        return f"{currency} {minor}"
    return f"{currency} {minor // 100}.{minor % 100:02d}"


def summary(reading: Reading) -> list[tuple[Text, str]]:
    """(label, plain text) of everything recognised, in a fixed order; nothing recognised gives no line."""

    def said(span: Span) -> str:
        return plain(reading.text[span[0] : span[1]])

    out: list[tuple[Text, str]] = [(Text("金额", "Amount"), money(a.minor, a.currency)) for a in reading.amounts]
    for q in reading.quantities:
        if q.unit:
            out.append((Text("数量", "Quantity"), said(q.span)))
    for d in reading.dates:
        year = f"{d.year}-" if d.year is not None else ""
        out.append((Text("日期", "Date"), f"{year}{d.month:02d}-{d.day:02d}"))
    out += [(Text("时限", "Time"), said(t.span)) for t in reading.relative_times]
    out += [(_PROMISE[p.kind], plain(p.quote)) for p in reading.promises]
    out += [(Text("单号", "Code"), plain(code)) for code in reading.codes]
    out += [(Text("提问", "Question"), plain(question)) for question in reading.questions]
    if reading.language:
        out.append((Text("语言", "Language"), _LANGUAGE[reading.language]))
        out.append((Text("词数", "Words"), str(reading.words)))
    out += [(label, "✓") for name, label in _COURTESY if getattr(reading, name)]
    out += [(_FORBIDDEN[f.kind], plain(f.quote)) for f in reading.forbidden]
    out += [(Text("警告：未填的模板位", "Warning: unfilled template place"), plain(p)) for p in reading.placeholders]
    return out


def readable_limits() -> Text:
    """What the reader can and cannot do, said openly to the trainee."""
    return Text(
        "文字由固定规则读取，不评判文风；说法少见时，请写出准确的数字、单位和日期，并以旁边识别出的内容为准。",
        "Text is read by fixed rules and style is not judged; if your wording is unusual, give the exact figure, unit and "
        "date, and go by what is shown as recognised.",
    )
