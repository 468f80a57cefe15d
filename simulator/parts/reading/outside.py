"""Invitations to leave the platform: addresses, messengers, direct money, "contact me outside"."""

from __future__ import annotations

import re

from .clauses import clauses, denies
from .scan import Scan, Sentence

_EMAIL_HEAD = re.compile(r"[a-z0-9._%+-]{1,64}$")
_EMAIL_TAIL = re.compile(r"@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,4}")
_URL = re.compile(
    r"(?:https?://|www\.)[^\s]+|\.(?:com|net|shop|store|cn|de|org|io|me|ly|co|uk|fr)(?=[/\s,;:)!?]|$|\.(?:\s|$))"
)
_APPS = frozenset(
    [
        "whatsapp",
        "wechat",
        "weixin",
        "telegram",
        "viber",
        "skype",
        "messenger",
        "facebook",
        "instagram",
        "paypal",
        "venmo",
        "zelle",
        "outside",
        "offline",
        "privately",
        "private",
        "call",
        "phone",
        "tel",
        "mobile",
        "text",
        "ring",
        "dial",
        "western",
        "wire",
        "bank",
        "off",
        "directly",
        "email",
        "mail",
        "line",
        "qq",
        "signal",
        "sms",
        "hotline",
        "imessage",
    ]
)
_HAN_SIGNS = (
    "微信",
    "加v",
    "加微",
    "vx",
    "扣扣",
    "电报",
    "支付宝",
    "平台",
    "站外",
    "私下",
    "线下",
    "邮箱",
    "手机",
    "电话",
    "短信",
    "致电",
    "拨打",
    "来电",
    "直接",
    "转账给",
)
_APP = re.compile(
    r"\b(?:whatsapp|we ?chat|weixin|telegram|viber|skype|messenger|instagram|facebook|imessage|qq)\b|\b(?:on|by|via|my|our) (?:line|signal|sms)\b(?! of)|\bline id\b"
    r"|微信|加v|加微|\bvx\b|扣扣|电报|支付宝|whatsapp"
)
_LEAVE = re.compile(
    r"\boutside (?:of )?(?:the |this |our )?(?:platform|marketplace|site|website|app|system|store|chat)|\boff[- ](?:the )?(?:platform|site|marketplace|app)\b"
    r"|\b(?:contact|message|write|reach|pay|email|e-mail) (?:me|us) (?:privately|outside|offline|by e-?mail|directly (?:by|at|on|via|through) (?:e-?mail|phone|my|our))|\b(?:my|our) (?:private|personal) (?:e-?mail|number|phone|account)"
    r"|平台外|平台之外|站外|私下|脱离平台|绕过平台|绕开平台|不走平台|线下(?:交易|付款|联系|转账|支付|打款)|(?:我的|我们的|我们)?(?:私人)?(?:邮箱|手机号|电话)(?:是|为|号码|[:：])"
)
_DIRECT_PAY = re.compile(
    r"\b(?:paypal|western union|venmo|zelle|bank transfer|wire|transfer|pay)\b[^.]{0,40}\b(?:directly to (?:my|our|me|us)|to my (?:\w+ )?account|friends and family|friends & family|outside|privately)\b"
    r"|\b(?:via|by|through|with|to (?:my|our|your)) paypal\b|\bpaypal (?:transfer|account|me)\b|直接(?:转账|打款|付款|转给|汇款)|转账给(?:我|你|您)"
)
_PHONE = re.compile(r"\+?[0-9][0-9 ()\-]{6,18}[0-9]")
_CALL = re.compile(
    r"\b(?:call|phone|tel|mobile|text|ring|dial|sms|contact|reach|hotline|number is)\b|电话|手机|致电|拨打|来电|短信"
)
_STAY = re.compile(
    r"\bonly (?:here|answer|reply|communicate|on|through|via the|in this|use)|\bstay on|\bkeep (?:\w+ )?(?:\w+ )?(?:on|in|within) the (?:platform|chat)|\b(?:through|on|via|within) (?:the|this) platform\b|只能?(?:在|通过)(?:平台|站内|这里)|(?:在|通过)(?:平台|站内)(?:内|上|沟通|处理|联系)"
)
_QUOTED = re.compile(
    r"\byou (?:asked|mentioned|wrote|wanted|requested|sent)|\byour (?:message|request)|您(?:提到|问|要求|提出|希望)|你(?:提到|问|要求|提出|希望)"
)
_INVITE = re.compile(
    r"\b(?:add|contact|write|text|message|reach|call|pay|transfer|send|chat|talk|use|find)\b|加|联系|转|付|聊|打|找"
)


def off_platform(scan: Scan) -> list[Sentence]:
    """The sentences that invite the reader away from the platform."""
    low = scan.low
    at_sign, dotted = "@" in low, "http" in low or "www." in low or ("." in low and _URL.search(low) is not None)
    chinese = scan.han > 0 and any(word in low for word in _HAN_SIGNS)
    if not at_sign and not dotted and not chinese and scan.bag.isdisjoint(_APPS):
        return []
    out: list[Sentence] = []
    for sentence in scan.sentences:
        start, end = sentence.start, sentence.end
        if at_sign and "@" in low[start:end] and _email(low, start, end):
            out.append(sentence)
            continue
        hit = (_URL.search(low, start, end) if dotted else None) or _LEAVE.search(low, start, end)
        hit = hit or _APP.search(low, start, end) or _DIRECT_PAY.search(low, start, end)
        if hit is None and _CALL.search(low, start, end):
            hit = _PHONE.search(low, start, end)
            if hit and sum(c.isdigit() for c in hit.group()) < 8:
                hit = None
            if hit and _is_code(low, hit.start(), hit.end()):
                hit = None
        if hit and not _refused(low, start, end, hit.start()):
            out.append(sentence)
    return out


def _is_code(low: str, start: int, end: int) -> bool:
    """Whether the digits are part of a tracking or order number rather than a telephone number."""
    before = low[max(0, start - 24) : start]
    return (
        (bool(before) and before[-1].isalnum() and before[-1].isascii())
        or (low[end : end + 1].isalpha() and low[end : end + 1].isascii())
        or any(word in before for word in ("order", "tracking", "parcel", "单号", "订单", "运单", "编号", "awb", "#"))
    )


def _email(low: str, start: int, end: int) -> bool:
    at = low.find("@", start, end)
    tries = 0
    while at >= 0 and tries < 20:
        if _EMAIL_TAIL.match(low, at, end) and _EMAIL_HEAD.search(low, max(start, at - 64), at):
            return True
        at, tries = low.find("@", at + 1, end), tries + 1
    return False


def _refused(low: str, start: int, end: int, at: int) -> bool:
    """Whether the sentence declines to leave, insists on staying, or only repeats what the buyer asked."""
    if _STAY.search(low, start, end):
        return True
    previous = False
    for a, b in clauses(low, start, end):
        if a <= at < b or (a <= at <= b):
            if denies(low, a, b) or (
                _QUOTED.search(low, a, b) is not None and not re.search(r"\b(?:my|our|here)\b|我的", low[a:b])
            ):
                return True
            return previous and _INVITE.search(low, a, b) is None
        previous = denies(low, a, b)
    return False
