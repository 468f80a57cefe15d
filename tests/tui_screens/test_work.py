"""The shipped source over real packs, saves, players and scores."""

from __future__ import annotations

from pathlib import Path

import pytest

from simulator.kernel.text import Text
from simulator.tui.screens.model import ScenarioRow
from simulator.tui.screens.work import Shop, Trouble, advise, percent


@pytest.fixture
def shop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shop:
    monkeypatch.setenv("STORESIM_SAVES", str(tmp_path))
    return Shop()


def row(id: str, tries: int = 0, guided: bool = False, practises: tuple[str, ...] = ("11.1.1",)) -> ScenarioRow:
    return ScenarioRow(
        id=id, title=Text(id, id), track="B2C", minutes=1, guided=guided, practises=practises, tries=tries
    )


def test_advice_goes_from_the_guided_shift_to_the_new_to_the_weakest() -> None:
    first, new = row("first", guided=True), row("new")
    found = advise([new, first], {})
    assert found is not None
    assert found.scenario == "first"
    found = advise([row("first", 1, True), new], {})
    assert found is not None
    assert found.scenario == "new"
    weak, strong = row("weak", 1, practises=("9.2.1",)), row("strong", 1)
    found = advise([strong, weak], {"11.1.1": 9_000, "9.2.1": 4_200})
    assert found is not None
    assert found.scenario == "weak"
    assert "42" in found.why.zh
    assert advise([], {}) is None


def test_percent_is_written_with_two_decimals() -> None:
    assert [percent(p) for p in (0, 5, 8_455, 10_000)] == ["0.00", "0.05", "84.55", "100.00"]


def test_a_shift_is_begun_left_taken_up_handed_in_and_kept(shop: Shop) -> None:
    from simulator.bots.player import play

    assert shop.home().resume is None
    attempt = shop.start("11.1", 31)
    attempt.engine.journal.close()
    (row,) = shop.attempts()
    assert (row.closed, row.seed, row.score) == (False, "31", None)
    resume = shop.home().resume
    assert resume is not None
    again = shop.resume(resume.path, resume.attempt)
    play(again, "reference")  # type: ignore[arg-type]
    if not again.closed:
        again.submit()
    report = shop.report(again)
    assert shop.record(again, report) is None
    assert shop.record(again, report) is None
    again.engine.journal.close()
    (row,) = shop.attempts()
    assert row.closed
    assert row.score == report.compliance
    home = shop.home()
    assert home.resume is None
    assert next(s for s in home.scenarios if s.id == "11.1").best == report.compliance
    assert home.mastery["11.1.1"] == report.requirements["11.1.1"].points
    assert shop.fresh_seed("11.1") != 31
    # a closed attempt is read without locking it
    one, two = shop.resume(row.path, row.attempt), shop.resume(row.path, row.attempt)
    assert one.closed
    assert two.closed
    one.engine.journal.close()
    two.engine.journal.close()


def test_a_changed_save_is_told_in_one_sentence(shop: Shop) -> None:
    import sqlite3

    from simulator.sessions.store import SaveDamaged

    attempt = shop.start("11.1", 5)
    attempt.engine.journal.close()
    (row,) = shop.attempts()
    with sqlite3.connect(row.path) as connection:
        connection.execute("UPDATE journal SET minute = minute + 1 WHERE seq = 0")
    connection.close()
    with pytest.raises(SaveDamaged) as found:
        shop.resume(row.path, row.attempt)
    assert str(row.path) in found.value.text.zh


def test_a_save_in_use_is_told(shop: Shop) -> None:
    from simulator.sessions.store import SaveBusy

    attempt = shop.start("11.1", 5)
    (row,) = shop.attempts()
    with pytest.raises(SaveBusy):
        shop.resume(row.path, row.attempt)
    attempt.engine.journal.close()


def test_a_save_of_a_pack_that_is_not_here_is_told(shop: Shop) -> None:
    attempt = shop.start("11.1", 5)
    attempt.engine.journal.close()
    (row,) = shop.attempts()
    with pytest.raises(Trouble) as found:
        Shop(packs=[]).resume(row.path, row.attempt)
    assert "11.1" in found.value.text.en


def test_every_requirement_that_is_practised_is_one_of_the_standard(shop: Shop) -> None:
    from simulator import standard

    known = {r.id for r in standard.requirements()}
    assert shop.practised()
    assert set(shop.practised()) <= known


def test_a_shift_that_cannot_begin_leaves_no_save(shop: Shop, tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        shop.start("no-such-scenario", 1)
    from simulator.sessions import attempt as sessions

    class Full(Exception):
        pass

    def refuse(*_: object, **__: object) -> None:
        raise Full

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sessions.Attempt, "start", refuse)
        with pytest.raises(Full):
            shop.start("11.1", 1)
    assert not list(tmp_path.glob("*.storesim"))
    assert shop.attempts() == []
