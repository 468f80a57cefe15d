"""A deterministic, rule-based reader of the free text trainees write, in English and Chinese.

`read(text)` finds figures, dates, promises, codes, questions, courtesy and forbidden things. No language model, no clock,
no binary float, no network: the same text always gives the same `Reading`.
"""

from __future__ import annotations

from .amounts import amounts
from .asking import fold, mentions, says_amount, says_code, says_date, says_number
from .codes import codes, placeholders
from .copying import similarity
from .courtesy import courtesy, refusal, shouting
from .dates import dates
from .forbidden import forbidden
from .language import count_words, language
from .model import Amount, DateSaid, Forbidden, Promise, Quantity, Reading, RelativeTime
from .numbers import numbers, quantities
from .promises import promises
from .questions import questions
from .scan import scan
from .spelled import spelled
from .summary import readable_limits, summary
from .times import relative_times

__all__ = [
    "Amount",
    "DateSaid",
    "Forbidden",
    "Promise",
    "Quantity",
    "Reading",
    "RelativeTime",
    "mentions",
    "read",
    "readable_limits",
    "says_amount",
    "says_code",
    "says_date",
    "says_number",
    "similarity",
    "summary",
]


def read(text: str) -> Reading:
    """Everything the rules recognise in `text`. Never raises for any string."""
    view = scan(text)
    dated = dates(view)
    found = numbers(view, [d.span for d in dated])
    words = spelled(view)
    if words:
        found = sorted([*found, *words], key=lambda n: n.start)
    money = amounts(view, found)
    relative = relative_times(view, found)
    taken = [d.span for d in dated] + [(n.start, n.end) for n in found if n.kind]
    greeting, thanks, apology, closing = courtesy(view)
    return Reading(
        text=view.text,
        folded=fold(view.text),
        language=language(view),
        words=count_words(view),
        amounts=tuple(money),
        quantities=tuple(quantities(found)),
        dates=tuple(dated),
        relative_times=tuple(relative),
        promises=tuple(promises(view, relative, dated)),
        codes=tuple(codes(view, taken)),
        questions=tuple(questions(view)),
        greeting=greeting,
        thanks=thanks,
        apology=apology,
        closing=closing,
        refusal=refusal(view),
        shouting=shouting(view),
        forbidden=tuple(forbidden(view, money)),
        placeholders=tuple(placeholders(view)),
    )
