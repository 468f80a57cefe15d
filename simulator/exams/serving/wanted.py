"""How a hall is to be served."""

from __future__ import annotations

import msgspec

from simulator.exams.serving.limits import Limits


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """How it is to be served. port 0: any that is free; fork: whether to fork where that is possible."""

    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = ""
    behind_proxy: bool = False
    limits: Limits = Limits()
    fork: bool = True
