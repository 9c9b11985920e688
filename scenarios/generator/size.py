"""How large a generated day is, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from math import ceil, floor
from typing import TypedDict

from models.errors import BadInput, Fault
from scenarios.generator.durations import mean_booked_minutes

OPENING = 8 * 60
"""When every provider starts."""

MEAL = 30
"""Minutes of the meal break, due when more than five hours are worked."""

MEAL_STARTS = tuple(11 * 60 + 30 * slot for slot in range(4))
"""Lunches are staggered over these starts."""

TAIL = 30
"""Minutes that desk and assistants stay after the providers' last visits are due to end."""

HELD = 15
"""Minutes of one held slot; every provider has two."""


class Measures(TypedDict, total=False):
    """The measures of `Size` by name, each of which may be left out."""

    providers: int
    sites: int
    visits_per_provider: int
    tightness: float
    step: int
    slack: float
    special: float
    rooms_per_provider: float
    assistants_per_provider: float
    team: int
    date: date


@dataclass(frozen=True)
class Size:
    """The measures of a generated day.

    Attributes:
        providers: providers over all sites.
        sites: places; providers are shared out evenly.
        visits_per_provider: visits that each provider's book is meant to hold.
        tightness: share of a provider's time for patients that is booked.
        step: minutes of the grid on which patients are told to come and consultations are booked.
        slack: how long a visit may wait between its phases, as a share of its length.
        special: share of visits that need a second role or a device.
        rooms_per_provider: rooms of a site for each of its providers.
        assistants_per_provider: medical assistants of a site for each of its providers.
        team: providers of a care team, about.
        date: the day's date.
    """

    providers: int = 3
    sites: int = 1
    visits_per_provider: int = 20
    tightness: float = 0.85
    step: int = 5
    slack: float = 0.15
    special: float = 0.10
    rooms_per_provider: float = 2.2
    assistants_per_provider: float = 1.0
    team: int = 5
    date: date = date(2026, 11, 23)

    def __post_init__(self) -> None:
        """Refuse measures that no day can have.

        Raises:
            BadInput: with a fault for each of them.
        """
        wrong = [
            Fault(f"size.{field}", str(getattr(self, field)), "out of range", f"{least} to {most}")
            for field, least, most in (
                ("providers", 1, 5000),
                ("sites", 1, self.providers),
                ("visits_per_provider", 1, 40),
                ("tightness", 0.3, 1.0),
                ("step", 5, 30),
                ("slack", 0.0, 1.0),
                ("special", 0.0, 1.0),
                ("rooms_per_provider", 1.0, 10.0),
                ("assistants_per_provider", 0.5, 5.0),
                ("team", 1, 50),
            )
            if not least <= getattr(self, field) <= most
        ]
        if self.step % 5:
            wrong.append(Fault("size.step", str(self.step), "not a multiple of 5", "5, 10, 15 …"))
        if wrong:
            raise BadInput(wrong)

    @property
    def patient_minutes(self) -> float:
        """A provider's time for patients, booked and free."""
        return self.visits_per_provider * mean_booked_minutes(self.step) / self.tightness

    @property
    def closing(self) -> int:
        """When the providers' time for patients ends: late enough for the visits."""
        minutes = self.patient_minutes + 2 * HELD
        if minutes + MEAL > 5 * 60:
            minutes += MEAL
        return OPENING + ceil(minutes / 5) * 5

    def providers_at(self, site: int) -> int:
        """Return how many providers work at a site, counted from 0."""
        return self.providers // self.sites + (site < self.providers % self.sites)

    def rooms_at(self, site: int) -> int:
        """Return how many rooms a site has; at least two."""
        return max(2, floor(self.rooms_per_provider * self.providers_at(site)))

    def assistants_at(self, site: int) -> int:
        """Return how many medical assistants a site has; at least one."""
        return max(1, floor(self.assistants_per_provider * self.providers_at(site)))

    def desk_at(self, site: int) -> int:
        """Return how many people a site has at the front desk; at least two."""
        return 1 + ceil(self.providers_at(site) / 2)

    def devices_at(self, site: int) -> int:
        """Return how many devices a site has: one for each care team, about."""
        return ceil(self.providers_at(site) / self.team)
