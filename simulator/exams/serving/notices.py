"""What a served program says to its server aside: lines on standard error that begin with a mark. Everything else there is only for whoever looks for
a fault (STORESIM_DEBUG=1), for it may hold what a candidate typed."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import Literal

import msgspec

from simulator.kernel.text import Text

MARK = b"\x00storesim "
STDERR = 2


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """seated, stood: a candidate has signed in, or out, at a sitting; ready, failed: the keeper has begun to look after the hall, or cannot; trouble,
    well: something hinders it, and does so no more."""

    what: Literal["seated", "stood", "ready", "failed", "trouble", "well"]
    sitting: str = ""
    zh: str = ""
    en: str = ""

    @property
    def text(self) -> Text:
        """Its words."""
        return Text(self.zh, self.en)


def tell(notice: Notice) -> None:
    """Say it; nobody may listen any more."""
    line = MARK + msgspec.json.encode(notice) + b"\n"
    with suppress(OSError):
        os.write(STDERR, line[:4096])


def heard(line: bytes) -> Notice | None:
    """The notice in a line, if it is one."""
    begin = line.find(MARK)  # a program may have left a line unfinished
    if begin < 0:
        return None
    try:
        return msgspec.json.decode(line[begin + len(MARK) :], type=Notice)
    except msgspec.MsgspecError:
        return None
