"""What a seller must not write; a sentence that refuses such a thing is not flagged."""

from __future__ import annotations

import re

from .clauses import clauses, denies
from .model import Amount, Forbidden, ForbiddenKind
from .outside import off_platform
from .scan import Scan, Sentence


def _topic(english: str, chinese: str) -> tuple[frozenset[str], tuple[str, ...]]:
    return frozenset(english.split()), tuple(chinese.split())


# Words of which one must stand in the text before a topic's rules are tried at all.
_TOPICS: dict[ForbiddenKind, tuple[frozenset[str], tuple[str, ...]]] = {
    "blame": _topic(
        "fault mistake problem error should should've ought why failed user shame didn't did never broke",
        "自己 的错 责任 过错 怪 谁让 应该 应当 该早 该先 该看 该仔细 为什么 怎么 干嘛 关我们 无关 没关系 我们的问题",
    ),
    "insult": _topic(
        "stupid idiot idiots moron morons dumb shut liar liars scammer scammers fool fools fuck fucking fucked shit asshole "
        "bastard lying hell damn nonsense ridiculous",
        "傻 笨 白痴 骗子 滚 神经病 有病 无赖 妈 蠢 脑子 不要脸 胡说 无理",
    ),
    "pay_for_review": _topic("review reviews rating ratings feedback star stars comment comments", "星 评"),
    "false_declaration": _topic(
        "declare declared declaring declaration mark marked marking label labelled labeled write put state invoice list "
        "show undervalue undervalued under under-declare gift",
        "报 礼 写低",
    ),
    "hush_money": _topic(
        "case cases claim claims dispute disputes complaint complaints chargeback chargebacks report silent quiet secret tell "
        "complain between anything",
        "撤 取消 关闭 关掉 投诉 举报 保密 声张 说出去 告诉",
    ),
}
_BLAME = re.compile(
    r"\byour (?:own )?(?:fault|mistake)\b|\bthat(?:'s| is) your (?:own )?problem|\bit(?:'s| is) your (?:own )?(?:problem|error)|\byour own (?:problem|error)|\bnot our (?:fault|problem)\b"
    r"|\byou (?:should have|should've|ought to have) (?:\w+ )?(?:read|checked|measured|looked|asked|known|told|contacted|followed|ordered|chosen|noticed|paid attention|used|kept|been (?:more )?careful|thought|tested|opened|charged|written|said|bought)\b"
    r"|\byou (?:didn't|did not|failed to|never) (?:even )?(?:properly )?(?:read|follow|check|listen|measure|charge|use|install|wash|pay attention|bother)|\bwhy didn't you\b|\buser error\b|\bshame on you\b|\byou (?:must have )?broke it\b"
    r"|(?:你|您)自己(?:的)?(?:问题|错|责任|原因|弄|搞|没看|没有看|看错|选错|不小心|没注意)|(?:你|您)的(?:错|过错|责任)|怪你|怪您|谁让(?:你|您)|(?:你|您)(?:本来)?(?:就)?(?:应该|应当|该)(?:早|先看|看清|仔细|自己)"
    r"|(?:你|您)(?:为什么|怎么|干嘛)(?:不|没)(?:看|早|先|仔细|注意)|怪不得我们|不关我们|(?:与|跟|和)我们(?:没关系|无关)|不是我们的(?:错|问题|责任)"
)
_OWN_DENIAL = re.compile(
    r"not our (?:fault|problem)|不是我们的|不关我们|自己没|为什么不|怎么不|didn't|did not|never|怪不得我们|不小心"
)
_INSULT = re.compile(
    r"\b(?:stupid|idiots?|morons?|dumb|shut up|liars?|scammers?|fools?|fuck\w*|shit|asshole|bastard|you(?:'re| are) lying|go to hell|damn you|nonsense|your ridiculous|ridiculous)\b"
    r"|傻[逼子瓜叉帽]|(?:你|您)[真是很太]{0,2}傻|笨蛋|白痴|(?:你|您)?(?:这个|就?是个?)?骗子|滚(?:开|蛋|吧|出去)|神经病|(?:你|您)有病|无赖|他妈|妈的|愚蠢|蠢货|[太真]蠢|脑子有|不要脸|胡说八道|无理取闹"
)
_SELF = re.compile(r"\b(?:our|my) (?:own )?$")
_REVIEW = re.compile(
    r"\b(?:5|five)[ -]stars?\b|\b(?:positive|good|great|nice|better) (?:reviews?|feedback|ratings?|comments?)"
    r"|\b(?:delet|remov|chang|revis|edit|updat|modif|withdraw|tak(?:e|ing) down|amend|improv|rais)\w*(?: down)? (?:your|the|this|that|a)(?: \w+){0,2} (?:reviews?|rating|feedback|comments?|stars?)\b"
    r"|(?:五|5) ?星|好评|(?:删除|删掉|修改|更改|撤销|撤回|改掉|改|删)(?:一下)?[^，。]{0,6}(?:评价|差评|中评|评论|评分)|(?:评价|差评|中评|评论|评分)[^，。]{0,6}(?:删|修改|改成|改为|更改|撤)"
)
_REWARD = re.compile(
    r"\brefund|\bcoupons?\b|\bgifts?\b|\bvouchers?\b|\bdiscounts?\b|\bmoney\b|\bcash\w*|\bfree\b|\brewards?\b|\bcompensat|\bbonus|\bpay you\b|\bgive you\b|%|[€$£¥]"
    r"|退款|退您|返现|红包|优惠券|礼品|礼物|补偿|赠送|折扣|现金|免费|返您|返给|送您|[0-9]元"
)
_LINK = re.compile(
    r"\bif you|\bin (?:return|exchange)|\bonce you|\bafter you|\bas soon as you|\bthen\b|\bas a thank|只要|如果|若|换取|作为|之后|以后|就(?:可以|能|给|送|返|退)"
)
_REGARDLESS = re.compile(r"regardless|whether or not|whatever you|independent|无论|不论|不管|与评价无关")
_DECLARE = re.compile(
    r"\b(?:declar|mark|label|write|put|stat(?:e|ing)|invoice|list|show|under-?valu|under-?declar|undervalu)\w*|低报|少报|报低|申报|按礼品|写成?礼[品物]|当(?:作|成)?礼[品物]|标(?:记|注|为|成)|写低|报关"
)
_LOWER = re.compile(
    r"\bas (?:an? )?(?:\w+ )?(?:gift|sample|present)s?\b|\b(?:lower|low|less|smaller|reduced|cheaper)(?: \w+)? (?:value|amount|price|declaration|invoice)|\bvalue (?:lower|low|down|as low)|\bundervalu|\bunder-?(?:valu|declar)"
    r"|低报|少报|报低|写低|(?:申报|报关|写|标|报)[^，。]{0,8}(?:低|少一?点|礼品|礼物|样品)|(?:按|当|作为|当作|当成|以)(?:低价|礼品|礼物|样品|较低)|低(?:价|一点|一些|货值)[^，。]{0,4}申报|礼[品物]申报"
)
_BARE = re.compile(r"\bdeclar\w* (?:\w+ ){0,5}?(?=us\$|usd|eur|gbp|[€$£¥0-9])|申报[^，。0-9]{0,6}(?=[$€£¥]?[0-9])")
_HONEST = re.compile(
    r"\b(?:full|real|true|actual|correct|paid|order value|transaction|truthful\w*|honest\w*|sale price|exact)\b|实际|真实|如实|完整|成交"
)
_ONLY = re.compile(
    r"\b(?:only|just|lower|instead|save|avoid|for you|as you (?:ask|wish|request|want)\w*)\b|只|仅|帮您|帮你|省|避"
)
_QUOTED = re.compile(
    r"\byou (?:asked|wanted|requested|suggested|mentioned)|\basked us|\byour request|\bwhy do you|\bif we\b|\brequest(?:s|ed)? (?:to|that)|(?:您|你)(?:要求|希望|提到|让|提出|想|请求)|如果(?:我们)?(?:低报|少报|申报)|要求我们|的要求|海关(?:会|可能|将)"
)
_CASE = re.compile(
    r"\b(?:you|please|kindly|to)(?: \w+){0,3}? (?:clos|withdraw|cancel|drop|retract|remov|delet)\w*(?: \w+){0,3}? (?:cases?|claims?|disputes?|complaints?|chargebacks?|report)\b|\b(?:closing|withdrawing|cancelling|dropping) (?:the|your|this) (?:case|claim|dispute)|\b(?:case|claim|dispute|complaint) (?:is|has been) (?:closed|withdrawn|dropped|cancel)"
    r"|\b(?:stay|keep|remain) (?:silent|quiet)|\bkeep (?:this|it) (?:between us|secret|a secret|quiet|to yourself)|\b(?:not|don't) (?:tell|report|complain|say anything|contact the platform|open a (?:case|dispute))"
    r"|(?:撤销|撤回|取消|关闭|撤掉|撤|关掉)[^，。]{0,8}(?:纠纷|投诉|申诉|案件|争议|拒付|索赔|case)|(?:不要|不再|别)(?:去)?(?:投诉|举报|声张|说出去|告诉(?:平台|别人|其他))|撤诉|保密|不说出去"
)
_CONDITION = re.compile(
    r"\b(?:if|once|when|after|as soon as|provided(?: that)?|on condition that) you(?:'ll| will| can| could| agree to| promise to)? (?:\w+ )?"
    r"(?:clos|withdraw|cancel|drop|retract|remov|delet|stay|keep|remain|don't|do not|not )|\b(?:if|once|after|when|as soon as) the \w+ (?:is|has been) (?:closed|withdrawn|dropped|cancel)"
    r"|\bin (?:exchange|return)|\bbefore we|\bfirst\b|\bonly (?:if|after|when)|\bthen we|\b(?:and|so) we(?:'ll| will)|\bfor (?:closing|withdraw|cancel|drop)"
    r"|只要|如果|若|先|前提|换|(?:后|以后|之后).{0,8}(?:退|补|赔|返)|就(?:给|退|返|赔|补)|作为"
)


