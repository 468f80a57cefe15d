"""A candidate without a screen: plays a whole sitting through the same seat as a person, for tests of load and of failure.

    python -m simulator.exams.robot --database URL --exam ID --ticket T --pin P --log FILE [--pace SECONDS] [--seconds N]

It signs in, waits to be admitted, works the items in turn as the reference player would, hands in, and goes on through lost connections, pauses and
restarts. Killed at any moment and started again it takes up the sitting where it stood. Every action that was acknowledged is written to the log *after*
that, one JSON line each, so whatever stands there has to be in the hall for good:

    {"attempt": "...", "seq": 12, "digest": "...", "at": 1800000000000}   an action
    {"fact": "submitted", "at": 1800000000000}                             the sitting: started, item, item-done, submitted, expired

Exit codes: 0 the sitting is over (or the seconds are), 2 it cannot be played as asked, 3 another seat has taken over.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar, cast

import msgspec

from simulator.bots.player import play
from simulator.classroom.errors import ClassroomError
from simulator.classroom.store.database import Database, open_database
from simulator.exams.attempt import ExamAttempt
from simulator.exams.clock import HallClock
from simulator.exams.errors import ExamError, Halted, NotKept, TakenOver, TimeUp
from simulator.exams.seat import GONE, Seat
from simulator.exams.state import State
from simulator.exams.store.signing import sign_in
from simulator.kernel.engine import Outcome
from simulator.kernel.journal import JournalError
from simulator.kernel.messages import Command
from simulator.sessions.attempt import Attempt

T = TypeVar("T")
OVER, CANNOT, TAKEN = 0, 2, 3
PAUSES = (0.05, 0.1, 0.2, 0.5, 1.0)  # seconds between two tries to reach the hall
BEAT = 10.0
AWAY = (*GONE, "busy", "failed")


class Ended(Exception):
    """Nothing more can be done in this sitting, or by this robot; `code` is the exit code."""

    def __init__(self, code: int) -> None:
        super().__init__(str(code))
        self.code = code


class Log:
    """Lines that outlive the program: each is handed to the system before the next action."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

    def write(self, **said: object) -> None:
        """One line."""
        os.write(self._file, msgspec.json.encode(said) + b"\n")

    def close(self) -> None:
        """No more lines."""
        os.close(self._file)


class Robot:
    """One candidate. pace: seconds it takes for each action; seconds: for how long it plays at most, None for no end but the exam's.

    player: as `bots.player.play` names them.
    """

    def __init__(
        self, url: str, exam: str, ticket: str, pin: str, log: Path, *, pace: float = 0.0, seconds: float | None = None,
        node: str = "robot", player: str = "reference", clock: HallClock | None = None, origin: str = "",
    ) -> None:  # fmt: skip
        self.url, self.exam, self.ticket, self.pin = url, exam, ticket, pin
        self.node, self.player, self.pace, self.origin = node, player, pace, origin
        self.clock = clock or HallClock()
        self.log = Log(log)
        self.until = None if seconds is None else time.monotonic() + seconds
        self.done = 0  # actions acknowledged to this robot
        self._db: Database | None = None
        self._seat: Seat | None = None
        self._next = time.monotonic()
        self._beat = 0.0

    def run(self) -> int:
        """Play until the sitting is over, or this robot's time; gives the exit code."""
        try:
            self._enter()
            self._sit()
        except Ended as end:
            return end.code
        except (ExamError, ClassroomError) as error:
            print(error.text.en, file=sys.stderr)
            return CANNOT
        finally:
            if self._seat is not None:
                self._seat.close()
            if self._db is not None:
                self._db.close()
            self.log.close()
        return OVER

    # -- the way through a sitting ----------------------------------------------------------------------------

    @property
    def seat(self) -> Seat:
        """The seat, once signed in."""
        assert self._seat is not None
        return self._seat

    def _enter(self) -> None:
        def enter() -> Seat:
            if self._db is None:
                self._db = open_database(self.url, create=False)
            signed = sign_in(
                self._db, self.clock, self.ticket, self.pin, node=self.node, origin=self.origin, exam=self.exam
            )
            return Seat(self._db, self.clock, signed, self.node)

        self._seat = self.insist(enter)

    def _sit(self) -> None:
        while True:
            self._let_go()
            state = self.insist(self._look)
            if state.over:
                self.log.write(fact=state.stage, at=state.ended)
                return
            if state.stage == "admitted":
                self._begin()
            elif state.stage == "running":
                self._work()
            else:
                self._rest()

    def _begin(self) -> None:
        def begin() -> None:
            if self.seat.refresh().stage == "admitted":
                self.seat.begin()

        try:
            self.insist(begin)
        except ExamError as error:
            if error.code != "too-early":
                raise
            self._rest()
            return
        self.log.write(fact="started", at=self.seat.state.started)

    def _work(self) -> None:
        """The item in work to its end, else the next one, else hand in."""
        seat = self.seat
        try:
            if seat.state.current is None:
                fresh = [n for n in seat.may_begin() if not seat.state.tries_of(n)]
                if not fresh:
                    self.insist(seat.submit)
                    return
                self.insist(lambda: self._begin_item(fresh[0]))
            attempt = self.insist(seat.attempt)
            if not any(t.attempt == attempt.journal.attempt for t in seat.state.tries):
                return
            self._let_go()
            acting = _Acting(self, attempt)
            acting.note()
            play(cast(Attempt, acting), self.player)
            current = attempt.journal.attempt
            self.insist(seat.hand_in_item)
            self.log.write(fact="item-done", attempt=current, at=seat.now())
        except (Halted, TimeUp):  # paused, or over: the next look tells
            self._rest()
        except ExamError as error:
            if error.code not in ("paused", "time-up", "wrong-stage", "no-item"):
                raise
            self._rest()

    def _begin_item(self, number: int) -> None:
        seat = self.seat
        if seat.refresh().current is None and not seat.state.over:
            attempt = seat.begin_item(number)
            self.log.write(fact="item", item=number, attempt=attempt.journal.attempt, at=seat.now())

    # -- reaching the hall ------------------------------------------------------------------------------------

    def insist(self, work: Callable[[], T]) -> T:
        """What `work` gives, tried until the hall answers; it has to be something that may be done twice. Raises Ended, ExamError, NotKept."""
        tries = 0
        while True:
            self.check_time()
            try:
                return work()
            except ExamError as error:
                if error.code == "taken-over":
                    raise Ended(TAKEN) from error
                raise
            except TakenOver as error:
                raise Ended(TAKEN) from error
            except (Halted, TimeUp):
                raise
            except NotKept:
                pass  # the hall is away, or a clock was just set right
            except ClassroomError as error:
                if error.code not in AWAY:
                    raise
            except JournalError as error:
                if getattr(error, "text", None) is None:  # a journal that does not hold together
                    raise  # (others say what the server cannot do now, a full disk for one: that may pass)
            time.sleep(PAUSES[min(tries, len(PAUSES) - 1)])
            tries += 1

    def check_time(self) -> None:
        """Raises Ended when this robot was to play no longer."""
        if self.until is not None and time.monotonic() >= self.until:
            raise Ended(OVER)

    def keep_pace(self) -> None:
        """Wait for the moment of the next action; signs of life are given meanwhile. Raises Ended."""
        if time.monotonic() >= self._beat:
            self._beat = time.monotonic() + BEAT
            self.insist(self.seat.beat)
        self._next = max(self._next + self.pace, time.monotonic() - self.pace)
        wait = self._next - time.monotonic()
        if self.until is not None:
            wait = min(wait, self.until - time.monotonic())
        if wait > 0:
            time.sleep(wait)
        self.check_time()

    def _let_go(self) -> None:
        """What transactions used is not held: many candidates share one server."""
        if self._db is not None and not self._db.is_file:
            self._db.engine.dispose()

    def _look(self) -> State:
        seat = self.seat
        state = seat.refresh()
        if seat.taken_over:
            raise Ended(TAKEN)
        return state

    def _rest(self) -> None:
        """A moment before the next look."""
        if time.monotonic() >= self._beat and not self.seat.state.over:
            self._beat = time.monotonic() + BEAT
            self.insist(self.seat.beat)
        time.sleep(0.1)
        self.check_time()


