"""The library: consumer and product-safety law and platform rules, in our own short words, as dated and simulated data (9.2.4)."""

from __future__ import annotations

from typing import Annotated

import msgspec

from simulator.kernel.book import Book
from simulator.kernel.messages import Event, info
from simulator.kernel.text import Text
from simulator.kernel.time import DAY
from simulator.kernel.world import Seen, State, World

book = Book()

BODY = {
    "law": Text("法律", "law"),
    "platform": Text("平台规则", "platform rule"),
}
SUBJECT = {
    "conformity": Text("商品相符（破损、错发、故障）", "conformity of goods (broken, wrong, faulty)"),
    "delivery": Text("交付期限", "delivery in time"),
    "payment": Text("收款", "payment"),
    "safety": Text("产品安全", "product safety"),
}


class Article(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One article. `from_day` and `to_day` are days of the shift (D1 is 1), so that a repealed article can be told."""

    id: Annotated[str, info("编号", "No.", "id")]
    body: Annotated[str, info("类别", "Kind", "choice", choices=BODY)]
    area: Annotated[str, info("法域", "Area")]
    title: Annotated[Text, info("标题", "Title")]
    text: Annotated[Text, info("内容", "What it says", "long")]
    subject: Annotated[str, info("规范事项", "Subject", "choice", choices=SUBJECT)]
    markets: Annotated[tuple[str, ...], info("适用市场", "Markets", "list")] = ()  # empty: all
    rate_bp: Annotated[int, info("每日比例", "Rate a day", "bp")] = 0
    cap_bp: Annotated[int, info("上限", "Cap", "bp")] = 0
    from_day: Annotated[int, info("生效日（班次第几天）", "In force from day", "int")] = -3650
    to_day: Annotated[int, info("失效日（班次第几天）", "In force before day", "int")] = 36500
    source: Annotated[str, info("来源", "Source")] = "simulated"

    def holds(self, minute: int, market: str) -> bool:
        """Whether it is in force at a sim minute in a market."""
        return self.from_day <= minute // DAY + 1 < self.to_day and (not self.markets or market in self.markets)


class ArticlesPublished(Event, frozen=True, kw_only=True, tag="articles.published"):
    """Articles stand in the library."""

    articles: tuple[Article, ...]


book.event("法规库就绪", "The law library is ready")(ArticlesPublished)


class Library(State):
    """All articles by id."""

    __slots__ = ("by_id",)

    def __init__(self) -> None:
        self.by_id: dict[str, Article] = {}


@book.applies(ArticlesPublished)
def _published(world: World, e: ArticlesPublished) -> None:
    world.of(Library).by_id.update({a.id: a for a in e.articles})


class ArticleRow(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One article in the list: its content, markets and dates are read by opening it."""

    id: Annotated[str, info("编号", "No.", "id")]
    body: Annotated[str, info("类别", "Kind", "choice", choices=BODY)]
    area: Annotated[str, info("法域", "Area")]
    title: Annotated[Text, info("标题", "Title")]


@book.view(
    "articles", title=Text("法规库", "Law library"), desk="service", shows=ArticleRow, record="article", order=55
)
def articles(seen: Seen) -> list[ArticleRow]:
    """By kind and area."""
    rows = sorted(seen.of(Library).by_id.values(), key=lambda a: (a.body, a.area, a.id))
    return [ArticleRow(id=a.id, body=a.body, area=a.area, title=a.title) for a in rows]


@book.view(
    "article",
    title=Text("条文", "Article"),
    desk="service",
    shows=Article,
    kind="record",
    record="articles",
    evidence=True,
)
def article(seen: Seen, key: str) -> Article | None:
    """One article with its markets and dates."""
    return seen.of(Library).by_id.get(key)
