"""Free places on the day for one visit, with the rest of the plan as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.day.disposition import published_placement
from engine.day.hit import lacking, provider_tasks
from engine.day.occupied import provider_use
from engine.day.seating import Way, rigid_starts
from models.appointment import Flag
from models.lock import Pinned
from models.office import By, Modality, Movability

if TYPE_CHECKING:
    from collections.abc import Iterator

    from engine.day.seating import Seating
    from models.appointment import Appointment
    from models.case import Case
    from models.plan import Placement


def openings(seating: Seating, visit: Appointment, reach: int | None = None) -> Iterator[Placement]:
    """Yield free places for the visit, those nearest to its booked start first.

    The provider, support staff, room and devices are free and at work then, and the patient can
    come; caps, ratios and prices are left to the check. Nothing is yielded for a visit whose time
    is bound.

    Args:
        seating: the plan to fit the visit into; its own place there counts as free.
        visit: one of the case's visits.
        reach: the most minutes from the booked start; None for any.
    """
    case = seating.case
    if _bound(case, visit):
        return
    booked = published_placement(case, visit.id)
    origin = booked.start if booked else max(case.now, 0)
    ways = _ways(case, visit)
    for start in sorted(_starts(case, visit, booked), key=lambda at: (abs(at - origin), at)):
        if reach is not None and booked is not None and abs(start - origin) > reach:
            return
        for way in ways:
            placement = _try(seating, visit, way, start, booked)
            if placement is not None:
                yield placement


def able_providers(case: Case, visit: Appointment, site: str, modality: Modality) -> list[str]:
    """Return who may hold the visit and has a shift at the site; the booked provider first."""
    tasks = provider_tasks(case, visit, modality)
    at_site = {shift.person for shift in case.day.shifts if shift.site == site}
    own = visit.provider or visit.panel_provider
    team = case.people[own].team if own else None
    able = [
        person
        for person in at_site
        if all(lacking(case, person, task) is None for task in tasks) and tasks
    ]
    return sorted(able, key=lambda p: (p != own, team is None or case.people[p].team != team, p))


def _bound(case: Case, visit: Appointment) -> bool:
    if visit.status.begun or visit.status.here:
        return True
    pinned = {held for lock in visit.locks for held in lock.holds}
    if pinned & {Pinned.TIME, Pinned.DO_NOT_CALL}:
        return True
    return visit.at is not None and (
        case.movability(visit) is Movability.FIXED
        or visit.at <= case.now + case.rules.freeze.contact_lead
    )


def _ways(case: Case, visit: Appointment) -> list[Way]:
    home = case.site_of(visit)
    places = [(home, visit.modality)]
    if visit.modality is Modality.IN_PERSON:
        if visit.video and case.rules.video.convert:
            places.append((home, Modality.VIDEO))
        if case.rules.other_site.offer:
            places += [(site, Modality.IN_PERSON) for site in visit.sites if site != home]
    ways: list[Way] = []
    for site, modality in places:
        if not case.phases(visit, modality):
            continue
        converted = modality is not visit.modality
        for provider in able_providers(case, visit, site, modality):
            if not converted or case.people[provider].reach_by_video:
                ways.append(Way(provider, site, modality))
    return ways


def _starts(case: Case, visit: Appointment, booked: Placement | None) -> set[int]:
    lead = case.rules.freeze.contact_lead if visit.at is not None else 0
    first = max(case.now + lead, 0, min(site.opens for site in case.office.sites))
    last = max(site.latest for site in case.office.sites)
    step = case.rules.offer_step
    starts = set(range(-(-first // step) * step, last, step))
    if booked is None:
        return starts
    notice = case.rules.notice
    minutes = notice.fasting_minutes if Flag.FASTING in visit.flags else notice.minutes
    asked = case.now + minutes if visit.callable_from is None else visit.callable_from
    return {at for at in starts if at >= min(booked.start, asked)} | {booked.start}


def _try(
    seating: Seating, visit: Appointment, way: Way, start: int, booked: Placement | None
) -> Placement | None:
    case = seating.case
    phases = case.phases(visit, way.modality)
    starts = rigid_starts(phases, start)
    end = starts[-1] + phases[-1].minutes
    moved = booked is None or start != booked.start
    if moved and visit.windows and not any(w.contains(start, end) for w in visit.windows):
        return None
    site = case.sites[way.site]
    if way.modality is Modality.IN_PERSON and not site.opens <= start < end <= site.latest:
        return None
    for phase, at in zip(phases, starts, strict=True):
        if case.tasks_by(phase, By.PROVIDER) and not _provider_free(
            seating, visit, way, at, at + phase.minutes
        ):
            return None
    if way.modality is Modality.IN_PERSON and any(
        closed.overlaps(start, end) for closed in seating.outages.sites.get(way.site, [])
    ):
        return None
    return seating.seat(visit, way, starts)


def _provider_free(seating: Seating, visit: Appointment, way: Way, start: int, end: int) -> bool:
    case = seating.case
    by_video = way.modality is Modality.VIDEO
    at_work = any(
        shift.start <= start and end <= shift.end + case.rules.overtime.minutes
        for shift in case.day.shifts
        if (shift.person, shift.site) == (way.provider, way.site)
    )
    away = any(
        outage.overlaps(start, end) and not (by_video and outage.by_video)
        for outage in seating.outages.people.get(way.provider, [])
    )
    protected = any(
        block.overlaps(start, end) for block in case.day.protected if block.person == way.provider
    )
    held = (way.provider, way.site, way.modality)
    wanted = provider_use(case, visit, held, start, end)
    return at_work and not away and not protected and seating.occupied.free(wanted)