class _Acting:
    """An attempt as the players want it, whose every action is kept, written down, and done at the robot's pace."""

    def __init__(self, robot: Robot, attempt: ExamAttempt) -> None:
        self._robot, self._attempt = robot, attempt
        self._noted = len(attempt.journal)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._attempt, name)

    def note(self) -> None:
        """Write down what was acknowledged since the last time; at the beginning the opening, which was kept with the item."""
        if self._noted == 1 and len(self._attempt.journal) == 1:
            self._noted = 0
        for row in list(self._attempt.journal.rows())[self._noted :]:
            self._robot.log.write(attempt=row.attempt, seq=row.seq, digest=row.digest.hex(), at=row.wall)
            self._robot.done += 1
        self._noted = len(self._attempt.journal)

    def do(self, command: Command) -> Outcome:
        """Carry a command out once, whatever happens to the connection."""
        self._robot.keep_pace()
        outcome = self._robot.insist(lambda: self._attempt.again(command))
        self.note()
        return outcome


def main(argv: Sequence[str] | None = None) -> int:
    """The program."""
    parser = argparse.ArgumentParser(
        prog="python -m simulator.exams.robot", description="Plays one sitting of an exam without a screen."
    )
    parser.add_argument(
        "--database", default=os.environ.get("STORESIM_HALL", ""), help="the hall's database (else STORESIM_HALL)"
    )
    parser.add_argument("--exam", default="", help="id of the exam")
    parser.add_argument("--ticket", required=True)
    parser.add_argument("--pin", required=True)
    parser.add_argument("--log", required=True, type=Path, help="where acknowledged actions are written")
    parser.add_argument(
        "--pace", type=float, default=0.0, metavar="SECONDS", help="seconds for each action; 0: as fast as possible"
    )
    parser.add_argument("--seconds", type=float, default=None, metavar="N", help="play so long at most")
    parser.add_argument("--node", default="robot")
    parser.add_argument("--player", default="reference", help="reference, idle, spam or mistake:NAME")
    given = parser.parse_args(argv)
    robot = Robot(
        given.database, given.exam, given.ticket, given.pin, given.log, pace=given.pace, seconds=given.seconds, node=given.node,
        player=given.player,
    )  # fmt: skip
    return robot.run()


if __name__ == "__main__":
    sys.exit(main())
