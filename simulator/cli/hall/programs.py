"""What a hall serves: the candidate's program and the keeper, for `simulator.exams.serving`, which may not know the interface."""

from __future__ import annotations

from importlib import import_module

from simulator.exams.serving.programs import Hall, Keeping

# what a program under textual imports on its way to the first paint
LATER = (
    "textual.pilot", "textual.drivers.headless_driver", "textual.layouts.factory", "textual.layouts.grid", "textual.layouts.horizontal",
    "textual.layouts.stream", "textual.layouts.vertical", "textual.scrollbar", "encodings.ascii",
)  # fmt: skip


class _Programs:
    def preload(self) -> None:
        import_module("simulator.tui.exams.candidate").preload()
        for name in (*LATER, "simulator.exams.keeper", "simulator.exams.hallkey"):
            import_module(name)

    def candidate(self, hall: Hall, origin: str) -> int:
        run = import_module("simulator.tui.exams.candidate").run_candidate
        return int(run(hall.database, hall.exam, hall.node, origin, hall.lang))

    def keeper(self, hall: Hall) -> Keeping:
        from simulator.classroom.store.database import open_database
        from simulator.exams.clock import HallClock

        made: Keeping = import_module("simulator.exams.keeper").Keeper(
            open_database(hall.database, create=False), HallClock(), hall.exam, hall.node,
            import_module("simulator.exams.hallkey").hall_key(),
        )  # fmt: skip
        return made


PROGRAMS = _Programs()
