"""Which visits an event took away, and the event in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.day.outages import Outages
from models.clock import wall
from models.office import By, Modality, SupervisionLevel
from solvers.day.check.view import view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.case import Case
    from models.plan import Placement

NEARNESS = {
    SupervisionLevel.GENERAL: "on shift",
    SupervisionLevel.VIRTUAL: "in the building or by video",
    SupervisionLevel.IN_SUITE: "in the suite",
}

Why = tuple[str, str]
"""A sentence, and the name of the rule that it comes from."""


def hit_visits(case: Case) -> dict[str, Why]:
    """Return, for each visit that is hit, why: a sentence and the rule, by visit id.

    A visit is hit as the rules define it: it has no published placement, or that placement lost
    its provider, its site, the provider's entitlement to hold it or the supervision it asks for.
    Other visits are bystanders.
    """
    case = case.as_published
    outages = Outages(case)
    hit: dict[str, Why] = {}
    for ref, visit in sorted(case.visits.items()):
        planned = case.published_visits.get(ref)
        if planned is None or planned.placement is None:
            hit[ref] = ("added to the day without a time", "disposition")
            continue
        why = next(_reasons(case, outages, visit, planned.placement), None)
        if why is not None:
            hit[ref] = why
    return hit


def why_lost(case: Case, visit: Appointment, placement: Placement) -> Why | None:
    """Say why a visit can no longer be held at a place that it had; None when it can."""
    case = case.as_published
    return next(_reasons(case, Outages(case), visit, placement), None)


def provider_spans(case: Case, visit: Appointment, placement: Placement) -> list[tuple[int, int]]:
    """Return [from, to) of a placement's phases that its provider carries out."""
    phases = case.phases(visit, placement.modality)
    return [
        (placed.start, placed.end)
        for phase, placed in zip(phases, placement.phases, strict=False)
        if case.tasks_by(phase, By.PROVIDER)
    ]


def provider_tasks(case: Case, visit: Appointment, modality: Modality) -> list[str]:
    """Return the tasks that the visit asks of its provider, each once, in order of the phases."""
    phases = case.phases(visit, modality)
    return list(
        dict.fromkeys(task for phase in phases for task in case.tasks_by(phase, By.PROVIDER))
    )


def provider_minutes(case: Case, visit: Appointment, modality: Modality) -> int:
    """Return the minutes of the visit's phases that its provider carries out."""
    phases = case.phases(visit, modality)
    return sum(phase.minutes for phase in phases if case.tasks_by(phase, By.PROVIDER))


def lacking(case: Case, person: str, task: str) -> str | None:
    """Say what keeps a person from carrying out a task today; None when nothing does."""
    who, what = case.people[person], case.task(task)
    if what.credentials and not any(who.holds(held, case.date) for held in what.credentials):
        return f"{person} holds no valid {' or '.join(what.credentials)} for {task}"
    if what.privilege is not None and what.privilege not in who.privileges:
        return f"{person} is not privileged for {what.privilege}"
    return None


def _reasons(
    case: Case, outages: Outages, visit: Appointment, placement: Placement
) -> Iterator[Why]:
    spans = provider_spans(case, visit, placement)
    by_video = placement.modality is Modality.VIDEO
    for away in outages.people.get(placement.provider, []):
        held = by_video and away.by_video
        if not held and any(away.overlaps(start, end) for start, end in spans):
            yield away.sentence, "absence"
    for closed in outages.sites.get(placement.site, []):
        if not by_video and closed.overlaps(placement.start, placement.end):
            yield closed.sentence, "closures"
    for task in provider_tasks(case, visit, placement.modality):
        lack = lacking(case, placement.provider, task)
        if lack is not None:
            yield lack, "competence"
    for start, end in spans:
        if not _within_a_shift(case, placement, start, end):
            missing = f"{placement.provider} has no shift at {placement.site}"
            yield f"{missing} that covers {wall(start)}–{wall(end)}", "shift"
    for task, person, (start, _) in view_of(case).unsupervised(visit, placement):
        yield unsupervised(case, task, person, start), "supervision"


def unsupervised(case: Case, task: str, person: str, start: int) -> str:
    """Say which supervision is missing from then on for what a person, or a duty, does."""
    asked = case.task(task).supervision
    by = " or ".join(asked.by) if asked else "nobody"
    source = f" ({asked.source})" if asked and asked.source else ""
    near = f" {NEARNESS[asked.level]}" if asked else ""
    return f"{person} has no {by}{near} for {task} at {wall(start)}{source}"


def _within_a_shift(case: Case, placement: Placement, start: int, end: int) -> bool:
    return any(
        shift.start <= start and end <= shift.end + case.rules.overtime.minutes
        for shift in case.day.shifts
        if (shift.person, shift.site) == (placement.provider, placement.site)
    )
