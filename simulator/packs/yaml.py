"""Guarded YAML: text to plain data, with the place of every value and key.

Only mappings, lists, strings, whole numbers, true/false and null: 6.30 stays "6.30" and NO stays "NO". Anchors, aliases,
tags, duplicate keys, deep nesting, big files and characters that could steer a screen are refused (law 11). Every finding
names file:line:column.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import yaml

from simulator.kernel.clean import clean
from simulator.kernel.refused import reason
from simulator.kernel.text import Text

MAX_BYTES = 512_000
MAX_DEPTH = 40
MAX_NODES = 40_000
MAX_FINDINGS = 200  # of one file: more would help nobody

Where = tuple[str | int, ...]


class Finding(msgspec.Struct, frozen=True):
    """Something wrong in a pack: where (file, line and column from 1) and what, in both languages."""

    file: str
    line: int
    column: int
    what: Text
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what.en}"


class Document:
    """One file as plain data. Places are looked up when they are asked for: a file without findings never needs them."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.data: Any = None
        self.findings: list[Finding] = []
        self.noted = 0  # how often something was noted, the same again included
        self._root: yaml.Node | None = None

    def place(self, path: Where, key: bool = False) -> tuple[int, int]:
        """Line and column of the value at a path (or of its key), or of the nearest thing around it."""
        node, mark = self._root, None
        for i, step in enumerate(path):
            inner, at = _child(node, step)
            if inner is None:
                return _place(at or mark or node)
            mark = at if key and i == len(path) - 1 and at is not None else None
            node = inner
        return _place(mark or node)

    def wrong(self, path: Where, zh: str, en: str, *, key: bool = False, warning: bool = False) -> None:
        """Note a finding at a path; at its key with `key`. After MAX_FINDINGS nothing more is noted."""
        line, column = self.place(path, key)
        self.note(line, column, zh, en, warning)

    def note(self, line: int, column: int, zh: str, en: str, warning: bool = False) -> None:
        """Note a finding at a line and column; the same at the same place once."""
        self.noted += 1
        found = Finding(self.file, line, column, Text(clean(zh), clean(en)), warning)
        if len(self.findings) < MAX_FINDINGS and found not in self.findings:
            self.findings.append(found)


def near(word: str, known: Iterable[str]) -> tuple[str, str]:
    """The end of a sentence in both languages: what may have been meant, or what there is."""
    all_of = sorted(set(known))
    close = difflib.get_close_matches(word, all_of, 1) or [k for k in all_of if word and k.startswith(word)][:1]
    if close:
        return f"；是否指“{close[0]}”？", f"; did you mean {close[0]!r}?"
    if not all_of:
        return "。", "."
    more_zh, more_en = (" 等", " ...") if len(all_of) > 12 else ("", "")
    return f"；可用：{'、'.join(all_of[:12])}{more_zh}。", f"; there is: {', '.join(all_of[:12])}{more_en}."


_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}
# what scalars are that the loader reads as something else than text although they look like text to a person
PLAIN = ("'", '"', "|", ">")


def read_yaml(path: Path, name: str = "") -> Document:
    """Read one file. Never raises for what stands in it: the findings say what is wrong."""
    doc = Document(name or str(path))
    try:
        with path.open("rb") as file:
            raw = file.read(MAX_BYTES + 1)
    except OSError as error:
        why = reason(error)
        doc.wrong((), f"读不了文件：{why.zh}", f"cannot be read: {why.en}")
        return doc
    return parse_yaml(raw, doc)


def parse_yaml(raw: bytes, doc: Document) -> Document:
    """The same from bytes."""
    if len(raw) > MAX_BYTES:
        doc.wrong((), f"文件超过 {MAX_BYTES} 字节", f"larger than {MAX_BYTES} bytes")
        return doc
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        column = error.start - (raw.rfind(b"\n", 0, error.start) + 1) + 1
        doc.note(line, column, "不是 UTF-8：请用 UTF-8 另存", "not UTF-8: save the file as UTF-8")
        return doc
    loader_class = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if not _guard(text, doc, loader_class):
            return doc
        node = yaml.compose(text, Loader=loader_class)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else _strange(text, error)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        doc.note(line, column, f"YAML 写法不对：{problem}", f"YAML: {problem}")
        return doc
    except ValueError as error:
        doc.note(1, 1, f"含有不允许的字符：{error}", f"characters that are not allowed: {error}")
        return doc
    if node is None:
        doc.note(1, 1, "文件是空的", "the file is empty")
        return doc
    doc._root = node
    doc.data = _plain(node, doc)
    return doc


