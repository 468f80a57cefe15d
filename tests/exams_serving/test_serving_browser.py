"""A served hall in a real Chromium."""

from __future__ import annotations

import re
import signal
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from servedhall import Served, alive, free_port, until
from window import Window

Start = Callable[..., Any]


@pytest.fixture
def window(chromium: Start) -> Iterator[Callable[..., Window]]:
    opened: list[Window] = []

    def open_window(address: str, *flags: str, **more: Any) -> Window:
        opened.append(Window(chromium(*flags), address, **more))
        return opened[-1]

    yield open_window
    for one in opened:
        one.close()


def columns_of_ink(ink: Any) -> set[int]:
    """Which columns of pixels hold something."""
    ground = min(ink["pixels"])
    return {n % ink["width"] for n, bright in enumerate(ink["pixels"]) if bright > ground + 120}


def test_a_candidate_works_in_a_browser(served: Served, window: Callable[..., Window]) -> None:
    one = window(served.url)
    assert one.answer.status == 200
    assert one.page.title() == "期末"
    assert one.page.get_attribute("html", "lang") == "zh-CN"
    one.until("请输入准考证号")
    one.shown("canvas.xterm-text-layer")
    one.sign_in(served)  # without a click: the keys go to the terminal
    one.type("你好 Grüße")
    one.until("收到 你好 Grüße")
    one.page.set_viewport_size({"width": 1000, "height": 600})
    until(lambda: one.page.wait_for_timeout(20) or one.size() == (111, 30), "the new size was told")
    one.type("size")
    one.until("size=111x30")
    one.type("pid")
    pid = int(re.search(r"pid=(\d+)", one.until("pid="))[1])  # type: ignore[index]
    assert alive(pid)
    one.page.close()
    until(lambda: not alive(pid), "the program ended with its page")
    assert one.faults == []
    assert one.asked == {f"127.0.0.1:{served.port}"}


def test_chinese_stands_in_two_cells(served: Served, window: Callable[..., Window]) -> None:
    one = window(served.url)
    one.until("签到：请输入准考证号")
    signs: list[Any] = []

    def painted() -> bool:  # the picture follows the bytes
        one.page.wait_for_timeout(20)
        signs[:] = [one.ink(2 * n, 0, 2) for n in range(10)]
        return all(columns_of_ink(sign) for sign in signs)

    until(painted, "all ten were painted")
    assert {(s["width"], s["height"]) for s in signs} == {(18, 20)}
    for n in (0, 1, 3, 4, 5, 6):  # 签 到 请 输 入 准: all but the colon reach from side to side
        columns = columns_of_ink(signs[n])
        assert min(columns) <= 4, n
        assert max(columns) >= 13, n
    assert len({tuple(s["pixels"]) for s in signs}) == 10  # boxes for what is missing would all be alike
    widths = one.page.evaluate(
        "() => ['', 'bold '].map(kind => { const c = document.createElement('canvas').getContext('2d');"
        "c.font = `${kind}15px 'Roboto Mono'`; return ['W', '中', '，'].map(s => c.measureText(s).width); })"
    )
    for latin, han, comma in widths:
        assert latin == pytest.approx(9, abs=0.05)
        assert han == pytest.approx(18, abs=0.05)
        assert comma == pytest.approx(18, abs=0.05)


def test_an_old_machine_on_a_plain_network_sees_the_same(
    served: Served, serve: Callable[..., Served], window: Callable[..., Window]
) -> None:
    """No WebGL, no TLS and a name instead of this machine: then there is no clipboard either."""
    there = serve(port=free_port(), public_url="http://exam.test/", per_address=20)
    usual, old = window(served.url), window(f"http://exam.test:{there.port}/", "--disable-3d-apis")
    for one in (usual, old):
        one.until("请输入准考证号")
    assert old.page.evaluate("isSecureContext") is False

    def alike() -> bool:  # the picture follows the bytes
        usual.page.wait_for_timeout(20)
        rows = [[one.ink(0, row, 40)["pixels"] for row in range(6)] for one in (usual, old)]
        return rows[0] == rows[1] and len({tuple(row) for row in rows[0]}) > 3

    until(alike, "both were painted alike")
    old.sign_in(there)
    assert old.faults == []


