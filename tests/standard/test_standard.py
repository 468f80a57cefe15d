import re
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from simulator import standard
from simulator.kernel.text import Text

CJK = re.compile(r"[\u3400-\u9fff]")
FULL_WIDTH = re.compile(r"[\u3000-\u303f\uff00-\uffef]")
LIMITS = {
    "chapter": (14, 40),
    "task": (16, 44),
    "title": (16, 66),
    "practise": (44, 120),
    "name": (8, 20),
    "learn": (30, 72),
}


def texts() -> list[tuple[str, str, Text]]:
    return [
        *(("chapter", c.id, c.title) for c in standard.chapters()),
        *(("task", t.id, t.title) for t in standard.tasks()),
        *(("title", r.id, r.title) for r in standard.requirements()),
        *(("practise", r.id, r.practise) for r in standard.requirements()),
        *(("title", w.id, w.title) for w in standard.workflow()),
        *(("name", d.code, d.name) for d in standard.desks()),
        *(("learn", d.code, d.learn) for d in standard.desks()),
    ]


def test_counts() -> None:
    per_chapter = Counter(r.chapter for r in standard.requirements())
    assert [per_chapter[c.id] for c in standard.chapters()] == [10, 10, 10, 2, 10, 17, 11, 6, 12, 9, 19]
    assert Counter(r.scope for r in standard.requirements()) == {"both": 50, "B2B": 40, "B2C": 26}
    assert len(standard.requirements()) == 116
    assert len(standard.tasks()) == 27
    assert [w.id for w in standard.workflow()] == [f"S5.{n}" for n in range(1, 18)]
    per_desk = Counter(r.desk for r in standard.requirements())
    assert [(d.code, per_desk[d.code]) for d in standard.desks()] == [
        ("RES", 12),
        ("ACC", 10),
        ("PRD", 9),
        ("STU", 11),
        ("PRO", 6),
        ("OFF", 11),
        ("ANA", 11),
        ("CRM", 8),
        ("SVC", 12),
        ("TRD", 9),
        ("LOG", 10),
        ("FIN", 7),
    ]


def test_ids_are_unique_and_whole() -> None:
    for ids in (
        [r.id for r in standard.requirements()],
        [t.id for t in standard.tasks()],
        [c.id for c in standard.chapters()],
        [d.code for d in standard.desks()],
    ):
        assert len(set(ids)) == len(ids)
    known = {r.id for r in standard.requirements()}
    assert {"2.1.1a", "2.3a", "2.3b", "7.1.6", "9.1.0", "9.1.3", "9.1.3.3", "11.4.6"} <= known
    assert "11.4.4" not in known
    assert {r.id: r.printed for r in standard.requirements() if r.printed != r.id} == {
        "7.1.1": "7.1",
        "7.1.2": "7.2",
        "7.1.3": "7.3",
        "7.1.4": "7.4",
        "7.1.5": "7.5",
        "7.1.6": "7.6",
        "9.1.0": "9.1",
    }


def test_every_requirement_lies_in_its_task_and_chapter() -> None:
    for r in standard.requirements():
        task, chapter = standard.task_of(r.id), standard.chapter_of(r.id)
        assert r.id.startswith(task.id)
        assert task.id.startswith(f"{chapter.id}.")
        assert (task.id, task.chapter, chapter.id) == (r.task, r.chapter, r.chapter)
        assert task.scope == r.scope
        assert chapter.scope in ("both", task.scope)
    assert list(dict.fromkeys(r.task for r in standard.requirements())) == [t.id for t in standard.tasks()]


def test_workflow_calls_on_every_requirement_and_only_on_those() -> None:
    called = [id for step in standard.workflow() for id in step.requirements]
    assert set(called) == {r.id for r in standard.requirements()}
    for step in standard.workflow():
        assert len(set(step.requirements)) == len(step.requirements) > 0


def test_texts_exist_in_both_languages_and_are_short() -> None:
    for kind, id, text in texts():
        zh, en = LIMITS[kind]
        assert text.zh == text.zh.strip(), id
        assert text.en == text.en.strip(), id
        assert CJK.search(text.zh), (kind, id)
        assert text.en.isascii(), (kind, id)
        assert text.en, (kind, id)
        assert len(text.zh) <= zh, (kind, id, len(text.zh))
        assert len(text.en) <= en, (kind, id, len(text.en))
        assert not re.search(r"[,;?!]", text.zh), (kind, id)
        assert not FULL_WIDTH.search(text.en), (kind, id)
        if kind in ("practise", "learn"):
            assert text.zh.endswith("。"), (kind, id)
            assert text.en.endswith("."), (kind, id)
        else:
            assert not text.en.endswith("."), (kind, id)


def test_titles_of_one_kind_differ() -> None:
    for rows in (standard.chapters(), standard.tasks(), standard.requirements(), standard.workflow()):
        assert len({r.title.zh for r in rows}) == len({r.title.en for r in rows}) == len(rows)


def test_the_order_is_the_tables_and_sort_key_gives_it_back() -> None:
    for rows in (standard.chapters(), standard.tasks(), standard.requirements(), standard.workflow()):
        ids = [r.id for r in rows]
        mixed = ids[:]
        Random(7).shuffle(mixed)
        assert sorted(mixed, key=standard.sort_key) == ids
    assert sorted(["9.1.3.1", "9.1.3", "10.1.1", "2.4.1", "2.3b", "2.3a"], key=standard.sort_key) == [
        "2.3a",
        "2.3b",
        "2.4.1",
        "9.1.3",
        "9.1.3.1",
        "10.1.1",
    ]


@given(st.lists(st.text(alphabet=st.one_of(st.characters(), st.sampled_from("0123456789.ab")))))
def test_sort_key_never_fails(ids: list[str]) -> None:
    sorted(ids, key=standard.sort_key)


def test_requirement_by_id() -> None:
    assert standard.requirement("11.1.2").desk == "LOG"
    assert standard.requirement("9.1.2").scope == "B2C"


@pytest.mark.parametrize(
    ("typed", "near"), [("11.1.22", "11.1.2"), ("2.3", "2.3a"), (" 11.4.6", "11.4.6"), ("税", None), ("", None)]
)
def test_unknown_requirement_suggests_a_near_one(typed: str, near: str | None) -> None:
    for ask in (standard.requirement, standard.task_of, standard.chapter_of):
        with pytest.raises(standard.UnknownRequirement) as caught:
            ask(typed)
        assert isinstance(caught.value, KeyError)
        assert caught.value.suggestion == near
        assert ("did you mean" in str(caught.value)) == (near is not None)
        assert (near or "没有") in caught.value.text.zh


@given(st.text())
def test_requirement_fails_in_one_way_only(id: str) -> None:
    with suppress(standard.UnknownRequirement):
        assert standard.requirement(id).id == id


def test_reading_is_lazy_light_and_kept() -> None:
    code = """
import time, sys
import simulator.standard.table as table
assert table._table.cache_info().currsize == 0
took = []
for _ in range(5):
    table._table.cache_clear()
    started = time.perf_counter()
    table.requirements()
    took.append(time.perf_counter() - started)
assert table.requirements() is table.requirements()
heavy = {"pydantic", "sqlmodel", "sqlalchemy", "faker", "yaml", "babel", "rich", "textual", "difflib"} & set(sys.modules)
assert not heavy, heavy
print(min(took) * 1000)
"""
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert float(out) < 5


def test_the_file_has_no_byte_order_mark_and_unix_line_ends() -> None:
    data = Path(standard.table.__file__).with_name("table1.json").read_bytes()
    assert data.startswith(b"{")
    assert b"\r" not in data
