"""Whether plain data has the shape of a typed form; every place where it has not, each in a sentence with what was expected.

`msgspec.convert` says yes or no at the speed of C and names the first fault only. Where it says no, this walks the same types
and names all faults.
"""

from __future__ import annotations

import difflib
import re
from functools import cache
from typing import Any

import msgspec
from msgspec import inspect

from simulator.kernel.text import Text
from simulator.market.cast.entry import MOMENT, NAME
from simulator.packs import data as forms
from simulator.packs import form
from simulator.packs.yaml import Document, Where, near

# what a text of a pattern looks like, for people
LOOKS: dict[str, Text] = {
    f"^{MOMENT}$": Text("时刻，如 D3 14:20", "a time such as 'D3 14:20'"),
    f"^(open|{MOMENT})$": Text("open 或时刻，如 D3 14:20", "open, or a time such as 'D3 14:20'"),
    f"^(yes|never|{MOMENT})$": Text("yes、never 或时刻，如 D1 13:10", "yes, never, or a time such as 'D1 13:10'"),
    NAME: Text("字母开头的名字，如 late-order", "a name that begins with a letter, such as late-order"),
    form.ID: Text("小写字母、数字和连字符，如 my-school", "small letters, digits and hyphens, such as my-school"),
    form.SCENARIO: Text("字母、数字、点和连字符，如 11.1-easy", "letters, digits, dots and hyphens, such as 11.1-easy"),
    form.VERSION: Text("语义化版本，如 1.0.0", "a semantic version such as 1.0.0"),
    form.DATE: Text("日期，如 2026-09-07", "a date such as 2026-09-07"),
    forms.COUNTRY: Text("两个大写字母的国家代码，如 DE", "a country code of two capitals, such as DE"),
    forms.CURRENCY: Text("三个大写字母的币种，如 EUR", "a currency of three capitals, such as EUR"),
    forms.TAG: Text("小写的标签，如 gift-box", "a small-letter tag such as gift-box"),
}


def read(doc: Document, path: Where, value: Any, form_type: Any) -> Any:
    """The typed form, or None with findings at every fault."""
    try:
        return msgspec.convert(value, form_type)
    except msgspec.ValidationError as error:
        before = doc.noted
        _walk(doc, path, value, _info(form_type))
        if doc.noted == before:  # a fault this walk does not know of: what msgspec says of it
            message, _, where = str(error).partition(" - at `$")
            inner = [int(n) if n else w for w, n in re.findall(r"\.([A-Za-z_]\w*)|\[(\d+)\]", where)]
            doc.wrong((*path, *inner), f"写法不对：{message}", message)
        return None


@cache
def _info(form_type: Any) -> inspect.Type:
    return inspect.type_info(form_type)


def _walk(doc: Document, path: Where, value: Any, info: inspect.Type) -> None:
    if isinstance(info, inspect.Metadata):
        _walk(doc, path, value, info.type)
    elif isinstance(info, inspect.UnionType):
        _union(doc, path, value, info)
    elif isinstance(info, inspect.StructType):
        _struct(doc, path, value, info)
    elif isinstance(info, inspect.DictType):
        if _is(doc, path, value, dict, info):
            _size(doc, path, len(value), info.min_length, info.max_length)
            for key, item in value.items():
                _text(doc, (*path, key), key, info.key_type, key=True)
                _walk(doc, (*path, key), item, info.value_type)
    elif isinstance(info, inspect.ListType | inspect.VarTupleType):
        if _is(doc, path, value, list, info):
            _size(doc, path, len(value), info.min_length, info.max_length)
            for i, item in enumerate(value):
                _walk(doc, (*path, i), item, info.item_type)
    elif isinstance(info, inspect.TupleType):
        if _is(doc, path, value, list, info):
            n = len(info.item_types)
            if len(value) != n:
                doc.wrong(path, f"应有 {n} 项，写了 {len(value)} 项", f"{n} items are expected, there are {len(value)}")
            for i, (item, inner) in enumerate(zip(value, info.item_types, strict=False)):
                _walk(doc, (*path, i), item, inner)
    elif isinstance(info, inspect.LiteralType):
        _literal(doc, path, value, info)
    elif isinstance(info, inspect.StrType):
        if _is(doc, path, value, str, info):
            _text(doc, path, value, info)
    elif isinstance(info, inspect.IntType):
        if _is(doc, path, value, int, info):
            _bounds(doc, path, value, info)
    elif isinstance(info, inspect.BoolType):
        _is(doc, path, value, bool, info)


