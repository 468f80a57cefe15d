"""Every operation of both offices speaks both languages, and the facts that people read do, too."""

from __future__ import annotations

import re

import pytest

from simulator.classroom.bureau import Spec
from simulator.classroom.office import CLASS
from simulator.exams import facts as f
from simulator.exams.board import NOTICES
from simulator.exams.office import HALL
from simulator.exams.telling import told
from simulator.kernel.text import Text

SPECS = [*CLASS.operations().values(), *HALL.operations().values()]
CHINESE = re.compile(r"[\u4e00-\u9fff]")


def wrong(text: Text) -> str:
    if not text.zh.strip() or not text.en.strip():
        return f"{text} is empty in one language"
    if not CHINESE.search(text.zh) and any(c.isalpha() for c in text.zh.replace("ASCII", "")) and text.zh != text.en:
        return f"{text.zh!r} is not Chinese"
    return f"{text.en!r} is not English" if CHINESE.search(text.en) else ""


@pytest.mark.parametrize("spec", SPECS, ids=lambda s: f"{s.bureau.name}-{s.name}")
def test_an_operation_is_told_in_both_languages(spec: Spec) -> None:
    texts = [spec.title, spec.about, spec.bureau.groups[spec.group]]
    for field in spec.fields:
        texts.append(field.info.title)
        texts += [field.info.help] if field.info.help is not None else []
        texts += [label for code, label in field.info.choices.items() if code]
    assert [w for t in texts if (w := wrong(t))] == []
    assert spec.about.en.rstrip().endswith(".")
    assert spec.about.zh.rstrip().endswith("。")


def test_whatever_changes_a_sitting_asks_for_a_reason() -> None:
    for spec in HALL.operations().values():
        names = {field.name: field for field in spec.fields}
        if spec.changes and any(field.info.record == "seats" for field in spec.fields):
            assert "reason" in names, spec.name
            assert "author" in names, spec.name
            assert names["reason"].required or spec.name == "message", spec.name


def test_notices_are_short_in_both_languages() -> None:
    from simulator.locale.width import width

    for text in NOTICES.values():
        assert wrong(text) == ""
        assert max(width(text.fill(n=10).zh), width(text.fill(n=10).en)) <= 18


def test_every_kind_of_fact_is_told_without_a_trace_of_code() -> None:
    head = f.Head(attempt="a", rows=3, head="ab" * 32)
    facts: list[f.Fact] = [
        f.Enrolled(
            at=1, exam="e", paper="p", packs={}, commitment="c", limit=3600, planned=600, last_start=5, hard_close=9
        ),
        f.LimitsSet(at=2, by="Wang", reason="r", planned=60, hard_close=8),
        f.SignedIn(at=3, by="candidate", epoch=1, node="n1", over=True),
        f.SignedOut(at=4, by="candidate", epoch=1),
        f.Admitted(at=5, reason="opening"),
        f.Started(at=6, by="candidate"),
        f.Paused(at=7, by="Wang", reason="r"),
        f.Resumed(at=8, by="Wang", reason="r"),
        f.TimeGranted(at=9, by="Wang", reason="r", seconds=-90, closes=99),
        f.ItemBegun(at=10, by="candidate", item=1, number=1, attempt="a"),
        f.ItemDone(at=11, by="candidate", item=1, head=head),
        f.Expired(at=12, noticed=90_012, heads=(head,), reason="deadline"),
        f.Submitted(at=13, by="candidate", heads=(head,)),
        f.Reopened(at=14, by="Wang", reason="r"),
        f.Messaged(at=15, by="Wang", words="w"),
        f.MessageRead(at=16, by="candidate", count=1),
        f.LanguageChosen(at=17, by="candidate", lang="en"),
        f.Revoked(at=18, by="Wang", reason="r"),
        f.PinRenewed(at=19, by="Wang", reason="r"),
        f.Redacted(at=20, by="Wang", blanks=(f.Blank(seq=1, digest="d"),)),
        f.Sealed(at=21, by="Wang", seal="s"),
        f.ExamMade(at=22, by="Wang", paper="p" * 64, packs={}, candidates=3),
        f.OpeningMoved(at=23, by="Wang", reason="r", opens=None),
        f.NodeJoined(at=24, node="n", host="h"),
        f.NodeLeft(at=25, node="n", lost=True),
        f.ClockJumped(at=26, node="", step=-3_600_000),
        f.NamesRevealed(at=27, by="Wang", reason="r"),
        f.Guessed(at=28, what="204-001", until=40),
        f.Released(at=29, by="Wang", reason="r", what="204-001"),
        f.Collected(at=30, by="Wang", sitting="s", seal="s", file="f" * 64, starts=2, steps=(5_000,)),
    ]
    assert {type(x) for x in facts} == set(f.TITLES)
    empty = {f.Admitted, f.Started, f.Paused, f.Resumed, f.Reopened, f.Revoked, f.PinRenewed, f.NamesRevealed}
    for fact, said in zip(facts, told(facts, lambda at: f"<{at}>"), strict=True):
        assert wrong(said.what) == ""
        assert not CHINESE.search(said.more.en), fact
        assert bool(said.more.zh) is bool(said.more.en) is (type(fact) not in empty), fact
        assert "None" not in said.more.en
        assert "{" not in said.more.en + said.more.zh
    assert [told_.reason.zh for told_ in told(facts[4:5], str)] == ["到了开考时间"]
