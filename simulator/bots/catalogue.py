"""The library of players as packs may speak of it: who can be played, and which mistakes there are."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from functools import cached_property

from simulator.bots.player import experts, mistake_titles, mistakes
from simulator.kernel.text import Text
from simulator.packs.model import Mistake


class Catalogue:
    """What `packs.load.check` needs to look up what a pack says of players."""

    @property
    def experts(self) -> Iterable[str]:
        """The requirements that somebody can play."""
        return experts()

    @cached_property
    def mistakes(self) -> Mapping[str, inspect.Signature]:
        """The mistakes of the library with the parameters they take."""
        return {name: inspect.signature(make) for name, make in mistakes().items()}


def title_of(recorded: Mistake) -> Text:
    """The title of a mistake: the pack's own, else the library's, else its id."""
    if recorded.title.zh or recorded.title.en:
        return recorded.title
    return mistake_titles().get(recorded.mistake, Text(recorded.id, recorded.id))
