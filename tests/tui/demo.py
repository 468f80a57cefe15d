"""`python -m tests.tui.demo [zh|en] [dark|light|mono] [orders] [mode]`: the store screen on the hand-made store, in a real terminal."""

from __future__ import annotations

import sys

import simulator  # noqa: F401  (sets what Textual reads at import)


def main() -> None:
    """Open it."""
    from simulator.tui import run
    from tests.tui.fake import attempt

    words = dict(enumerate(sys.argv[1:]))
    made = attempt(int(words.get(2, "8")), mode=words.get(3, "practice"))
    run("en" if words.get(0) == "en" else "zh", words.get(1), lambda app: app.open_store(made))


if __name__ == "__main__":
    main()
