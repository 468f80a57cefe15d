"""The same result to the byte: by this process, by several, and by a Dask cluster, also when workers are lost on the way."""

from __future__ import annotations

import multiprocessing
import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from handinmaker import CLOSES, DAY, HOUR, NOW, OPENS, School, dump, put, shipped
from workmaker import double, length, lost

from simulator.classroom import cluster as clusters
from simulator.classroom.errors import ClassroomError
from simulator.classroom.grading import Graded, grade
from simulator.classroom.model import Extension
from simulator.classroom.store import decisions
from simulator.classroom.store.database import Database, open_database
from simulator.classroom.workers import Job

N = 40
posix = pytest.mark.skipif(sys.platform == "win32", reason="needs signals")


def school(db: Database) -> School:
    made = School(db, N)
    made.assign(attempts=1)
    given = {"assignment": "a1", "closes": CLOSES + DAY, "reason": "病假", "author": "王老师", "at": 1}
    decisions.extend(db, Extension(id="e1", student="s005", **given))
    return made


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-ins of a class with faults of all kinds, among them copies far apart."""
    with open_database(str(tmp_path_factory.mktemp("db") / "classes.db")) as db:
        made = school(db)
    faults = [f"mistake:{m.id}" for m in shipped().scenario("first").mistakes]
    files: dict[str, bytes] = {}
    for i, s in enumerate(made.students):
        if s not in ("s040", "s003"):
            files[f"{s}.storesim"] = made.save(s, how=faults[i % len(faults)] if i % 3 else "reference")
    files |= {
        "a copy.storesim": made.written("s039").first(student="s040").chain().save(),
        "too many.storesim": made.save("s010", number=2),
        "s005.storesim": made.save("s005", at=CLOSES + HOUR), "s006.storesim": made.save("s006", at=CLOSES + HOUR),
        "s007.storesim": files["s007.storesim"][:-9000], "s008.storesim": made.written("s008").row(4, wall=1).save(),
        "s009.storesim": made.save("s009", how="open:idle"), "s011.storesim": made.save("s011", at=NOW + DAY),
        "s012.storesim": made.written("s012").first(pack_version="9", pack_digest="f" * 64).chain().save(),
        "s013.storesim": made.save("s013", mode="author"), "s014.storesim": made.save("s014", at=OPENS - DAY),
        "empty.storesim": b"", "notes.txt": b"notes", "same as s002.storesim": files["s002.storesim"],
        "stranger.storesim": made.save("s999"),
    }  # fmt: skip
    return put(tmp_path_factory.mktemp("in"), files)


@pytest.fixture(scope="module")
def one_by_one(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Graded, dict[str, Any]]:
    """What one process makes of it."""
    with open_database(str(tmp_path_factory.mktemp("one") / "classes.db")) as db:
        school(db)
        graded = grade(db, "a1", folder, wall=lambda: NOW)
        return graded, dump(db)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """Two worker processes under a scheduler of their own."""
    distributed = pytest.importorskip("distributed", reason="needs the extra cluster")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=":0", silence_logs="CRITICAL"
    ) as running:
        yield running


def graded(url: str, folder: Path, **how: Any) -> tuple[Graded, dict[str, Any]]:
    with open_database(url) as db:
        school(db)
        return grade(db, "a1", folder, wall=lambda: NOW, **how), dump(db)


def test_the_class_is_as_it_should_be(one_by_one: tuple[Graded, dict[str, Any]]) -> None:
    found, kept = one_by_one
    assert found.verdicts == {
        "copied": 2, "early": 1, "edited": 1, "future": 1, "late": 1, "not-a-save": 2, "ok": 29, "open": 1,
        "other-assignment": 1, "other-pack": 1, "other-student": 1, "too-many": 1, "truncated": 1,
    }  # fmt: skip
    assert len(kept["mark"]) == len([row for row in kept["handin"] if row["verdict"] in ("ok", "late", "too-many")])


def test_by_several_processes(tmp_path: Path, folder: Path, one_by_one: tuple[Graded, dict[str, Any]]) -> None:
    assert graded(str(tmp_path / "classes.db"), folder, jobs=2) == one_by_one


def test_on_a_server(server_url: str, folder: Path, one_by_one: tuple[Graded, dict[str, Any]]) -> None:
    assert graded(server_url, folder) == one_by_one


def test_from_a_zip(tmp_path: Path, folder: Path, one_by_one: tuple[Graded, dict[str, Any]]) -> None:
    archive = shutil.make_archive(str(tmp_path / "all"), "zip", folder)
    assert graded(str(tmp_path / "classes.db"), Path(archive)) == one_by_one


@posix
def test_when_a_process_is_killed(tmp_path: Path, folder: Path, one_by_one: tuple[Graded, dict[str, Any]]) -> None:
    killed: list[int] = []

    def tell(done: int, *_: Any) -> None:
        if done == 3:
            victim = multiprocessing.active_children()[0]
            assert victim.pid is not None
            os.kill(victim.pid, signal.SIGKILL)
            killed.append(victim.pid)

    assert graded(str(tmp_path / "classes.db"), folder, jobs=2, tell=tell) == one_by_one
    assert len(killed) == 1


def test_by_a_cluster(tmp_path: Path, folder: Path, cluster: Any, one_by_one: tuple[Graded, dict[str, Any]]) -> None:
    address = cluster.scheduler_address
    assert graded(str(tmp_path / "classes.db"), folder, cluster=address) == one_by_one


@posix
def test_when_a_worker_of_the_cluster_is_killed(
    tmp_path: Path, folder: Path, cluster: Any, one_by_one: tuple[Graded, dict[str, Any]]
) -> None:
    killed: list[int] = []

    def tell(done: int, *_: Any) -> None:
        if done == 3:
            pid = cluster.workers[0].pid
            os.kill(pid, signal.SIGKILL)
            killed.append(pid)

    address = cluster.scheduler_address
    assert graded(str(tmp_path / "classes.db"), folder, cluster=address, tell=tell) == one_by_one
    assert len(killed) == 1


# -- the cluster itself ---------------------------------------------------------------------------------------


def refused(code: str, act: Callable[[], Any]) -> None:
    with pytest.raises(ClassroomError) as raised:
        act()
    assert raised.value.code == code
    assert raised.value.text.zh != raised.value.text.en
    assert "\n" not in raised.value.text.en


def plain(shared: Any = "") -> Job[Any, bytes, bytes]:
    return Job(double, shared, length, lost)


def test_an_item_that_kills_its_worker_is_given_up_and_no_other(tmp_path: Path, cluster: Any) -> None:
    items = [b"%d" % n for n in range(12)]
    deaths = str(tmp_path / "deaths")
    results = list(clusters.run(plain(deaths), [*items, b"die", *items], cluster.scheduler_address))
    assert results == [*(i * 2 for i in items), b"lost die", *(i * 2 for i in items)]


def test_an_error_in_the_work_comes_back(cluster: Any) -> None:
    with pytest.raises(ValueError, match="this item fails"):
        list(clusters.run(plain(), [b"fail"], cluster.scheduler_address))


def test_a_cluster_of_another_version(cluster: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clusters, "OURS", ("99.0", "7", "0"))
    refused("other-version", lambda: list(clusters.run(plain(), [b"a"], cluster.scheduler_address)))


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nonsense://\x1b[31m", "no such place", " "])
def test_a_scheduler_that_is_not_there(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="needs the extra cluster")
    monkeypatch.setattr(clusters, "SECONDS", 0.3)
    refused("no-scheduler", lambda: list(clusters.run(plain(), [b"a"], address)))


def test_without_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    distributed = pytest.importorskip("distributed", reason="needs the extra cluster")

    class Idle:
        """A client of a scheduler that nobody works for."""

        def __init__(self, *_: object, **__: object) -> None: ...
        def __enter__(self) -> Idle:
            return self

        def __exit__(self, *_: object) -> None: ...
        def ncores(self) -> dict[str, int]:
            return {}

    monkeypatch.setattr(distributed, "Client", Idle)
    refused("no-workers", lambda: list(clusters.run(plain(), [b"a"], "tcp://127.0.0.1:1")))


def test_without_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    refused("no-cluster", lambda: list(clusters.run(plain(), [b"a"], "tcp://127.0.0.1:1")))
