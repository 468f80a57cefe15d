"""The items of a paper looked up in the packs: which scenario each means, what is marked in it, what it counts; with findings."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

import msgspec

from simulator import standard
from simulator.exams.paper import filters
from simulator.exams.paper.form import ItemForm
from simulator.exams.paper.model import PaperItem
from simulator.packs.model import Pack, Scenario
from simulator.packs.yaml import Document, Where, near

Numbered = Sequence[tuple[int, ItemForm]]  # with their places in the list


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario that an item came to. `share`: of the points that stand at the item, which a filter splits over its scenarios by what is marked
    in each."""

    path: Where
    pack: Pack
    scenario: Scenario
    marked: tuple[str, ...]
    share: Fraction

    @property
    def address(self) -> str:
        """`pack/scenario`."""
        return f"{self.pack.id}/{self.scenario.id}"

    @property
    def minutes(self) -> int:
        """About how long a person needs for what is marked."""
        return filters.minutes(self.scenario, self.marked)


def found(doc: Document, items: Numbered, packs: Sequence[Pack]) -> list[Found]:
    """What the items come to, in their order; what is wrong is noted in the document."""
    by_id = {pack.id: pack for pack in packs}
    all_of: list[Found] = []
    for i, item in items:
        path: Where = ("items", i)
        made = _scenario(doc, path, item, by_id) if item.scenario else _filter(doc, path, item, by_id)
        for one in made:
            same = next((n for n, other in enumerate(all_of) if other.address == one.address), None)
            if same is not None:
                first = all_of[same].path[1]
                doc.wrong(
                    (*path, "scenario") if item.scenario else path,
                    f"场景 {one.address} 在第 {int(first) + 1} 题已经有了；请把要求并到那一题",
                    f"the scenario {one.address} is item {int(first) + 1} already; name its requirements there",
                )  # fmt: skip
                continue
            all_of.append(one)
    return all_of


def resolved(all_of: Sequence[Found]) -> tuple[PaperItem, ...]:
    """The items of the paper, with whole points in the same proportions as their shares."""
    scale = lcm(*(one.share.denominator for one in all_of))
    return tuple(
        PaperItem(pack=one.pack.id, scenario=one.scenario.id, requirements=one.marked, points=int(one.share * scale))
        for one in all_of
    )


# -- a scenario ----------------------------------------------------------------------------------------------------


def _scenario(doc: Document, path: Where, item: ItemForm, packs: dict[str, Pack]) -> list[Found]:
    for name in ("pack", "track", "level"):
        if getattr(item, name):
            doc.wrong(
                (*path, name), f"有 scenario 就不写 {name}；它属于按要求筛选的题",
                f"with a scenario there is no {name}: it belongs to a filter of requirements", key=True,
            )  # fmt: skip
    place: Where = (*path, "scenario")
    pack_id, slash, id = item.scenario.partition("/")
    addresses = [f"{pack.id}/{one}" for pack in packs.values() for one in pack.scenarios]
    if not slash:
        meant = [a for a in addresses if a.endswith(f"/{item.scenario}")] or addresses
        zh, en = near(meant[0] if len(meant) == 1 else item.scenario, meant)
        doc.wrong(
            place, f"“{item.scenario}”没有写明场景包，应为 包/场景{zh}",
            f"{item.scenario!r} names no pack: write pack/scenario{en}",
        )  # fmt: skip
        return []
    pack = packs.get(pack_id)
    if pack is None:
        _no_pack(doc, place, pack_id, packs)
        return []
    scenario = pack.scenarios.get(id)
    if scenario is None:
        zh, en = near(id, pack.scenarios)
        doc.wrong(place, f"场景包 {pack.id} 里没有场景“{id}”{zh}", f"the pack {pack.id} has no scenario {id!r}{en}")
        return []
    marked = _marked(doc, path, item, scenario)
    return (
        [Found(path=path, pack=pack, scenario=scenario, marked=marked, share=Fraction(item.points))] if marked else []
    )