def _is(doc: Document, path: Where, value: Any, wanted: type, info: inspect.Type) -> bool:
    if isinstance(value, wanted) and not (wanted is int and isinstance(value, bool)):
        return True
    got = _got(value)
    want = _expected(info)
    more_zh = more_en = ""
    if wanted is str and isinstance(value, int) and not isinstance(value, bool):
        more_zh, more_en = f'；请加引号："{value}"', f'; put it in quotes: "{value}"'
    elif wanted is int and isinstance(value, str) and re.fullmatch(r"[-+]?\d+\.\d+", value):
        more_zh, more_en = "；只能是整数", "; only whole numbers are taken"
    elif wanted is list and value is not None and not isinstance(value, dict):
        more_zh, more_en = "；列表写作 [a, b]", "; a list is written [a, b]"
    doc.wrong(path, f"应为{want.zh}，这里是{got.zh}{more_zh}", f"{want.en} is expected, this is {got.en}{more_en}")
    return False


def _got(value: Any) -> Text:
    if value is None:
        return Text("空的", "empty")
    if isinstance(value, bool):
        return Text("true/false", "true or false")
    if isinstance(value, int):
        return Text("整数", "a whole number")
    if isinstance(value, str):
        return Text("文字", "text")
    if isinstance(value, list):
        return Text("列表", "a list")
    return Text("一组“键: 值”", "a mapping")


def _expected(info: inspect.Type) -> Text:
    if isinstance(info, inspect.Metadata):
        return _expected(info.type)
    if isinstance(info, inspect.UnionType):
        words = [_expected(t) for t in info.types if not isinstance(t, inspect.NoneType)]
        return Text("或".join(dict.fromkeys(w.zh for w in words)), " or ".join(dict.fromkeys(w.en for w in words)))
    if isinstance(info, inspect.StructType) and info.cls is Text:
        return Text('中英文 {zh: "…", en: "…"}', 'text in both languages, {zh: "...", en: "..."}')
    if isinstance(info, inspect.LiteralType):
        listed = ", ".join(map(str, info.values))
        return Text(f"其中之一：{listed}", f"one of {listed}")
    if isinstance(info, inspect.StrType):
        return LOOKS.get(info.pattern or "", Text("文字", "text"))
    if isinstance(info, inspect.IntType):
        return Text("整数", "a whole number")
    if isinstance(info, inspect.BoolType):
        return Text("true 或 false", "true or false")
    if isinstance(info, inspect.ListType | inspect.VarTupleType | inspect.TupleType):
        return Text("列表", "a list")
    if isinstance(info, inspect.StructType | inspect.DictType):
        return Text("一组“键: 值”", "a mapping")
    return Text("别的内容", "something else")


def _struct(doc: Document, path: Where, value: Any, info: inspect.StructType) -> None:
    if not _is(doc, path, value, dict, info):
        return
    known = {f.encode_name: f for f in info.fields}
    named = {*known, *([info.tag_field] if info.tag_field else [])}
    meant: set[str] = set()
    for key, item in value.items():
        if key in known:
            _walk(doc, (*path, key), item, known[key].type)
        elif key not in named:
            free = named - value.keys()
            zh, en = near(key, free)
            meant.update(difflib.get_close_matches(key, sorted(free), 1))
            doc.wrong((*path, key), f"没有“{key}”这一栏{zh}", f"there is no field {key!r} here{en}", key=True)
    for name, field in known.items():
        if field.required and name not in value and name not in meant:  # one slip is one finding
            want = _expected(field.type)
            doc.wrong(path, f"缺少“{name}”（{want.zh}）", f"{name!r} is missing ({want.en})")


