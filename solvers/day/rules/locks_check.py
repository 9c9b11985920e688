"""What a manager has pinned stays as published."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind
from models.lock import Pinned
from solvers.day.check.view import holding, minus, overlapping, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.case import Case
    from models.day import Shift
    from models.lock import Lock
    from models.plan import Placement, Plan, PlannedVisit

RULE = "locks"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    for planned in plan.visits:
        visit = case.visits.get(planned.appointment)
        was = view.published(planned.appointment)
        if visit is None or was is None:
            continue
        for lock in visit.locks:
            broken = _broken(visit, lock, was, planned)
            if broken:
                sentence = f"{visit.id}: {broken} is locked by {lock.author} ({lock.reason})."
                yield Finding(
                    rule=RULE, kind=FindingKind.BREACH, about=(visit.id,), sentence=sentence
                )
    for shift in case.day.shifts:
        if shift.locked is not None and not _kept(case, plan, shift):
            sentence = (
                f"{shift.person}'s breaks and duties are locked by {shift.locked.author}"
                f" ({shift.locked.reason}) and changed."
            )
            yield Finding(
                rule=RULE, kind=FindingKind.BREACH, about=(shift.person,), sentence=sentence
            )


def _broken(visit: Appointment, lock: Lock, was: Placement, planned: PlannedVisit) -> str:
    held, now = set(lock.holds), planned.placement
    whole_day = held & {Pinned.TIME, Pinned.DO_NOT_CALL, Pinned.SITE}
    if planned.slot is not None:
        return "the day" if whole_day else ""
    if now is None:
        return ""
    no_call = Pinned.DO_NOT_CALL in held
    changes = {
        "the start": (Pinned.TIME in held or no_call) and now.start != was.start,
        "the provider": Pinned.PROVIDER in held and now.provider != was.provider,
        "the site": (Pinned.SITE in held or no_call) and now.site != was.site,
        "the modality": (Pinned.MODALITY in held or no_call) and now.modality != was.modality,
        "the room": Pinned.ROOM in held and now.room != (visit.room or was.room),
    }
    return next((what for what, changed in changes.items() if changed), "")


def _kept(case: Case, plan: Plan, shift: Shift) -> bool:
    view, person = view_of(case), shift.person
    since = max(shift.start, case.now)

    def breaks(of: Plan) -> set[tuple[str, int, int]]:
        return {
            (b.kind, b.start, b.end)
            for b in of.breaks
            if b.person == person
            and b.start >= case.now
            and overlapping([(b.start, b.end)], shift.start, shift.end)
            and holding(view.present(person), b.start, b.end)
        }

    def duty(of: Plan, ref: str) -> list[tuple[int, int]]:
        spans = [(d.start, d.end) for d in of.duties if (d.person, d.duty) == (person, ref)]
        inside = [(max(a, since), min(b, shift.end)) for a, b in spans]
        return minus(inside, minus([(0, 10**6)], view.present(person)))

    refs = {
        d.duty
        for d in (*plan.duties, *case.published.duties)
        if d.person == person and view.can_cover(person, d.duty)
    }
    return breaks(plan) == breaks(case.published) and all(
        duty(plan, ref) == duty(case.published, ref) for ref in refs
    )
