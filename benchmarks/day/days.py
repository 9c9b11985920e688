"""Which days are run: the tiers' seeds and mornings, and the fixtures as a tier of their own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from engine.opening.cases import case_of
from scenarios import library
from scenarios.generator.disruptions import Disruption
from scenarios.generator.tiers import MANY_PEOPLE, TIERS, disrupted, tier_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.case import Case

FIXTURES = "fixtures"
"""The tier of the example days that are written out."""


@dataclass(frozen=True, slots=True)
class DayName:
    """A day told by tier, book, morning and seed."""

    tier: str
    book: str
    disruption: str
    seed: int

    @property
    def name(self) -> str:
        """The day's name."""
        return f"{self.tier}-{self.book}-{self.disruption}-{self.seed}"

    def case(self) -> Case:
        """Return the day as a case."""
        if self.tier == FIXTURES:
            scenario = library.load(self.disruption)
            return case_of(scenario.office, scenario.day)
        office, day = tier_day(self.tier, self.book, self.seed)
        return case_of(office, disrupted(office, day, self.disruption, self.seed))


def days(
    tiers: Sequence[str], books: Sequence[str], mornings: Sequence[str], seeds: Sequence[int]
) -> Iterator[DayName]:
    """Yield the days; a seed is drawn wholly before the next one, so that an end leaves whole ones.

    Raises:
        ValueError: there is no such tier or morning.
    """
    known = (*TIERS, FIXTURES)
    unknown = [tier for tier in tiers if tier not in known]
    if unknown:
        raise ValueError(f"no such tier: {', '.join(unknown)}; there are {', '.join(known)}")
    kinds = (*Disruption, MANY_PEOPLE)
    strange = [kind for kind in mornings if kind not in kinds]
    if strange:
        raise ValueError(f"no such disruption: {', '.join(strange)}; there are {', '.join(kinds)}")
    for tier in tiers:
        if tier == FIXTURES:
            for name in library.written():
                yield DayName(FIXTURES, "written", name, 0)
            continue
        for seed in seeds:
            for book in books:
                for kind in mornings:
                    yield DayName(tier, book, kind, seed)
