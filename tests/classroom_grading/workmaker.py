"""Work for processes to do, and to die of. They import this page, so it is light."""

import os
import time
from pathlib import Path


def length(item: bytes) -> int:
    return len(item)


def double(shared: str, item: bytes) -> bytes:
    """Plain work; `die` kills its process, `die once` only the first time; each death leaves a line in the file `shared`."""
    if item.startswith(b"die"):
        deaths = Path(shared)
        so_far = deaths.read_text() if deaths.exists() else ""
        if item == b"die" or item.decode() not in so_far:
            deaths.write_text(f"{so_far}{item.decode()}\n")
            os._exit(9)
    if item == b"fail":
        raise ValueError("this item fails")
    return item * 2


def lost(item: bytes) -> bytes:
    return b"lost " + item


class Deadly:
    """What no process survives to receive."""

    def __reduce__(self) -> object:
        return os._exit, (7,)


def pid(_: str, item: bytes) -> bytes:
    """Who is at work; `stay` does not end by itself."""
    if item == b"stay":
        while True:
            time.sleep(1)
    return str(os.getpid()).encode()


def leader() -> None:
    """As a program: have two processes at work, tell who they are, and wait to be killed."""
    from simulator.classroom.workers import Job, run

    results = run(Job(pid, "", length, lost), [b"who"] * 8 + [b"stay"] * 8, 2)
    print(*{next(results).decode() for _ in range(8)}, flush=True)
    next(results)


if __name__ == "__main__":
    leader()