def _union(doc: Document, path: Where, value: Any, info: inspect.UnionType) -> None:
    members = [t.type if isinstance(t, inspect.Metadata) else t for t in info.types]
    if value is None and any(isinstance(t, inspect.NoneType) for t in members):
        return
    structs = [t for t in members if isinstance(t, inspect.StructType)]
    tagged = [t for t in structs if t.tag_field]
    if tagged and isinstance(value, dict):
        field = str(tagged[0].tag_field)
        found = next((t for t in tagged if t.tag == value.get(field)), None)
        if found is not None:
            _struct(doc, path, value, found)
        elif field in value:
            zh, en = near(str(value[field]), (str(t.tag) for t in tagged))
            doc.wrong((*path, field), f"没有“{value[field]}”这一种{zh}", f"there is no kind {str(value[field])!r}{en}")
        else:
            doc.wrong(path, f"缺少“{field}”", f"{field!r} is missing")
        return
    fit: tuple[type, ...]
    if isinstance(value, bool):
        fit = (inspect.BoolType,)
    elif isinstance(value, int):
        fit = (inspect.IntType, inspect.LiteralType)
    elif isinstance(value, str):
        fit = (inspect.StrType, inspect.LiteralType)
    elif isinstance(value, list):
        fit = (inspect.ListType, inspect.VarTupleType, inspect.TupleType)
    else:
        fit = (inspect.StructType, inspect.DictType)
    for member in members:
        if isinstance(member, fit):
            _walk(doc, path, value, member)
            return
    want, got = _expected(info), _got(value)
    doc.wrong(path, f"应为{want.zh}，这里是{got.zh}", f"{want.en} is expected, this is {got.en}")


def _literal(doc: Document, path: Where, value: Any, info: inspect.LiteralType) -> None:
    if value in info.values and type(value) in {type(v) for v in info.values}:
        return
    if not isinstance(value, str | int):
        want, got = _expected(info), _got(value)
        doc.wrong(path, f"应为{want.zh}，这里是{got.zh}", f"{want.en} is expected, this is {got.en}")
        return
    zh, en = near(str(value), [str(v) for v in info.values if v != ""])
    doc.wrong(path, f"“{value}”不在可选之列{zh}", f"{str(value)!r} is none of the choices{en}")


def _text(doc: Document, path: Where, value: str, info: inspect.Type, key: bool = False) -> None:
    if isinstance(info, inspect.Metadata):
        info = info.type
    if not isinstance(info, inspect.StrType):
        return
    if info.pattern and not re.search(info.pattern, value):
        look = LOOKS.get(info.pattern)
        if look is not None:
            doc.wrong(path, f"“{value[:60]}”应为{look.zh}", f"{value[:60]!r} should be {look.en}", key=key)
        else:
            doc.wrong(
                path, f"“{value[:60]}”的格式不对（{info.pattern}）",
                f"{value[:60]!r} does not have the form {info.pattern}", key=key,
            )  # fmt: skip
    if info.min_length and len(value) < info.min_length:
        doc.wrong(path, "不能是空的", "may not be empty", key=key)
    if info.max_length is not None and len(value) > info.max_length:
        doc.wrong(
            path, f"太长：{len(value)} 个字符，最多 {info.max_length}",
            f"too long: {len(value)} characters, at most {info.max_length}", key=key,
        )  # fmt: skip


def _size(doc: Document, path: Where, size: int, low: int | None, high: int | None) -> None:
    if low and size < low:
        doc.wrong(path, f"至少要有 {low} 项", f"at least {low} are needed")
    if high is not None and size > high:
        doc.wrong(path, f"太多：{size} 项，最多 {high}", f"too many: {size}, at most {high}")


def _bounds(doc: Document, path: Where, value: int, info: inspect.IntType) -> None:
    if info.ge is not None and value < info.ge:
        doc.wrong(path, f"{value} 太小，至少 {info.ge}", f"{value} is too small, at least {info.ge}")
    if info.le is not None and value > info.le:
        doc.wrong(path, f"{value} 太大，最多 {info.le}", f"{value} is too large, at most {info.le}")