def test_a_program_that_ended_leads_back_to_signing_in(served: Served, window: Callable[..., Window]) -> None:
    one = window(served.url)
    one.sign_in(served, 1)
    one.type("quit")
    said = one.shown("[data-for=ended]")
    assert "重新签到" in said
    assert "sign in again" in said
    assert one.page.evaluate("document.activeElement.id") == "again"
    one.screen.reset()
    one.page.keyboard.press("Enter")
    one.sign_in(served, 1)


def test_a_lost_line_is_told_and_made_anew(serve: Callable[..., Served], window: Callable[..., Window]) -> None:
    served = serve()
    one = window(served.url)
    one.sign_in(served)
    served.process.kill()
    assert "The line to the hall is lost" in one.shown("[data-for=lost]")
    one.page.click("#again")
    assert "现在连不上考场服务器" in one.shown("[data-for=away]")
    again = serve(port=served.port)
    one.screen.reset()
    one.page.click("#again")
    one.sign_in(again)


def test_a_server_that_stops_says_so(serve: Callable[..., Served], window: Callable[..., Window]) -> None:
    served = serve()
    one = window(served.url)
    one.sign_in(served)
    served.process.send_signal(signal.SIGTERM)
    assert "正在停止或重启" in one.shown("[data-for=stopping]")


def test_over_the_limit_the_browser_shows_why(serve: Callable[..., Served], window: Callable[..., Window]) -> None:
    served = serve(most=1, gives_way=60)
    first = window(served.url)
    first.sign_in(served)
    second = window(served.url)
    assert second.answer.status == 503
    said = second.shown("#card")
    assert "考场连接数已满" in said
    assert "The hall is full" in said
    first.close()
    until(lambda: second.page.wait_for_timeout(50) or not served.programs(), "the first was gone")
    second.page.click("a.button")
    second.until("请输入准考证号")


def test_the_page_can_open_nothing_and_reach_nobody(served: Served, window: Callable[..., Window]) -> None:
    one = window(f"{served.url}/?delay=1&ping=http://127.0.0.1:9/ping&fontsize=99")
    one.until("请输入准考证号")
    assert one.page.url == f"{served.url}/"
    assert one.page.evaluate("window.open('http://127.0.0.1:9/')") is None
    for code in ("fetch('http://127.0.0.1:9/', {mode: 'no-cors'})", "import('http://127.0.0.1:9/x.js')", "new Promise((_, no) => { const s = new WebSocket('ws://127.0.0.1:9/'); s.onerror = no })"):  # fmt: skip
        assert one.page.evaluate(f"{code}.then(() => 'reached', () => 'refused')") == "refused"
    blocked = one.page.evaluate(
        "new Promise(done => { addEventListener('securitypolicyviolation', e => done(e.violatedDirective));"
        " fetch('http://127.0.0.1:9/').catch(() => {}) })"
    )
    assert blocked == "connect-src"
    framed = one.context.new_page()
    framed.set_content(f"<iframe src='{served.url}/'></iframe>")
    until(lambda: framed.wait_for_timeout(20) or framed.frames[-1].url.startswith("chrome-error:"), "it was refused")
    assert "准考证" not in framed.frames[-1].content()


def test_leaving_by_a_slip_is_asked_about(served: Served, window: Callable[..., Window]) -> None:
    one = window(served.url)
    one.sign_in(served, 2)
    asked: list[str] = []
    one.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    one.page.close(run_before_unload=True)
    until(lambda: one.page.wait_for_timeout(20) or asked, "it was asked")
    assert asked == ["beforeunload"]
    one.type("still here")
    one.until("收到 still here")
