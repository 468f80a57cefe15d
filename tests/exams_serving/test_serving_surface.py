"""What a served hall shows to the network: one page and what belongs to it, whatever is asked; and what a flood does."""

from __future__ import annotations

import asyncio
import contextlib
import random
import re
import string
import time
from collections.abc import Callable

import aiohttp
import pytest
from servedhall import Served, Visitor, until

from simulator.exams.serving.pages import terminal_script

WORDS = (
    "..", ".", "%2e%2e", "%2e%2e%2f", "..%2f", "..%5c", "etc", "passwd", "static", "download", "a", "ws", "healthz", "%00", "proc", "self", "environ",
    "textual.js", "page.css", "%ff%fe", "~root", "C:", "index.html", "driver", "seed", "admin", "\u4e2d", "%25%32%65", ";x=1", "hall.db", ".git", "config",
)  # fmt: skip
METHODS = ("POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT", "PROPFIND", "GET", "HEAD")
SOURCES = ("import ", "def ", "SQLite format", "root:", "[tool.", "BEGIN ")


async def test_nothing_but_the_page_is_there(served: Served) -> None:
    """1,500 made-up addresses and methods, raw, so that no client tidies them up."""
    luck = random.Random(20261126)
    page = (await fetch(served, "GET", "/"))[2]
    known = set(re.findall(rb'(?:href|src|data-terminal)="(a/[^"]+)"', page))
    paths = []
    for _ in range(1500):
        parts = [
            luck.choice(WORDS) if luck.random() < 0.8 else "".join(luck.choices(string.printable[:90], k=5))
            for _ in range(luck.randint(1, 6))
        ]
        paths.append("/" + "/".join(parts).translate({9: None, 10: None, 11: None, 12: None, 13: None, 32: None}))
    paths += [
        "//",
        "/./",
        "/../../etc/passwd",
        "/a/",
        "/a/../page.html",
        "/static/js/textual.js",
        "http://127.0.0.1/etc/passwd",
        "*",
        "/?",
        "/#",
        "/%2f",
        "/healthz/",
    ]
    for path in paths:
        method = luck.choice(METHODS)
        status, headers, body = await fetch(served, method, path)
        asked = path.partition("?")[0].partition("#")[0]
        if status == 200:
            assert asked in ("/", "/healthz") or asked[1:].encode() in known, (method, path)
        else:
            assert status in (303, 400, 403, 404, 405, 421, 426), (method, path, status)
            assert not any(word.encode() in body for word in SOURCES), (method, path)
        if status not in (200, 400):
            assert "nosniff" in headers
    assert served.process.poll() is None
    assert (await fetch(served, "GET", "/healthz"))[0] == 200


