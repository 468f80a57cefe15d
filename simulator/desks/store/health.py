"""Account health as the simulated platform keeps it: points with reasons, and the metrics behind them."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.kernel.book import Book
from simulator.kernel.messages import Event, info
from simulator.kernel.text import Text
from simulator.kernel.world import Seen, State, World

book = Book()


class HealthMoved(Event, frozen=True, kw_only=True, tag="health.moved"):
    """The platform added or took points."""

    points: int
    why: Text
    ref: str = ""


class Rated(Event, frozen=True, kw_only=True, tag="review.posted"):
    """A buyer left a public review (1 to 5 stars); `at` where it was posted before the shift."""

    id: str
    order: str
    buyer: str
    stars: int
    text: str
    gist: Text
    cause: str = ""
    at: int | None = None


book.event("账户健康 {points}：{why}", "Account health {points}: {why}", reveals=True)(HealthMoved)
# what it says is read by opening the review (`desks/service/improve_reviews.py`)
book.event("{buyer} 评价 {stars} 星", "{buyer} rated {stars} stars", news=True, reveals=True)(Rated)


class HealthRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One movement of the account's points."""

    id: Annotated[str, info("序号", "No.", "id")]
    minute: Annotated[int, info("时间", "Time", "minute")]
    points: Annotated[int, info("分值", "Points", "int")]
    after: Annotated[int, info("之后", "After", "int")]
    why: Annotated[Text, info("事由", "Reason")]
    ref: Annotated[str, info("单据", "Document")]


class ReviewRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One public review."""

    id: Annotated[str, info("编号", "No.", "id")]
    minute: Annotated[int, info("时间", "Time", "minute")]
    order: Annotated[str, info("订单", "Order")]
    buyer: Annotated[str, info("买家", "Buyer")]
    stars: Annotated[int, info("星级", "Stars", "int")]
    text: Annotated[str, info("评价", "Review", "long")]
    gist: Annotated[Text, info("译文", "Translation", "long")]


class Health(State):
    """Points (200 is a new, healthy account) with their history, and reviews."""

    __slots__ = ("points", "reviews", "rows")

    def __init__(self) -> None:
        self.points = 200
        self.rows: list[HealthRow] = []
        self.reviews: dict[str, ReviewRow] = {}


@book.applies(HealthMoved)
def _moved(world: World, event: HealthMoved) -> None:
    health = world.of(Health)
    health.points = max(0, min(1000, health.points + event.points))
    health.rows.append(
        HealthRow(
            id=str(len(health.rows) + 1), minute=world.now, points=event.points, after=health.points, why=event.why,
            ref=event.ref,
        )
    )  # fmt: skip


@book.applies(Rated)
def _rated(world: World, event: Rated) -> None:
    world.of(Health).reviews[event.id] = ReviewRow(
        id=event.id,
        minute=world.now if event.at is None else event.at,
        order=event.order,
        buyer=event.buyer,
        stars=event.stars,
        text=event.text,
        gist=event.gist,
    )


@book.view("health", title=Text("账户健康", "Account health"), desk="notices", shows=HealthRow, order=30)
def health_view(seen: Seen) -> list[HealthRow]:
    """Every movement of points, the newest first."""
    return list(reversed(seen.of(Health).rows))
