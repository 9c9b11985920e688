"""The roster case: office and roster, as a plan is made for them and judged by them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from models.contracts import Contract
from models.office import Office
from models.roster import Roster
from models.roster_packs import on_packs
from models.rostering import Rostering
from models.staff import Person


@dataclass(frozen=True)
class RosterCase:
    """Everything a roster is made for and judged by; its references are known to be good.

    Attributes:
        office: the office, with contracts and shift types.
        roster: horizon, demand and what people are to work or not.
    """

    office: Office
    roster: Roster

    @cached_property
    def rostering(self) -> Rostering:
        """What the office asks of its rosters, and the rule packs under it."""
        return on_packs(self.office.rostering, self.office.rules.pack)

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """The people rostered, in the office's order."""
        named = set(self.roster.people)
        return tuple(
            person
            for person in self.office.people
            if person.contract is not None and (not named or person.id in named)
        )

    @cached_property
    def contracts(self) -> dict[str, Contract]:
        """The contract of each person rostered."""
        return {
            person.id: self.rostering.contracts[person.contract]
            for person in self.people
            if person.contract is not None
        }

    @cached_property
    def dates(self) -> tuple[date, ...]:
        """The dates of the horizon, in order."""
        return tuple(self.roster.first + timedelta(days=n) for n in range(self.roster.days))
