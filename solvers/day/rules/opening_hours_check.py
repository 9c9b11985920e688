"""Patients are in the building only while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind
from models.office import Modality
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.plan import Plan

RULE = "opening-hours"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for visit, placement in view_of(case).placed(plan):
        if placement.modality is Modality.VIDEO:
            continue
        site = case.sites[placement.site]
        outside = [
            p
            for p in placement.phases
            if p.end > case.now and not (site.opens <= p.start and p.end <= site.latest)
        ]
        if outside:
            sentence = (
                f"{visit.id} is at {site.id} from {wall(placement.start)} to {wall(placement.end)};"
                f" it is open from {wall(site.opens)} to {wall(site.latest)}."
            )
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence)
