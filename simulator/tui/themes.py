"""Three looks: dark and light (contrast WCAG AA), and one without any colour."""

from __future__ import annotations

from textual.theme import Theme

DARK = Theme(
    name="store-dark",
    primary="#5fb3b3",
    secondary="#7aa2d6",
    accent="#e0af68",
    warning="#e0af68",
    error="#f08080",
    success="#8fc98f",
    foreground="#d7dce2",
    background="#15191e",
    surface="#1a1f26",
    panel="#222933",
    boost="#2a323d",
    dark=True,
    text_alpha=1.0,
    variables={
        "faint": "#93a0ae",
        "rule": "#34404d",
        "cursor": "#2f5d63",
        "cursor-text": "#ffffff",
        "cursor-blur": "#2a333d",
        "mark": "#e0af68",
        "glow": "#33331f",
        "key": "#e8c48a",
        "bar": "#4f8f8f",
        "bar-soon": "#b58a3f",
        "bar-rest": "#2b3440",
        "late": "#8c2f39",
        "late-text": "#ffffff",
        "block-cursor-background": "#2f5d63",
        "block-cursor-foreground": "#ffffff",
        "input-selection-background": "#3d5a80",
        "scrollbar": "#34404d",
        "scrollbar-background": "#1a1f26",
        "scrollbar-corner-color": "#1a1f26",
        "scrollbar-hover": "#5fb3b3",
        "scrollbar-active": "#5fb3b3",
    },
)

LIGHT = Theme(
    name="store-light",
    primary="#0b6e75",
    secondary="#2b5c94",
    accent="#8a5200",
    warning="#8a5200",
    error="#a4262c",
    success="#1f6b2e",
    foreground="#1d242b",
    background="#f7f6f2",
    surface="#f0efe9",
    panel="#e6e4dc",
    boost="#e3e0d8",
    dark=False,
    text_alpha=1.0,
    variables={
        "faint": "#545d66",
        "rule": "#c9c6bb",
        "cursor": "#bfe0de",
        "cursor-text": "#0c1418",
        "cursor-blur": "#dfddd3",
        "mark": "#8a5200",
        "glow": "#f6e8b8",
        "key": "#7a4300",
        "bar": "#4f9a98",
        "bar-soon": "#d2a24c",
        "bar-rest": "#d8d5ca",
        "late": "#a4262c",
        "late-text": "#ffffff",
        "block-cursor-background": "#bfe0de",
        "block-cursor-foreground": "#0c1418",
        "input-selection-background": "#b5d2f0",
        "scrollbar": "#c9c6bb",
        "scrollbar-background": "#f0efe9",
        "scrollbar-corner-color": "#f0efe9",
        "scrollbar-hover": "#0b6e75",
        "scrollbar-active": "#0b6e75",
    },
)

# Every colour of this one is taken away again by the app's filter; what is left is bold, underlined and reversed.
MONO = Theme(
    name="store-mono",
    primary="#ffffff",
    secondary="#ffffff",
    accent="#ffffff",
    warning="#ffffff",
    error="#ffffff",
    success="#ffffff",
    foreground="#ffffff",
    background="#000000",
    surface="#000000",
    panel="#000000",
    boost="#000000",
    dark=True,
    text_alpha=1.0,
    variables={
        "faint": "#ffffff",
        "rule": "#ffffff",
        "cursor": "#000000",
        "cursor-text": "#ffffff",
        "cursor-blur": "#000000",
        "mark": "#ffffff",
        "glow": "#000000",
        "key": "#ffffff",
        "bar": "#000000",
        "bar-soon": "#000000",
        "bar-rest": "#000000",
        "late": "#000000",
        "late-text": "#ffffff",
        "block-cursor-background": "#000000",
        "block-cursor-foreground": "#ffffff",
        "block-cursor-text-style": "reverse",
    },
)

THEMES = (DARK, LIGHT, MONO)
NAMES = {"dark": DARK.name, "light": LIGHT.name, "mono": MONO.name}


def theme_name(short: str | None) -> str:
    """The full name of `dark`, `light` or `mono`; dark for anything else."""
    return NAMES.get(short or "", DARK.name)


def short_name(name: str) -> str:
    """`dark`, `light` or `mono` of a full name."""
    return next((short for short, full in NAMES.items() if full == name), "dark")
