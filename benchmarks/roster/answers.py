"""What the formats have in common: an answer, what is wrong with a file, and what a score says."""

from __future__ import annotations

from dataclasses import dataclass, field

Answer = dict[str, list[tuple[str, ...]]]
"""For each person, in the format's order, the shifts of each day, in the format's names."""


class BadInstance(ValueError):
    """The file is no instance of the format: where, what is wrong, and what would be right."""


@dataclass(frozen=True, slots=True)
class Score:
    """What a format's own definition says of an answer.

    Attributes:
        cost: the cost, to be as low as can be, or the worth, where the format asks for that.
        violations: hard constraints that are broken, a sentence each.
        parts: the cost by its parts.
    """

    cost: int
    violations: tuple[str, ...] = ()
    parts: dict[str, int] = field(default_factory=dict)
