"""The guide's nginx example, run by a real nginx with TLS on loopback: both guides hold the same one."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from servedhall import ROOT, Hall, Served, Visitor, free_port, until
from sqlmodel import select

from simulator.classroom.store.database import open_database
from simulator.classroom.store.examtables import SignInRow

NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/usr/local/sbin:/usr/local/bin")
GUIDES = [ROOT / "docs" / name for name in ("exams.md", "exams.zh.md")]
needs_nginx = pytest.mark.skipif(
    NGINX is None, reason="there is no nginx on this machine (Debian: apt-get install nginx-light)"
)


def example() -> str:
    """The configuration of the guide."""
    found = [re.findall(r"^```nginx\n(.*?)^```$", guide.read_text("utf-8"), re.M | re.S) for guide in GUIDES]
    assert found[0] == found[1]
    ((only,),) = found[:1]
    return str(only)


@pytest.fixture
def proxied(hall: Hall, tmp_path: Path) -> Iterator[tuple[Served, str]]:
    """A served hall behind nginx, and its public address."""
    inner, outer = free_port(), free_port()
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=exam.test", "-addext",
         "subjectAltName=DNS:exam.test", "-keyout", str(tmp_path / "exam.key"), "-out", str(tmp_path / "exam.crt")],
        check=True, capture_output=True,
    )  # fmt: skip
    text = example()
    for theirs, ours in (
        ("listen 443 ssl;", f"listen 127.0.0.1:{outer} ssl;"), ("exam.school.example", "exam.test"), ("/etc/nginx/exam.", f"{tmp_path}/exam."),
        ("http://127.0.0.1:8000", f"http://127.0.0.1:{inner}"),
    ):  # fmt: skip
        assert theirs in text
        text = text.replace(theirs, ours)
    temporary = "".join(
        f"{kind}_temp_path {tmp_path}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    config = tmp_path / "nginx.conf"
    config.write_text(
        f"daemon off; pid {tmp_path}/nginx.pid; error_log {tmp_path}/error.log; events {{}}\n"
        f"http {{ access_log off; {temporary}\n{text}\n}}"
    )
    url = f"https://exam.test:{outer}"
    with Served(hall, tmp_path, port=inner, public_url=f"{url}/", behind_proxy=True) as served:
        proxy = subprocess.Popen(
            [str(NGINX), "-c", str(config), "-p", str(tmp_path)], stderr=subprocess.PIPE, text=True
        )
        try:
            until(lambda: (tmp_path / "nginx.pid").exists() or proxy.poll() is not None, "nginx ran")
            assert proxy.poll() is None, proxy.communicate()[1]
            yield served, url
        finally:
            proxy.terminate()
            proxy.wait(20)


def test_the_guides_have_one_example() -> None:
    assert "proxy_set_header X-Forwarded-For $remote_addr;" in example()


@pytest.mark.slow
@needs_nginx
async def test_a_candidate_behind_nginx(proxied: tuple[Served, str]) -> None:
    served, url = proxied
    trust = ssl.create_default_context()
    trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    local = url.replace("exam.test", "127.0.0.1")
    names = {"Host": url.removeprefix("https://"), "X-Forwarded-For": "6.6.6.6"}
    connector = aiohttp.TCPConnector(ssl=trust, local_addr=("127.0.0.5", 0))
    async with aiohttp.ClientSession(connector=connector, headers=names) as session:
        async with session.get(f"{local}/") as answer:
            assert answer.status == 200
            assert "Strict-Transport-Security" in answer.headers
            assert "nosniff" in answer.headers["X-Content-Type-Options"]
            (script,) = re.findall(r'src="(a/[^"]+)"', await answer.text())
        async with session.get(f"{local}/{script}") as answer:
            assert answer.status == 200
        with pytest.raises(aiohttp.WSServerHandshakeError):
            await session.ws_connect(f"{local}/ws", origin="https://evil.example")
        visitor = Visitor(served)
        visitor.session = session
        visitor.socket = await session.ws_connect(f"{local}/ws?width=80&height=24", origin=url, max_msg_size=0)
        await visitor.sign_in(0)
        await visitor.type("hello")
        await visitor.until("收到 hello")
        (pid,) = served.programs()
        await visitor.socket.close()
    until(lambda: pid not in served.programs(), "the program ended with its browser")
    with open_database(served.hall.database, create=False) as db, db.session(write=False) as open_session:
        assert [r.origin for r in open_session.exec(select(SignInRow))] == ["127.0.0.5"]


@pytest.mark.slow
@needs_nginx
def test_a_browser_behind_nginx(proxied: tuple[Served, str], chromium: Callable[..., Any]) -> None:
    from window import Window

    served, url = proxied
    one = Window(chromium("--ignore-certificate-errors"), f"{url}/")
    one.sign_in(served)
    assert one.page.evaluate("isSecureContext")
    one.type("hello")
    one.until("收到 hello")
    assert one.faults == []
    begun = time.monotonic()
    while time.monotonic() < begun + 32:  # longer than two questions whether it is there
        one.page.wait_for_timeout(1000)
    one.type("still")
    one.until("收到 still")
    one.close()
