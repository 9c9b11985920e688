"""How large a generated roster is, and what it is made of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

from models.clock import zones
from models.errors import BadInput, Fault
from models.roster import MOST_DAYS
from scenarios.generator.weeks.terms import TERMS

MOST_PEOPLE = 1000


class Measures(TypedDict, total=False):
    """The measures of `Size` by name, each of which may be left out."""

    people: int
    sites: int
    days: int
    first: date
    history: int
    tightness: float
    contracts: tuple[str, ...]
    floats: float
    students: float
    calls: float
    leave: float
    requests: float
    volunteers: float
    zone: str


@dataclass(frozen=True)
class Size:
    """The measures of a generated roster.

    Attributes:
        people: everybody rostered.
        sites: places; people are shared out evenly.
        days: days of the horizon.
        first: its first day, whatever weekday.
        history: days before it that are known.
        tightness: share of the people at work on an average day that is needed.
        contracts: kinds of contracts, by name; people are shared out evenly.
        floats: share of people who work at any site.
        students: share of people who are not counted and work beside somebody.
        calls: share of nurses who take turns on call.
        leave: share of people with leave in the horizon.
        requests: wishes for days off, for each person and four weeks.
        volunteers: share of people who would rather change.
        zone: IANA time zone of all sites.
    """

    people: int = 12
    sites: int = 1
    days: int = 28
    first: date = date(2026, 11, 30)
    history: int = 14
    tightness: float = 0.8
    contracts: tuple[str, ...] = tuple(TERMS)
    floats: float = 0.1
    students: float = 0.05
    calls: float = 0.5
    leave: float = 0.15
    requests: float = 0.5
    volunteers: float = 0.15
    zone: str = "America/New_York"

    def __post_init__(self) -> None:
        """Refuse measures that no roster can have.

        Raises:
            BadInput: with a fault for each of them.
        """
        wrong = [
            Fault(f"size.{field}", str(getattr(self, field)), "out of range", f"{least} to {most}")
            for field, least, most in (
                ("people", 1, MOST_PEOPLE),
                ("sites", 1, max(1, self.people)),
                ("days", 1, MOST_DAYS),
                ("history", 0, MOST_DAYS),
                ("tightness", 0.0, 1.0),
                ("floats", 0.0, 1.0),
                ("students", 0.0, 0.5),
                ("calls", 0.0, 1.0),
                ("leave", 0.0, 1.0),
                ("requests", 0.0, 10.0),
                ("volunteers", 0.0, 1.0),
            )
            if not least <= getattr(self, field) <= most
        ]
        known = f"some of {', '.join(TERMS)}"
        if not self.contracts:
            wrong.append(Fault("size.contracts", "", "nobody has one", known))
        wrong += [
            Fault("size.contracts", name[:40], "no such contract", known)
            for name in self.contracts
            if name not in TERMS
        ]
        if self.zone not in zones():
            wrong.append(Fault("size.zone", self.zone[:40], "not an IANA time zone", "UTC"))
        if wrong:
            raise BadInput(wrong)

    def site_of(self, person: int) -> int:
        """Return the number of the site at which a person, by number, is at home."""
        return person * self.sites // self.people
