"""What a candidate's program may not do, whatever a candidate finds in it: start other programs, write files."""

from __future__ import annotations

import os
import sys
from typing import Any

# nothing a candidate can reach starts another program; were there a way that we do not know of, it would end here
_FORBIDDEN = (
    "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn", "os.startfile", "os.startfile/2", "pty.spawn",
    "subprocess.Popen", "webbrowser.open",
)  # fmt: skip
_WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def fence() -> None:
    """From here on this process starts no other and writes no file (databases are written by their own libraries)."""

    def judge(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, _, flags = arguments
            # the lock beside a database file is the one exception, and the null device
            if isinstance(flags, int) and flags & _WRITES and not str(path).endswith(".lock") and path != os.devnull:
                raise PermissionError("a candidate's program writes no files")
        elif event in _FORBIDDEN:
            raise PermissionError("a candidate's program starts no other")

    sys.dont_write_bytecode = True
    sys.addaudithook(judge)
