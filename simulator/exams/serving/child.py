"""A program that is served: forked by the nursery, or a process of its own where a system cannot fork."""

from __future__ import annotations

import os
import select
import signal
import sys
import threading
import time
from collections.abc import Callable

from simulator.exams.fence import fence
from simulator.exams.serving import notices
from simulator.exams.serving.notices import Notice
from simulator.exams.serving.programs import Hall, Keeping, Order, find
from simulator.kernel.text import Text

FAILED = 1
GRACE = 5.0  # seconds to end by itself once nobody listens any more
STDIN = 0


def run(hall: Hall, order: Order) -> int:
    """Do what was ordered, on standard input and output; the exit code."""
    os.environ["COLUMNS"], os.environ["ROWS"] = str(order.columns), str(order.rows)
    programs = find(hall.programs)
    if order.role == "keeper":
        return _keep(lambda: programs.keeper(hall))
    from simulator.exams.store.signing import listeners

    listeners.append(_seat)
    on_hang_up(_end_soon)
    fence()
    return programs.candidate(hall, order.origin)


def on_hang_up(then: Callable[[], None]) -> None:
    """Call it once the server holds the other end of standard input no more, whatever has become of it."""
    if not hasattr(select, "poll"):
        return  # Windows: the server ends its processes itself
    line = select.poll()
    line.register(STDIN, 0)  # nothing is read here

    def watch() -> None:
        line.poll()
        then()

    threading.Thread(target=watch, name="line", daemon=True).start()


def _end_soon() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(GRACE)
    os._exit(FAILED)


def _seat(sitting: str, taken: bool) -> None:
    notices.tell(Notice(what="seated" if taken else "stood", sitting=sitting))


def _keep(make: Callable[[], Keeping]) -> int:
    over = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: over.set())
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(select, "poll"):
        on_hang_up(over.set)
    else:
        threading.Thread(target=_read_to_the_end, args=(over.set,), daemon=True).start()
    try:
        keeper = make()
        keeper.join()
    except Exception as error:
        text = told(error)
        notices.tell(Notice(what="failed", zh=text.zh, en=text.en))
        return FAILED
    notices.tell(Notice(what="ready"))
    due, hindered = time.monotonic(), False
    while not over.wait(max(0.0, due - time.monotonic())):
        keeper.tick()
        if (keeper.trouble is not None) is not hindered:
            hindered = not hindered
            said = keeper.trouble or Text("", "")
            notices.tell(Notice(what="trouble" if hindered else "well", zh=said.zh, en=said.en))
        due = max(due + 1.0, time.monotonic())  # what was missed is not made up for
    try:
        keeper.leave()
    except Exception as error:
        text = told(error)
        notices.tell(Notice(what="failed", zh=text.zh, en=text.en))
        return FAILED
    return 0


def _read_to_the_end(then: Callable[[], None]) -> None:
    sys.stdin.read()
    then()


def told(error: Exception) -> Text:
    """What may be said of an error: its sentence, or only its kind, for its words might hold anything."""
    text = getattr(error, "text", None)
    if isinstance(text, Text):
        return text
    name = type(error).__name__
    return Text(f"程序内部出错（{name}）。", f"The program failed ({name}).")
