"""What a patient accepted is kept; what a patient declined is not offered again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Mode, Offer, Starts, Template
    from solvers.day.rule import Price


class Consent(Rule):
    """What a patient accepted is kept; what a patient declined is not offered again."""

    name = "consent"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Only the accepted offer."""
        accepted = facts.accepted.get(visit.id)
        if accepted is None:
            return None
        same = (offer.provider, offer.mode.site, offer.mode.modality) == (
            accepted.provider,
            accepted.site,
            accepted.modality,
        )
        return None if accepted.slot is None and same else "the patient has accepted another offer"

    def mode_starts(
        self,
        facts: Facts,
        visit: Appointment,
        mode: Mode,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """The accepted start; none that was declined."""
        if block:
            return None
        keep = np.ones(len(starts), dtype=bool)
        accepted = facts.accepted.get(visit.id)
        if accepted is not None and accepted.at is not None:
            keep &= starts == accepted.at
        for no in facts.declined.get(visit.id, []):
            if (no.site, no.modality) == (mode.site, mode.modality):
                keep &= starts != no.at
        return keep

    def refuses_slot(self, facts: Facts, visit: Appointment, slot: str) -> str | None:
        """The accepted slot; none that was declined."""
        accepted = facts.accepted.get(visit.id)
        if accepted is not None and accepted.slot != slot:
            return "the patient has accepted another offer"
        if any(no.slot == slot for no in facts.declined.get(visit.id, [])):
            return "the patient has declined this slot"
        return None

    def away_prices(self, facts: Facts, visit: Appointment, slot: str | None) -> Iterable[Price]:
        """A broken promise counts as harm."""
        if slot is None and visit.id in facts.accepted:
            yield Tier.T1, 1000
