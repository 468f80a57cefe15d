"""A small candidate's program and a keeper that keeps a diary, served in the tests in place of the real ones: it signs in with ticket and PIN through the
same store as the real one, then shows what is typed. `kind` words typed there make it misbehave."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from textual import work
from textual.app import App, ComposeResult
from textual.widgets import Input, Static

from simulator.classroom.errors import ClassroomError
from simulator.classroom.store.database import open_database
from simulator.exams.clock import HallClock
from simulator.exams.seat import Seat
from simulator.exams.serving.programs import Hall, Keeping
from simulator.exams.store.signing import sign_in
from simulator.kernel.text import Text


class Standin(App[int]):
    """Ticket and PIN, then a line to type in."""

    CSS = "#said { height: 3; } #big { height: 1fr; }"

    def __init__(self, hall: Hall, origin: str) -> None:
        super().__init__()
        self.hall, self.origin = hall, origin
        self.db = open_database(hall.database, create=False)
        self.seat: Seat | None = None
        self.ticket = ""

    def compose(self) -> ComposeResult:
        yield Static("签到：请输入准考证号", id="said", markup=False)
        field = Input(placeholder="204-017")
        field.cursor_blink = False  # two pictures of it are the same whenever they are taken
        yield field
        yield Static("", id="big", markup=False)

    def say(self, words: str) -> None:
        self.query_one("#said", Static).update(words)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        typed = event.value
        event.input.value = ""
        if self.seat is not None:
            self.say(self.answer(typed))
        elif not self.ticket:
            self.ticket = typed
            self.say("密码")
        else:
            self.say("核对中")
            self.check(self.ticket, typed)
            self.ticket = ""

    @work(thread=True)
    def check(self, ticket: str, pin: str) -> None:
        try:
            clock = HallClock()
            signed = sign_in(self.db, clock, ticket, pin, node=self.hall.node, origin=self.origin, exam=self.hall.exam)
            self.seat = Seat(self.db, clock, signed, self.hall.node)
            self.call_from_thread(self.say, f"已签到 第 {signed.epoch} 次")
        except ClassroomError as error:
            self.call_from_thread(self.say, error.text.zh)

    def answer(self, typed: str) -> str:
        """What typed words lead to."""
        if typed == "quit":
            self.exit(0)
        elif typed == "crash":
            os._exit(3)
        elif typed == "leave" and self.seat is not None:
            self.seat.leave()
            self.seat = None
            return "已离座"
        elif typed == "pid":
            return f"pid={os.getpid()}"
        elif typed == "hang":
            time.sleep(3600)
        elif typed == "size":
            return f"size={self.size.width}x{self.size.height}"
        elif typed in TRICKS:
            try:
                TRICKS[typed](self)
            except PermissionError as error:
                return f"refused: {error}"
            return "done"
        return f"收到 {typed}"


def _deliver(app: App[Any]) -> None:
    import io

    app.deliver_text(io.StringIO("secret"), save_filename="x.txt")
    app.open_url("http://127.0.0.1:9/")


TRICKS: dict[str, Any] = {
    "shell": lambda app: os.system("true"),
    "popen": lambda app: subprocess.Popen(["true"]),
    "fork": lambda app: os.fork(),
    "exec": lambda app: os.execv("/bin/true", ["true"]),
    "write": lambda app: Path("written-by-a-candidate").write_text("x"),
    "deliver": _deliver,
}


class Diary:
    """A keeper that writes down what is asked of it."""

    def __init__(self, hall: Hall) -> None:
        self.path = Path(os.environ["STORESIM_TEST_DIARY"])
        self.trouble: Text | None = None
        self.hall = hall
        if os.environ.get("STORESIM_TEST_KEEPER") == "refuses":
            raise ClassroomError("no-key", Text("没有考场密钥。", "There is no key of the hall."))

    def note(self, what: str) -> None:
        with self.path.open("a") as file:
            file.write(f"{what} {os.getpid()} {self.hall.exam} {self.hall.node}\n")

    def join(self) -> None:
        self.note("join")

    def tick(self) -> None:
        away = self.path.with_suffix(".away").exists()
        self.trouble = Text("数据库不见了。", "The database is gone.") if away else None
        self.note("tick")

    def leave(self) -> None:
        self.note("leave")


class Programs:
    """What the tests serve."""

    def preload(self) -> None:
        app = sys.modules["textual.app"]
        assert app

    def candidate(self, hall: Hall, origin: str) -> int:
        app = Standin(hall, origin)
        app.run()
        return app.return_code or 0

    def keeper(self, hall: Hall) -> Keeping:
        return Diary(hall)


PROGRAMS = Programs()
