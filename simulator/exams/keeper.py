"""What a hall does by itself while it is served: it lives, ends what has run out of time, and signs receipts.

Every program that serves an exam runs one keeper; any number of them do no more than one would. Nothing it does depends on its doing it
in time: a deadline is that of the facts, whoever notices it and whenever, and an action after it was never kept.
"""

from __future__ import annotations

import socket

from simulator.classroom.errors import ClassroomError, clip
from simulator.classroom.store.database import Database
from simulator.classroom.store.rows import plain
from simulator.exams.clock import HallClock
from simulator.exams.hallkey import HallKey
from simulator.exams.receipts import Receipt, signed
from simulator.exams.seat import GONE
from simulator.exams.store import chains, nodes
from simulator.exams.store.signed import sign_heads
from simulator.kernel.text import Text

RECEIPTS_EVERY = 60_000
GAP = 10_000  # who was away for so long itself gives nobody up for lost before it has looked on for a while
REST, LONGEST_REST = 1_000, 8_000  # pauses while the database is away, milliseconds


class Keeper:
    """`tick` it once a second, from one thread. node: the name of the program; key: signs receipts, without one there are none.

    `trouble` says what hinders it, None while nothing does.
    """

    def __init__(
        self, db: Database, clock: HallClock, exam: str, node: str, key: HallKey | None = None, host: str = ""
    ) -> None:
        self.db, self.clock, self.exam, self.key = db, clock, exam, key
        self.node = clip(plain(node), 40)
        self.host = clip(plain(host or socket.gethostname()), 80)
        self.trouble: Text | None = None
        self.clock.node = self.node
        self._steps: list[int] = []  # of this machine's clock, not yet on record
        self._rest = 0
        self._rest_until: int | None = None
        self._since = self._last = 0  # the hall's time since when this one was heard without a gap, and when last
        self._signed_at: int | None = None

    def join(self) -> None:
        """Begin. Raises ExamError where there is no such exam, and ClassroomError."""
        self._since = self._last = nodes.join(self.db, self.clock, self.exam, self.node, self.host, self._key)

    def tick(self) -> None:
        """What is due now; never raises."""
        step = self.clock.machine_step()
        if step:
            self._steps.append(step)
        if self._rest_until is not None and self.clock.steady() < self._rest_until:
            return
        try:
            self._work()
        except Exception as error:  # whatever it is: the next tick finds everything where it was
            self.trouble = self.db.explain(error).text
            self._rest = min(max(REST, self._rest * 2), LONGEST_REST)
            self._rest_until = self.clock.steady() + self._rest
        else:
            self.trouble, self._rest, self._rest_until = None, 0, None

    def leave(self) -> None:
        """End in order. With the database away nothing is said; the others will miss it."""
        try:
            if self.key is not None:
                sign_heads(self.db, self.clock, self.exam, self._sign)
            nodes.leave(self.db, self.clock, self.exam, self.node)
        except ClassroomError as error:
            self.trouble = error.text

    @property
    def _key(self) -> str:
        return self.key.public.raw.hex() if self.key is not None else ""

    def _work(self) -> None:
        now = nodes.beat(self.db, self.clock, self.exam, self.node, self._steps)
        if now is None:  # given up for lost, or the database was put back to an earlier copy
            self.join()
            return
        self._steps.clear()
        if not 0 <= now - self._last < GAP:
            self._since = now
        self._last = now
        self._expire(now)
        if now - self._since >= nodes.LOST:  # else it may be this one that was away
            nodes.sweep(self.db, self.clock, self.exam, self.node)
        if self.key is not None:
            self._receipts(now)

    def _expire(self, now: int) -> None:
        """Put on record whose time is up, so that an exam ends also where nobody sits any more."""
        failed: ClassroomError | None = None
        for sitting in nodes.overdue(self.db, self.exam, now):
            try:
                chains.change(self.db, self.clock, sitting, lambda state, at: [])
            except ClassroomError as error:  # one that is damaged must not keep the others
                failed = error
                if error.code in GONE:
                    break
        if failed is not None:
            raise failed

    def _receipts(self, now: int) -> None:
        whole = self._signed_at is None or not 0 <= now - self._signed_at < RECEIPTS_EVERY
        sign_heads(self.db, self.clock, self.exam, self._sign, only_over=not whole)
        if whole:
            self._signed_at = now

    def _sign(self, receipt: Receipt) -> Receipt:
        assert self.key is not None
        return signed(receipt, self.key)
