"""The same work as `workers` does, by an existing Dask cluster. The only page that knows dask and distributed.

Its workers share no disk with us, so the bytes travel with the work; what all items share is sent once. Dask gives the work of
a lost worker to another one; an item that takes its worker along again and again is given up.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

import msgspec

from simulator import __version__
from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.workers import AHEAD, Job
from simulator.kernel.text import Text
from simulator.locale.clean import clean
from simulator.sessions.rules import RULES_VERSION

S = TypeVar("S")
I = TypeVar("I")  # noqa: E741
R = TypeVar("R")

SECONDS = 20  # how long to wait for the scheduler
MOST_UNDER_WAY = 64  # chunks, however many workers there are
# the same on every machine, or the results might not be
OURS = (__version__, RULES_VERSION, msgspec.__version__)


class OtherVersion(Exception):
    """A worker has another version of the program."""


def run(job: Job[S, I, R], items: Iterable[I], address: str) -> Iterator[R]:
    """The results in the order of the items, by the workers of the scheduler at an address. Raises ClassroomError when it
    cannot be had, has no workers, or they are of another version."""
    with _client(address) as client:
        crew = _Crew(client, job)
        window = min(AHEAD * sum(client.ncores().values()), MOST_UNDER_WAY)
        chunks = job.chunks(items)
        under_way: deque[tuple[list[I], Any]] = deque()
        while True:
            while len(under_way) < window and (chunk := next(chunks, None)) is not None:
                under_way.append((chunk, crew.send(chunk)))
            if not under_way:
                return
            chunk, future = under_way.popleft()
            results = crew.result(future)
            if results is not None:
                yield from results
                continue
            # with nothing else under way, so that the item to blame is found
            rest = [(some, crew.result(sent)) for some, sent in under_way]
            under_way.clear()
            for some, known in [(chunk, None), *rest]:
                yield from known if known is not None else map(crew.alone, some)
            crew.share()


class _Crew(Generic[S, I, R]):
    def __init__(self, client: Any, job: Job[S, I, R]) -> None:
        self.client, self.job = client, job
        self.share()

    def share(self) -> None:
        """Put what all items share on every worker."""
        try:
            self.shared = self.client.scatter(self.job.shared, broadcast=True, hash=False)
        except TimeoutError as error:
            raise _no_workers() from error

    def send(self, chunk: list[I]) -> Any:
        """A chunk on its way."""
        return self.client.submit(_chunk, OURS, self.job.work, self.shared, chunk, pure=False)

    def alone(self, item: I) -> R:
        """The result for one item whose chunk was lost. It takes along all it needs, so nothing but itself can be to blame."""
        results = self.result(self.client.submit(_chunk, OURS, self.job.work, self.job.shared, [item], pure=False))
        return results[0] if results is not None else self.job.lost(item)

    def result(self, future: Any) -> list[R] | None:
        """The results of a chunk; None where it was lost: its workers died too often, or what it shares went with the last
        worker that had it. Raises ClassroomError where the cluster runs another version."""
        from concurrent.futures import CancelledError

        from distributed.scheduler import KilledWorker

        try:
            results: list[R] = future.result()
            return results
        except (KilledWorker, CancelledError):
            return None
        except (OtherVersion, ImportError, AttributeError) as error:
            raise _other_version(error) from error
        except RuntimeError as error:
            if "deserializ" in str(error):  # the scheduler knows nothing of us
                raise _other_version(error) from error
            raise


def _chunk(ours: tuple[str, ...], work: Any, shared: Any, chunk: list[Any]) -> list[Any]:
    """On a worker."""
    if ours != OURS:
        raise OtherVersion(" ".join(OURS))
    return [work(shared, item) for item in chunk]


@contextmanager
def _client(address: str) -> Iterator[Any]:
    try:
        import dask
        import distributed
    except ImportError as error:
        raise ClassroomError(
            "no-cluster",
            Text(
                '用集群评分还缺少组件；请先运行：pip install "storesim[cluster]"。',
                'To grade on a cluster a part is missing; run: pip install "storesim[cluster]"',
            ),
        ) from error
    shown = clip(clean(address), 80)
    # chunks are as large as they are on purpose
    with dask.config.set({"distributed.admin.large-graph-warning-threshold": "1 GB"}):
        try:
            if not address.strip():  # or a cluster would be made here
                raise ValueError("no address")
            client: Any = distributed.Client(address, timeout=SECONDS, set_as_default=False)
        except (OSError, ValueError, TypeError) as error:
            raise ClassroomError(
                "no-scheduler",
                Text(
                    f"连不上 Dask 调度器 {shown}；请检查地址（如 tcp://10.0.0.5:8786）和它是否在运行。",
                    f"The Dask scheduler {shown} cannot be reached; check the address (such as tcp://10.0.0.5:8786) and "
                    "whether it runs.",
                ),
            ) from error
        with client:
            if not client.ncores():
                raise _no_workers()
            yield client


def _no_workers() -> ClassroomError:
    return ClassroomError(
        "no-workers",
        Text(
            "Dask 调度器没有工作进程；请先启动 dask worker。",
            "The Dask scheduler has no workers; start some with: dask worker",
        ),
    )


def _other_version(error: Exception) -> ClassroomError:
    theirs = str(error) if isinstance(error, OtherVersion) else type(error).__name__
    ours = " ".join(OURS)
    return ClassroomError(
        "other-version",
        Text(
            f"集群上的 storesim 与本机不是同一版本（集群：{clip(clean(theirs))}；本机：{ours}）；请装成同一版本。",
            f"The cluster does not have the same storesim (there: {clip(clean(theirs))}; here: {ours}); install the same version.",
        ),
    )