async def test_headers(served: Served) -> None:
    async with aiohttp.ClientSession(auto_decompress=False) as session:
        async with session.get(served.url) as answer:
            page, h = await answer.text(), answer.headers
        policy = dict(part.strip().partition(" ")[::2] for part in h["Content-Security-Policy"].split(";"))
        assert (
            policy["default-src"]
            == policy["base-uri"]
            == policy["form-action"]
            == policy["frame-ancestors"]
            == "'none'"
        )
        assert policy["script-src"] == policy["font-src"] == "'self'"
        assert policy["connect-src"] == f"'self' ws://127.0.0.1:{served.port} wss://127.0.0.1:{served.port}"
        assert "allow-popups" not in policy["sandbox"]
        assert "allow-downloads" not in policy["sandbox"]
        assert h["X-Frame-Options"] == "DENY"
        assert h["X-Content-Type-Options"] == "nosniff"
        assert h["Referrer-Policy"] == "no-referrer"
        assert "camera=()" in h["Permissions-Policy"]
        assert h["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in h
        assert "aiohttp" not in h["Server"]
        assert '<html lang="zh-CN">' in page
        assert "<title>期末</title>" in page
        assert "http://" not in page.replace("http://www.w3.org", "")
        assert "https://" not in page
        for path in re.findall(r'(?:href|src|data-terminal)="(a/[^"]+)"', page):
            async with session.get(f"{served.url}/{path}") as answer:
                body = await answer.read()
                assert "immutable" in answer.headers["Cache-Control"]
                assert answer.headers["Content-Encoding"] == "gzip"
                assert body
            async with session.head(f"{served.url}/{path}") as answer:
                assert answer.status == 200
        async with session.get(f"{served.url}/?fontsize=99&ping=http://evil.example/") as answer:
            assert str(answer.url) == f"{served.url}/"
        async with session.get(f"{served.url}/?x", allow_redirects=False) as answer:
            assert answer.status == 303
        async with session.get(f"{served.url}/healthz") as answer:
            assert set(await answer.json()) == {"ok", "connections", "most"}


def test_nothing_of_the_page_comes_from_elsewhere(served: Served) -> None:
    from simulator.exams.serving.pages import Pages

    for asset in Pages("期末", "zh").assets.values():
        if asset.path.endswith(".css"):
            assert b"//" not in asset.body.replace(b"https://github.com/chjj/term.js", b"").replace(
                b"http://bellard.org/jslinux/", b""
            )
    assert (
        b"webglAddon=new" not in terminal_script()
    )  # if textual-serve changed it, look at the page without WebGL anew
    assert b"canvasAddon=new" in terminal_script()


def test_a_title_cannot_write_on_the_page() -> None:
    from simulator.exams.serving.pages import Pages
    from simulator.kernel.text import Text

    pages = Pages("<script>alert(1)</script>\x1b]0;x\x07$title", "en")
    for page in (pages.exam, pages.plain(Text("<b>", "<i>"))):
        assert b"<script>alert" not in page
        assert b"\x1b" not in page
        assert b"<b>" not in page
        assert b'<html lang="en">' in page
    assert pages.exam.index(b"The exam is being opened") < pages.exam.index("正在打开考试".encode())


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "a@127.0.0.1"])
async def test_other_hosts_are_refused(served: Served, host: str) -> None:
    for path in ("/", "/ws", "/healthz"):
        status, _, body = await fetch(served, "GET", path, host=host)
        assert status == 421
        assert host.encode() not in body


@pytest.mark.parametrize(
    "origin", [None, "http://evil.example", "null", "http://127.0.0.1:1", "https://127.0.0.1.evil.example"]
)
async def test_other_pages_cannot_connect(served: Served, origin: str | None) -> None:
    before = served.programs()
    async with aiohttp.ClientSession() as session:
        with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
            await session.ws_connect(f"{served.url}/ws", origin=origin)
    assert refused.value.status == 403
    assert served.programs() == before


async def test_over_the_limit_a_plain_page_says_so(serve: Callable[..., Served]) -> None:
    served = serve(most=2, per_address=2, gives_way=60)
    async with Visitor(served) as one, Visitor(served) as two:
        await one.sign_in(0)
        await two.sign_in(1)
        async with aiohttp.ClientSession() as session:
            async with session.get(served.url) as answer:
                body = await answer.text()
                assert answer.status == 429
                assert int(answer.headers["Retry-After"]) > 0
                assert "打开的考试页太多" in body
                assert "too many exam pages" in body
                assert 'http-equiv="refresh"' in body
            with pytest.raises(aiohttp.WSServerHandshakeError) as refused:
                await session.ws_connect(f"{served.url}/ws", origin=served.url)
            assert refused.value.status == 429
            assert "Retry-After" in (refused.value.headers or {})
            until(lambda: any("--per-address" in line for line in served.warned), "the operator was told")
        await one.type("still here")
        await one.until("收到 still here")


async def test_idle_sign_in_pages_are_closed_and_seats_are_not(serve: Callable[..., Served]) -> None:
    served = serve(idle=2.0)
    async with Visitor(served) as seated, Visitor(served) as idle:
        await seated.sign_in(0)
        assert await idle.farewell() == 4001
        deadline = time.monotonic() + 2.5
        while time.monotonic() < deadline:
            await seated.type("x")
            await seated.until("收到 x")
            await asyncio.sleep(1.0)
        await seated.type("leave")
        await seated.until("已离座")
        assert await seated.farewell() == 4001


async def test_a_silent_sign_in_page_makes_room(serve: Callable[..., Served]) -> None:
    served = serve(most=2, per_address=10, gives_way=0.5)
    async with Visitor(served) as seated, Visitor(served) as silent:
        await seated.sign_in(0)
        await asyncio.sleep(0.6)  # what the limit says
        async with Visitor(served) as new:
            assert await silent.farewell() == 4002
            await new.sign_in(1)
        await seated.type("mine")
        await seated.until("收到 mine")


