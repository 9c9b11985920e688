"""'Do nothing': the published plan as it stands, to be judged beside the others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.plan import Plan, PlannedVisit

if TYPE_CHECKING:
    from models.case import Case


def do_nothing(case: Case) -> Plan:
    """Return the published plan for the visits still to be planned; it may break any rule.

    Add-ons without a time are at manual decision; breaks and duties are the published ones.
    """
    published = case.published_visits
    return Plan(
        office=case.office.id,
        date=case.date,
        visits=tuple(published.get(ref, PlannedVisit(appointment=ref)) for ref in case.visits),
        breaks=case.published.breaks,
        duties=case.published.duties,
        called_in=case.published.called_in,
        transfers=case.published.transfers,
        overrides=case.day.overrides,
    ).canonical()
