"""A hall of ten at one moment, the same in every run, and the interface opened on it."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable, Iterator
from datetime import UTC
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "exams"))
sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "exams_office"))

from hallmaker import Hands
from officework import Work

from simulator.classroom.store.database import open_database
from simulator.classroom.store.examtables import NodeRow
from simulator.classroom.store.tables import KlassRow, PersonRow
from simulator.exams import facts as f
from simulator.exams.errors import ExamError
from simulator.exams.office import HALL, Hall
from simulator.exams.store import chains
from simulator.exams.store.signing import PER_TICKET, sign_in
from simulator.tui.app import StoreSimApp
from simulator.tui.office.counter import Counter

PEOPLE = (
    "李芳",
    "王伟",
    "Anna Rossi",
    "张丽",
    "刘洋",
    "[b]陈静[/b]",
    "杨磊",
    "欧阳娜娜",
    "Maximiliana Wolfeschlegelstein",
    "吴强",
)


class FixedCounter(Counter):
    """At a moment that tests move, and called the same wherever it lies."""

    hands: Hands
    clock: Any = None

    @property
    def place(self) -> str:
        return "classes.db" if super().place else ""

    def office(self, tell: Any = lambda *_: None) -> Hall:
        self.clock = self.clock or self.hands.clock()
        return Hall(
            self.database(),
            clock=self.clock,
            author="王老师",
            zone=UTC,
            tell=tell,
            lang=self._lang(),
            wall=lambda: self.hands.at,
        )


@pytest.fixture(scope="session")
def _made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    folder = tmp_path_factory.mktemp("hall")
    with pytest.MonkeyPatch.context() as patch, open_database(str(folder / "classes.db")) as db:
        patch.setattr("simulator.exams.tickets._N", 2**4)
        patch.setattr("simulator.exams.store.exams._free_prefix", lambda session: "204")
        with db.session() as session:
            session.add(KlassRow(id="k1", title="2026 级电商 1 班", secret=b"1" * 32, created=1))
            for n, name in enumerate(PEOPLE):
                session.add(PersonRow(id=f"p{n}", number=f"20260{n:02}", name=name))
        hands = Hands()
        work = Work(db, len(PEOPLE), hands.clock(), limit=3_600)
        seats = []
        for n in (0, 1, 2, 3, 4, 5):
            seat = work.working(n, steps=n % 3 + 1)
            seats.append(seat)
            hands.pass_time(20)
            if n == 2:
                seat.hand_in_item()
            if n == 4:
                seat.submit()
            if n == 5:
                seat.leave()
        work.seat(6)
        for _ in range(PER_TICKET):
            try:
                sign_in(db, work.clock, work.strips[7].ticket, "1", origin="10.0.0.9")
            except ExamError:
                continue
        work.do("pause", 1, reason="换键盘")
        work.do("grant", 3, minutes=-56, reason="误加")
        hands.pass_time(5)
        work.do("message", 0, words="请安静")
        for seat in seats[:5]:
            seat.beat()
        with db.session() as session:
            now = hands.at
            session.add(NodeRow(id="n1", exam=work.exam.id, host="lab-server", started=now, seen=now, candidates=5))
            session.add(NodeRow(id="n2", exam=work.exam.id, host="lab-2", started=now, seen=now - 40_000, candidates=1))
            chains.hall_note(session, work.exam.id, [f.ClockJumped(at=now, node="n1", step=3_600_000)])
        work.leave()
    return folder / "classes.db", hands.at


@pytest.fixture
def database(_made: tuple[Path, int], tmp_path: Path) -> Path:
    """A copy of its own."""
    return Path(shutil.copy(_made[0], tmp_path / "classes.db"))


@pytest.fixture
def hands(_made: tuple[Path, int]) -> Hands:
    """The clock of the hall."""
    found = Hands()
    found.at = _made[1]
    return found


@pytest.fixture(autouse=True)
def _places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("simulator.exams.tickets._N", 2**4)
    monkeypatch.setenv("STORESIM_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STORESIM_SAVES", str(tmp_path / "saves"))
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.chdir(tmp_path)
    return


@pytest.fixture
def app_on(database: Path, hands: Hands) -> Callable[..., Any]:
    """The interface on the database: at the board, or at the list of exams."""

    def make(lang: Any = "zh", at: str = "board", url: str = "", theme: str = "dark") -> Any:
        counter = FixedCounter(HALL, url or str(database))
        counter.hands = hands

        def start(app: Any) -> None:
            from simulator.tui.exams.invigilator.exams import ExamsScreen
            from simulator.tui.exams.invigilator.watch import WatchScreen

            if at == "exams":
                app.push_screen(ExamsScreen())
                return
            with open_database(url or str(database), create=False) as db:
                exam = Hall(db).exam("")
            app.push_screen(WatchScreen(exam.id, exam.title))

        app = StoreSimApp(lang, theme=theme, start=start)
        counter._lang = lambda: app.lang
        app.counters = {"hall": counter}  # type: ignore[attr-defined]
        return app

    return make
