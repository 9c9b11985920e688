"""The days that the engine is measured on: four tiers, each tight or easy, with every rule on."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from models.errors import BadInput, Fault
from scenarios.generator.days import generate
from scenarios.generator.dice import Dice
from scenarios.generator.disruptions import MIDDAY, NOTICE, Disruption, disrupt, many_out
from scenarios.generator.full.book import full_book
from scenarios.generator.full.office import full_office
from scenarios.generator.full.roster import full_roster
from scenarios.generator.progress import progressed

if TYPE_CHECKING:
    from models.day import Day
    from models.office import Office


class Book(StrEnum):
    """How full the providers' day is."""

    TIGHT = "tight"
    EASY = "easy"


TIGHTNESS = {Book.TIGHT: 0.88, Book.EASY: 0.65}
"""Share of the providers' time for patients that is booked."""

MANY_PEOPLE = "many-people"
"""The bad morning of a whole network, besides the four kinds of mornings that any day can have."""

MORE = 1.03
"""So many times the visits are asked of the book, because some find no room in it."""


@dataclass(frozen=True)
class Tier:
    """How large a day is: everybody at work counts as staff, providers included."""

    providers: int
    sites: int
    staff: int
    visits: int


TIERS = {
    "S": Tier(3, 1, 10, 60),
    "M": Tier(14, 1, 45, 300),
    "L": Tier(60, 6, 200, 1_100),
    "XL": Tier(200, 22, 650, 3_800),
}
"""The tiers by name."""


def tier_day(tier: str, book: str, seed: int) -> tuple[Office, Day]:
    """Return an office and its day as published; every rule has something to speak about.

    Raises:
        BadInput: there is no such tier or no such book.
    """
    size = TIERS.get(tier)
    if size is None:
        known = ", ".join(TIERS)
        raise BadInput([Fault("tier", tier[:40], "no such tier", f"one of {known}")])
    if book not in TIGHTNESS:
        known = ", ".join(Book)
        raise BadInput([Fault("book", book[:40], "no such book", f"one of {known}")])
    each = ceil(size.visits * MORE / size.providers)
    office, day = generate(
        seed,
        providers=size.providers,
        sites=size.sites,
        visits_per_provider=each,
        tightness=TIGHTNESS[Book(book)] * each * size.providers / size.visits,
    )
    dice = Dice(np.random.default_rng([seed, size.providers]))
    spare = len(day.appointments) - size.visits
    if spare > 0:
        dropped = {int(at) for at in dice.rng.permutation(len(day.appointments))[:spare]}
        kept = tuple(v for at, v in enumerate(day.appointments) if at not in dropped)
        day = day.model_copy(update={"appointments": kept})
    office = full_office(office, size.staff, dice)
    day = full_roster(office, day, dice)
    return full_book(office, day, dice)


def disrupted(office: Office, day: Day, kind: str, seed: int) -> Day:
    """Return the day with somebody out; at midday the morning's visits have gone their way."""
    if kind == MANY_PEOPLE:
        return many_out(day, office, seed)
    struck = disrupt(day, office, kind, seed)
    if kind == Disruption.PROVIDER_LEAVES_MIDDAY:
        return progressed(office, struck, MIDDAY - NOTICE)
    return struck
