"""What may help in a store: everything in practice; in an exam what its paper leaves on. Keys of what is off do nothing and are shown nowhere."""

from __future__ import annotations

import msgspec


class Allowances(msgspec.Struct, frozen=True, kw_only=True):
    """coach: his tasks, the natural next step, and the requirement behind a field; hints: one more of them with F8; pause: the store's clock
    may be stopped; jumps: it may run faster, or jump to the next event; preview: what a reply is understood to say is shown while it is
    written."""

    coach: bool = True
    hints: bool = True
    pause: bool = True
    jumps: bool = True
    preview: bool = True

    def action(self, name: str) -> bool:
        """Whether an action of the store may be used."""
        needed = _NEEDS.get(name)
        return needed is None or bool(getattr(self, needed))


_NEEDS = {"hint": "hints", "pause": "pause", "speed": "jumps", "next_news": "jumps"}

ALL = Allowances()
NONE = Allowances(coach=False, hints=False, pause=False, jumps=False, preview=False)


def usual(mode: str) -> Allowances:
    """What an attempt of this mode allows where nobody says more: in practice everything, and in an author's trial what a trainee will meet."""
    return ALL if mode in ("practice", "author") else NONE