def forbidden(scan: Scan, amounts: list[Amount]) -> list[Forbidden]:
    """All forbidden things, at most one of each kind per sentence, in reading order."""
    outside = off_platform(scan)
    topics = [
        kind
        for kind, (english, chinese) in _TOPICS.items()
        if not scan.bag.isdisjoint(english) or (scan.han and any(word in scan.low for word in chinese))
    ]
    if not topics:
        return [Forbidden("off_platform", scan.quote(s)) for s in outside]
    out: list[Forbidden] = []
    previous: Sentence | None = None
    for sentence in scan.sentences:
        if sentence in outside:
            out.append(Forbidden("off_platform", scan.quote(sentence)))
        for kind in topics:
            if _found(kind, scan.low, previous, sentence, amounts):
                out.append(Forbidden(kind, scan.quote(sentence)))
        previous = sentence
    return out


def _found(kind: ForbiddenKind, low: str, previous: Sentence | None, sentence: Sentence, amounts: list[Amount]) -> bool:
    start, end = sentence.start, sentence.end
    if kind == "blame":
        hit = _BLAME.search(low, start, end)
        return hit is not None and (bool(_OWN_DENIAL.search(hit.group())) or not _denied(low, start, end, hit.start()))
    if kind == "insult":
        hit = _INSULT.search(low, start, end)
        if hit is None or _SELF.search(low[max(0, hit.start() - 8) : hit.start()]):
            return False
        return not _denied(low, start, end, hit.start())
    if kind == "pay_for_review":
        return _for_review(low, previous, sentence)
    if kind == "false_declaration":
        return _false_value(low, start, end, amounts)
    return _hushed(low, start, end)


