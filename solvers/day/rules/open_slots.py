"""Another day means a real template slot of a provider who may see the visit."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.office import By, Modality
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Literal


class OpenSlots(Rule):
    """Another day means a real template slot of a provider who may see the visit."""

    name = "open-slots"

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """Site, provider and length of the slot fit the visit."""
        case, place = facts.case, facts.case.open_slots[slot]
        if place.site not in {case.site_of(visit), *visit.sites}:
            return "the slot is at a site that the patient does not accept"
        for task in facts.provider_tasks(visit, Modality.IN_PERSON):
            if not facts.may(place.person, task, place.date):
                return f"{place.person} may not do {task} on {place.date}"
        minutes = sum(
            phase.minutes
            for phase in case.phases(visit, Modality.IN_PERSON)
            if case.tasks_by(phase, By.PROVIDER)
        )
        return "the slot is too short" if minutes > place.minutes else None

    def post(self, board: Board) -> None:
        """A slot takes one visit."""
        takers: dict[str, list[Literal]] = {}
        for variables in board.visits.values():
            for slot, literal in variables.slots.items():
                takers.setdefault(slot, []).append(literal)
        for literals in takers.values():
            board.at_most_one(literals)
