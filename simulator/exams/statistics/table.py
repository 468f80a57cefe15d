"""A table of marks: who earned how much for what. Items may be facets, requirements or items of a paper."""

from __future__ import annotations

import msgspec


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """What marks are given for, and the most it can earn. `id` is opaque here."""

    id: str
    maximum: int


class Table(msgspec.Struct, frozen=True, kw_only=True):
    """Marks of candidates (rows) for items (columns).

    marks: whole numbers of one unit throughout, for a candidate's total is their sum (an item of a paper that counts three times
    has basis points times three, of a maximum of 30,000). None: the candidate never reached the item; it counts 0. Who was absent
    has no row. What makes no table (a row of another length, an item twice, a mark beyond 0 and the maximum) is a ValueError.
    """

    items: tuple[Item, ...]
    marks: tuple[tuple[int | None, ...], ...]

    def __post_init__(self) -> None:
        if len({i.id for i in self.items}) != len(self.items):
            raise ValueError("an item stands twice in the table")
        if any(i.maximum < 0 for i in self.items):
            raise ValueError("an item has a maximum below 0")
        for row in self.marks:
            if len(row) != len(self.items):
                raise ValueError(f"a row of {len(row)} marks for {len(self.items)} items")
            for item, mark in zip(self.items, row, strict=True):
                if mark is not None and not 0 <= mark <= item.maximum:
                    raise ValueError(f"{item.id}: mark {mark} of {item.maximum}")

    @property
    def n(self) -> int:
        """How many candidates."""
        return len(self.marks)

    @property
    def maximum(self) -> int:
        """The most a candidate can earn."""
        return sum(i.maximum for i in self.items)

    def column(self, place: int) -> list[int]:
        """The marks for one item, in the order of the candidates."""
        return [row[place] or 0 for row in self.marks]

    def totals(self) -> list[int]:
        """What each candidate earned in all."""
        return [sum(mark or 0 for mark in row) for row in self.marks]
