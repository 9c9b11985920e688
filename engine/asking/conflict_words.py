"""The members of a conflict in plain words: a rule, and whom or what it is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from engine.day.disposition import published_placement
from engine.day.openings import able_providers
from engine.day.outages import Outages
from models.clock import wall
from models.office import Movability
from solvers.day.explaining.eased import TURNOVER
from solvers.day.explaining.refusals import meaning
from solvers.day.registry import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from models.appointment import Appointment
    from models.case import Case
    from solvers.day.explaining.wishes import Wish


def member_words(case: Case, wishes: Sequence[Wish], rule: str, about: str) -> str:
    """Say what one member of a conflict holds, as precisely as the office's documents allow."""
    if rule == "asked":
        return wishes[int(about)].sentence
    visit = case.visits.get(about)
    if visit is not None:
        said = _of_visit(case, visit, rule)
    elif about in case.people:
        said = _OF_PERSON.get(rule, _nothing)(case, about)
    elif about in case.sites:
        said = _OF_SITE.get(rule, _nothing)(case, about)
    elif (rule, about) == ("rooms", TURNOVER):
        said = f"a room stays empty for {case.rules.rooms.turnover} minutes after a visit"
    else:
        said = ""
    if said:
        return said
    if not about and rule == "competence":
        return "providers hold only what they have the credential and the privilege for"
    held = next((meaning(known) for known in rules() if known.name == rule), rule)
    return f"{about}: {held}" if about else held


def _nothing(_case: Case, _about: str) -> str:
    return ""


def _of_visit(case: Case, visit: Appointment, rule: str) -> str:
    booked = published_placement(case, visit.id)
    at = wall(booked.start) if booked else "no time"
    said = {
        "begun": f"{visit.id} is under way",
        "consent": f"{visit.id} has been promised a place, or has declined one",
        "disposition": f"{visit.id} must be held today",
        "video": "" if visit.video else f"{visit.id}'s patient has not agreed to video",
        "notice": f"{visit.id} is not asked to come earlier without notice",
    }
    match rule:
        case "locks" if visit.locks:
            lock = visit.locks[0]
            held = " and ".join(pin.value.replace("-", " ") for pin in lock.holds)
            return f"{visit.id} ({at}) is locked ({held}) by {lock.author}: {lock.reason}"
        case "movability" if case.movability(visit) is Movability.FIXED:
            return f"{visit.id} ({at}) cannot be moved"
        case "movability":
            most = case.rules.movability.bystander_minutes
            return f"{visit.id} was not hit and moves by at most {most} minutes from {at}"
        case "competence":
            return _who_may(case, visit)
        case "freeze":
            lead = wall(max(0, case.now + case.rules.freeze.contact_lead))
            return f"{visit.id} is booked at {at}, and times before {lead} stay as they are"
        case "patient-window" if visit.windows:
            spans = " or ".join(f"{wall(w.start)}–{wall(w.end)}" for w in visit.windows)
            return f"{visit.id} can come {spans} only"
        case _:
            return said.get(rule, "")


def _who_may(case: Case, visit: Appointment) -> str:
    able = able_providers(case, visit, case.site_of(visit), visit.modality)
    if not able:
        return f"nobody with a shift today may hold {visit.id}, or do what it asks of others"
    only = " and ".join(able)
    return f"of those with a shift today only {only} may hold {visit.id}"


def _away(case: Case, person: str) -> str:
    told = [outage.sentence for outage in Outages(case).people.get(person, [])]
    return " and ".join(told)


def _shifts(case: Case, person: str) -> str:
    spans = [
        f"{wall(shift.start)}–{wall(shift.end)} at {shift.site}"
        for shift in case.day.shifts
        if shift.person == person
    ]
    extra = case.rules.overtime.minutes
    return f"{person} works {' and '.join(spans)}, and at most {extra} minutes longer"


def _protected(case: Case, person: str) -> str:
    spans = [
        f"{wall(block.start)}–{wall(block.end)}"
        for block in case.day.protected
        if block.person == person
    ]
    return f"{person}'s time {' and '.join(spans)} is protected" if spans else ""


def _carries(case: Case, person: str) -> str:
    setting = case.rules.load
    if setting.added_visits is not None:
        return f"{person} is given at most {setting.added_visits} more visits, and no more load"
    return f"{person} carries no more than the office's caps"


def _rooms(case: Case, site: str) -> str:
    rooms = sum(room.site == site for room in case.office.rooms)
    return f"{site} has {rooms} {'room' if rooms == 1 else 'rooms'}, each for one visit at a time"


def _opening(case: Case, site: str) -> str:
    place = case.sites[site]
    return f"{site} is open {wall(place.opens)}–{wall(place.latest)}"


def _closed(case: Case, site: str) -> str:
    return " and ".join(outage.sentence for outage in Outages(case).sites.get(site, []))


_OF_PERSON: dict[str, Callable[[Case, str], str]] = {
    "absence": _away,
    "shift": _shifts,
    "protected-time": _protected,
    "provider-overlap": lambda _, person: f"{person} is with one patient at a time",
    "staff-overlap": lambda _, person: f"{person} does one thing at a time: visits, breaks, duties",
    "breaks": lambda _, person: f"{person} gets the break that is due",
    "load": _carries,
    "held-slots": lambda case, person: (
        f"at most {case.rules.held_slots.release} of {person}'s held slots are given away"
    ),
}

_OF_SITE: dict[str, Callable[[Case, str], str]] = {
    "rooms": _rooms,
    "opening-hours": _opening,
    "closures": _closed,
    "devices": lambda _, site: f"a device of {site} is in one place at a time",
    "staff-overlap": lambda _, site: f"the support staff at {site} do one thing at a time",
}
