"""The process that serves a hall, once `storesim hall serve` has read its options. Only light modules here."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING

from simulator.cli import out
from simulator.cli.start import guarded
from simulator.cli.trouble import Misuse
from simulator.kernel.text import Text

if TYPE_CHECKING:
    from simulator.exams.serving.programs import Hall
    from simulator.exams.serving.wanted import Wanted

ORDER = "STORESIM_SERVING"  # in the environment: what is to be served, and how


def run(hall: Hall, wanted: Wanted) -> int:
    """Serve; the exit code. Raises Misuse and ClassroomError."""
    try:
        from simulator.exams.serving.run import serve
    except ModuleNotFoundError as error:
        if error.name is None or error.name.partition(".")[0] not in ("textual_serve", "aiohttp"):
            raise
        raise Misuse(
            "缺少网页服务的组件；请安装：pip install 'storesim[serve]'。",
            "What serves browsers is not installed; install it: pip install 'storesim[serve]'.",
        ) from None

    def say(text: Text) -> None:
        out.say(text.of(hall.lang))
        out.flush()

    return serve(hall, wanted, say, lambda text: out.warn(text, hall.lang))


def main() -> int:
    """Serve what the environment says, which is forgotten at once."""
    import msgspec

    from simulator.exams.serving.programs import Hall
    from simulator.exams.serving.wanted import Wanted

    out.ready()
    hall, wanted = msgspec.json.decode(os.environ.pop(ORDER, "null"), type=tuple[Hall, Wanted])
    return guarded(lambda: run(hall, wanted), hall.lang)


if __name__ == "__main__":
    sys.exit(main())