async def test_a_flood_of_sockets_leaves_running_candidates_unharmed(serve: Callable[..., Served]) -> None:
    """300 websockets and 300 bare connections at once, from one address, while a candidate types."""
    served = serve()
    async with Visitor(served) as working:
        await working.sign_in(0)
        quiet = [await answered(working, f"q{n}") for n in range(10)]
        async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
            flood = [asyncio.create_task(knock(session, served)) for _ in range(300)]
            bare = [asyncio.create_task(hold(served.port)) for _ in range(300)]
            loud = [await answered(working, f"f{n}") for n in range(30)]
            results = [r for r in await asyncio.gather(*flood) if r]
            stayed = sum(1 for r in await asyncio.gather(*bare) if r)
            assert len(served.programs()) <= served.wanted.limits.per_address
            assert len(results) == 300
            assert sum(r == "in" for r in results) < served.wanted.limits.per_address
            assert stayed <= served.wanted.limits.address_sockets
        after = await answered(working, "after")
        assert served.process.poll() is None
    # generous, for the machine may be busy with other things: what matters is that it answers, each time, within the blink of an eye
    assert max(loud) < 2.0, (max(quiet), sorted(loud)[-3:])
    assert after < 1.0


async def test_a_flood_of_messages_is_slowed_down(serve: Callable[..., Served]) -> None:
    served = serve(messages=50)
    async with Visitor(served) as flooding, Visitor(served) as working:
        await working.sign_in(0)
        flood = asyncio.create_task(send_all(flooding, 3000))
        delays = [await answered(working, f"m{n}") for n in range(10)]
        assert max(delays) < 2.0
        assert len(served.programs()) == 2
        flood.cancel()
        with contextlib.suppress(asyncio.CancelledError, Exception):
            await flood
        await flooding.session.close()  # gone at once, with much of it still to be read
        until(lambda: len(served.programs()) == 1, "its program ended all the same", limit=5)


async def test_a_connection_that_asks_for_nothing_is_closed(serve: Callable[..., Served]) -> None:
    served = serve(request=1.0)
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: ")
    async with asyncio.timeout(10):
        with contextlib.suppress(ConnectionError):
            assert await reader.read() == b""
    writer.close()
    async with Visitor(served) as visitor:  # a candidate's line lasts longer than that
        await visitor.sign_in(0)
        await asyncio.sleep(1.2)
        await visitor.type("x")
        await visitor.until("收到 x")


async def answered(visitor: Visitor, word: str) -> float:
    """Seconds from a typed word to its answer on the screen."""
    begun = time.monotonic()
    await visitor.type(word)
    await visitor.until(f"收到 {word}")
    return time.monotonic() - begun


async def knock(session: aiohttp.ClientSession, served: Served) -> str:
    """Open a websocket and hold it for a while: what came of it."""
    try:
        socket = await session.ws_connect(f"{served.url}/ws", origin=served.url)
    except aiohttp.WSServerHandshakeError as error:
        return str(error.status)
    except (aiohttp.ClientError, OSError):
        return "cut"
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(3):
            while not socket.closed:
                await socket.receive()
    await socket.close()
    return "in"


async def hold(port: int) -> bool:
    """Open a connection and say nothing: whether it was still there after a while."""
    try:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
    except OSError:
        return False
    try:
        async with asyncio.timeout(3):
            await reader.read(1)
        return False
    except TimeoutError:
        return True
    except OSError:
        return False
    finally:
        writer.close()


async def send_all(visitor: Visitor, count: int) -> None:
    for _ in range(count):
        await visitor.send("stdin", "\x1b[<35;10;10M")


async def fetch(served: Served, method: str, path: str, host: str | None = None) -> tuple[int, str, bytes]:
    """A request as it is written, without a client's tidying: status, headers, body."""
    reader, writer = await asyncio.open_connection("127.0.0.1", served.port)
    try:
        head = f"{method} {path} HTTP/1.1\r\nHost: {host or f'127.0.0.1:{served.port}'}\r\nConnection: close\r\n\r\n"
        writer.write(head.encode("utf-8", "replace"))
        async with asyncio.timeout(20):
            answer = await reader.read()
    finally:
        writer.close()
    head_, _, body = answer.partition(b"\r\n\r\n")
    lines = head_.decode("latin-1")
    return int(lines.split()[1]), lines, body
