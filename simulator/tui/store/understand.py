"""What a person typed into a field, understood or answered in words: full-width digits, any notation, bounds."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import msgspec

from simulator.kernel import time
from simulator.kernel.messages import FieldSpec
from simulator.kernel.text import Lang, Text
from simulator.locale import formats
from simulator.locale.amounts import parse_amount, parse_decimal, parse_int
from simulator.locale.clean import clean

NEEDED = Text("这里要填。", "This is needed.")
CHOOSE = Text("请选一项。", "Choose one.")
NO_TIME = Text("请写成 D3 14:20 这样。", "Write it like D3 14:20.")
NO_DURATION = Text("请写分钟数，或 2时40分 这样。", "Write minutes, or like 2h40m.")
NO_WEIGHT = Text("请写克数，或 1.25 kg 这样。", "Write grams, or like 1.25 kg.")
NO_FORM = Text("格式不对。", "This has the wrong form.")


def folded(text: str) -> str:
    """Full-width letters and digits made plain."""
    return unicodedata.normalize("NFKC", clean(text)).strip()


def understand(field: FieldSpec, typed: str, currency: str, lang: Lang) -> Any:
    """The value meant, or a `Text` that says what is wrong."""
    kind = field.info.kind
    if kind in ("text", "id", "long", "choice"):
        return _words(field, clean(typed, multiline=kind == "long"))
    if not typed.strip():
        if field.required:
            return NEEDED
        return field.default
    value: Any
    if kind == "money":
        value = parse_amount(typed, currency, lang) if currency else parse_int(typed)
    elif kind == "grams":
        value = _grams(typed)
    elif kind == "bp":
        read = parse_decimal(folded(typed).rstrip("%"), 2)
        value = read if isinstance(read, Text) else int(read * 100)
    elif kind in ("minute", "due"):
        try:
            value = time.parse(folded(typed).replace("：", ":"))
        except ValueError:
            value = NO_TIME
    elif kind == "duration":
        value = _duration(typed)
    elif kind == "list":
        return tuple(w for w in re.split(r"[,，、;；\s]+", clean(typed)) if w)
    else:
        value = parse_int(_without_unit(typed, field.info.unit))
    return value if isinstance(value, Text) else _bounded(field, value, currency, lang)


def _words(field: FieldSpec, words: str) -> Any:
    meta = field.meta
    bare = words.strip()
    if not bare:
        least = meta.min_length if meta and meta.min_length else 0
        pattern = meta.pattern if meta else None
        if field.required and (least or pattern or field.info.kind != "text"):
            return NEEDED
        return field.default if not field.required and isinstance(field.default, str) else ""
    value = words if field.info.kind == "long" else bare
    if meta is None:
        return value
    if meta.max_length is not None and len(value) > meta.max_length:
        over = len(value) - meta.max_length
        return Text(
            f"最多 {meta.max_length} 个字，多了 {over} 个。", f"At most {meta.max_length} characters, {over} too many."
        )
    if meta.min_length is not None and len(bare) < meta.min_length:
        return Text(f"至少 {meta.min_length} 个字。", f"At least {meta.min_length} characters.")
    if meta.pattern is not None:
        for form in (value, folded(value), folded(value).upper(), re.sub(r"[\s.-]", "", folded(value)).upper()):
            if re.search(meta.pattern, form):
                return form
        return described(meta.pattern)
    return value


_CLASSES = {
    "[0-9]": ("位数字", "digits"),
    r"\d": ("位数字", "digits"),
    "[A-Z]": ("个大写字母", "capital letters"),
    "[A-Z0-9]": ("位字母或数字", "letters or digits"),
}


def described(pattern: str) -> Text:
    """What a simple pattern asks for, in words."""
    match = re.fullmatch(r"\^?(\[[^\]]+\]|\\d)\{(\d+)(?:,(\d+))?\}\$?", pattern)
    if match is None or match[1] not in _CLASSES:
        return NO_FORM
    zh, en = _CLASSES[match[1]]
    least, most = match[2], match[3] or match[2]
    span_zh, span_en = (least, least) if least == most else (f"{least} 至 {most} ", f"{least} to {most}")
    return Text(f"要 {span_zh.strip()} {zh}。", f"{span_en} {en} are needed.")


def _bounded(field: FieldSpec, value: int, currency: str, lang: Lang) -> Any:
    meta = field.meta
    if meta is None:
        return value

    def said(bound: int | float) -> str:
        if field.info.kind == "money" and currency:
            return formats.money(int(bound), currency, lang)
        if field.info.kind == "grams":
            return formats.weight(int(bound), lang)
        if field.info.kind == "bp":
            return formats.percent_bp(int(bound), lang)
        return f"{int(bound):,d}"

    if meta.ge is not None and value < meta.ge:
        return Text(f"不能小于 {said(meta.ge)}。", f"Not less than {said(meta.ge)}.")
    if meta.le is not None and value > meta.le:
        return Text(f"不能大于 {said(meta.le)}。", f"Not more than {said(meta.le)}.")
    return value


def _grams(typed: str) -> int | Text:
    words = folded(typed).lower().replace(" ", "")
    for unit, factor in (("kg", 1000), ("公斤", 1000), ("千克", 1000), ("克", 1), ("g", 1), ("", 1)):
        if words.endswith(unit):
            read = parse_decimal(words[: len(words) - len(unit)] if unit else words, 3)
            if isinstance(read, Text):
                return NO_WEIGHT
            grams = read * factor
            return int(grams) if grams == grams.to_integral_value() else NO_WEIGHT
    return NO_WEIGHT


def _duration(typed: str) -> int | Text:
    words = folded(typed).lower().replace(" ", "")
    if words.isdigit():
        return int(words)
    match = re.fullmatch(
        r"(?:(\d+)(?:d|天|日|days?))?(?:(\d+)(?:h|时|小时|hours?))?(?:(\d+)(?:m|min|分|分钟|minutes?))?", words
    )
    if match is None or not words:
        return NO_DURATION
    days, hours, minutes = (int(g or 0) for g in match.groups())
    return days * time.DAY + hours * time.HOUR + minutes


def _without_unit(typed: str, unit: str) -> str:
    words = folded(typed)
    for end in (unit, "件", "个", "pcs"):
        if end and words.lower().endswith(end.lower()):
            return words[: -len(end)]
    return words


def written(field: FieldSpec, value: Any, currency: str, lang: Lang) -> str:
    """A value as one would type it: what a form is filled with."""
    if value is None:
        return ""
    kind = field.info.kind
    if isinstance(value, Text):
        return value.of(lang)
    if isinstance(value, bool):
        return ""
    if kind == "money" and isinstance(value, int) and currency:
        digits = formats.minor_digits(currency)
        sign, whole = ("-", -value) if value < 0 else ("", value)
        return f"{sign}{whole // 10**digits}.{whole % 10**digits:0{digits}d}" if digits else f"{sign}{whole}"
    if kind == "bp" and isinstance(value, int):
        return formats.percent_bp(value, lang)
    if kind in ("minute", "due") and isinstance(value, int):
        return time.clock(value)
    if isinstance(value, (tuple, list)):
        return ", ".join(str(v) for v in value)
    if isinstance(value, msgspec.Struct):
        return ""
    return str(value)
