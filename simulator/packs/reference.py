"""The reference of the pack format as one Markdown page, made from the forms and the vocabulary, in one language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec
from msgspec import inspect

from simulator.kernel.messages import fields_of
from simulator.kernel.text import Lang, Text
from simulator.market.cast import kinds
from simulator.packs import form, shape
from simulator.packs.data import FILES
from simulator.packs.schema import structs_of
from simulator.packs.vocabulary import CATEGORIES, Word, words

TITLE = Text("场景包格式参考", "Reference of the pack format")
INTRO = Text(
    "由 `storesim pack reference` 生成，与程序版本一致。编写步骤见 [authoring.zh.md](authoring.zh.md)。带 * 的栏必填。",
    "Made by `storesim pack reference`, so it is that of the program. How to write a pack: [authoring.md](authoring.md). "
    "Fields with a * are required.",
)
HEADS = Text("栏|内容|写法", "Field|What it is|How it is written")
BOUNDS = Text("至少 {low}", "at least {low}"), Text("最多 {high}", "at most {high}")
WORDS = Text("词汇", "Vocabulary")
PARTS = ("kinds", "measures", "checks", "mistakes", "probes", "traits", "rules", "topics", "markets", "services", "warehouses", "commands", "views")  # fmt: skip


def reference(lang: Lang, mistakes: Mapping[str, Text], experts: Iterable[str]) -> str:
    """The whole page."""
    lines = [f"# {TITLE.of(lang)}", "", INTRO.of(lang)]
    for name, root in (("pack.yaml", form.PackForm), ("scenarios/*.yaml", form.ScenarioForm), *FILES.items()):
        lines += ["", f"## `{name}`"]
        for cls in structs_of(root):
            lines += ["", *_struct(cls, cls is root, lang)]
    lines += ["", f"## {CATEGORIES['kinds'].of(lang)} (`cast`)"]
    for kind in kinds().values():
        lines += [
            "",
            f"### `{kind.name}`",
            "",
            f"{kind.title.of(lang)}. {kind.about.of(lang)}" if lang == "en" else f"{kind.title.zh}。{kind.about.zh}",
        ]
        if kind.needs:
            lines += ["", Text("需要：", "Needs: ").of(lang) + ", ".join(f"`{n}`" for n in kind.needs)]
        lines += ["", *_table(kind.cls, lang)]
        for cls in structs_of(kind.cls)[1:]:
            lines += ["", *_struct(cls, False, lang)]
    lines += ["", f"## {WORDS.of(lang)}"]
    for category in PARTS[1:]:
        lines += ["", f"### {CATEGORIES[category].of(lang)}", "", *_words(words(category, mistakes, experts), lang)]
    return "\n".join(lines) + "\n"


def _struct(cls: type[msgspec.Struct], top: bool, lang: Lang) -> Iterator[str]:
    if not top:
        yield f"### {_called(cls)}"
        yield ""
    yield from _table(cls, lang)


def _called(cls: type[msgspec.Struct]) -> str:
    """`FacetForm` is what a facet is written as."""
    return cls.__name__.removesuffix("Form").removesuffix("Entry").lower()


def _table(cls: type[msgspec.Struct], lang: Lang) -> Iterator[str]:
    heads = HEADS.of(lang).split("|")
    yield f"| {' | '.join(heads)} |"
    yield "|---|---|---|"
    info = inspect.type_info(cls)
    assert isinstance(info, inspect.StructType)
    types = {field.name: field for field in info.fields}
    for spec in fields_of(cls):
        field = types[spec.name]
        mark = "*" if field.required else ""
        help = spec.info.help
        about = spec.info.title.of(lang) + (f"{Text('：', ': ').of(lang)}{help.of(lang)}" if help else "")
        yield f"| `{field.encode_name}`{mark} | {_cell(about)} | {_cell(_written(field.type, lang))} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n", " ")


def _written(info: inspect.Type, lang: Lang) -> str:
    """A type in words."""
    if isinstance(info, inspect.Metadata):
        return _written(info.type, lang)
    if isinstance(info, inspect.UnionType):
        told = [_written(t, lang) for t in info.types if not isinstance(t, inspect.NoneType)]
        return Text(" 或 ", " or ").of(lang).join(dict.fromkeys(told))
    if isinstance(info, inspect.StructType):
        return "`{zh, en}`" if info.cls is Text else _called(info.cls)
    if isinstance(info, inspect.LiteralType):
        return ", ".join(f"`{v}`" for v in info.values if v != "")
    if isinstance(info, inspect.StrType):
        look = shape.LOOKS.get(info.pattern or "")
        return look.of(lang) if look else Text("文字", "text").of(lang)
    if isinstance(info, inspect.IntType):
        low, high = info.ge, info.le
        bounds = f" {low} - {high}" if low is not None and high is not None else ""
        return Text("整数", "whole number").of(lang) + bounds
    if isinstance(info, inspect.BoolType):
        return "`true`, `false`"
    if isinstance(info, inspect.ListType | inspect.VarTupleType):
        return Text("列表：", "list of ").of(lang) + _written(info.item_type, lang)
    if isinstance(info, inspect.TupleType):
        return f"[{', '.join(_written(t, lang) for t in info.item_types)}]"
    if isinstance(info, inspect.DictType):
        return f"{{{_written(info.key_type, lang)}: {_written(info.value_type, lang)}}}"
    return Text("任意", "anything").of(lang)


def _words(found: list[Word], lang: Lang) -> Iterator[str]:
    for word in found:
        note = word.note.of(lang)
        parts: Any = ", ".join(f"`{name}`" for name, _ in word.parts)
        tail = "; ".join(x for x in (note, parts) if x)
        yield f"- `{word.name}` {_cell(word.title.of(lang))}" + (f" ({_cell(tail)})" if tail else "")
