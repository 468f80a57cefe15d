"""Commitments of the writer: what will be done, and by when."""

from __future__ import annotations

import re
from typing import cast

from .model import DateSaid, Promise, PromiseKind, RelativeTime
from .scan import Scan, Sentence

_GATE = frozenset(
    [
        "we",
        "i",
        "will",
        "we'll",
        "i'll",
        "you'll",
        "it'll",
        "shall",
        "guarantee",
        "promise",
        "let",
        "warehouse",
        "team",
        "colleagues",
        "we're",
        "i'm",
    ]
)
_MARK = re.compile(
    r"\b(?:(?:we|i)(?:'ll| will| shall|(?:'re|'m| are| am)(?: now| also| already)? (?:going to|about to|(?=(?:shipp|send|refund|resend|check|arrang|dispatch|post|process|contact)ing)))"
    r"|(?:we|i)(?: can| do| hereby)? (?P<vow>promise|guarantee|commit|undertake|assure)"
    r"|(?:warehouse|team|colleagues?|support|staff|company|carrier|courier) will|let (?:me|us)(?= (?:check|look|ask|verify|find|send|refund|ship))"
    r"|will (?:then |also |soon |now )?(?:be|arrive|reach|ship|get to|leave)|(?:you(?:'ll| will| shall)) (?:\w+ )?(?:get|receive|have|hear|find)|(?:and|then|also) will)\b"
)
_MARK_ZH = re.compile(
    "(?:我们?|本店|我司|客服|仓库|同事|小店|咱们?)[^，,。不无没您你]{0,8}?(?:会|将|马上|立即|立刻|尽快|一定|这就|为您|给您|帮您|安排)"
    "|(?:将|会)(?:于|在|为|给|帮|尽快|马上|立即|立刻|第一时间)|(?:您|你)(?:将|会|就会|就能|将会)[^，。不]{0,12}?收到|保证|承诺|(?:马上|立即|立刻|这就|尽快|今天就?|明天就?)(?:为|给|帮|安排|发|退|补|查|联系|回复)"
)
_NO = re.compile(r"\b(?:not|never|unable|cannot|no longer|without|instead of|rather than|decline|refuse)\b|n't\b")
_NO_ZH = re.compile("不(?!久|但|仅|日|超过|晚于|迟于|多于|过)|无法|没法|没有|拒绝|难以")
_CUT = re.compile(
    r"\b(?:whether|if|because|once|until|unless|when|as soon as|(?:after|before) (?:you|we|it|the)|so that|so you)\b|是否|因为|一旦|如果|能不能|可不可以|以便"
)
_SIGNS = (
    "will ",
    "'ll ",
    "shall ",
    "promise",
    "guarantee",
    "commit",
    "undertake",
    "assure",
    "let ",
    "ing ",
    "about to",
)
_IF = re.compile(r"\b(?:if|unless|provided|once|as soon as|in case)\b|如果|若|要是|一旦|假如|如您|只要")
_LEAD_ASK = re.compile(
    r"\b(?:would|could|can|should|shall|may|do|if|whether|what|when|which|how) (?:you|we|i|it|that)\b|\bif\b|\bok(?:ay)? if\b"
)
_ASK_ZH = re.compile("如果|是否|要不要|可以吗|好吗|行吗|可否|需要.{0,12}吗|愿意|会不会|能不能")
_VERB = re.compile(
    r"\b(?=[abcdefghilmnpqrsvtu])(?:(?P<return_label>return(?: shipping)? label|prepaid label|shipping label)"
    r"|(?P<refund>refund|reimburs|money back|pay (?:you )?back|credit(?:ed)? (?:you|the|to)|return (?:the|your) (?:money|amount|payment|full amount)|compensat)"
    r"|(?P<resend>re-?send|re-?ship|replace|reissue|exchang)"
    r"|(?P<send>send(?:ing)?\b|sent\b|mail(?:ed)?\b|e-?mail\b|provide|give\b|post(?:ed|ing)?\b|forward|attach)"
    r"|(?P<ship>ship|dispatch|despatch|hand(?:ed)? (?:it )?over|leave (?:our|the) warehouse)"
    r"|(?P<check>check|investigat|look into|find out|verif|examin|inspect|trac(?:e|ing)\b|ask the|contact (?:the|our)|confirm with|review\b|follow up)"
    r"|(?P<deliver>deliver|arriv|reach you|(?:get|receive|have) (?:it|them|the (?:parcel|package|order|goods|item)|your (?:parcel|package|order|goods|item)))"
    r"|(?P<answer>repl(?:y|ied)\b|answer|respond|get back|come back to|let you know|inform\b|informed\b|update|keep you|contact(?:ed)? (?:you)?|write (?:to )?you|notif|tell you|hear (?:from|back)|quote\b|another message))"
)
_VERB_ZH = re.compile(
    "(?=[退返赔补部全重另换更再发寄出安库交核查调检跟排追确联送到派抵收回答告通反同报给])"
    "(?:(?P<return_label>退货(?:标签|面单|运单))"
    "|(?P<refund>退款|退还|退回.{0,6}(?:款|钱|元)|退您|退给|返还|赔付|赔偿|补偿|全额退|部分退)"
    "|(?P<resend>重发|补发|重新(?:发|寄|邮|派|配送)|补寄|换货|换一?个新|更换|换新|再[给为]?您?[发寄补]|另发|另寄)"
    "|(?P<ship>发货|寄出|发出|出货|寄给|安排发|出库|发运|寄送|交运|发走|发给|发往)"
    "|(?P<check>核实|查询|核查|调查|检查|查一下|查看|查清|跟进|排查|追踪|确认|联系(?:物流|承运|快递|仓库|海关|供应商|工厂))"
    "|(?P<deliver>送达|送到|到货|派送|到达|抵达|收到(?!.{0,4}(?:退款|回复|答复|款|邮件|通知|消息)))"
    "|(?P<answer>回复|答复|告知|告诉|通知|联系您|联系你|反馈|更新|报价|同步|给您消息))"
)
_OBJECT = re.compile(
    r"(?P<return_label>\blabel)|(?P<resend>\breplacement|\banother (?:one|unit|piece|parcel|item)|\banew\b|\bnew (?!tracking|link|update|message|photo|quot|invoice|email)|\bcorrect (?:item|size|colou?r|one|product)|\bmissing|\bagain\b|\bspare)"
    r"|(?P<refund>\brefund|\bmoney|\bcash)|(?P<answer>\btracking|\bupdate|\bphoto|\bpicture|\binvoice|\binformation|\bdetails?|\blink|\bmessage|\breply|\banswer|\bquot|\bmanual|\bvideo|\bguide|\blist|\bdocument|\bcertificate|\bnumber|\breport|\bproof)"
)
_STOP = re.compile(r"[,，;.]|\b(?:and|but|then)\b")
_WEAK = frozenset({"provide", "give", "email", "e-mail", "attach", "forward"})
Time = RelativeTime | DateSaid


