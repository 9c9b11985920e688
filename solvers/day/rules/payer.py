"""Visits go to providers whom the patient's payer knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.rule import Rule

if TYPE_CHECKING:
    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Offer


class Payer(Rule):
    """Visits go to providers whom the patient's payer knows."""

    name = "payer"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """With a credentialed provider; new patients and problems never incident to another."""
        return _refusal(facts, visit, offer.provider)

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """The same for the provider of a slot."""
        return _refusal(facts, visit, facts.case.open_slots[slot].person)


def _refusal(facts: Facts, visit: Appointment, provider: str) -> str | None:
    person = facts.people[provider]
    if facts.booked_with(visit, provider):
        return None
    if visit.payer is not None and person.payers is not None and visit.payer not in person.payers:
        return f"{provider} is not credentialed with {visit.payer}"
    if person.incident_to and (visit.new_problem or facts.case.visit_type(visit).new_patient):
        return f"{provider} bills under another provider and takes no new patients or problems"
    return None
