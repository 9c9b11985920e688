"""Chances and choices from a seed, in few words."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.random import Generator

Item = TypeVar("Item")


class Dice:
    """Draws from one random generator, so that a seed gives one course of events."""

    def __init__(self, rng: Generator) -> None:
        self.rng = rng

    def chance(self, probability: float) -> bool:
        """Tell whether something of that probability happens."""
        return bool(self.rng.random() < probability)

    def pick(self, items: Sequence[Item]) -> Item:
        """Draw one item; every one is equally likely."""
        return items[int(self.rng.integers(len(items)))]

    def some(self, items: Sequence[Item], probability: float) -> tuple[Item, ...]:
        """Keep each item with that probability."""
        return tuple(item for item in items if self.chance(probability))

    def maybe(self, probability: float, item: Item) -> Item | None:
        """Return the item with that probability, otherwise None."""
        return item if self.chance(probability) else None