def _verbs(low: str, start: int, end: int, han: bool) -> list[tuple[int, PromiseKind]]:
    """Verb classes in [start, end) with their positions; denied ones are left out."""
    out: list[tuple[int, PromiseKind]] = []
    floor = start
    hits = list(_VERB.finditer(low, start, end))
    if han:
        hits = sorted([*hits, *_VERB_ZH.finditer(low, start, end)], key=re.Match.start)
    for hit in hits:
        kind = cast(str, hit.lastgroup)
        at = hit.start()
        if _NO.search(low, floor, at) or _NO_ZH.search(low, floor, at):
            comma = max(low.rfind(",", floor, at), low.rfind("，", floor, at), low.rfind(" but ", floor, at))
            if comma < 0 or _NO.search(low, comma, at) or _NO_ZH.search(low, comma, at):
                continue
        if kind == "send":
            stop = _STOP.search(low, hit.end(), min(end, hit.end() + 70))
            obj = _OBJECT.search(low, hit.end(), stop.start() if stop else min(end, hit.end() + 70))
            if obj is None and hit.group() in _WEAK:
                continue
            kind = cast(str, obj.lastgroup) if obj else "ship"
            floor = stop.start() if stop else hit.end()
        if kind == "deliver" and any(k == "refund" for _, k in out):
            continue
        if all(k != kind for _, k in out):
            out.append((at, cast(PromiseKind, kind)))
    if any(k == "return_label" for _, k in out):
        out = [(a, k) for a, k in out if k != "ship"]
    return out


