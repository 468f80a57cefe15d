"""Wording of commitments: markers ("we will", "我们会"), verb classes, denials, conditions."""

from __future__ import annotations

import re

GATE = frozenset(
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
MARK = re.compile(
    r"\b(?:(?:we|i)(?:'ll| will| shall|(?:'re|'m| are| am)(?: now| also| already)? (?:going to|about to|(?=(?:shipp|send|refund|resend|check|arrang|dispatch|post|process|contact)ing)))"
    r"|(?:we|i)(?: can| do| hereby)? (?P<vow>promise|guarantee|commit|undertake|assure)"
    r"|(?:warehouse|team|colleagues?|support|staff|company|carrier|courier) will|(?:it|they|that)'ll|let (?:me|us)(?= (?:check|look|ask|verify|find|send|refund|ship))"
    r"|will (?:then |also |soon |now )?(?:be|arrive|reach|ship|get to|leave)|(?:you(?:'ll| will| shall)) (?:\w+ )?(?:get|receive|have|hear|find)|(?:and|then|also) will)\b"
)
MARK_ZH = re.compile(
    "(?=[我本客仓同小咱将会您你保承马立这尽今明])(?:(?:我们?|本店|我司|客服|仓库|同事|小店|咱们?)[^，,。不无没您你]{0,8}?(?:会|将|马上|立即|立刻|尽快|一定|这就|为您|给您|帮您|安排)"
    "|(?:将|会)(?:于|在|为|给|帮|尽快|马上|立即|立刻|第一时间)|(?:您|你)(?:将|会|就会|就能|将会)[^，。不]{0,12}?收到|保证|承诺|(?:马上|立即|立刻|这就|尽快|今天就?|明天就?)(?:为|给|帮|安排|发|退|补|查|联系|回复))"
)
DENIAL = re.compile(r"\b(?:not|never|unable|cannot|no longer|without|instead of|rather than|decline|refuse)\b|n't\b")
DENIAL_ZH = re.compile("不(?!久|但|仅|日|超过|晚于|迟于|多于|过)|无法|没法|没有|拒绝|难以")
CUT = re.compile(
    r"\b(?:whether|if|because|once|until|unless|when|as soon as|(?:after|before) (?:you|we|it|the)|so that|so you)\b|是否|因为|一旦|如果|能不能|可不可以|以便"
)
SIGNS = (
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
CONDITION = re.compile(r"\b(?:if|unless|provided|once|as soon as|in case)\b|如果|若|要是|一旦|假如|如您|只要")
LEAD_ASK = re.compile(
    r"\b(?:would|could|can|should|shall|may|do|if|whether|what|when|which|how) (?:you|we|i|it|that)\b|\bif\b|\bok(?:ay)? if\b"
)
ASK_ZH = re.compile("如果|是否|要不要|可以吗|好吗|行吗|可否|需要.{0,12}吗|愿意|会不会|能不能")
VERB = re.compile(
    r"\b(?=[abcdefghilmnpqrsvtu])(?:(?P<return_label>return(?: shipping)? label|prepaid label|shipping label)"
    r"|(?P<refund>refund|reimburs|money back|pay (?:you )?back|credit(?:ed)? (?:you|the|to)|return (?:the|your) (?:money|amount|payment|full amount)|compensat)"
    r"|(?P<resend>re-?send|re-?ship|replace|reissue|exchang)"
    r"|(?P<send>send(?:ing)?\b|sent\b|mail(?:ed)?\b|e-?mail\b|provide|give\b|post(?:ed|ing)?\b|forward|attach)"
    r"|(?P<ship>ship|dispatch|despatch|hand(?:ed)? (?:it )?over|leave (?:our|the) warehouse)"
    r"|(?P<check>check|investigat|look into|find out|verif|examin|inspect|trac(?:e|ing)\b|ask the|contact (?:the|our)|confirm with|review\b|follow up)"
    r"|(?P<deliver>deliver|arriv|reach you|(?:get|receive|have) (?:it|them|the (?:parcel|package|order|goods|item)|your (?:parcel|package|order|goods|item)))"
    r"|(?P<answer>repl(?:y|ied)\b|answer|respond|get back|come back to|let you know|inform\b|informed\b|update|keep you|contact(?:ed)? (?:you)?|write (?:to )?you|notif|tell you|hear (?:from|back)|quote\b|another message))"
)
VERB_ZH = re.compile(
    "(?=[退返赔补部全重另换更再发寄出安库交核查调检跟排追确联送到派抵收回答告通反同报给])"
    "(?:(?P<return_label>退货(?:标签|面单|运单))"
    "|(?P<refund>退款|退还|退回.{0,6}(?:款|钱|元)|退您|退给|返还|赔付|赔偿|补偿|全额退|部分退)"
    "|(?P<resend>重发|补发|重新(?:发|寄|邮|派|配送)|补寄|换货|换一?个新|更换|换新|再[给为]?您?[发寄补]|另发|另寄)"
    "|(?P<ship>发货|寄出|发出|出货|寄给|安排发|出库|发运|寄送|交运|发走|发给|发往)"
    "|(?P<check>核实|查询|核查|调查|检查|查一下|查看|查清|跟进|排查|追踪|确认|联系(?:物流|承运|快递|仓库|海关|供应商|工厂))"
    "|(?P<deliver>送达|送到|到货|派送|到达|抵达|收到(?!.{0,4}(?:退款|回复|答复|款|邮件|通知|消息)))"
    "|(?P<answer>回复|答复|告知|告诉|通知|联系您|联系你|反馈|更新|报价|同步|给您消息))"
)
OBJECT = re.compile(
    r"(?P<return_label>\blabel)|(?P<resend>\breplacement|\banother (?:one|unit|piece|parcel|item)|\banew\b|\bnew (?!tracking|link|update|message|photo|quot|invoice|email)|\bcorrect (?:item|size|colou?r|one|product)|\bmissing|\bagain\b|\bspare)"
    r"|(?P<refund>\brefund|\bmoney|\bcash)|(?P<answer>\btracking|\bupdate|\bphoto|\bpicture|\binvoice|\binformation|\bdetails?|\blink|\bmessage|\breply|\banswer|\bquot|\bmanual|\bvideo|\bguide|\blist|\bdocument|\bcertificate|\bnumber|\breport|\bproof)"
)
OBJECT_END = re.compile(r"[,，;.]|\b(?:and|but|then)\b")
WEAK = frozenset({"provide", "give", "email", "e-mail", "attach", "forward"})