def _marked(doc: Document, path: Where, item: ItemForm, scenario: Scenario) -> tuple[str, ...]:
    """What is marked in a scenario that is named: all that it measures, or those that the item names."""
    measured = filters.measured(scenario)
    if not item.requirements:
        return filters.ordered(measured)
    marked: set[str] = set()
    for n, pattern in enumerate(item.requirements):
        ids = _meant(doc, (*path, "requirements", n), pattern)
        there = measured & set(ids)
        if ids and not there:
            zh, en = near(pattern, measured)
            doc.wrong(
                (*path, "requirements", n), f"场景 {scenario.id} 里没有“{pattern}”{zh}",
                f"the scenario {scenario.id} does not measure {pattern!r}{en}",
            )  # fmt: skip
        marked |= there
    return filters.ordered(marked)


# -- a filter ------------------------------------------------------------------------------------------------------


def _filter(doc: Document, path: Where, item: ItemForm, packs: dict[str, Pack]) -> list[Found]:
    if not item.requirements:
        doc.wrong(
            path, "题目要写 scenario（如 table1/11.1），或写 requirements 和 pack",
            "an item names a scenario (such as table1/11.1), or requirements and a pack",
        )  # fmt: skip
        return []
    wanted: set[str] = set()
    for n, pattern in enumerate(item.requirements):
        ids = _meant(doc, (*path, "requirements", n), pattern)
        fitting = filters.of_track(ids, item.track)
        if ids and not fitting:
            doc.wrong(
                (*path, "requirements", n), f"“{pattern}”没有 {item.track} 的要求", f"{pattern!r} holds no requirement of {item.track}"
            )  # fmt: skip
        wanted |= set(fitting)
    if not item.pack:
        doc.wrong(
            path, f"缺少“pack”：在哪个包里找场景{near('', packs)[0]}", f"'pack' is missing: where to look for scenarios{near('', packs)[1]}"
        )  # fmt: skip
        return []
    pack = packs.get(item.pack)
    if pack is None:
        _no_pack(doc, (*path, "pack"), item.pack, packs)
        return []
    levels = {level for s in pack.listed for level in s.levels}
    if item.level and item.level not in levels:
        zh, en = near(item.level, levels)
        doc.wrong((*path, "level"), f"{pack.id} 的场景都没有难度“{item.level}”{zh}", f"no scenario of {pack.id} has a level {item.level!r}{en}")  # fmt: skip
    chosen = filters.choose(pack, wanted, item.track, item.level)
    if chosen.lacking:
        named = ", ".join(chosen.lacking)
        doc.wrong(
            (*path, "requirements"), f"{pack.id} 还没有可考的内容：{named}", f"no content yet in {pack.id} for {named}", warning=True
        )  # fmt: skip
    whole = sum(len(marked) for _, marked in chosen.scenarios)
    return [
        Found(path=path, pack=pack, scenario=scenario, marked=marked, share=Fraction(item.points * len(marked), whole))
        for scenario, marked in chosen.scenarios
    ]


# -- names ---------------------------------------------------------------------------------------------------------


def _meant(doc: Document, path: Where, pattern: str) -> tuple[str, ...]:
    """The requirements of a pattern; one that means none is noted."""
    ids = filters.matching(pattern)
    if not ids:
        zh, en = near(pattern, filters.patterns())
        doc.wrong(path, f"标准里没有“{pattern}”{zh}", f"the standard has no {pattern!r}{en}")
    return ids


def _no_pack(doc: Document, path: Where, id: str, packs: dict[str, Pack]) -> None:
    zh, en = near(id, packs)
    doc.wrong(path, f"这台机器上没有场景包“{id}”{zh}", f"there is no pack {id!r} on this machine{en}")


def chapters(all_of: Sequence[Found]) -> set[str]:
    """The chapters of which anything is marked."""
    return {standard.chapter_of(r).id for one in all_of for r in one.marked}
