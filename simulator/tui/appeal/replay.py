"""The journal of a candidate's try, step by step."""

from __future__ import annotations

from simulator.tui.screens.replay import ReplayScreen


class AppealReplay(ReplayScreen):
    """The same as one's own, but that somebody else acted."""

    CSS_PATH = "../screens/replay.tcss"
    OWN = False
