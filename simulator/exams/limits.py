"""How long a seat counts as alive, and how often one may fail to sign in. Plain numbers, in milliseconds where nothing else is said."""

from __future__ import annotations

MINUTE = 60_000
WINDOW = 10 * MINUTE  # failures older than this are forgotten
PER_TICKET = 10  # failures in the window until a ticket takes no more tries
PER_ORIGIN = 40  # the same for an address: a whole class may sit behind one
ALIVE = 30_000  # a seat that was heard of within this time counts as alive
