"""What people of the market write: the shipped phrases, or those that a pack gave at the opening."""

from __future__ import annotations

from collections.abc import Sequence

from simulator.kernel.book import Book
from simulator.kernel.messages import HiddenEvent
from simulator.kernel.text import Text
from simulator.kernel.world import HiddenState, World
from simulator.market.data import phrases

book = Book()


class WordingGiven(HiddenEvent, frozen=True, kw_only=True, tag="wording.given"):
    """Wordings by topic that take the place of the shipped ones in this attempt."""

    phrases: dict[str, tuple[Text, ...]]


class Wording(HiddenState):
    """The wordings in force by topic, where they are not the shipped ones."""

    __slots__ = ("phrases",)

    def __init__(self) -> None:
        self.phrases: dict[str, tuple[Text, ...]] = {}


book.event("采用场景包的话术", "The pack's own wordings are used")(WordingGiven)


@book.applies(WordingGiven)
def _given(world: World, event: WordingGiven) -> None:
    world.of(Wording).phrases.update(event.phrases)


def wordings(world: World, topic: str) -> Sequence[Text]:
    """The phrases of a topic in this attempt. KeyError for a topic there is not."""
    return world.of(Wording).phrases.get(topic) or phrases()[topic]
