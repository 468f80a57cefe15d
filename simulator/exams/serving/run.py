"""`storesim hall serve`: the nursery, the keeper and the server, from the first to the last moment."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable
from contextlib import suppress

import msgspec

from simulator.exams.errors import ExamError
from simulator.exams.serving import notices
from simulator.exams.serving.hosts import Hosts, machine_names
from simulator.exams.serving.limits import Limits
from simulator.exams.serving.notices import Notice
from simulator.exams.serving.pages import Pages
from simulator.exams.serving.programs import Hall, Order
from simulator.exams.serving.server import HallServer
from simulator.exams.serving.starting import Nursery, Processes, Program, Starter, can_fork
from simulator.exams.serving.wanted import Wanted
from simulator.kernel.text import Text

JOINING = 60.0  # seconds until the keeper looks after the hall
LEAVING = 15.0
AGAIN = (1.0, 2.0, 5.0, 15.0)  # pauses before a keeper that ended is started anew


def serve(hall: Hall, wanted: Wanted, say: Callable[[Text], None], warn: Callable[[Text], None]) -> int:
    """Serve until told to end (SIGTERM, Ctrl-C); 0. `say` is told the address, `warn` what an operator should know. Raises ClassroomError where the
    database, the exam or the port cannot be had."""
    hosts = Hosts(wanted.public_url, machine_names())
    _many_files(wanted.limits)
    if wanted.fork and can_fork():
        nursery: Nursery | None = Nursery(hall)
        assert nursery is not None
        prepared = nursery.prepared
    else:
        nursery, prepared = None, Processes(hall).prepared
    hall = msgspec.structs.replace(hall, exam=prepared.exam)
    return asyncio.run(_Served(hall, wanted, nursery, Pages(prepared.title, hall.lang), hosts, say, warn).run())


RECOVERED = Text("考场守护程序恢复正常。", "The hall's keeper works again.")


class _Served:
    def __init__(
        self, hall: Hall, wanted: Wanted, nursery: Nursery | None, pages: Pages, hosts: Hosts, say: Callable[[Text], None],
        warn: Callable[[Text], None],
    ) -> None:  # fmt: skip
        self.hall, self.wanted, self.nursery, self.say, self.warn = hall, wanted, nursery, say, warn
        self.processes = Processes(hall, nursery.prepared) if nursery is not None else Processes(hall)
        self.server = HallServer(
            pages, self.starter, wanted.limits, hosts, behind_proxy=wanted.behind_proxy, log=warn
        )  # fmt: skip
        self.server.healthy = lambda: self.kept and not self.hindered
        self.kept = self.hindered = False  # whether the keeper looks after the hall, and whether something hinders it
        self.told: asyncio.Future[None]
        self.keeper: Program | None = None

    def starter(self) -> Starter:
        """Who starts programs now."""
        return self.nursery if self.nursery is not None and self.nursery.alive else self.processes

    async def run(self) -> int:
        """From the first to the last moment."""
        stop = asyncio.Event()
        _on_signals(stop)
        if self.nursery is not None:
            self.nursery.attach()
        watching: asyncio.Task[None] | None = None
        try:
            joined: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            watching = asyncio.create_task(self._watch_keeper(joined, stop))
            await asyncio.wait_for(joined, JOINING)
            try:
                port = await self.server.open(self.wanted.host, self.wanted.port)
            except OSError as error:
                raise _no_port(self.wanted, error) from error
            self._announce(port)
            await stop.wait()
            await self.server.close()
        except TimeoutError:
            raise ExamError(
                "no-keeper", Text("考场守护程序没有按时就绪，服务没有启动。", "The hall's keeper was not ready in time; nothing is served.")
            ) from None  # fmt: skip
        finally:
            stop.set()
            if watching is not None:
                await self._end_keeper(watching)
            if self.nursery is not None:
                await self.nursery.close()
            await self.processes.close()
        return 0

    # -- the keeper ---------------------------------------------------------------------------------------------

    async def _watch_keeper(self, joined: asyncio.Future[None], stop: asyncio.Event) -> None:
        """Have the hall looked after, whatever becomes of the program that does it."""
        tries = 0
        while not stop.is_set():
            failed: Text | None = None

            def hear(notice: Notice) -> None:
                nonlocal failed, tries
                if notice.what == "ready":
                    self.kept, tries = True, 0
                    if not joined.done():
                        joined.set_result(None)
                elif notice.what == "failed":
                    failed = notice.text
                elif notice.what in ("trouble", "well"):
                    self.hindered = notice.what == "trouble"
                    self.warn(notice.text if self.hindered else RECOVERED)

            with suppress(OSError):  # no process to be had: the same as one that ends at once
                self.keeper = await self.starter().start(Order(role="keeper"))
                await _listened(self.keeper, hear)
                await _ended(self.keeper)
            self.kept = self.hindered = False
            if not joined.done():
                joined.set_exception(
                    ExamError(
                        "no-keeper", failed or Text("考场守护程序没能启动。", "The hall's keeper could not be started.")
                    )
                )
                return
            if stop.is_set():
                return
            self.warn(
                failed
                or Text(
                    "考场守护程序意外退出，正在重新启动。", "The hall's keeper ended unexpectedly and is started anew."
                )
            )
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), AGAIN[min(tries, len(AGAIN) - 1)])
            tries += 1

    async def _end_keeper(self, watching: asyncio.Task[None]) -> None:
        if self.keeper is not None and not self.keeper.over.done():
            self.keeper.stdin.close()  # it leaves in order
            await asyncio.wait([watching], timeout=LEAVING)
            if not self.keeper.over.done():
                self.keeper.end(kill=True)
        watching.cancel()
        await asyncio.wait([watching])
        if not watching.cancelled() and watching.exception() is not None:
            self.warn(Text("考场守护程序没有正常结束。", "The hall's keeper did not end in order."))

    # -- words --------------------------------------------------------------------------------------------------

    def _announce(self, port: int) -> None:
        host = self.wanted.host
        shown = self.wanted.public_url or f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        self.say(
            Text(
                f"考试“{self.server.pages.title}”已开放：{shown}（Ctrl+C 结束服务）",
                f"The exam {self.server.pages.title!r} is served at {shown} (Ctrl+C ends it)",
            )
        )
        if host in ("0.0.0.0", "::") and not self.wanted.public_url:
            self.say(
                Text(
                    f"考生在浏览器中输入：http://本机地址:{port}/",
                    f"Candidates type into their browser: http://ADDRESS-OF-THIS-MACHINE:{port}/",
                )
            )
            self.say(
                Text(
                    "注意：没有 TLS，同一网络中的人能读到准考证号和密码；请见文档中的 nginx 示例。",
                    "Mind: without TLS whoever is on the network can read tickets and PINs; see the nginx example in the guide.",
                )
            )


async def _listened(program: Program, hear: Callable[[Notice], None]) -> None:
    """Hear what a program says aside until it closes that."""
    debug = bool(os.environ.get("STORESIM_DEBUG"))
    while True:
        try:
            line = await program.stderr.readline()
        except ValueError:
            continue
        if not line:
            return
        notice = notices.heard(line)
        if notice is not None:
            hear(notice)
        elif debug:
            sys.stderr.write(line.decode("utf-8", "replace"))


async def _ended(program: Program) -> None:
    """Wait until a program that has closed its lines is gone."""
    await asyncio.wait([program.over], timeout=LEAVING if program.known else 0)
    if not program.over.done():
        program.end(kill=True)
        await asyncio.wait([program.over], timeout=LEAVING)


def _no_port(wanted: Wanted, error: OSError) -> ExamError:
    why = error.strerror or type(error).__name__
    return ExamError(
        "no-port",
        Text(
            f"不能在 {wanted.host} 的端口 {wanted.port} 上提供服务（{why}）；请换一个 --port 或 --host。",
            f"Port {wanted.port} of {wanted.host} cannot be served at ({why}); choose another --port or --host.",
        ),
    )


def _on_signals(stop: asyncio.Event) -> None:
    loop = asyncio.get_running_loop()
    for which in (signal.SIGTERM, signal.SIGINT):
        try:
            loop.add_signal_handler(which, stop.set)
        except NotImplementedError:  # Windows
            signal.signal(which, lambda *_: loop.call_soon_threadsafe(stop.set))


def _many_files(limits: Limits) -> None:
    """Room for all the connections and pipes that the limits allow."""
    try:
        import resource
    except ImportError:  # Windows
        return
    wanted = limits.sockets + 4 * limits.most + 128
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        with suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted if hard < 0 else min(wanted, hard), hard))
