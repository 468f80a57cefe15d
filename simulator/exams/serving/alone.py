"""The program of a candidate as a process of its own: what it is started for stands in its environment, which it forgets at once."""

from __future__ import annotations

import os
import sys

import msgspec

from simulator.exams.serving import child
from simulator.exams.serving.programs import Hall, Order


def main() -> int:
    """Run; the exit code."""
    hall, order = msgspec.json.decode(os.environ.pop("STORESIM_SERVED", "[]"), type=tuple[Hall, Order])
    return child.run(hall, order)


if __name__ == "__main__":
    code = main()
    sys.stderr.flush()
    os._exit(code)
