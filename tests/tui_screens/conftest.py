"""Snapshots do not blink and do not know today's date."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest

from tests.tui_screens import demo


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A fixed day, time zone and no settings of the machine's user."""
    from simulator.tui.screens import home

    class Fixed(datetime.datetime):
        @classmethod
        def now(cls, tz: Any = None) -> Any:
            return datetime.datetime(2026, 11, 18, 12, 0, tzinfo=datetime.UTC)

        def astimezone(self, tz: Any = None) -> Any:
            return super().astimezone(tz or datetime.UTC)

        @classmethod
        def fromtimestamp(cls, stamp: float, tz: Any = None) -> Any:
            moment = datetime.datetime.fromtimestamp(stamp, datetime.UTC)
            return cls(*moment.timetuple()[:6], tzinfo=datetime.UTC)

    monkeypatch.setattr(home, "datetime", Fixed)
    monkeypatch.setenv("STORESIM_HOME", "/nonexistent-storesim")
    monkeypatch.delenv("NO_COLOR", raising=False)
    return


@pytest.fixture
def hostile() -> str:
    """Text that would crash or act if it were markup."""
    return demo.EVIL