def _strange(text: str, error: yaml.YAMLError) -> tuple[int, int]:
    """The place of a character that YAML does not allow: the reader gives its index only."""
    index = getattr(error, "position", None)
    if not isinstance(index, int) or not 0 <= index <= len(text):
        return 1, 1
    return text.count("\n", 0, index) + 1, index - (text.rfind("\n", 0, index) + 1) + 1


def _guard(text: str, doc: Document, loader: Any) -> bool:
    """Look at the events only: depth, number, anchors and tags, before anything is built."""
    depth = nodes = 0
    event: Any
    for event in yaml.parse(text, Loader=loader):
        kind = type(event)
        if kind is yaml.ScalarEvent:
            nodes += 1
            if event.anchor is None and event.tag is None and nodes <= MAX_NODES:
                continue
        elif kind is yaml.MappingStartEvent or kind is yaml.SequenceStartEvent:
            nodes += 1
            depth += 1
        elif kind is yaml.MappingEndEvent or kind is yaml.SequenceEndEvent:
            depth -= 1
            continue
        elif kind is yaml.DocumentStartEvent and nodes:
            return _refuse(doc, event, "一个文件只能有一份文档", "there may be only one document in a file")
        if kind is yaml.AliasEvent or getattr(event, "anchor", None) is not None:
            return _refuse(doc, event, "不允许锚点和别名", "anchors and aliases are not allowed")
        if getattr(event, "tag", None) not in (None, "!"):
            return _refuse(doc, event, "不允许标签", "tags are not allowed")
        if depth > MAX_DEPTH or nodes > MAX_NODES:
            return _refuse(doc, event, "嵌套太深或内容太多", "nested too deep, or too much content")
    return True


def _refuse(doc: Document, event: Any, zh: str, en: str) -> bool:
    mark = event.start_mark
    doc.note(mark.line + 1 if mark else 1, mark.column + 1 if mark else 1, zh, en)
    return False


def _plain(node: yaml.Node, doc: Document) -> Any:
    if isinstance(node, yaml.ScalarNode):
        value: str = node.value
        if node.style in PLAIN:
            return value if value.isprintable() else _safe(value, node, doc)
        if value in _WORDS:
            return _WORDS[value]
        if _INT.match(value) and len(value) < 19:
            return int(value)
        return value if value.isprintable() else _safe(value, node, doc)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, doc) for child in node.value]
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            doc.note(*_place(key_node), "键必须是文字", "a key has to be plain text")
            continue
        key = str(key_node.value)
        if not key.isprintable():
            key = _safe(key, key_node, doc)
        if key in found:
            doc.note(*_place(key_node), f"键“{key}”重复", f"the key {key!r} stands twice")
            continue
        found[key] = _plain(value_node, doc)
    return found


def _safe(value: str, node: yaml.Node, doc: Document) -> str:
    """A text without characters that could steer a terminal or turn the direction of writing; they are a finding."""
    safe = clean(value, multiline=True)
    if safe != value:
        strange = next(c for c in value if clean(c, multiline=True) != c)
        doc.note(
            *_place(node), f"含有看不见的控制字符 U+{ord(strange):04X}，请删去",
            f"holds the invisible control character U+{ord(strange):04X}: take it out",
        )  # fmt: skip
    return safe


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node | None, yaml.Node | None]:
    """The value node and the key node of one step; None where there is no such step."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        return (node.value[step], None) if 0 <= step < len(node.value) else (None, None)
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if isinstance(key, yaml.ScalarNode) and key.value == str(step):
                return value, key
    return None, None


def _place(node: yaml.Node | None) -> tuple[int, int]:
    return (node.start_mark.line + 1, node.start_mark.column + 1) if node is not None else (1, 1)
