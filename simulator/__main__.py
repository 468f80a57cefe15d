"""The console script. It looks at the arguments before it imports anything: the interface must not wait for the rest."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(argv: Sequence[str] | None = None) -> int:
    """Run the program and give its exit code: 0 done, 1 a check failed, 2 misuse or unusable input."""
    try:
        from simulator.cli.start import start

        return start(list(sys.argv[1:] if argv is None else argv))
    except KeyboardInterrupt:  # before anything was begun, or a second one
        return 130


if __name__ == "__main__":
    sys.exit(main())
