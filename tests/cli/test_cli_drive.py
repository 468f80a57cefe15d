"""The driver's protocol: what goes in, what comes out, and what never does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from random_logs import hidden_tags

from simulator.bots.player import baseline
from simulator.cli.drive import MAX_LINE, Driver
from simulator.kernel.engine import OpenRecord
from simulator.kernel.messages import HiddenEvent
from simulator.packs.load import load
from simulator.sessions.attempt import Attempt
from simulator.sessions.rules import rules

Run = Callable[..., Any]


@pytest.fixture
def attempt(packs: Path) -> Attempt:
    return Attempt.start(load(str(packs)), "t1", 7)


@pytest.fixture
def driver(attempt: Attempt) -> Driver:
    return Driver(attempt, "en", baseline)


def ask(driver: Driver, command: str, fields: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    request = {"id": 1, "command": command, **({} if fields is None else {"fields": fields}), **more}
    answer = driver.answer(json.dumps(request).encode())
    assert set(answer) == {"id", "ok", "events", "views", "error"}
    assert (answer["error"] is None) == answer["ok"]
    found: dict[str, Any] = json.loads(msgspec.json.Encoder(decimal_format="number").encode(answer))
    return found


def orders(driver: Driver) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = ask(driver, "view", {"view": "orders"})["views"]["orders"]
    return found


def test_a_command_and_what_it_changes(driver: Driver) -> None:
    id = orders(driver)[0]["id"]
    answer = ask(driver, "orders.select", {"orders": [id]}, views=["orders"])
    assert answer["ok"]
    (event,) = answer["events"]
    assert set(event) == {"seq", "minute", "time", "tag", "fields", "text"}
    assert event["tag"] == "orders.selected"
    assert event["fields"] == {"orders": [id]}
    assert event["text"] == f"Selected to ship: {id}"
    assert answer["views"]["changed"] == {"orders": 4}
    assert next(o for o in answer["views"]["orders"] if o["id"] == id)["selected"] is True
    assert answer["views"]["clock"]["time"] == "D1 08:32"


def test_a_refusal_is_a_fact_and_an_error(driver: Driver) -> None:
    answer = ask(driver, "orders.select", {"orders": ["none"]})
    assert not answer["ok"]
    assert answer["error"]["code"] == "no-order"
    assert [e["tag"] for e in answer["events"]] == ["command.refused"]
    assert driver.attempt.engine.rows == 2


@pytest.mark.parametrize(
    ("line", "code", "says"),
    [
        ('{"id": 5', "bad-json", "JSON"),
        ("[1]", "bad-request", "object"),
        ('{"id": 5}', "bad-request", "command"),
        ('{"id": 5, "command": 7}', "bad-request", "command"),
        ('{"id": 5, "command": "view", "fields": 7}', "bad-request", "fields"),
        ('{"id": 5, "command": "view", "views": "orders"}', "bad-request", "views"),
        ('{"id": 5, "command": "view", "feilds": {}}', "unknown-field", "fields"),
        ('{"id": 5, "command": "orders.selct"}', "unknown-command", "orders.select"),
        ('{"id": 5, "command": "orders.select", "fields": {"ordrs": []}}', "unknown-field", "orders"),
        ('{"id": 5, "command": "orders.select", "fields": {}}', "bad-field", "orders"),
        ('{"id": 5, "command": "orders.select", "fields": {"orders": 5}}', "bad-field", "list"),
        ('{"id": 5, "command": "orders.select", "fields": {"orders": [5]}}', "bad-field", "text"),
        ('{"id": 5, "command": "clock.advance", "fields": {"minutes": 0}}', "bad-field", "at least 1"),
        ('{"id": 5, "command": "clock.advance", "fields": {"minutes": "5"}}', "bad-field", "whole number"),
        ('{"id": 5, "command": "clock.advance", "fields": {"minutes": 1e300}}', "bad-field", "too large"),
        ('{"id": 5, "command": "clock.advance", "fields": {"minutes": ' + "9" * 60 + "}}", "bad-field", "too large"),
        ('{"id": 5, "command": "view", "fields": {"view": "ordrs"}}', "unknown-view", "orders"),
        ('{"id": 5, "command": "view", "fields": {"view": "order"}}', "no-record", "order"),
        ('{"id": 5, "command": "view", "fields": {"view": "order", "key": "A1"}}', "no-record", "A1"),
        ('{"id": 5, "command": "clock.advance", "fields": {"minutes": 5}, "views": ["order:A1"]}', "no-record", "A1"),
        ('{"id": 5, "command": "parcels.hand_over", "fields": {"parcels": [], "mode": "x"}}', "bad-field", "pickup"),
        ("[" * 100_000, "bad-json", "JSON"),
        ('{"id": "' + "x" * MAX_LINE + '"}', "too-long", str(MAX_LINE)),
    ],
)  # fmt: skip
def test_what_cannot_be_done_happens_not_at_all(driver: Driver, line: str, code: str, says: str) -> None:
    for lang in ("zh", "en"):
        driver.lang = lang
        answer = driver.answer(line.encode())
        assert answer["error"]["code"] == code, answer
        assert answer["events"] == []
        if code not in ("bad-json", "too-long") and line.startswith("{"):
            assert answer["id"] == 5
        assert any("\u4e00" <= c <= "\u9fff" for c in answer["error"]["text"]) == (lang == "zh")
    assert says in answer["error"]["text"]
    assert driver.attempt.engine.rows == 1  # nothing was journalled


def test_reading_evidence_is_a_fact(driver: Driver) -> None:
    id = orders(driver)[0]["id"]
    first = ask(driver, "view", {"view": "order", "key": id})
    assert [e["tag"] for e in first["events"]] == ["record.opened"]
    assert first["views"][f"order:{id}"]["id"] == id
    assert ask(driver, "view", views=[f"order:{id}"])["events"] == []  # nothing new in it
    ask(driver, "orders.select", {"orders": [id]})
    assert len(ask(driver, "view", views=[f"order:{id}"])["events"]) == 1


def test_a_letter_is_read_by_opening_it(driver: Driver) -> None:
    answer = ask(driver, "clock.advance", {"minutes": 60, "until_news": True})
    (letter,) = [e for e in answer["events"] if e["tag"] == "message.arrived"]
    assert "text" not in letter["fields"]
    whole = ask(driver, "view", {"view": "thread", "key": letter["fields"]["thread"]})
    text = whole["views"][f"thread:{letter['fields']['thread']}"]["messages"][-1]["text"]
    assert len(text) > 60
    assert text not in letter["text"]


def test_no_points_before_the_end(driver: Driver) -> None:
    score = ask(driver, "score")["views"]["score"]
    assert score["compliance"] is None
    assert [f["score"] for f in score["requirements"]["11.1.1"]["facets"]] == [None, None]
    assert score["business"] is None
    handed_in = ask(driver, "submit")
    assert handed_in["ok"]
    assert [e["tag"] for e in handed_in["events"][-3:]] == ["baseline.recorded", "baseline.recorded", "attempt.closed"]
    assert ask(driver, "score")["views"]["score"]["compliance"] == 0
    assert ask(driver, "clock.advance", {"minutes": 5})["error"]["code"] == "closed"
    assert ask(driver, "submit")["error"]["code"] == "closed"
    assert ask(driver, "view", {"view": "orders"})["ok"]
    assert ask(driver, "quit")["ok"]
    assert not driver.running


def test_after_the_shift_only_handing_in_is_left(driver: Driver) -> None:
    ask(driver, "clock.advance", {"minutes": 1440})
    answer = ask(driver, "clock.advance", {"minutes": 1})
    assert answer["error"]["code"] == "shift-over"
    assert ask(driver, "submit")["ok"]


def test_a_failing_comparison_leaves_the_attempt_open(attempt: Attempt) -> None:
    def broken(*_: Any) -> Any:
        raise RuntimeError("no")

    driver = Driver(attempt, "en", broken)
    assert ask(driver, "submit")["error"]["code"] == "internal"
    assert attempt.engine.rows == 1
    driver.baseline = baseline
    assert ask(driver, "submit")["ok"]


def test_a_session_goes_on_where_it_was_left(there: Run, folders: Path) -> None:
    path = str(folders / "a.storesim")
    lines = '\n\ufeffx\n{"id": 1, "command": "clock.advance", "fields": {"minutes": 30}}\n\n{"id": 2, "command": "quit"}\n{"id": 3, "command": "view"}\n'
    ran = there("drive", "t1", "--seed", "1", "--save", path, stdin=lines)
    assert ran.code == 0
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert [a["id"] for a in answers] == [None, 1, 2]
    ran = there(
        "drive",
        "t1",
        "--seed",
        "1",
        "--save",
        path,
        stdin='{"id": 4, "command": "submit"}\n{"id": 5, "command": "score"}',
    )
    assert ran.code == 0
    answers = [json.loads(line) for line in ran.out.splitlines()]
    assert answers[1]["views"]["clock"]["closed"] is True
    assert answers[0]["events"][0]["seq"] > 0
    score = json.loads(there("score", path, "--json").out)
    assert score == answers[1]["views"]["score"]
    assert there("verify", path).code == 0


def test_an_attempt_that_was_never_begun_is_begun(there: Run, folders: Path) -> None:
    """Whoever made the save was killed before the first entry."""
    from simulator.sessions.store import Attempt as Meta
    from simulator.sessions.store import open_save

    path = folders / "a.storesim"
    with open_save(path, create=True) as save:
        save.create_attempt(
            Meta(
                pack="tiny",
                pack_version="1",
                pack_digest="x",
                scenario="t1",
                seed="1",
                mode="practice",
                created=1,
                kernel="1",
            )
        )
    assert there("score", str(path)).code == 2
    assert there("drive", "t1", "--seed", "1", "--save", str(path), stdin='{"command": "submit"}').code == 0
    assert there("score", str(path)).code == 0


def test_hidden_values_do_not_show(packs: Path) -> None:
    """Two worlds that differ only in what nobody can know answer alike (law 9)."""
    pack = load(str(packs))
    answers = []
    for salt in (0, 1, 2):
        attempt = Attempt.start(pack, "t1", 7, salt=salt)
        driver = Driver(attempt, "en")
        said = []
        for name, spec in rules().views.items():
            if spec.kind == "table":
                said.append(ask(driver, "view", {"view": name}))
                for row in attempt.view(name):
                    record = spec.record
                    if (
                        record in rules().views
                        and rules().views[record].kind == "record"
                        and attempt.view(record, row.id)
                    ):
                        said.append(ask(driver, "view", {"view": record, "key": row.id}))
        said.append(ask(driver, "clock.advance", {"minutes": 120}))
        answers.append(said)
    assert answers[0] == answers[1] == answers[2]


def test_no_answer_holds_a_hidden_event(driver: Driver, attempt: Attempt) -> None:
    seen = []
    for order in orders(driver):
        seen.append(ask(driver, "orders.select", {"orders": [order["id"]]}))
    for _ in range(8):
        seen.append(ask(driver, "clock.advance", {"minutes": 240}))
    seen.append(ask(driver, "submit"))
    tags = {e["tag"] for a in seen for e in a["events"]}
    assert tags
    assert not tags & hidden_tags()
    hidden = [f for f in attempt.facts() if isinstance(f.event, HiddenEvent)]
    assert hidden
    told = {e["seq"] for a in seen for e in a["events"]}
    assert not told & {f.seq for f in hidden}


def test_opening_by_command_counts_too(attempt: Attempt) -> None:
    driver = Driver(attempt, "en")
    id = orders(driver)[0]["id"]
    assert [e["tag"] for e in ask(driver, "record.open", {"view": "order", "key": id})["events"]] == ["record.opened"]
    assert attempt.do(OpenRecord(view="order", key="none")).ok is False
