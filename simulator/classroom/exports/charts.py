"""Charts as inline SVG for a printed report: no script, no style sheet or font from outside, the same bytes each time.

Drawn by pygal, whose output is then cleared of what a page to print does not need: scripts, tooltips, comments (they hold
the date) and namespaces. Shades differ in lightness and lines in dashes, so that grey print can tell them apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple
from xml.etree import ElementTree

from simulator.classroom.exports.made import library

FONTS = (
    "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei', "
    "'Helvetica Neue', Arial, sans-serif"
)
SHADES = ("#1d4668", "#7ba3c0", "#c3d3de", "#54606b", "#9aa7b1", "#2f7f86")
INKS = ("#1d4668", "#8f3d22", "#2f6f76", "#54606b", "#6b4c86", "#6f5f1a")
DASHES = ("", "7,3", "2,3", "10,3,2,3", "5,5", "1,4")
WIDTH, HEIGHT = 720, 250
INK, FAINT, PAPER, GUIDE = "#20262c", "#59636d", "#ffffff", "#c9d0d6"

# Lines thick enough to print, and figures beside the end of a lying bar instead of across it.
_RULES = (
    "CHART .line.reactive{stroke-width:2.2}"
    "CHART .horizontal .text-overlay text.value{text-anchor:start;transform:translateX(5px)}"
)

# A series: its name, and a value (or none) for each label.
Series = tuple[str, Sequence[int | None]]


class Key(NamedTuple):
    """What a colour stands for, with the dashes of its line ("" for none; None where it is an area)."""

    colour: str
    dash: str | None
    name: str


class Chart(NamedTuple):
    """A drawing and its key. The key is text of the page, not of the drawing, so that long names wrap."""

    svg: str
    keys: tuple[Key, ...]


def bars(
    id: str, title: str, labels: Sequence[str], series: Sequence[Series], top: int | None = None, height: int = HEIGHT
) -> Chart:
    """Upright bars side by side, each with its figure above; `top` is where the scale ends."""
    chart = _chart("Bar", id, title, height=height, print_values=True, print_values_position="top", spacing=12)
    chart.margin_top = 14
    if top is not None:
        chart.range = (0, top)
        chart.y_labels = range(0, top + 1, top // 5)
    chart.x_labels = list(labels)
    for name, values in series:
        chart.add(name, [value if value else None for value in values])
    return Chart(_svg(chart), _keys(series))


def lying_bars(id: str, title: str, labels: Sequence[str], series: Sequence[Series]) -> Chart:
    """Bars from left to right, a group for each label, the first label and series on top."""
    height = 40 + 22 * len(series) * len(labels)
    chart = _chart("HorizontalBar", id, title, height=height, print_values=True, print_values_position="top", spacing=6)
    chart.margin_right = 30
    chart.x_labels = list(reversed(labels))
    for name, values in series:
        chart.add(name, list(reversed(values)))
    return Chart(_svg(chart), _keys(series))


def lines(id: str, title: str, labels: Sequence[str], series: Sequence[Series], top: int) -> Chart:
    """A line for each series, from 0 to `top`."""
    chart = _chart("Line", id, title, INKS, dots_size=3.5, range=(0, top))
    chart.margin_right = 30
    chart.y_labels = range(0, top + 1, top // 5)
    chart.x_labels = list(labels)
    for place, (name, values) in enumerate(series):
        dash = DASHES[place % len(DASHES)]
        chart.add(name, list(values), stroke_style={"width": 2, **({"dasharray": dash} if dash else {})})
    return Chart(_svg(chart), _keys(series, dashed=True))


def _keys(series: Sequence[Series], dashed: bool = False) -> tuple[Key, ...]:
    return tuple(
        Key((INKS if dashed else SHADES)[place % len(SHADES)], DASHES[place % len(DASHES)] if dashed else None, name)
        for place, (name, _) in enumerate(series)
    )


def _chart(kind: str, id: str, title: str, colors: Sequence[str] = SHADES, **options: Any) -> Any:
    with library("pygal"):
        import pygal  # type: ignore[import-untyped]
        from pygal.style import Style  # type: ignore[import-untyped]

    style = Style(
        background=PAPER, plot_background=PAPER, foreground=INK, foreground_strong=INK, foreground_subtle=FAINT,
        opacity="1", opacity_hover="1", transition="0s", colors=colors, value_colors=(INK,) * len(SHADES),
        font_family=FONTS, label_font_size=12, major_label_font_size=12, value_font_size=11, value_label_font_size=11,
        guide_stroke_color=GUIDE, major_guide_stroke_color=GUIDE,
    )  # fmt: skip
    defaults: dict[str, Any] = {
        "style": style, "js": [], "disable_xml_declaration": True, "width": WIDTH, "height": HEIGHT, "margin": 6,
        "show_legend": False, "truncate_label": 40, "no_data_text": "", "rounded_bars": 0, "formatter": _whole,
        "css": ["file://style.css", "file://graph.css", f"inline:{_RULES.replace('CHART', f'#chart-{id}')}"],
    }  # fmt: skip
    chart = getattr(pygal, kind)(**{**defaults, **options})
    chart.uuid = id
    chart.accessible_title = title
    return chart


def _whole(value: Any) -> str:
    return "" if value is None else f"{value:.0f}"


def _svg(chart: Any) -> str:
    root = ElementTree.fromstring(chart.render(is_unicode=True))
    _clear(root)
    root.set("role", "img")
    root.set("aria-label", chart.accessible_title)
    return ElementTree.tostring(root, encoding="unicode")


def _clear(node: ElementTree.Element) -> None:
    """Takes out what is not drawn: scripts, the descriptions their tooltips show, and names of other vocabularies."""
    node.tag = _local(node.tag)
    for key in [key for key in node.attrib if key.startswith("{")]:
        del node.attrib[key]
    for child in list(node):
        if _local(child.tag) in ("script", "desc", "title"):
            node.remove(child)
        else:
            _clear(child)


def _local(tag: str) -> str:
    return tag.rsplit("}", 1)[-1]
