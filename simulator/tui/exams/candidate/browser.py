"""The driver of a program in a browser: textual-serve's, in which the browser's word about the focus is the last one."""

from __future__ import annotations

from threading import Event

from textual.drivers.web_driver import WebDriver
from textual.events import AppFocus


class BrowserDriver(WebDriver):
    """A WebDriver begins by telling its program, a little later, that it has no focus. A browser on a quick network has told that it has by then, and
    the program would go on without a cursor: so the focus takes the same way as that first word, and behind it."""

    _began: Event | None = None

    def start_application_mode(self) -> None:
        """Begin."""
        self._began = Event()
        super().start_application_mode()
        self._began.set()

    def on_meta(self, packet_type: str, payload: dict[str, object]) -> None:
        """What the server says; called in the thread that reads."""
        if packet_type != "focus":
            super().on_meta(packet_type, payload)
            return
        if self._began is not None:
            self._began.wait()
        self._app.call_later(self._app.post_message, AppFocus())
