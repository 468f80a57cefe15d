"""Moments as people type them, and a jump that others can hear of."""

from __future__ import annotations

import pytest

from simulator.kernel.engine import Advance
from simulator.kernel.messages import Command
from simulator.sessions.attempt import Attempt, AttemptError
from simulator.sessions.backstage import AUTHOR, Backstage, moment
from tests.packs_check import packedit

PACK, _ = packedit.judged()


def trial(mode: str = AUTHOR) -> Attempt:
    assert PACK is not None
    return Attempt.start(PACK, "one", 1, mode=mode, wall=lambda: 0)


@pytest.mark.parametrize(
    ("typed", "minute"),
    [
        ("D2 10:00", 34 * 60),
        (" d1 9:5 ", 545),
        ("D3", 2880),
        ("600", 600),
        ("Ｄ２　１０：００", 34 * 60),
        ("６００", 600),
    ],
)
def test_a_moment(typed: str, minute: int) -> None:
    assert moment(typed) == minute


@pytest.mark.parametrize("typed", ["", "soon", "D2 25:00", "D 10:00", "10:00", "D2 10:00 x", "-5", "1" * 5000])
def test_no_moment(typed: str) -> None:
    with pytest.raises(AttemptError) as caught:
        moment(typed)
    assert caught.value.code == "bad-moment"
    assert len(caught.value.text.en) < 160


def test_only_an_authors_trial_has_a_backstage() -> None:
    for mode in ("practice", "exam", "guided"):
        with pytest.raises(AttemptError):
            Backstage(trial(mode))


def test_a_jump_goes_there_and_no_further_than_the_end_and_tells_what_it_does() -> None:
    attempt = trial()
    backstage = Backstage(attempt)
    heard: list[Command] = []

    def do(command: Command) -> object:
        heard.append(command)
        return attempt.do(command)

    backstage.jump(10 * 60, do)
    assert attempt.now == 10 * 60
    assert heard == [Advance(minutes=60)]
    backstage.jump(9 * 60, do)
    assert len(heard) == 1
    backstage.jump(10**9)
    assert attempt.now == backstage.end == 18 * 60
    assert attempt.over