def _time(times: list[Time], position: int, following: int, first: bool) -> Time | None:
    """The time that belongs to the verb at `position`: before the next verb, else one said earlier, else later."""
    for time in times:
        if position <= time.span[0] < following:
            return time
    earlier = [t for t in times if t.span[0] < position]
    if earlier:
        return earlier[0] if first else earlier[-1]
    return times[0] if times else None


def _times(scan: Scan, sentence: Sentence, begin: int, said: list[Time]) -> list[Time]:
    """The times in the sentence that belong to the commitment at `begin`.

    A time said before it counts only when it leads in ("Within 24 hours we will ..."), not in "if it is not here by
    Friday, we will ..." or "it left on 4 July and we will ...".
    """
    low, out = scan.low, list[Time]()
    for time in said:
        start, end = time.span
        if not sentence.start <= start < sentence.end:
            continue
        if end <= begin:
            comma = max(low.rfind(",", sentence.start, start), low.rfind("，", sentence.start, start), sentence.start)
            if begin - end > 4 or _IF.search(low, comma, start):
                continue
        out.append(time)
    out.sort(key=_start)
    return out


def _start(time: Time) -> int:
    return time.span[0]


def promises(scan: Scan, relative: list[RelativeTime], dated: list[DateSaid]) -> list[Promise]:
    """All promises in reading order, at most one of each kind per sentence."""
    latin = not scan.bag.isdisjoint(_GATE)
    if not latin and not scan.han:
        return []
    out: list[Promise] = []
    for sentence in scan.sentences:
        found = _markers(scan, sentence, latin)
        if found is None:
            continue
        begin, limit, vow = found
        low = scan.low
        verbs = _verbs(low, begin, limit, scan.han > 0)
        times = _times(scan, sentence, begin, [*relative, *dated])
        if not verbs:
            if not vow and not (times and latin and not scan.han):
                continue
            if _NO.search(low, begin, limit) or _NO_ZH.search(low, begin, limit):
                continue
            verbs = [(begin, "other")]
        conditional = _IF.search(low, sentence.start, sentence.end) is not None
        quote = scan.quote(sentence)
        for i, (at, kind) in enumerate(verbs):
            time = _time(times, at, verbs[i + 1][0] if i + 1 < len(verbs) else sentence.end, i == 0)
            if isinstance(time, RelativeTime):
                out.append(Promise(kind, time.minutes, None, time.weekday, quote, time.days, time.working, conditional))
            else:
                out.append(Promise(kind, None, time, None, quote, None, False, conditional))
    return out


def _markers(scan: Scan, sentence: Sentence, latin: bool) -> tuple[int, int, bool] | None:
    """Where the committed words of the sentence begin and end, and whether it is a vow; None without commitment."""
    low, start, end = scan.low, sentence.start, sentence.end
    hit = None
    if latin and any(low.find(sign, start, end) >= 0 for sign in _SIGNS):
        hit = _MARK.search(low, start, end)
    chinese = _MARK_ZH.search(low, start, end) if scan.han else None
    while hit and re.match(
        r" (?:\w+ )?(?:not|never|be unable|have to (?:refuse|decline))\b", low[hit.end() : hit.end() + 40]
    ):
        hit = _MARK.search(low, hit.end(), end)
    if hit and hit["vow"] and _NO.search(low, max(start, hit.start() - 2), hit.end()):
        hit = None
    while chinese and _NO_ZH.search(low, max(start, chinese.start() - 5), chinese.end() + 1):
        chinese = _MARK_ZH.search(low, chinese.end(), end)
    mark = hit or chinese
    if mark is None:
        return None
    if sentence.asked:
        if hit and _LEAD_ASK.search(low, start, hit.start()):
            return None
        if chinese and _ASK_ZH.search(low, start, end):
            return None
    begin = (
        mark.end()
        if hit and hit["vow"] is None and "will" not in hit.group() and "you" not in hit.group()
        else mark.start()
    )
    vow = bool(hit and hit["vow"]) or bool(chinese and chinese.group() in ("保证", "承诺"))
    cut = _CUT.search(low, mark.end(), end)
    limit = cut.start() if cut else end
    return begin, limit, vow
