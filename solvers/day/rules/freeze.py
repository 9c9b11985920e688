"""A visit that begins soon keeps its start, and nothing new starts in the past."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.office import By
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Offer, Starts, Template


class Freeze(Rule):
    """A visit that begins soon keeps its start, and nothing new starts in the past."""

    name = "freeze"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Visits about to begin keep site and modality."""
        if not is_frozen(facts, visit):
            return None
        published = facts.published(visit.id)
        assert published is not None
        same = (offer.mode.site, offer.mode.modality) == (published.site, published.modality)
        return None if same else "the patient is already on the way"

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Frozen visits keep their start; others start after the contact lead."""
        published = facts.published(visit.id)
        now, keep = facts.now, np.ones(len(starts), dtype=bool)
        if block == 0 and visit.id not in facts.accepted:
            lead = now + facts.rules.freeze.contact_lead
            if published is None:
                keep = starts >= now
            elif is_frozen(facts, visit):
                keep = starts == published.start
            else:
                keep = (starts == published.start) | (starts >= lead)
        for phase, offset in zip(
            tmpl.blocks[block].phases, tmpl.blocks[block].offsets, strict=True
        ):
            keep &= (starts + offset >= now) | _as_published(
                facts, visit, offer, tmpl, phase, starts + offset
            )
        return keep


def is_frozen(facts: Facts, visit: Appointment) -> bool:
    """Tell whether the patient is here, or on the way, so that the start cannot change."""
    published = facts.published(visit.id)
    if published is None or visit.id in facts.accepted:
        return False
    return visit.status.here or published.start <= facts.now + facts.rules.freeze.contact_lead


def _as_published(
    facts: Facts,
    visit: Appointment,
    offer: Offer,
    tmpl: Template,
    phase: int,
    starts: Starts,
) -> NDArray[np.bool_]:
    published = facts.published(visit.id)
    same = (
        published is not None
        and published.modality is offer.mode.modality
        and phase < len(published.phases)
    )
    if same and facts.case.tasks_by(tmpl.phases[phase], By.PROVIDER):
        assert published is not None
        same = published.provider == offer.provider
    if not same:
        return np.zeros(len(starts), dtype=bool)
    assert published is not None
    return np.asarray(starts == published.phases[phase].start, dtype=np.bool_)
