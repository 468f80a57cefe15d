"""The page a candidate's browser loads, and all that belongs to it: read once at the start, so that no request ever names a file."""

from __future__ import annotations

import gzip
import hashlib
import html
import re
from pathlib import Path
from string import Template

import msgspec
import textual_serve

from simulator.exams.serving import words
from simulator.kernel.text import Lang, Text
from simulator.locale.clean import clean

_OWN = Path(__file__).parent / "page"
_THEIRS = Path(textual_serve.__file__).parent / "static"
_HTML_LANG = {"zh": "zh-CN", "en": "en"}
_HTML = "text/html; charset=utf-8"
_WEBGL = re.compile(rb"this\.webglAddon=new \w+\.WebglAddon,this\.terminal\.loadAddon\(this\.webglAddon\),")
_SCRIPT = "text/javascript; charset=utf-8"


class Asset(msgspec.Struct, frozen=True, kw_only=True):
    """A file of the page as it is sent. Its name holds the digest of its content, so a browser may keep it."""

    path: str
    type: str
    body: bytes
    packed: bytes | None = None


class Pages:
    """All pages of a server, in one order of languages: the server's first, the other beneath."""

    def __init__(self, title: str, lang: Lang) -> None:
        self.lang: Lang = lang
        self.title = clean(title)
        terminal = _asset("textual.js", _SCRIPT, terminal_script())
        upright = _asset("mono.ttf", "font/ttf", (_THEIRS / "fonts/RobotoMono-VariableFont_wght.ttf").read_bytes())
        italic = _asset(
            "mono-italic.ttf", "font/ttf", (_THEIRS / "fonts/RobotoMono-Italic-VariableFont_wght.ttf").read_bytes()
        )
        style = Template((_OWN / "page.css").read_text("utf-8")).substitute(
            upright=_beside(upright), italic=_beside(italic)
        )
        theirs = (_THEIRS / "css/xterm.css").read_text("utf-8")
        css = _asset("page.css", "text/css; charset=utf-8", f"{theirs}\n{style}".encode())
        js = _asset("page.js", _SCRIPT, (_OWN / "page.js").read_bytes())
        self.assets = {a.path: a for a in (terminal, upright, italic, css, js)}
        self._css = css.path[1:]
        self.exam = self._exam(css, js, terminal)
        self._plain = Template((_OWN / "plain.html").read_text("utf-8"))

    def plain(self, text: Text, path: str = "/", retry: int = 0, link: bool = False) -> bytes:
        """A page with a sentence, shown under this path. retry: seconds after which the exam's page is opened again; link: whether to offer it."""
        top = "../" * (path.count("/") - 1) or "./"
        refresh = f'<meta http-equiv="refresh" content="{retry};url={top}">' if retry else ""
        offer = f'<a class="button" href="{top}">{self._one_line(words.TO_EXAM)}</a>' if link or retry else ""
        page = self._plain.substitute(
            lang=_HTML_LANG[self.lang], title=self._heading(), css=top + self._css, refresh=refresh, words=self._both(text), link=offer
        )  # fmt: skip
        return page.encode()

    def _exam(self, css: Asset, js: Asset, terminal: Asset) -> bytes:
        notices = "\n".join(
            f'<div data-for="{html.escape(why)}">{self._both(text)}</div>' for why, text in words.NOTICES.items()
        )
        page = Template((_OWN / "page.html").read_text("utf-8")).substitute(
            lang=_HTML_LANG[self.lang], title=self._heading(), css=css.path[1:], js=js.path[1:], terminal=terminal.path[1:],
            noscript=self._both(words.NO_SCRIPT), notices=notices, again=self._one_line(words.AGAIN),
        )  # fmt: skip
        return page.encode()

    def _heading(self) -> str:
        return html.escape(self.title or f"{words.EXAM.zh} {words.EXAM.en}")

    def _both(self, text: Text) -> str:
        other: Lang = "en" if self.lang == "zh" else "zh"
        first, second = html.escape(text.of(self.lang)), html.escape(text.of(other))
        return f'<p>{first}</p><p class="second" lang="{_HTML_LANG[other]}">{second}</p>'

    def _one_line(self, text: Text) -> str:
        other: Lang = "en" if self.lang == "zh" else "zh"
        return (
            f'{html.escape(text.of(self.lang))} <span lang="{_HTML_LANG[other]}">{html.escape(text.of(other))}</span>'
        )


def terminal_script() -> bytes:
    """textual-serve's terminal, without the painter by WebGL: another is put in its place at once, but where a machine has no WebGL its failing
    keeps that from happening, and Chinese then stands where it should not."""
    theirs = (_THEIRS / "js/textual.js").read_bytes()
    return _WEBGL.sub(b"", theirs)


def _asset(name: str, type: str, body: bytes) -> Asset:
    digest = hashlib.sha256(body).hexdigest()[:16]
    packed = gzip.compress(body, 9, mtime=0)
    return Asset(path=f"/a/{digest}/{name}", type=type, body=body, packed=packed if len(packed) < len(body) else None)


def _beside(asset: Asset) -> str:
    """Its address as the style sheet, two folders down, has to write it."""
    return f"../../{asset.path[1:]}"