def _hushed(low: str, start: int, end: int) -> bool:
    hit = _CASE.search(low, start, end)
    if hit is None or not _CONDITION.search(low, start, end) or not _REWARD.search(low, start, end):
        return False
    if _REGARDLESS.search(low, start, end):
        return False
    silence = hit.group().startswith(("not", "don't", "不", "别"))
    return silence or not _denied(low, start, end, hit.start())


def _denied(low: str, start: int, end: int, at: int) -> bool:
    """Whether the clause around position `at` denies before or at it."""
    for a, b in clauses(low, start, end):
        if a <= at < b:
            return denies(low, a, min(b, at + 4))
    return False


def _for_review(low: str, previous: Sentence | None, sentence: Sentence) -> bool:
    start, end = sentence.start, sentence.end
    hit = _REVIEW.search(low, start, end)
    if hit is None or _denied(low, start, end, hit.start()) or _REGARDLESS.search(low, start, end):
        return False
    if _REWARD.search(low, start, end):
        return not any(denies(low, a, b) and _REWARD.search(low, a, b) for a, b in clauses(low, start, end))
    if previous is None or not _REWARD.search(low, previous.start, previous.end):
        return False
    return bool(_LINK.search(low, start, end)) and not denies(low, previous.start, previous.end)


def _false_value(low: str, start: int, end: int, amounts: list[Amount]) -> bool:
    if not _DECLARE.search(low, start, end):
        return False
    denied_before = False
    for a, b in clauses(low, start, end):
        hit = _LOWER.search(low, a, b)
        if hit is None:
            bare = _BARE.search(low, a, b)
            if bare and not _HONEST.search(low, start, end):
                named = [m for m in amounts if bare.start() <= m.span[0] <= bare.end() + 8]
                small = any(m.minor < 2000 for m in named)
                if named and (small or _ONLY.search(low, a, b)):
                    hit = bare
        if hit:
            verb = _DECLARE.search(low, a, b)
            quoted = _QUOTED.search(low, start, hit.start())
            if verb and not denies(low, a, b) and not quoted and not denied_before:
                return True
        denied_before = denies(low, a, b) and not hit
        if b - a > 60 or low[b : b + 3] in ("so ", "but"):
            denied_before = False
    return False
