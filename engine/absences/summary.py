"""The one sentence that the answer to an absence of several days opens with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.absence_answer import DayOutcome
from models.clock import wall

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.absence import AwayFrom
    from models.absence_answer import DayPart, PatientTalk, StaffTalk
    from models.absence_case import AbsenceCase
    from models.proposal import Proposal
    from models.roster_answer import RepairedRoster

MOST = 4
"""People named before the rest is only counted."""


def summary(
    case: AbsenceCase,
    repaired: RepairedRoster,
    parts: Sequence[DayPart],
    staff: Sequence[StaffTalk],
    patients: Sequence[PatientTalk],
) -> str:
    """Say who is out, what changes in the roster and on its days, who is called, how good it is."""
    told = [*_roster(repaired), *_days(parts)]
    calls = len(staff) + len(patients)
    told.append(
        f"{_count(calls, 'call', 'calls')}, {len(staff)} of them to staff" if calls else "no calls"
    )
    told.append(_how_good(repaired, parts))
    return f"{_out(case.away)}: {'; '.join(told)}."


def _out(away: Sequence[AwayFrom]) -> str:
    if not away:
        return "Nobody is out"
    named = [f"{entry.person} out {_dates(entry)}" for entry in away[:MOST]]
    more = len(away) - MOST
    return ", ".join(named) + (f", {more} more" if more > 0 else "")


def _dates(entry: AwayFrom) -> str:
    first = str(entry.first) if entry.at is None else f"{entry.first} {wall(entry.at)}"
    return f"on {first}" if entry.end == entry.first else f"{first} to {entry.end}"


def _roster(repaired: RepairedRoster) -> Iterator[str]:
    counted = [change for change in repaired.changes if change.counted]
    people = len({change.person for change in counted})
    if counted:
        changes = _count(len(counted), "change", "changes")
        yield f"{changes} in the roster, for {_count(people, 'person', 'people')}"
    else:
        yield "no change in the roster but who is out" if repaired.changes else "the roster stands"
    short = repaired.certificate.short
    yield f"{_count(short, 'person', 'people')} short" if short else "everything is covered"


def _days(parts: Sequence[DayPart]) -> Iterator[str]:
    touched = [part for part in parts if part.outcome is not DayOutcome.UNTOUCHED]
    if not touched:
        yield "no booked day is touched" if parts else "no booked days were given"
        return
    planned = [part.proposal for part in parts if part.proposal is not None]
    days = f"{len(touched)} of {_count(len(parts), 'booked day', 'booked days')}"
    yield f"{days} planned anew" + (f" ({_visits(planned)})" if planned else "")
    broken = len(touched) - len(planned)
    if broken:
        yield f"{_count(broken, 'day', 'days')} not planned, see 'troubles'"


def _visits(planned: Sequence[Proposal]) -> str:
    figures = [proposal.kpis for proposal in planned]
    counts = (
        (sum(k.other_day for k in figures), "on another day"),
        (sum(k.manual for k in figures), "for a clinician to decide"),
    )
    visits = _count(sum(k.visits for k in figures), "visit", "visits")
    seen = f"{sum(k.seen for k in figures)} seen on their day"
    return ", ".join(
        [f"{visits}: {seen}", *(f"{number} {words}" for number, words in counts if number)]
    )


def _how_good(repaired: RepairedRoster, parts: Sequence[DayPart]) -> str:
    proven = [repaired.certificate.proven]
    proven += [part.proposal.certificate.proven for part in parts if part.proposal is not None]
    if all(proven):
        return "every part is proven best"
    return f"{sum(proven)} of {len(proven)} parts proven best"


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
