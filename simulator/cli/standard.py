"""`storesim standard`: the requirements of Table 1 in our words, and which shipped scenarios practise them."""

from __future__ import annotations

from typing import Any

import msgspec

from simulator import standard
from simulator.cli import out, words
from simulator.cli.trouble import DONE, Misuse, near, sentence
from simulator.kernel.text import Lang, Text


def practised(lang: Lang) -> dict[str, list[str]]:
    """By requirement the scenarios that practise it; packs that cannot be used are told and passed over."""
    from simulator.packs.library import usable_packs

    packs, broken = usable_packs()
    for error in broken:
        out.warn(sentence(error), lang)
    found: dict[str, list[str]] = {}
    for pack in packs:
        for scenario in pack.scenarios.values():
            for requirement in scenario.practises:
                found.setdefault(requirement, []).append(scenario.id)
    return found


def run(id: str, as_json: bool, lang: Lang) -> int:
    """All requirements, those of a chapter or task, or one."""
    wanted = [r for r in standard.requirements() if not id or id in (r.id, r.task, r.chapter)]
    if not wanted:
        known = [
            *(c.id for c in standard.chapters()),
            *(t.id for t in standard.tasks()),
            *(r.id for r in standard.requirements()),
        ]
        close = near(id, known)
        end_zh = f"；是否指 {'、'.join(close)}？" if close else "；编号是章（11）、任务（11.1）或要求（11.1.2）。"
        end_en = (
            f"; did you mean {', '.join(close)}?"
            if close
            else "; an id is a chapter (11), task (11.1) or requirement (11.1.2)."
        )
        raise Misuse(f"没有编号“{id}”{end_zh}", f"There is no id {id!r}{end_en}")
    scenarios = practised(lang)
    if as_json:
        out.json(
            [
                {"id": r.id, "chapter": r.chapter, "task": r.task, "scope": r.scope, "title": msgspec.to_builtins(r.title),
                 "scenarios": scenarios.get(r.id, [])}
                for r in wanted
            ]
        )  # fmt: skip
    elif len(wanted) == 1:
        out.lines(_one(wanted[0], scenarios, lang))
    else:
        out.lines(_tree(wanted, scenarios, lang))
    return DONE


def _tree(wanted: list[standard.Requirement], scenarios: dict[str, list[str]], lang: Lang) -> Any:
    chapters = {c.id: c for c in standard.chapters()}
    tasks = {t.id: t for t in standard.tasks()}
    chapter = task = ""
    scope = {"both": "B2B+B2C"}
    rows = words.table(
        ["", "", "", ""],
        [[r.id, scope.get(r.scope, r.scope), r.title.of(lang), ", ".join(scenarios.get(r.id, []))] for r in wanted],
    )
    next(rows)
    for requirement, line in zip(wanted, rows, strict=True):
        if requirement.chapter != chapter:
            chapter = requirement.chapter
            yield ""
            yield f"{chapter}  {chapters[chapter].title.of(lang)}"
        if requirement.task != task:
            task = requirement.task
            yield f"  {task}  {tasks[task].title.of(lang)}"
        yield f"    {line}"
    practised_here = sum(1 for r in wanted if scenarios.get(r.id))
    yield ""
    yield Text(f"{len(wanted)} 项要求，{practised_here} 项有场景可练（右列）。",
               f"{len(wanted)} requirements, {practised_here} with scenarios to practise them (last column).").of(lang)  # fmt: skip


def _one(r: standard.Requirement, scenarios: dict[str, list[str]], lang: Lang) -> Any:
    yield f"{r.id}  {r.title.of(lang)}"
    pairs = [
        (Text("章", "Chapter"), f"{r.chapter}  {standard.chapter_of(r.id).title.of(lang)}"),
        (Text("任务", "Task"), f"{r.task}  {standard.task_of(r.id).title.of(lang)}"),
        (Text("范围", "Scope"), "B2B, B2C" if r.scope == "both" else r.scope),
        (Text("练什么", "To practise"), r.practise.of(lang)),
        (Text("场景", "Scenarios"), ", ".join(scenarios.get(r.id, [])) or Text("暂无", "none yet").of(lang)),
    ]
    rows = words.table(["", ""], [[t.of(lang), value] for t, value in pairs])
    next(rows)
    yield from rows
