"""The rehearsal of the controls: the guided first shift, in memory, in the same frame, outside of the exam."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from simulator.exams.paper.model import Paper
from simulator.exams.seat import Seat
from simulator.kernel.text import Text
from simulator.tui.exams.candidate.store import READ, InExam, allowances_of
from simulator.tui.store.allowances import Allowances
from simulator.tui.store.screen import URGENT

if TYPE_CHECKING:
    from simulator.packs.model import Pack
    from simulator.sessions.attempt import Attempt
    from simulator.tui.exams.candidate.app import HallApp

PACK, SCENARIO, SEED = "table1", "first", 7
OPENING = Text("正在准备试操作 ...", "Getting the rehearsal ready ...")
NONE = Text("这里没有试操作可用；考试不受影响。", "There is no rehearsal here; the exam is not affected.")
OVER = Text("试操作结束：什么也没有保存，也不计分。", "The rehearsal is over: nothing was kept, nothing counts.")
HINT = Text("提示", "Hint")
BACK = Text("回候考室", "Waiting room")
MARK = Text("试操作", "REHEARSAL")
ENOUGH = Text("试操作里不用交卷；按 Esc 回候考室。", "Nothing is handed in here; Esc goes back to the waiting room.")


def allowances(paper: Paper) -> Allowances:
    """The coach explains the keys; what the paper takes away besides is away here, too."""
    allowed = allowances_of(paper)
    return Allowances(coach=True, hints=True, pause=allowed.pause, jumps=allowed.jumps, preview=allowed.preview)


def rehearse(hall: HallApp) -> None:
    """Open it; trouble with it is told and harms nothing."""
    hall.notify(hall.say(OPENING), timeout=2)
    hall.run_worker(_rehearse(hall), group="rehearsal", exclusive=True)


async def _rehearse(hall: HallApp) -> None:
    seat = hall.courier.seat
    if seat is None:
        return
    frozen = hall.packs.get(PACK) if hall.packs is not None else None
    attempt = await hall.in_thread(partial(_begin, seat, frozen))
    if attempt is None:
        hall.trouble(NONE)
    elif hall.shown == "wait" and not isinstance(hall.screen, RehearsalScreen):
        hall.push_screen(RehearsalScreen(attempt, allowances(seat.exam.paper)))


def _begin(seat: Seat, frozen: Pack | None) -> Attempt | None:
    """The first shift of the pack the exam has frozen, else of the one that is shipped; None where there is neither."""
    from simulator.packs.library import usable_packs
    from simulator.sessions.attempt import Attempt

    found = [frozen] if frozen is not None and SCENARIO in frozen.scenarios else []
    if not found:
        found = [pack for pack in usable_packs()[0] if pack.id == PACK and SCENARIO in pack.scenarios]
    return Attempt.start(found[0], SCENARIO, SEED, wall=lambda: 0) if found else None


class RehearsalScreen(InExam):
    """Esc leaves it, and all of it is gone."""

    rehearsal = True
    mark = MARK

    def on_mount(self) -> None:
        """The coach speaks first."""
        if not self.has_class("with-side"):
            self._ask("coach")

    def key_hints(self) -> list[tuple[str, Text]]:
        """A hint, the task, and the way back."""
        hints = super().key_hints()
        if self.form is not None:
            return hints
        own = [h for h in hints if h[0] not in ("Ctrl+B", "Ctrl+E", "F9", "?")]
        return [*own, ("F8", HINT), ("Esc", BACK), ("Ctrl+B", READ), ("F9", URGENT)]

    def action_back(self) -> None:
        """The coach's line beneath the work is no step of its own."""
        if self._asking == "coach":
            self.stop_asking()
        super().action_back()

    def _leave(self) -> None:
        self._go_home()

    def _go_home(self) -> None:
        self.clock.set(0)
        self.app.pop_screen()
        self.app.notify(self.say(OVER), timeout=4)

    def _offer_hand_in(self) -> None:
        self.app.notify(self.say(ENOUGH), timeout=4)
