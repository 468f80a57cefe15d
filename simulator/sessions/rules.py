"""The version of the rules, and the rules themselves for the rooms above."""

from __future__ import annotations

from simulator.market.rules import rules

# Raised whenever the same inputs would give other bytes; an attempt goes on only under the version it was begun with.
RULES_VERSION = "1"

__all__ = ["RULES_VERSION", "rules"]
