"""Guarded YAML: text to plain data with a place for every value.

Only mappings, lists, strings, whole numbers, true/false and null: 6.30 stays "6.30" and NO stays "NO". Anchors, aliases,
tags, duplicate keys, deep nesting and big files are refused (law 11). Every finding names file:line:column.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import msgspec
import yaml

from simulator.kernel.text import Text

MAX_BYTES = 1_000_000
MAX_DEPTH = 40
MAX_NODES = 60_000


class Finding(msgspec.Struct, frozen=True):
    """Something wrong in a pack: where (file, line and column from 1) and what, in both languages."""

    file: str
    line: int
    column: int
    what: Text
    warning: bool = False

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}: {self.what.en}"


class Document(msgspec.Struct):
    """Plain data and the place (line, column) of every value by its path."""

    file: str
    data: Any
    places: dict[tuple[str | int, ...], tuple[int, int]]
    findings: list[Finding]

    def place(self, path: tuple[str | int, ...]) -> tuple[int, int]:
        """The place of a path, or of the nearest thing around it."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places.get(path, (1, 1))

    def wrong(self, path: tuple[str | int, ...], zh: str, en: str) -> None:
        """Note a finding at a path."""
        line, column = self.place(path)
        self.findings.append(Finding(self.file, line, column, Text(zh, en)))


_INT = re.compile(r"[-+]?(0|[1-9][0-9]*)\Z")
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


def read_yaml(path: Path, name: str = "") -> Document:
    """Read one file. Never raises for what stands in it: the findings say what is wrong."""
    doc = Document(name or str(path), None, {}, [])
    try:
        raw = path.read_bytes()
    except OSError as error:
        doc.wrong((), f"读不了文件：{error.strerror}", f"cannot be read: {error.strerror}")
        return doc
    if len(raw) > MAX_BYTES:
        doc.wrong((), f"文件超过 {MAX_BYTES} 字节", f"larger than {MAX_BYTES} bytes")
        return doc
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        doc.wrong((), f"不是 UTF-8（第 {error.start} 字节）", f"not UTF-8 (byte {error.start})")
        return doc
    loader_class = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        if not _guard(text, doc, loader_class):
            return doc
        node = yaml.compose(text, Loader=loader_class)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        problem = getattr(error, "problem", None) or str(error).splitlines()[0]
        doc.findings.append(Finding(doc.file, line, column, Text(f"YAML 语法错误：{problem}", f"YAML: {problem}")))
        return doc
    except ValueError as error:  # characters YAML does not allow
        doc.wrong((), f"含有不允许的字符：{error}", f"characters that are not allowed: {error}")
        return doc
    if node is None:
        doc.wrong((), "文件是空的", "the file is empty")
        return doc
    doc.data = _plain(node, (), doc)
    return doc


def _guard(text: str, doc: Document, loader: Any) -> bool:
    """Look at the events only: depth, number and anchors, before anything is built."""
    depth = nodes = 0
    for event in yaml.parse(text, Loader=loader):
        mark = event.start_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        place = Finding(doc.file, line, column, Text("", ""))
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            doc.findings.append(
                msgspec.structs.replace(place, what=Text("不允许锚点和别名", "anchors and aliases are not allowed"))
            )
            return False
        if isinstance(event, yaml.ScalarEvent | yaml.CollectionStartEvent):
            nodes += 1
            if getattr(event, "tag", None) not in (None, "!"):
                doc.findings.append(msgspec.structs.replace(place, what=Text("不允许标签", "tags are not allowed")))
                return False
        depth += isinstance(event, yaml.CollectionStartEvent)
        depth -= isinstance(event, yaml.CollectionEndEvent)
        if depth > MAX_DEPTH or nodes > MAX_NODES:
            doc.findings.append(
                msgspec.structs.replace(place, what=Text("嵌套太深或内容太多", "nested too deep or too much content"))
            )
            return False
    return True


def _plain(node: yaml.Node, path: tuple[str | int, ...], doc: Document) -> Any:
    doc.places[path] = (node.start_mark.line + 1, node.start_mark.column + 1)
    if isinstance(node, yaml.ScalarNode):
        value = str(node.value)
        if node.style in ("'", '"', "|", ">"):
            return value
        if value in _WORDS:
            return _WORDS[value]
        return int(value) if _INT.match(value) and len(value) < 19 else value
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, (*path, i), doc) for i, child in enumerate(node.value)]
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        place = (key_node.start_mark.line + 1, key_node.start_mark.column + 1)
        if not isinstance(key_node, yaml.ScalarNode):
            doc.findings.append(Finding(doc.file, *place, Text("键必须是文字", "a key has to be plain text")))
            continue
        key = str(key_node.value)
        if key in found:
            doc.findings.append(Finding(doc.file, *place, Text(f"键“{key}”重复", f"the key {key!r} stands twice")))
            continue
        found[key] = _plain(value_node, (*path, key), doc)
    return found
