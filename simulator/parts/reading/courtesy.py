"""Greeting, thanks, apology, sign-off, polite refusal, shouting."""

from __future__ import annotations

import re

from .scan import Scan

_GREETING = re.compile(
    r"\W*(?:dear|hello|hi|hey|good (?:morning|afternoon|evening|day)|greetings|hallo|guten tag|bonjour|hola|ciao|olá)\b"
    r"|\W*[^，,。!\n]{0,8}(?:您好|你好|尊敬的|亲爱的|早上好|上午好|中午好|下午好|晚上好|大家好)|\W*(?:嗨|哈喽|亲[,，~爱!\s])"
)
_THANKS = frozenset({"thank", "thanks", "thankful", "grateful", "appreciate", "appreciated"})
_THANKS_ZH = re.compile("谢谢|感谢|多谢|谢过|致谢")
_SORRY = frozenset({"sorry", "apologise", "apologize", "apologies", "apology", "apologising", "apologizing", "regret"})
_SORRY_ZH = re.compile("抱歉|对不起|对不住|歉意|致歉|道歉|见谅|不好意思")
_CLOSING = re.compile(
    r"\b(?:regards|sincerely|best wishes|yours|cheers|respectfully|faithfully|customer (?:service|care|support)"
    r"|have a (?:nice|good|great|lovely|pleasant) (?:day|week|weekend|evening))\b|(?:^|\n)\s*(?:best|thanks|thank you|many thanks),?\s*\n"
)
_CLOSING_ZH = re.compile("此致|敬上|敬礼|祝好|顺祝|顺颂|祝您|祝你|商祺|谨上|敬启|祝生意|生活愉快|客服[^，。\n]{0,6}$")
_UNABLE_WORDS = frozenset(
    {"cannot", "can't", "unable", "can", "able", "allowed", "permitted", "possible", "decline", "may", "must"}
)
_UNABLE = re.compile(
    r"\b(?:cannot|can't|can not|unable|not (?:be )?(?:able|allowed|permitted|possible)|(?:have to|must) decline|may not|must not)\b"
)
_UNABLE_ZH = re.compile("不能|无法|不可以|没办法|没法|未能|不允许|不便|不得|难以")
_REASON = re.compile(
    r"\b(?:because|since|due to|laws?|legal(?:ly)?|illegal|customs|rules?|polic(?:y|ies)|regulations?|requires?d?|truthful(?:ly)?"
    r"|honest(?:ly)?|platform|according|otherwise|as (?:it|we|the|this)|for (?:safety|security|privacy))\b"
)
_REASON_ZH = re.compile("因为|由于|因|规定|规则|法律|海关|政策|如实|要求|违反|违法|法规|依法|平台|否则|为了|隐私|安全")

_CAPITALS = re.compile(r"[A-Z]{2,20}[^A-Za-z0-9]{1,4}[A-Z]{2}")


def courtesy(scan: Scan) -> tuple[bool, bool, bool, bool]:
    """(greeting, thanks, apology, closing)."""
    low, bag = scan.low, scan.bag
    greeting = _GREETING.match(low[:80].lstrip()) is not None
    thanks = not bag.isdisjoint(_THANKS)
    apology = not bag.isdisjoint(_SORRY) and "not sorry" not in low
    tail = low[-140:]
    closing = _CLOSING.search(tail) is not None
    if scan.han:
        thanks = thanks or _THANKS_ZH.search(low) is not None
        apology = apology or _SORRY_ZH.search(low) is not None
        closing = closing or _CLOSING_ZH.search(low[-60:].rstrip()) is not None
    return greeting, thanks, apology, closing


def refusal(scan: Scan) -> bool:
    """A "cannot" with its reason in the same or a neighbouring sentence."""
    latin = not scan.bag.isdisjoint(_UNABLE_WORDS)
    if not latin and not scan.han:
        return False
    low = scan.low
    for i, sentence in enumerate(scan.sentences):
        start, end = sentence.start, sentence.end
        no = (latin and _UNABLE.search(low, start, end)) or (scan.han and _UNABLE_ZH.search(low, start, end))
        if not no or sentence.asked:
            continue
        around = (
            scan.sentences[i - 1].start if i else start,
            scan.sentences[i + 1].end if i + 1 < len(scan.sentences) else end,
        )
        if _REASON.search(low, *around) or (scan.han and _REASON_ZH.search(low, *around)):
            return True
    return False


def shouting(scan: Scan) -> bool:
    """Three exclamation marks in a row, or three words in capitals running (ten letters or more in all)."""
    if "!!!" in scan.text:
        return True
    if _CAPITALS.search(scan.text) is None:
        return False
    run = letters = 0
    for word in scan.text.split():
        core = word.strip(".,;:!?'\"()")
        if core.isalpha() and core.isascii() and core.isupper():
            run, letters = run + 1, letters + len(core)
            if run >= 3 and letters >= 10:
                return True
        elif core:
            run = letters = 0
    return False
