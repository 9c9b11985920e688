"""What becomes of one visit in a plan, in one word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.office import Modality
from models.plan import Disposition

if TYPE_CHECKING:
    from models.case import Case
    from models.plan import Placement, PlannedVisit


def disposition(case: Case, visit_ref: str, planned: PlannedVisit) -> Disposition:
    """Return what becomes of a visit, by the change that weighs most for the patient.

    An add-on that is placed counts as moved: the patient must be told when to come.
    """
    if planned.placement is None:
        return Disposition.MANUAL_DECISION if planned.slot is None else Disposition.OTHER_DAY
    before = published_placement(case, visit_ref)
    if before is None:
        return Disposition.MOVED
    after = planned.placement
    if before.modality is Modality.IN_PERSON and after.modality is Modality.VIDEO:
        return Disposition.VIDEO
    if before.site != after.site:
        return Disposition.OTHER_SITE
    if before.start != after.start:
        return Disposition.MOVED
    if before.provider != after.provider:
        return Disposition.SAME_TIME_OTHER_PROVIDER
    return Disposition.KEPT


def published_placement(case: Case, visit_ref: str) -> Placement | None:
    """Return where the visit was published; None for an add-on without a time."""
    planned = case.published_visits.get(visit_ref)
    return planned.placement if planned else None
