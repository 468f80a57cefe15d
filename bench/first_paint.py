"""First paint of `storesim` in a terminal beside a ten-line Textual app with one table; nothing heavy is imported before it."""

from __future__ import annotations

import os
import subprocess
import tempfile

from bench import Figure, interleave
from bench._pty import PYTHON, Terminal

HEAVY = ("sqlmodel", "sqlalchemy", "pydantic", "faker")
ROUNDS = 7


def heavy_modules() -> list[str]:
    """Modules that the first paint must not wait for and that were imported all the same."""
    code = (
        "import sys, asyncio\n"
        "import simulator\n"
        "from simulator.tui.app import StoreSimApp\n"
        "async def main():\n"
        "    app = StoreSimApp('zh')\n"
        "    async with app.run_test(size=(120, 36)):\n"
        f"        print(*[m for m in {HEAVY!r} if m in sys.modules])\n"
        "asyncio.run(main())\n"
    )
    with tempfile.TemporaryDirectory(prefix="storesim-bench-") as home:
        done = subprocess.run(
            [PYTHON, "-c", code], capture_output=True, text=True, env={**os.environ, "STORESIM_HOME": home}
        )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return done.stdout.split()


def run() -> Figure:
    """At most 1.4 times the bare app."""
    found = heavy_modules()
    if found:
        raise RuntimeError(f"imported before the first paint: {found}")
    with tempfile.TemporaryDirectory(prefix="storesim-bench-") as home:
        os.environ["STORESIM_HOME"] = home

        def ours() -> float:
            with Terminal(PYTHON, "-m", "simulator") as shown:
                return painted(shown)

        def peer() -> float:
            with Terminal(PYTHON, "-m", "bench._bare") as shown:
                return painted(shown)

        mine, theirs = interleave(ours, peer, ROUNDS)
    return Figure(
        "first paint", mine * 1000, theirs * 1000, "ms", 1.4, "at most", "a ten-line Textual app with one table"
    )


def painted(shown: Terminal) -> float:
    """Seconds until the first screen stands: the first burst of output that is as long as a screen, to its last byte. What is
    filled in later (the records of the home screen, read in a thread) comes after it."""
    shown.wait_for(b"\x1b[38;2;")
    last, _ = shown.settle(quiet=0.09)
    return last - shown.start
