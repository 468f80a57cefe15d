"""The nursery: a small process with one thread that has imported everything a candidate's program needs, and forks one whenever the server asks.

Forked programs share its memory until they change it. It holds no connection to a database while it forks, starts no thread, and opens no event loop,
so nothing of that kind is inherited. It knows which of its children live, so only it may kill them (a number may belong to another process by then).
It ends when the server's end of the line is closed, however that came about, and takes its children along; each child also notices by itself.
"""

from __future__ import annotations

import gc
import os
import select
import signal
import socket
import sys
import threading
import time
from contextlib import suppress

import msgspec

from simulator.exams.serving import child, wire
from simulator.exams.serving.prepare import prepare
from simulator.exams.serving.programs import Hall

_requests = msgspec.json.Decoder(wire.Request)


class Nursery:
    """The nursery's own side of the line."""

    def __init__(self, line: socket.socket) -> None:
        self.line = line
        self.hall: Hall | None = None
        self.alive: dict[int, int] = {}  # numbers by process
        self._unframed = wire.Unframed()
        self._woken, waker = socket.socketpair()
        self._woken.setblocking(False)
        waker.setblocking(False)
        self._waker = waker
        signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the server
        signal.set_wakeup_fd(waker.fileno(), warn_on_full_buffer=False)

    def serve(self) -> None:
        """Until the server is gone."""
        try:
            while self._step():
                pass
        finally:
            self._end_all()

    def _step(self) -> bool:
        ready, _, _ = select.select([self.line, self._woken], [], [])
        if self._woken in ready:
            with suppress(BlockingIOError):
                self._woken.recv(4096)
            self._reap()
        if self.line not in ready:
            return True
        try:
            data, files, _, _ = socket.recv_fds(self.line, wire.LIMIT, 3)
        except ConnectionError:
            return False
        try:
            going = bool(data)
            for body in self._unframed.feed(data):
                going = self._carry_out(body, files) and going
            return going
        finally:
            for file in files:
                os.close(file)

    def _carry_out(self, body: bytes, files: list[int]) -> bool:
        message = _requests.decode(body)
        match message:
            case wire.Open(hall=hall):
                return self._open(hall)
            case wire.Begin() if self.hall is not None and len(files) == 3:
                self._begin(self.hall, message, files)
            case wire.End(number=number, how=how):
                for process, kept in self.alive.items():
                    if kept == number:
                        os.kill(process, signal.SIGTERM if how == "ask" else signal.SIGKILL)
        return True

    def _open(self, hall: Hall) -> bool:
        try:
            prepared = prepare(hall)
            self.hall = msgspec.structs.replace(hall, exam=prepared.exam)
        except Exception as error:
            text = child.told(error)
            self._say(wire.Failed(code=str(getattr(error, "code", "failed")), zh=text.zh, en=text.en))
            return False
        if (
            threading.active_count() != 1
        ):  # what another thread holds at that moment would be held for ever in a forked process
            names = ", ".join(t.name for t in threading.enumerate())
            self._say(
                wire.Failed(code="threads", zh=f"预载后仍有线程：{names}。", en=f"Threads after preloading: {names}.")
            )
            return False
        gc.collect()
        gc.freeze()  # the collector need not touch, and so copy, what all of them share
        self._say(wire.Ready(prepared=prepared))
        return True

    def _begin(self, hall: Hall, begin: wire.Begin, files: list[int]) -> None:
        signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTERM,))  # until a child has put our handler away
        process = os.fork()
        if process:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM,))
            self.alive[process] = begin.number
            return
        code = child.FAILED
        try:
            self._become_child(files)
            code = child.run(hall, begin.order)
        except SystemExit as error:
            code = error.code if isinstance(error.code, int) else child.FAILED
        except BaseException:
            if os.environ.get("STORESIM_DEBUG"):
                import traceback

                traceback.print_exc()
        finally:
            os._exit(code)  # nothing of the nursery's own is to be ended here

    def _become_child(self, files: list[int]) -> None:
        signal.set_wakeup_fd(-1)
        for which in (signal.SIGCHLD, signal.SIGTERM):
            signal.signal(which, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, (signal.SIGTERM,))
        for end in (self.line, self._woken, self._waker):
            end.close()
        for number, file in enumerate(files):
            os.dup2(file, number, inheritable=False)
        for file in files:
            if file > 2:
                os.close(file)

    def _reap(self) -> None:
        while self.alive:
            try:
                process, status = os.waitpid(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if not process:
                return
            number = self.alive.pop(process, None)
            if number is not None:
                self._say(wire.Ended(number=number, code=os.waitstatus_to_exitcode(status)))

    def _say(self, message: wire.Reply) -> None:
        with suppress(OSError):
            self.line.sendall(wire.framed(message))

    def _end_all(self) -> None:
        """Ask them; who takes too long is killed."""
        for process in self.alive:
            os.kill(process, signal.SIGTERM)
        until = time.monotonic() + child.GRACE + 5  # the keeper may have something to put on record
        while self.alive and time.monotonic() < until:
            select.select([self._woken], [], [], 0.2)
            with suppress(BlockingIOError):
                self._woken.recv(4096)
            self._reap()
        for process in list(self.alive):
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)


def main() -> int:
    """The program: its line is the open file whose number it is given."""
    line = socket.socket(fileno=int(sys.argv[1]))
    line.set_inheritable(False)
    Nursery(line).serve()
    return 0


if __name__ == "__main__":
    sys.exit(main())
