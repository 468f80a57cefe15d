"""`storesim replay`: the journal of a save as sentences, in order."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from simulator.cli import choose, out, words
from simulator.cli.trouble import DONE
from simulator.kernel.messages import HiddenEvent
from simulator.kernel.replay import batches
from simulator.kernel.text import Lang, Text
from simulator.kernel.time import clock


def run(name: str, attempt: str, pager: bool, lang: Lang) -> int:
    """Print what was done (`>`) and what happened; through a pager on a terminal."""
    from simulator.sessions.saves import Reading, read

    def told(reading: Reading) -> Iterator[str]:
        rules = reading.engine.rules
        first = reading.first
        yield f"{first.pack}/{first.scenario}  {Text('种子', 'seed').of(lang)} {first.seed}"
        for row, batch in batches(rules, reading.save.rows(reading.meta.id)):
            if batch.command is not None:
                begun = batch.facts[0][0] if batch.facts else row.minute
                yield f"{clock(begun)}  > {words.command_words(rules, batch.command, lang)}"
            for number, (minute, event) in enumerate(batch.facts):
                if not isinstance(event, HiddenEvent):
                    yield f"{clock(minute)}  [{row.first + number}] {words.tell(rules, event, lang, brief=not reading.closed)}"

    with read(choose.save(name), attempt) as reading:
        if pager and sys.stdout.isatty() and sys.stdin is not None and sys.stdin.isatty() and sys.platform != "win32":
            import pydoc

            from simulator.locale.clean import clean

            pydoc.pager("\n".join(clean(line) for line in told(reading)) + "\n")
        else:
            out.lines(told(reading))
    return DONE
