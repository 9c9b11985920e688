"""What the issued plan intends for visits, as far as patients and events leave it at that."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from models.events import CallOutcome, CallResult
from solvers.day.known.hit import lost

if TYPE_CHECKING:
    from models.events import Offered
    from models.plan import PlannedVisit
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Mode

Told = tuple[str | None, int | None, str | None, str | None]
"""What a patient is told: slot; or start, site and modality."""


class Issued:
    """The issued plan's visits that are still intended to be so."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts

    @cached_property
    def visits(self) -> dict[str, PlannedVisit]:
        """What the issued plan has for each visit for which it still can be and is not settled."""
        return {
            ref: planned
            for ref, planned in self.facts.case.issued_visits.items()
            if ref in self.facts.visits and self._stands(ref, planned)
        }

    def starts(self, ref: str, mode: Mode | None = None) -> tuple[int, ...]:
        """Return the intended starts of the visit's phases; none when not held so today."""
        planned = self.visits.get(ref)
        place = None if planned is None else planned.placement
        if place is None:
            return ()
        if mode is not None and (mode.site, mode.modality) != (place.site, place.modality):
            return ()
        return tuple(phase.start for phase in place.phases)

    def left_message(self, ref: str) -> bool:
        """Tell whether a message about what is intended is the last that the patient heard."""
        if ref not in self._messages or ref not in self.visits:
            return False
        offer = self._messages[ref]
        return offer is None or _offered(offer) == _told(self.visits[ref])

    def _stands(self, ref: str, planned: PlannedVisit) -> bool:
        facts, place = self.facts, planned.placement
        if ref in facts.accepted or (place is None and planned.slot is None):
            return False
        if _told(planned) in [_offered(no) for no in facts.declined.get(ref, [])]:
            return False
        return place is None or not lost(facts.base, facts.visits[ref], place)

    @cached_property
    def _messages(self) -> dict[str, Offered | None]:
        """The offer of each patient's last call, where that was a message; no answer is none."""
        last: dict[str, CallOutcome] = {}
        for event in self.facts.case.day.events:
            if isinstance(event, CallOutcome) and event.outcome is not CallResult.NO_ANSWER:
                last[event.appointment] = event
        left = CallResult.MESSAGE_LEFT
        return {ref: event.offer for ref, event in last.items() if event.outcome is left}


def _told(planned: PlannedVisit) -> Told:
    place = planned.placement
    if place is None:
        return planned.slot, None, None, None
    return None, place.start, place.site, place.modality


def _offered(offer: Offered) -> Told:
    if offer.slot is not None:
        return offer.slot, None, None, None
    return None, offer.at, offer.site, offer.modality
