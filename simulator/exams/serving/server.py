"""What browsers talk to: one page, what belongs to it, the websocket of the candidates, and a word on health. Nothing else is there."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from time import monotonic

from aiohttp import WSMsgType, web

from simulator.exams.serving import words
from simulator.exams.serving.doors import Doors
from simulator.exams.serving.gate import Farewell, Gate, Guest, Refused
from simulator.exams.serving.headers import FRESH, KEPT, headers
from simulator.exams.serving.hosts import Hosts, address_of, counted_as
from simulator.exams.serving.limits import Bucket, Limits
from simulator.exams.serving.notices import Notice
from simulator.exams.serving.pages import Asset, Pages
from simulator.exams.serving.programs import Order
from simulator.exams.serving.service import Service
from simulator.exams.serving.starting import Starter
from simulator.kernel.text import Text

CLOSES: dict[Farewell, int] = {
    "ended": 4000,
    "idle": 4001,
    "way": 4002,
    "stopping": 4003,
    "failed": 4004,
    "flood": 4005,
}
COLUMNS, ROWS = (20, 400), (6, 200)
SWEEP = 1.0
_MOST_HEADERS = 64


class HallServer:
    """Serves the programs of one hall."""

    def __init__(
        self, pages: Pages, starter: Callable[[], Starter], limits: Limits, hosts: Hosts, *, behind_proxy: bool = False,
        log: Callable[[Text], None] = lambda text: None,
    ) -> None:  # fmt: skip
        self.pages, self.starter, self.limits, self.hosts, self.behind_proxy, self.log = (
            pages, starter, limits, hosts, behind_proxy, log,
        )  # fmt: skip
        self.gate = Gate(limits, monotonic)
        self.doors: Doors | None = None
        self.healthy: Callable[[], bool] = lambda: True
        self.stopping = False
        self._sockets: set[asyncio.Task[None]] = set()
        self._warned: dict[str, float] = {}

    # -- starting and stopping ----------------------------------------------------------------------------------

    async def open(self, host: str, port: int) -> int:
        """Serve at an address; the port that was taken. Raises OSError."""
        app = web.Application(middlewares=[self._guarded], client_max_size=1024)
        app.router.add_route("*", "/{path:.*}", self._answer)
        self._runner = web.AppRunner(
            app, access_log=None, handle_signals=False, keepalive_timeout=15, max_line_size=2048, max_field_size=4096,
            max_headers=_MOST_HEADERS, lingering_time=1.0, shutdown_timeout=1.0,
        )  # fmt: skip
        await self._runner.setup()
        inner = self._runner.server
        assert inner is not None
        self.doors = Doors(inner, self.limits, self.behind_proxy)
        self._listener = await asyncio.get_running_loop().create_server(self.doors, host, port, backlog=512)
        self._sweeper = asyncio.create_task(self._sweep())
        return int(self._listener.sockets[0].getsockname()[1])

    async def close(self) -> None:
        """Nobody new; the candidates are told, their programs end, and each in order."""
        self.stopping = True
        self._listener.close()
        self._sweeper.cancel()
        for guest in list(self.gate.guests.values()):
            guest.leave("stopping")
        if self._sockets:
            await asyncio.wait(self._sockets, timeout=3 * self.limits.ending)
        await self._runner.cleanup()

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(SWEEP)
            self.gate.sweep()

    # -- answering ----------------------------------------------------------------------------------------------

    @web.middleware
    async def _guarded(
        self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """No answer without our headers, no words of an error of ours."""
        if not self.hosts.knows(request.host):
            return self._plain(request, 421, words.OTHER_HOST, known=False)
        try:
            return await handler(request)
        except web.HTTPException as error:
            return self._plain(request, error.status, words.NOT_SO)
        except Exception as error:
            self._fault(error)
            return self._plain(request, 500, words.BROKEN)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        path = request.rel_url.raw_path
        if request.method not in ("GET", "HEAD"):
            return self._plain(request, 405, words.NOT_SO, more={"Allow": "GET, HEAD"})
        if path == "/":
            if request.rel_url.raw_query_string:  # nothing is asked for by an address
                return self._plain(request, 303, words.NOT_SO, more={"Location": "./"})
            refused = self.gate.look(counted_as(self._address(request)))
            if refused is not None:
                return self._refuse(request, refused)
            return self._page(request)
        if path == "/healthz" and not request.rel_url.raw_query_string:
            return self._health()
        if path == "/ws" and request.method == "GET":
            return await self._socket(request)
        asset = self.pages.assets.get(path)
        if asset is None:
            return self._plain(request, 404, words.NOT_HERE, link=True)
        return self._asset(request, asset)

    def _page(self, request: web.Request) -> web.Response:
        return web.Response(
            body=self.pages.exam, headers=headers(request.host), content_type="text/html", charset="utf-8"
        )

    def _asset(self, request: web.Request, asset: Asset) -> web.Response:
        packed = asset.packed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
        more = {"Content-Type": asset.type, "Vary": "Accept-Encoding"} | (
            {"Content-Encoding": "gzip"} if packed else {}
        )
        return web.Response(body=asset.packed if packed else asset.body, headers={**headers(cache=KEPT), **more})

    def _health(self) -> web.Response:
        well = self.healthy() and not self.stopping
        body = {"ok": well, "connections": len(self.gate.guests), "most": self.limits.most}
        return web.json_response(body, status=200 if well else 503, headers=headers(cache=FRESH))

    def _plain(
        self, request: web.Request, status: int, text: Text, *, retry: int = 0, link: bool = False, known: bool = True,
        more: Mapping[str, str] | None = None,
    ) -> web.Response:  # fmt: skip
        said = {**headers(request.host if known else ""), **(more or {})}
        if not known:  # its style sheet would come from an address we do not believe in
            body = f"{text.zh}\n{text.en}\n".encode()
            return web.Response(status=status, body=body, headers=said, content_type="text/plain", charset="utf-8")
        if retry:
            said["Retry-After"] = str(retry)
        body = self.pages.plain(text, request.rel_url.raw_path, retry, link)
        return web.Response(status=status, body=body, headers=said, content_type="text/html", charset="utf-8")

    def _refuse(self, request: web.Request, refused: Refused) -> web.Response:
        status = 503 if refused.why == "full" else 429
        return self._plain(request, status, words.REFUSALS[refused.why], retry=refused.retry)

    # -- candidates ---------------------------------------------------------------------------------------------

    async def _socket(self, request: web.Request) -> web.StreamResponse:
        if not self.hosts.same(request.headers.get("Origin", ""), request.host):
            return self._plain(request, 403, words.OTHER_PAGE)
        socket = web.WebSocketResponse(
            heartbeat=self.limits.beat, max_msg_size=self.limits.message, compress=False, timeout=2.0, autoping=True
        )
        if not socket.can_prepare(request):
            return self._plain(request, 426, words.NOT_SO, more={"Upgrade": "websocket"})
        if self.stopping:
            return self._plain(request, 503, words.NOTICES["stopping"], retry=10)
        address = self._address(request)
        try:
            guest = self.gate.enter(counted_as(address))
        except Refused as refused:
            self._warn(refused, address)
            return self._refuse(request, refused)
        task = asyncio.current_task()
        assert task is not None
        self._sockets.add(task)
        try:
            if guest.after:
                await asyncio.sleep(guest.after)
            socket.headers.update(headers())
            await socket.prepare(request)
            lost = asyncio.Event()
            assert self.doors is not None
            self.doors.stays(request.transport, lost.set)
            await self._serve(socket, guest, self._order(request, address), lost)
        finally:
            self.gate.left(guest)
            self._sockets.discard(task)
        return socket

    async def _serve(self, socket: web.WebSocketResponse, guest: Guest, order: Order, over: asyncio.Event) -> None:
        async def paint(data: bytes) -> None:
            if socket.closed:
                raise ConnectionResetError
            await socket.send_bytes(data)

        service = Service(paint, lambda notice: self._heard(guest, notice), self.limits.ending, self.limits.starting)
        guest.on_leave = lambda farewell: over.set()
        if guest.farewell is not None:
            await self._farewell(socket, guest.farewell)
            return
        try:
            await service.begin(self.starter(), order)
        except OSError as error:
            self._fault(error)
            await self._farewell(socket, "failed")
            return
        running = asyncio.create_task(service.serve())
        typing = asyncio.create_task(self._pass_on(socket, guest, service))
        leaving = asyncio.create_task(over.wait())
        try:
            await asyncio.wait((running, typing, leaving), return_when=asyncio.FIRST_COMPLETED)
            if running.done():
                guest.leave(self._ended(running, service))
            if guest.farewell is not None:
                await self._farewell(socket, guest.farewell)
        finally:
            service.over()
            for task in (typing, leaving):
                task.cancel()
            await asyncio.wait((running, typing, leaving))
            if typing.done() and not typing.cancelled():
                typing.exception()  # a line that broke; nobody need be told

    def _ended(self, running: asyncio.Task[int | None], service: Service) -> Farewell:
        """A program has ended without being told to: what its page says."""
        error = running.exception()
        if error is not None:
            self._fault(error)
            return "failed"
        code = running.result()
        if code == 0 and service.painted:
            return "ended"
        what = (
            Text(f"退出码 {code}", f"exit code {code}")
            if service.painted
            else Text("没有画出界面", "nothing was painted")
        )
        self.log(
            Text(
                f"一位考生的程序异常结束（{what.zh}）；设 STORESIM_DEBUG=1 重新启动服务可看到原因。",
                f"A candidate's program ended badly ({what.en}); serve with STORESIM_DEBUG=1 to see why.",
            )
        )
        return "ended" if service.painted else "failed"

    async def _farewell(self, socket: web.WebSocketResponse, farewell: Farewell) -> None:
        with suppress(Exception):
            await socket.close(code=CLOSES[farewell], message=farewell.encode())

    async def _pass_on(self, socket: web.WebSocketResponse, guest: Guest, service: Service) -> None:
        """What the browser sends, one message after the other; too many at once are slowed down."""
        limits = self.limits
        count = Bucket(limits.messages, 2 * limits.messages, monotonic())
        stream = Bucket(limits.stream, 4 * limits.stream, monotonic())
        async for message in socket:
            if message.type != WSMsgType.TEXT:
                guest.leave("flood")
                return
            now = monotonic()
            waits = max(count.take(now), stream.take(now, len(message.data)))
            if waits:
                await asyncio.sleep(waits)
            if not await self._message(message.data, socket, guest, service):
                guest.leave("flood")
                return

    async def _message(self, data: str, socket: web.WebSocketResponse, guest: Guest, service: Service) -> bool:
        """Do what a message says; whether it is one of the few there are."""
        try:
            said = json.loads(data)
            match said:
                case ["stdin", str(typed)]:
                    guest.heard = monotonic()
                    return bool(await service.send_bytes(typed.encode("utf-8", "replace")))
                case ["resize", {"width": int(width), "height": int(height)}]:
                    await service.set_terminal_size(_within(width, COLUMNS), _within(height, ROWS))
                case ["ping", str(stamp)]:
                    await socket.send_str(json.dumps(["pong", stamp[:32]]))
                case ["focus"]:
                    await service.focus()
                case ["blur"]:
                    await service.blur()
                case _:
                    return False
        except (ValueError, RecursionError):
            return False
        return True

    def _heard(self, guest: Guest, notice: Notice) -> None:
        if notice.what == "seated":
            self.gate.seat(guest, notice.sitting)
        elif notice.what == "stood" and guest.sitting == notice.sitting:
            self.gate.stand(guest)

    # -- small things -------------------------------------------------------------------------------------------

    def _address(self, request: web.Request) -> str:
        forwarded = ", ".join(request.headers.getall("X-Forwarded-For", []))
        return address_of(request.remote or "", forwarded, self.behind_proxy)

    def _order(self, request: web.Request, address: str) -> Order:
        """Of all that stands in the address, the size alone is looked at."""
        columns, rows = (_whole(request.query.get(name, "")) for name in ("width", "height"))
        return Order(
            role="candidate", columns=_within(columns or 80, COLUMNS), rows=_within(rows or 24, ROWS), origin=address
        )

    def _warn(self, refused: Refused, address: str) -> None:
        """Once a minute for each reason."""
        now = monotonic()
        if now < self._warned.get(refused.why, 0):
            return
        self._warned[refused.why] = now + 60
        limits = self.limits
        match refused.why:
            case "full":
                text = Text(
                    f"连接数已满（--most {limits.most}）。", f"All connections are taken (--most {limits.most})."
                )
            case "address":
                text = Text(
                    f"{address} 的连接数已满（--per-address {limits.per_address}）；若许多考生共用一个地址，请调大。",
                    f"All connections of {address} are taken (--per-address {limits.per_address}); raise it where many candidates share an address.",
                )
            case _:
                text = Text(
                    f"{address} 等新连接来得太快，已请其稍候。",
                    f"New connections ({address} and others) come too fast and are told to wait.",
                )
        self.log(text)  # fmt: skip

    def _fault(self, error: BaseException) -> None:
        if os.environ.get("STORESIM_DEBUG"):
            import traceback

            traceback.print_exception(error, file=sys.stderr)
        name = type(error).__name__
        self.log(
            Text(
                f"服务内部出错（{name}）；已签到的考生不受影响。",
                f"The server failed ({name}); candidates who have signed in are not affected.",
            )
        )


def _whole(words: str) -> int:
    return int(words) if words.isascii() and words.isdigit() and len(words) < 6 else 0


def _within(number: int, bounds: tuple[int, int]) -> int:
    return max(bounds[0], min(bounds[1], number))
