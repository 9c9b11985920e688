"""Hit visits: those whose published placement cannot stand as it was; and places lost likewise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.office import Modality
from solvers.day.known.spans import overlaps

if TYPE_CHECKING:
    from models.appointment import Appointment
    from models.plan import Placement
    from solvers.day.known.facts import Facts


def is_hit(facts: Facts, visit: Appointment) -> bool:
    """Tell whether an event or a missing entitlement took the visit's published place away."""
    placement = facts.published(visit.id)
    return placement is None or lost(facts, visit, placement)


def lost(facts: Facts, visit: Appointment, placement: Placement) -> bool:
    """Tell whether the visit can no longer be held at a place that it had.

    The facts are those without a choice of how to staff the day.
    """
    spans = facts.provider_spans(visit, placement)
    by_video = placement.modality is Modality.VIDEO
    for away in facts.away[placement.provider]:
        if overlaps(spans, away.start, away.end) and not (by_video and away.remote):
            return True
    closed = facts.site_closures.get(placement.site, [])
    if not by_video and overlaps(closed, placement.start, placement.end):
        return True
    tasks = facts.provider_tasks(visit, placement.modality)
    if not all(facts.may(placement.provider, task) for task in tasks):
        return True
    place = (placement.provider, placement.site)
    if not all(facts.rosters_for(*place, start, end) for start, end in spans):
        return True
    return any(
        not facts.supervisors.cover(work.task, placement.site, work.start, work.end)
        for work in facts.supervisors.works(visit, placement)
    )
