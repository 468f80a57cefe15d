"""One scenario at several levels of difficulty: `$name` in its YAML stands for a parameter's value at the level played."""

from __future__ import annotations

import re
from typing import Any

from simulator.packs.form import PARAMETER
from simulator.packs.yaml import Document, near

USUAL = "normal"
_PLACE = re.compile(r"\$([a-z][a-z0-9_]{0,29})")


def levels_of(raw: dict[str, Any]) -> tuple[str, ...]:
    """The levels of a scenario, () where it has none. Whatever stands there in a wrong shape is found later."""
    levels = raw.get("levels")
    if not isinstance(levels, list):
        return ()
    return tuple(dict.fromkeys(level for level in levels if isinstance(level, str)))


def usual(levels: tuple[str, ...]) -> str:
    """The level played when none is named."""
    return USUAL if USUAL in levels else levels[0] if levels else ""


def values_at(raw: dict[str, Any], level: str) -> dict[str, Any]:
    """The parameters' values at a level; those that have none there are missing."""
    parameters = raw.get("parameters")
    if not isinstance(parameters, dict):
        return {}
    return {name: by[level] for name, by in parameters.items() if isinstance(by, dict) and level in by}


def substituted(value: Any, values: dict[str, Any], used: set[str]) -> Any:
    """Plain data with the parameters filled in: `$name` alone becomes the value itself, within a text its wording. What is
    no parameter stays as it is."""
    if isinstance(value, str):
        if "$" not in value:
            return value
        if value[1:] in values and value[0] == "$":
            used.add(value[1:])
            return values[value[1:]]

        def word(found: re.Match[str]) -> str:
            if found[1] not in values:
                return found[0]
            used.add(found[1])
            return str(values[found[1]])

        return _PLACE.sub(word, value)
    if isinstance(value, list):
        return [substituted(item, values, used) for item in value]
    if isinstance(value, dict):
        return {key: substituted(item, values, used) for key, item in value.items()}
    return value


def check_parameters(doc: Document) -> None:
    """Whether every parameter has a name, a value at each level and a use, and every `$name` a parameter."""
    raw = doc.data
    parameters = raw.get("parameters")
    levels = levels_of(raw)
    if parameters is None:
        parameters = {}
    if not isinstance(parameters, dict):
        return
    for name, by in parameters.items():
        if not re.match(PARAMETER, name):
            doc.wrong(
                ("parameters", name), f"参数名“{name}”应为小写字母、数字和下划线",
                f"a parameter's name has small letters, digits and underscores: {name!r}", key=True,
            )  # fmt: skip
        if not isinstance(by, dict):
            continue
        for level in by:
            if level not in levels:
                zh, en = near(level, levels)
                doc.wrong(
                    ("parameters", name, level), f"levels 里没有“{level}”{zh}", f"there is no level {level!r}{en}", key=True
                )  # fmt: skip
        missing = [level for level in levels if level not in by]
        if missing:
            listed = ", ".join(missing)
            doc.wrong(
                ("parameters", name), f"参数“{name}”缺少难度 {listed} 的值",
                f"the parameter {name!r} has no value for {listed}", key=True,
            )  # fmt: skip
    if parameters and not levels:
        doc.wrong(("parameters",), "有参数却没有 levels", "there are parameters but no levels", key=True)
    used: set[str] = set()
    rest = {key: value for key, value in raw.items() if key not in ("parameters", "levels")}
    substituted(rest, dict.fromkeys(parameters, 0), used)
    for name in parameters:
        if name not in used:
            doc.wrong(
                ("parameters", name), f"参数“{name}”没有用到", f"the parameter {name!r} is not used", key=True, warning=True
            )  # fmt: skip
    _unknown(doc, (), rest, set(parameters))


def _unknown(doc: Document, path: tuple[str | int, ...], value: Any, known: set[str]) -> None:
    if isinstance(value, str):
        found = _PLACE.fullmatch(value)
        if found is not None and found[1] not in known:
            zh, en = near(found[1], known)
            doc.wrong(path, f"没有参数“{found[1]}”{zh}", f"there is no parameter {found[1]!r}{en}")
    elif isinstance(value, list):
        for i, item in enumerate(value):
            _unknown(doc, (*path, i), item, known)
    elif isinstance(value, dict):
        for key, item in value.items():
            _unknown(doc, (*path, key), item, known)
