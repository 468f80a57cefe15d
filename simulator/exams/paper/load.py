"""Read an exam paper: one YAML file. All findings of one run come together, each with file:line:column."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import msgspec

from simulator.exams.paper import items, meaning
from simulator.exams.paper.errors import PaperError
from simulator.exams.paper.form import ItemForm, PaperForm, mark, seconds
from simulator.exams.paper.model import Paper
from simulator.kernel.text import Text
from simulator.packs import shape
from simulator.packs.library import usable_packs
from simulator.packs.meaning import texts
from simulator.packs.model import Pack
from simulator.packs.yaml import Document, Finding, parse_yaml, read_yaml

_DURATIONS = ("limit", "last_start", "hard_close")
_UNUSABLE = Text(
    "试卷不能用（{place}：{what}）；请运行 storesim paper check 查看全部问题。",
    "The paper cannot be used ({place}: {what}); see all findings with: storesim paper check",
)


def check(path: Path, packs: Sequence[Pack] | None = None) -> tuple[Paper | None, list[Finding]]:
    """The paper in a file with all findings, warnings last; the paper is None when there is any error.

    `packs`: where its scenarios are looked up; left out, those that are on offer on this machine.
    """
    return _judge(read_yaml(path), packs)


def check_bytes(raw: bytes, name: str, packs: Sequence[Pack] | None = None) -> tuple[Paper | None, list[Finding]]:
    """The same from the bytes of a file; `name` stands in the findings."""
    return _judge(parse_yaml(raw, Document(name)), packs)


def load(path: Path, packs: Sequence[Pack] | None = None) -> Paper:
    """The paper in a file; PaperError with the findings when it cannot be used."""
    paper, findings = check(path, packs)
    if paper is None:
        errors = [f for f in findings if not f.warning]
        first = errors[0]
        place = f"{first.file}:{first.line}:{first.column}"
        raise PaperError(_UNUSABLE.fill(place=place, what=first.what), errors)
    return paper


def _judge(doc: Document, packs: Sequence[Pack] | None) -> tuple[Paper | None, list[Finding]]:
    raw = doc.data
    paper: Paper | None = None
    if isinstance(raw, dict):
        plain = _with_units(doc, raw)
        form: PaperForm | None = shape.read(doc, (), plain, PaperForm)
        texts.walk(doc, (), raw)
        if "format" not in raw:
            doc.wrong(
                (), "请加一行 format: 1；以后的版本会要求它", "add the line format: 1; a later version will ask for it", warning=True
            )  # fmt: skip
        parts, readable = _parts(plain)
        before = _errors(doc)
        found = items.found(doc, readable, usable_packs()[0] if packs is None else packs)
        whole = form is not None and _errors(doc) == before
        meaning.check(doc, parts, found, whole)
        if whole and not found:
            doc.wrong(
                ("items",), "一题也没有：所要求的都还没有可考的内容；请等有了场景再用，或换一些要求",
                "there is no item: nothing that is asked for has content yet; wait for scenarios, or ask for other requirements",
            )  # fmt: skip
        if form is not None and not _errors(doc):
            paper = _paper(form, found)
    elif raw is not None or not doc.findings:  # a file may say just `null`
        shape.read(doc, (), raw, PaperForm)
    return paper, sorted(doc.findings, key=lambda f: f.warning)


def _errors(doc: Document) -> int:
    return sum(not f.warning for f in doc.findings)


def _with_units(doc: Document, raw: dict[str, Any]) -> dict[str, Any]:
    """The data with durations as texts; a bare number is noted here, where the unit can be named."""
    plain = dict(raw)
    for name in _DURATIONS:
        value = raw.get(name)
        if isinstance(value, int) and not isinstance(value, bool):
            doc.wrong(
                (name,), f"请写明单位：{value} min、{value} h 或 {value} s", f"name the unit: {value} min, {value} h or {value} s"
            )  # fmt: skip
            plain[name] = f"{value} min" if 0 < value < 100_000 else "60 min"  # what was most likely meant
    return plain


def _parts(raw: dict[str, Any]) -> tuple[dict[str, Any], list[tuple[int, ItemForm]]]:
    """What can be read of a paper field by field, so that one slip does not hide the others; and the items that can be read,
    with their places."""
    found: dict[str, Any] = {}
    for field in msgspec.structs.fields(PaperForm):
        if field.name == "items":
            continue
        if field.name in raw:
            with suppress(msgspec.ValidationError):
                found[field.name] = msgspec.convert(raw[field.name], field.type)
        elif field.default is not msgspec.NODEFAULT:
            found[field.name] = field.default
    listed = raw.get("items")
    readable: list[tuple[int, ItemForm]] = []
    for i, item in enumerate(listed if isinstance(listed, list) else ()):
        with suppress(msgspec.ValidationError):
            readable.append((i, msgspec.convert(item, ItemForm)))
    return found, readable


def _paper(form: PaperForm, found: Sequence[items.Found]) -> Paper:
    """The model of a form that has no errors."""
    return Paper(
        id=form.id, version=form.version, title=form.title, about=form.about, limit=seconds(form.limit),
        items=items.resolved(found), order=form.order, seeds=form.seeds, off=form.off, resubmissions=form.resubmissions,
        factor=mark(form.factor) or 0, pass_mark=mark(form.pass_mark) or 0,
        pass_chapters={id: mark(percent) or 0 for id, percent in form.pass_chapters.items()},
        last_start=seconds(form.last_start) if form.last_start else None,
        hard_close=seconds(form.hard_close) if form.hard_close else None, languages=form.languages,
    )  # fmt: skip
