"""What is asked for, from the words of the doors to what the solver understands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.errors import BadInput, Fault
from solvers.day.explaining.wishes import Held, InSlot, NoCalls, Wish

if TYPE_CHECKING:
    from models.case import Case
    from models.explanation import WishFor
    from models.office import Modality


def wish_of(case: Case, asked: WishFor, field: str = "wish") -> Wish:
    """Return the wish that is asked for; site and modality are as booked unless it says else.

    Raises:
        BadInput: it names a visit, person, site or slot that is not there, or a start that is not
            offered.
    """
    faults = list(_faults(case, asked, field))
    if faults:
        raise BadInput(faults)
    visit = asked.visit or ""
    if asked.no_calls:
        return NoCalls(visit=visit)
    if asked.all_seen:
        return Wish(visit=visit)
    if asked.slot is not None:
        return InSlot(visit=visit, slot=asked.slot)
    booked = case.visits[visit]
    return Held(
        visit=visit,
        provider=asked.provider,
        start=asked.at,
        site=asked.site or case.site_of(booked),
        modality=asked.modality or booked.modality,
        elsewhere=asked.site is not None or asked.modality is not None,
    )


def _faults(case: Case, asked: WishFor, field: str) -> list[Fault]:
    known = (
        ("visit", asked.visit, case.visits, "a visit of the day that is to be planned"),
        ("provider", asked.provider, case.people, "one of the office's people"),
        ("site", asked.site, case.sites, "one of the office's sites"),
        ("slot", asked.slot, case.open_slots, "one of the day's open slots"),
    )
    faults = [
        Fault(f"{field}.{name}", repr(value), "unknown", expected)
        for name, value, there, expected in known
        if value is not None and value not in there
    ]
    step, visit = case.rules.offer_step, case.visits.get(asked.visit or "")
    if asked.at is not None and visit is not None and asked.at % step not in _residues(step, visit):
        faults.append(
            Fault(
                f"{field}.at",
                f"{asked.at // 60:02d}:{asked.at % 60:02d}",
                "not a start that is offered",
                f"one on the grid of {step} minutes",
            )
        )
    return faults


def _residues(step: int, visit: object) -> set[int]:
    at = getattr(visit, "at", None)
    return {0} if at is None else {0, at % step}


def span_of(case: Case, visit: str, start: int, modality: Modality) -> tuple[int, int]:
    """Return from when to when the visit lasts if it starts then, without waits."""
    at = start
    for index, phase in enumerate(case.phases(case.visits[visit], modality)):
        at += phase.minutes + (phase.lag.min if index else 0)
    return start, max(at, start + 1)


def seconds_of(within: float | None, usual: float) -> float:
    """Return the seconds that a question may take.

    Raises:
        BadInput: they are too few or too many.
    """
    if within is None:
        return usual
    if not 0.1 <= within <= 3600:
        raise BadInput([Fault("within", str(within), "out of range", "seconds from 0.1 to 3600")])
    return within
