"""Work of one kind on many items, by the cores of this machine, with the results in the order of the items.

At most a window of items is under way at a time, so memory does not grow with their number. Processes are started anew
(`spawn`), which works alike everywhere and inherits nothing. One that dies takes no result with it: what was under way is done
again, item by item in a process of its own, so that the item to blame is found; after three deaths it is given up.
"""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import BrokenExecutor, Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Generic, TypeVar

from simulator.classroom.errors import ClassroomError
from simulator.kernel.text import Text

S = TypeVar("S")  # what all items share
I = TypeVar("I")  # noqa: E741  an item
R = TypeVar("R")  # a result

CHUNK = 4  # items sent to a process at once: few, so that at the end no process waits long for another
CHUNK_BYTES = 4_000_000
AHEAD = 2  # chunks under way for each process
MOST_JOBS = 60  # Windows knows no more
TRIES = 3  # how often an item may take its process with it

_shared: Any = None


class Job(Generic[S, I, R]):
    """What is to be done. work: a function of a module, for it is sent by name; shared: its first argument, sent once; size:
    the bytes of an item; lost: the result for an item that cannot be worked on."""

    def __init__(self, work: Callable[[S, I], R], shared: S, size: Callable[[I], int], lost: Callable[[I], R]) -> None:
        self.work, self.shared, self.size, self.lost = work, shared, size, lost

    def chunks(self, items: Iterable[I]) -> Iterator[list[I]]:
        """The items in chunks of bounded number and size."""
        chunk: list[I] = []
        size = 0
        for item in items:
            more = self.size(item)
            if chunk and (len(chunk) >= CHUNK or size + more > CHUNK_BYTES):
                yield chunk
                chunk, size = [], 0
            chunk.append(item)
            size += more
        if chunk:
            yield chunk


def run(job: Job[S, I, R], items: Iterable[I], jobs: int) -> Iterator[R]:
    """The results in the order of the items, by so many processes; by this one alone where `jobs` is 1."""
    if jobs == 1:
        return (job.work(job.shared, item) for item in items)
    return _Crew(job, jobs).run(items)


class _Crew(Generic[S, I, R]):
    def __init__(self, job: Job[S, I, R], jobs: int) -> None:
        self.job, self.jobs = job, jobs

    def run(self, items: Iterable[I]) -> Iterator[R]:
        chunks = self.job.chunks(items)
        under_way: deque[tuple[list[I], Future[list[R]] | None]] = deque()
        pool = self._pool(self.jobs)
        try:
            while True:
                while len(under_way) < self.jobs * AHEAD and (chunk := next(chunks, None)) is not None:
                    under_way.append((chunk, self._sent(pool, chunk)))
                if not under_way:
                    return
                chunk, future = under_way[0]
                try:
                    if future is None:
                        raise BrokenProcessPool
                    results = future.result()
                except BrokenExecutor:
                    pool.shutdown(cancel_futures=True)
                    yield from self._one_by_one(item for some, _ in under_way for item in some)
                    under_way.clear()
                    pool = self._pool(self.jobs)
                    continue
                under_way.popleft()
                yield from results
        finally:
            pool.shutdown(cancel_futures=True)

    def _one_by_one(self, items: Iterable[I]) -> Iterator[R]:
        pool = self._proven()
        try:
            for item in items:
                for _ in range(TRIES):
                    try:
                        (result,) = pool.submit(_chunk, self.job.work, [item]).result()
                        break
                    except BrokenExecutor:
                        pool.shutdown()
                        pool = self._proven()
                else:
                    result = self.job.lost(item)
                yield result
        finally:
            pool.shutdown(cancel_futures=True)

    def _proven(self) -> ProcessPoolExecutor:
        """A pool of one process that can work, so that no item is blamed for what this machine lacks."""
        pool = self._pool(1)
        try:
            pool.submit(_chunk, self.job.work, []).result()
        except BrokenExecutor as error:
            pool.shutdown()
            raise ClassroomError(
                "no-processes",
                Text(
                    "本机起不了评分用的进程（内存可能不足）；请改用 --jobs 1。",
                    "The processes for grading cannot be started (memory may be short); use --jobs 1.",
                ),
            ) from error
        return pool

    def _sent(self, pool: ProcessPoolExecutor, chunk: list[I]) -> Future[list[R]] | None:
        """The chunk on its way; None where the pool is broken, which shows when its turn comes."""
        try:
            return pool.submit(_chunk, self.job.work, chunk)
        except BrokenExecutor:
            return None

    def _pool(self, jobs: int) -> ProcessPoolExecutor:
        _start_tracker()
        context = multiprocessing.get_context("spawn")
        return ProcessPoolExecutor(min(jobs, MOST_JOBS), context, initializer=_begin, initargs=(self.job.shared,))


def _start_tracker() -> None:
    """Start multiprocessing's helper process, which asks standard error for its file: what an interface has put in its place
    answers with none that can be passed on."""
    if os.name == "posix":
        from multiprocessing import resource_tracker

        with contextlib.redirect_stderr(sys.__stderr__):
            resource_tracker.ensure_running()


def _begin(shared: Any) -> None:
    """In a process of the pool: keep what is shared, leave an interrupt from the keyboard to the one that began it, and do
    not outlive it."""
    global _shared
    _shared = shared
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, daemon=True).start()


def _follow() -> None:
    """End with the process that began this one, which may be killed before it can say so."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)


def _chunk(work: Callable[[Any, I], R], chunk: list[I]) -> list[R]:
    return [work(_shared, item) for item in chunk]
