"""What is wrong with the fields of a command, in both languages: msgspec's complaint told to a person."""

from __future__ import annotations

import re

from simulator.kernel.messages import FieldSpec
from simulator.kernel.text import Text

_KINDS = {
    "int": Text("整数", "a whole number"), "str": Text("文字", "a text"), "bool": Text("true 或 false", "true or false"),
    "array": Text("列表", "a list"), "object": Text("对象", "an object"), "float": Text("数", "a number"), "null": Text("空", "null"),
}  # fmt: skip


def told(message: str, tag: str, fields: tuple[FieldSpec, ...]) -> Text:
    """The sentence for a msgspec.ValidationError on the fields of `tag`."""
    what, _, place = message.partition(" - at `$")
    named = re.match(r"\.(\w+)", place)
    spec = next((f for f in fields if named and f.name == named[1]), None)
    at = Text(tag, tag)
    if named is not None:
        title = Text("", "") if spec is None else Text(f"（{spec.info.title.zh}）", f" ({spec.info.title.en})")
        inside = place.removesuffix("`")[1:]
        at = Text(f"{tag} 的 {inside}{title.zh}", f"{tag}, {inside}{title.en}")
    missing = re.fullmatch(r"Object missing required field `(\w+)`", what)
    if missing is not None:
        lacking = next((f for f in fields if f.name == missing[1]), None)
        zh, en = (lacking.info.title.zh, lacking.info.title.en) if lacking else (missing[1], missing[1])
        return Text(f"{at.zh} 缺少字段 {missing[1]}（{zh}）。", f"{at.en} lacks the field {missing[1]} ({en}).")
    if what.startswith("Invalid enum value"):
        choices = ", ".join(repr(c) for c in spec.info.choices) if spec else ""
        return Text(f"{at.zh} 只能是 {choices}。", f"{at.en} is one of {choices}.")
    length = re.fullmatch(r"Expected `(\w+)` of length (<=|>=) (\d+)", what)
    if length is not None:
        most = length[2] == "<="
        return Text(
            f"{at.zh} {'最多' if most else '至少'} {length[3]} 个{'字符' if length[1] == 'str' else '项'}。",
            f"{at.en} has {'at most' if most else 'at least'} {length[3]} {'characters' if length[1] == 'str' else 'items'}.",
        )
    bound = re.fullmatch(r"Expected `\w+` (<=|>=) (-?\d+)", what)
    if bound is not None:
        most = bound[1] == "<="
        return Text(
            f"{at.zh} {'最大' if most else '最小'}是 {bound[2]}。",
            f"{at.en} is {'at most' if most else 'at least'} {bound[2]}.",
        )
    shape = re.fullmatch(r"Expected `str` matching regex (.*)", what)
    if shape is not None:
        return Text(f"{at.zh} 的写法应符合 {shape[1]}。", f"{at.en} is written as {shape[1]}.")
    kind = re.match(r"Expected `([\w |]+)`", what)
    if kind is not None:
        known = [_KINDS[k] for k in kind[1].split(" | ") if k in _KINDS]
        if known:
            return Text(
                f"{at.zh} 应为{'或'.join(k.zh for k in known)}。",
                f"{at.en} has to be {' or '.join(k.en for k in known)}.",
            )
    return Text(f"{at.zh}：{what}。", f"{at.en}: {what}.")
