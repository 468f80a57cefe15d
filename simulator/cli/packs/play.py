"""`storesim pack play`: a scenario tried by its author, with everything visible."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from simulator.cli import choose, out, words
from simulator.cli.packs import reading
from simulator.cli.trouble import DONE, FAILED, Misuse, unknown
from simulator.kernel.text import Lang, Text
from simulator.kernel.time import clock
from simulator.scoring.report import percent

if TYPE_CHECKING:
    from simulator.packs.model import Pack, Scenario
    from simulator.sessions.attempt import Attempt
    from simulator.sessions.backstage import Backstage


def run(place: str, name: str, seed: str, at: str, player: str, text: bool, lang: Lang) -> int:
    """Begin the trial, let a player or time bring it up to a moment, and show it."""
    from simulator.sessions.backstage import Backstage

    number = choose.seed(seed)
    minute = _moment(at)
    pack = reading.usable(reading.place(place), lang)
    if pack is None:
        return FAILED
    scenario = _scenario(pack, name)
    attempt = _begin(pack, scenario, number, minute, choose.player(player, scenario))
    backstage = Backstage(attempt)
    if minute is not None:
        backstage.jump(minute)
    if text:
        out.lines(_lines(backstage, lang))
        return DONE
    from simulator.cli.play import show

    return show(attempt, lang)


def _moment(at: str) -> int | None:
    if not at:
        return None
    from simulator.sessions.attempt import AttemptError
    from simulator.sessions.backstage import moment

    try:
        return moment(at)
    except AttemptError as error:
        raise Misuse(f"--at {error.text.zh}", f"--at {error.text.en}") from None


def _scenario(pack: Pack, name: str) -> Scenario:
    if not name and len(pack.listed) == 1:
        return pack.listed[0]
    if name not in pack.scenarios:
        raise unknown("场景", "scenario", name, pack.scenarios)
    return pack.scenarios[name]


def _begin(pack: Pack, scenario: Scenario, seed: int, until: int | None, player: str) -> Attempt:
    """A trial in memory; a player other than idle plays up to the moment."""
    from simulator.bots.player import mistakes, play_reference
    from simulator.bots.scripted import departure_of
    from simulator.sessions.attempt import Attempt
    from simulator.sessions.backstage import AUTHOR

    attempt = Attempt.start(pack, scenario.id, seed, mode=AUTHOR)
    if until is None or player == "idle":
        return attempt
    recorded = next((m for m in scenario.mistakes if player == f"mistake:{m.id}"), None)
    departure = departure_of(recorded, mistakes()) if recorded else None
    if player not in ("reference", f"mistake:{recorded.id}" if recorded else ""):
        raise Misuse(
            "--player 可用 idle、reference 或本场景的 mistake:NAME。",
            "--player is idle, reference or a mistake:NAME of the scenario.",
        )
    play_reference(attempt, departure, until=until)
    return attempt


def _lines(backstage: Backstage, lang: Lang) -> Iterator[str]:
    """What is to come, what was hidden, and the score so far."""
    attempt = backstage.attempt
    rules = attempt.engine.rules
    yield f"{attempt.pack.id}/{attempt.scenario.id}  {Text('种子', 'seed').of(lang)} {attempt.first.seed}  {clock(attempt.now)}"
    yield ""
    yield Text("已经发生（* 是学员看不到的）", "What happened (* is hidden from the trainee)").of(lang)
    for fact, hidden in backstage.happened():
        yield f"  {clock(fact.minute)}  [{fact.seq}] {'* ' if hidden else ''}{words.tell(rules, fact.event, lang)}"
    yield ""
    yield Text("将要发生", "What is to come").of(lang)
    for item in backstage.coming():
        named = rules.book.occurrences.get(item.name, Text(item.name, item.name)).of(lang)
        said = "; ".join(words.tell(rules, event, lang) for event in item.events) or f"{named} {item.entity}"
        yield f"  {clock(item.due)}  {said}"
    yield ""
    report = backstage.report()
    yield Text("目前得分", "The score so far").of(lang)
    rows = [
        [f"{r.id}/{f.id}", f"{percent(f.points):f}", f.findings[0].why.of(lang) if f.findings else "-"]
        for r in report.requirements.values()
        for f in r.facets
    ]
    yield from (f"  {line}" for line in words.table(["", "", ""], rows, right=[1]) if line)
