"""What a hall serves: the candidate's program and the keeper, for `simulator.exams.serving`, which may not know the interface."""

from __future__ import annotations

from importlib import import_module

from simulator.exams.serving.programs import Hall, Keeping

# what a program under textual still imports on its way to the first paint
LATER = (
    "textual.pilot", "textual.drivers.headless_driver", "textual.layouts.factory", "textual.layouts.grid", "textual.layouts.horizontal",
    "textual.layouts.stream", "textual.layouts.vertical", "textual.scrollbar", "encodings.ascii", "simulator.exams.keeper",
    "simulator.exams.hallkey",
)  # fmt: skip


class _Programs:
    def preload(self) -> None:
        from simulator.tui.exams.candidate import preload

        preload()
        for name in LATER:
            import_module(name)

    def candidate(self, hall: Hall, origin: str) -> int:
        from simulator.tui.exams.candidate import run_candidate

        return run_candidate(hall.database, hall.exam, hall.node, origin, hall.lang)

    def keeper(self, hall: Hall) -> Keeping:
        from simulator.classroom.store.database import open_database
        from simulator.exams.clock import HallClock
        from simulator.exams.hallkey import hall_key
        from simulator.exams.keeper import Keeper

        return Keeper(open_database(hall.database, create=False), HallClock(), hall.exam, hall.node, hall_key())


PROGRAMS = _Programs()
