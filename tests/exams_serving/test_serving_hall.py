"""A served hall, its processes and a browser without a window: what reaches a candidate's program, and what does not."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
from collections.abc import Callable
from pathlib import Path

import aiohttp
import pytest
from servedhall import Hall, Served, Visitor, alive, made, until

from simulator.classroom.store.database import open_database
from simulator.exams import facts as f
from simulator.exams.store import chains

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="the nursery needs a system that forks")


async def test_a_candidate_signs_in_and_works(url: str, tmp_path: Path) -> None:
    """On SQLite and on PostgreSQL: what is forked opens connections of its own."""
    hall = made(url)
    with Served(hall, tmp_path) as served:
        async with Visitor(served, 100, 30) as one, Visitor(served) as two:
            await asyncio.gather(one.sign_in(0), two.sign_in(1))
            await one.type("size")
            await one.until("size=100x30")
            await one.type("你好")
            await one.until("收到 你好")
            await one.send("resize", {"width": 70, "height": 20})
            await one.type("size")
            await one.until("size=70x20")
            pids = []
            for visitor in (one, two):
                await visitor.type("pid")
                pids.append(int(re.search(r"pid=(\d+)", await visitor.until("pid="))[1]))  # type: ignore[index]
            assert sorted(served.programs()) == sorted(pids)
        until(lambda: not any(map(alive, pids)), "the programs ended with their browsers")
    with open_database(url, create=False) as db:
        for strip in hall.strips[:2]:
            signed = [x for x in chains.facts_of(db, strip.sitting) if isinstance(x, f.SignedIn)]
            assert [(x.node, x.over) for x in signed] == [("n1", False)]
        with db.session(write=False) as session:
            from sqlmodel import select

            from simulator.classroom.store.examtables import SignInRow

            assert {(r.origin, r.result) for r in session.exec(select(SignInRow))} == {("127.0.0.1", "in")}


@pytest.mark.parametrize("fork", [True, False])
def test_an_exam_may_be_called_by_its_title(hall: Hall, tmp_path: Path, fork: bool) -> None:
    """Every program gets the id that was meant."""
    with Served(hall._replace(exam="期末"), tmp_path, fork=fork) as served:
        assert served.kept()[0].split()[2] == hall.exam


async def test_the_size_is_the_only_thing_a_page_decides(served: Served) -> None:
    async with aiohttp.ClientSession() as session:
        for query, size in (("width=99999&height=1", "400x6"), ("width=-3&height=a", "80x24"), ("", "80x24"), ("width=90&height=40&argv=x", "90x40")):  # fmt: skip
            async with Visitor(served) as visitor:
                await visitor.socket.close()
                visitor.socket = await session.ws_connect(f"{served.url}/ws?{query}", origin=served.url, max_msg_size=0)
                columns, rows = map(int, size.split("x"))
                visitor.screen.resize(rows, columns)
                await visitor.sign_in(0)
                await visitor.type("size")
                await visitor.until(f"size={size}")


@pytest.mark.parametrize("trick", ["shell", "popen", "fork", "exec", "write"])
async def test_no_program_and_no_file_from_a_candidates_program(served: Served, trick: str) -> None:
    """Even where a bug of ours offered one."""
    async with Visitor(served) as visitor:
        await visitor.sign_in(1)
        await visitor.type(trick)
        await visitor.until("refused: a candidate's program")


async def test_no_download_and_no_address_reach_the_browser(served: Served) -> None:
    async with Visitor(served) as visitor:
        await visitor.sign_in(2)
        await visitor.type("deliver")
        await visitor.until("done")
        assert visitor.words == []
        async with visitor.session.get(f"{served.url}/download/x") as answer:
            assert answer.status == 404


async def test_a_program_that_ends_says_so(served: Served) -> None:
    async with Visitor(served) as visitor:
        await visitor.sign_in(0)
        await visitor.type("quit")
        assert await visitor.farewell() == 4000
    async with Visitor(served) as visitor:
        await visitor.sign_in(0)
        await visitor.type("crash")
        assert await visitor.farewell() == 4000
    until(lambda: any("exit code 3" in line for line in served.warned), "the operator was told")
    assert not any("Traceback" in line for line in served.warned), "\n".join(served.warned)


async def test_browsers_that_leave_at_once(served: Served) -> None:
    """A program may be told to end before it has begun; none is left, and nothing is said of it."""
    before = len(served.warned)
    for _ in range(12):
        async with Visitor(served):
            pass
    until(lambda: not served.programs(), "all had ended")
    assert served.warned[before:] == []


async def test_a_program_that_hangs_is_killed_with_its_browser(serve: Callable[..., Served]) -> None:
    served = serve(ending=0.5)
    async with Visitor(served) as visitor:
        await visitor.sign_in(0)
        await visitor.type("hang")
        (pid,) = served.programs()
    until(lambda: not alive(pid), "it was killed")


async def test_what_is_no_message_ends_the_line(served: Served) -> None:
    for words in (
        "",
        "{",
        "[]",
        '["stdin"]',
        '["stdin",3]',
        '["resize",{"width":"a"}]',
        '["exec","ls"]',
        '{"a":1}',
        "null",
        "[" * 5000,
    ):
        async with Visitor(served) as visitor:
            await visitor.socket.send_str(words)
            assert await visitor.farewell() == 4005, words
    async with Visitor(served) as visitor:
        await visitor.socket.send_bytes(b"D\0\0\0\1x")
        assert await visitor.farewell() == 4005
    async with Visitor(served) as visitor:
        await visitor.socket.send_str(json.dumps(["stdin", "x" * 70_000]))
        assert await visitor.farewell() == aiohttp.WSCloseCode.MESSAGE_TOO_BIG


async def test_a_packet_cannot_be_smuggled_into_the_programs_line(served: Served) -> None:
    """Typed bytes stay typed bytes, whatever they spell."""
    async with Visitor(served) as visitor:
        await visitor.sign_in(3)
        await visitor.type('M\x00\x00\x00 {"type": "quit"}                ', enter=False)
        await visitor.until('{"type": "quit"}')
        await visitor.type("\ud83d")  # half a character
        await visitor.type("still")
        await visitor.until("收到")


async def test_sigterm_ends_all_in_order(serve: Callable[..., Served]) -> None:
    served = serve()
    async with Visitor(served) as visitor:
        await visitor.sign_in(0)
        pids = [served.nursery(), *served.programs()]
        served.process.send_signal(signal.SIGTERM)
        assert await visitor.farewell() == 4003
    assert served.process.wait(20) == 0
    assert served.kept()[0].startswith("join ")
    assert served.kept()[-1].startswith("leave ")
    assert not any(map(alive, pids))
    assert served.warned == []


async def test_sigkill_leaves_nothing_behind(serve: Callable[..., Served]) -> None:
    served = serve()
    async with Visitor(served) as visitor:
        await visitor.sign_in(0)
        pids = [served.nursery(), *served.programs(), int(served.kept()[0].split()[1])]
        served.process.kill()
        until(lambda: not any(map(alive, pids)), "all programs noticed")
    assert served.kept()[-1].startswith("leave ")  # the keeper noticed as well, and left in order


async def test_without_the_nursery_all_goes_on_more_slowly(serve: Callable[..., Served]) -> None:
    served = serve()
    async with Visitor(served) as first:
        await first.sign_in(0)
        await first.type("pid")
        pid = int(re.search(r"pid=(\d+)", await first.until("pid="))[1])  # type: ignore[index]
        os.kill(served.nursery(), signal.SIGKILL)
        await first.type("still here")
        await first.until("收到 still here")
        async with Visitor(served) as second:
            await second.sign_in(1)
            await second.type("pid")
            await second.until("pid=")
    until(lambda: not alive(pid), "the orphan ended with its browser")


async def test_each_a_process_of_its_own(serve: Callable[..., Served]) -> None:
    """As where a system cannot fork."""
    served = serve(fork=False)
    async with Visitor(served) as visitor:
        await visitor.sign_in(0)
        await visitor.type("pid")
        pid = int(re.search(r"pid=(\d+)", await visitor.until("pid="))[1])  # type: ignore[index]
        await visitor.type("shell")
        await visitor.until("refused")
    until(lambda: not alive(pid), "it ended with its browser")
    assert served.stop() == 0
    assert served.kept()[-1].startswith("leave ")


async def test_a_keeper_that_dies_is_started_anew(serve: Callable[..., Served]) -> None:
    served = serve()
    (first,) = [int(line.split()[1]) for line in served.kept() if line.startswith("join")]
    os.kill(first, signal.SIGKILL)
    until(lambda: len([line for line in served.kept() if line.startswith("join")]) == 2, "another one joined")
    until(lambda: served.warned, "the operator was told")


async def test_what_hinders_the_keeper_is_told_and_shows_in_the_health(serve: Callable[..., Served]) -> None:
    served = serve()
    sign = served.diary.with_suffix(".away")
    async with aiohttp.ClientSession() as session:

        async def health() -> int:
            async with session.get(f"{served.url}/healthz") as answer:
                return answer.status

        assert await health() == 200
        sign.touch()
        until(lambda: served.warned == ["The database is gone."], "it was told")
        assert await health() == 503
        sign.unlink()
        until(lambda: served.warned[1:] == ["The hall's keeper works again."], "it was told")
        assert await health() == 200


def test_a_keeper_that_cannot_begin_keeps_the_hall_shut(hall: Hall, tmp_path: Path) -> None:
    with Served(hall, tmp_path, env={"STORESIM_TEST_KEEPER": "refuses"}) as served:
        assert served.process.wait(20) == 2
        assert until(lambda: served.warned, "it was said") == ["There is no key of the hall."]


@pytest.mark.parametrize(
    ("change", "said"), [("exam", "There is no exam"), ("database", "missing"), ("port", "cannot be served")]
)
def test_what_cannot_be_served_is_told_in_one_sentence(hall: Hall, tmp_path: Path, change: str, said: str) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1] if change == "port" else 0
        if change == "exam":
            hall = hall._replace(exam="no such")
        if change == "database":
            hall = hall._replace(database=str(tmp_path / "missing.db"))
        with Served(hall, tmp_path, port=port) as served:
            assert served.process.wait(20) == 2
        (line,) = until(lambda: served.warned, "it was said")
        assert said in line


async def test_the_nursery_holds_no_connection_when_it_forks(
    server_url: str, tmp_path: Path, admin: Callable[..., list[tuple[int]]]
) -> None:
    """Else two programs would speak through one."""
    count = "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'storesim'"
    hall = made(server_url)
    with Served(hall, tmp_path) as served:
        assert admin(count) == [(0,)]
        async with Visitor(served) as visitor:
            await visitor.sign_in(0)
            assert admin(count)[0][0] > 0


async def test_the_database_is_named_nowhere(server_url: str, tmp_path: Path) -> None:
    """Neither in a list of processes nor on the page, in a health report or in what is said to the operator; on the command's own line it is
    taken care of by the command (`test_serving_command`)."""
    hall = made(server_url)
    with Served(hall, tmp_path) as served:
        async with Visitor(served) as visitor:
            await visitor.sign_in(0)
            for pid in (served.nursery(), *served.programs(), int(served.kept()[0].split()[1])):
                assert b"postgresql" not in Path(f"/proc/{pid}/cmdline").read_bytes()
                assert b"postgresql" not in Path(f"/proc/{pid}/environ").read_bytes()
            for path in ("/", "/healthz", "/nowhere"):
                async with visitor.session.get(f"{served.url}{path}") as answer:
                    assert b"postgresql" not in await answer.read()
        assert "postgresql" not in " ".join(served.said + served.warned)
