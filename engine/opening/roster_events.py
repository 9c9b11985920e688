"""A roster after events: the document as it was put, with all that has happened since.

Whoever said yes has the shift from then on: their cell is published, as it were, and locked.
Whoever said no keeps the day as published.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from engine.opening.set_aside import gone_from
from models.events import CallResult
from models.roster import Away, Cell, LockedCell, RosterPlan
from models.roster_answer import RosterChange, RosterReason, RosterStanding
from models.roster_case import RosterCase
from models.roster_events import (
    AbsenceWithdrawn,
    ExtraDemand,
    LeaveGranted,
    RosterAbsent,
    RosterCallOutcome,
    RosterReturned,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import date

    from models.office import Office
    from models.roster import Roster, RosterDemand
    from models.roster_answer import RepairedRoster
    from models.roster_events import RosterEvent

At = tuple[str, "date"]
"""A person's cell on a date."""


@dataclass(frozen=True, slots=True)
class Happened:
    """A roster after all that has happened.

    Attributes:
        roster: the roster, to be repaired or judged.
        agreed: the cells that people said yes to, with what was published there.
        set_aside: demand that names what the office has no more, and that is in no plan.
    """

    roster: Roster
    agreed: Mapping[At, Cell]
    set_aside: tuple[RosterDemand, ...] = ()


@dataclass(slots=True)
class _Since:
    """What events have come to so far."""

    absences: list[Away]
    leave: list[Away]
    demand: list[RosterDemand]
    said_yes: dict[At, Cell] = field(default_factory=dict)
    said_no: set[At] = field(default_factory=set)

    def take(self, event: RosterEvent) -> None:
        """Take one more event in."""
        match event:
            case RosterAbsent():
                self.absences.append(_away(event))
            case LeaveGranted():
                self.leave.append(_away(event))
            case RosterReturned():
                self.absences = list(_until(self.absences, event.person, event.date))
            case AbsenceWithdrawn():
                self.absences = [
                    each
                    for each in self.absences
                    if (each.person, each.first) != (event.person, event.first)
                ]
            case ExtraDemand():
                self.demand.append(event.demand)
            case RosterCallOutcome():
                self._answered(event)

    def _answered(self, event: RosterCallOutcome) -> None:
        at = (event.person, event.date)
        if event.outcome is CallResult.REACHED_ACCEPTED:
            self.said_no.discard(at)
            self.said_yes[at] = event.shift_types
        elif event.outcome is CallResult.REACHED_DECLINED:
            self.said_yes.pop(at, None)
            self.said_no.add(at)


def roster_after(
    office: Office,
    roster: Roster,
    events: Iterable[RosterEvent],
    *,
    issued: RosterPlan | None = None,
    today: date | None = None,
) -> Happened:
    """Return the roster as it is after events; none of them is judged here.

    Of somebody who is rostered no more, or of a shift type that is no more, what was said once
    says nothing; demand that names what is no more is set aside.

    Args:
        office: the office.
        roster: the document as it was put.
        events: what has happened, in order.
        issued: what was published last, in place of what the document has published.
        today: the first day that may still be changed, where that is later than the document's;
            without effect once the whole horizon is over.
    """
    since = _Since(list(roster.absences), list(roster.leave), list(roster.demand))
    here = [person.id for person in RosterCase(office, roster).people]
    for event in events:
        # An event stays for good. Whoever leaves would leave a roster that nobody can solve.
        if isinstance(event, ExtraDemand) or (event.person in here and _is_of(office, event)):
            since.take(event)
    published = dict(roster.published)
    if issued is not None:
        published |= {ref: row for ref, row in issued.rows.items() if ref in here}
    agreed: dict[At, Cell] = {}
    locked = list(roster.locked)
    for at in (*since.said_yes, *since.said_no):
        person, day = at
        index = (day - roster.first).days
        row = published.get(person, ())
        if not 0 <= index < len(row) or _is_out(since, person, day):
            continue
        if at in since.said_yes:
            agreed[at] = row[index]
            row = (*row[:index], since.said_yes[at], *row[index + 1 :])
            published[person] = row
        said = "yes" if at in since.said_yes else "no"
        locked.append(LockedCell(person=person, date=day, author=person, reason=f"said {said}"))
    gone = tuple(each for each in since.demand if gone_from(office, each))
    changed = {
        "absences": tuple(since.absences),
        "leave": tuple(since.leave),
        "demand": tuple(each for each in since.demand if each not in gone),
        "published": published,
        "locked": tuple(locked),
        "as_of": _first_open(roster, published, here, today),
    }
    return Happened(roster.model_copy(update=changed), agreed, gone)


def with_agreed(answer: RepairedRoster, happened: Happened) -> RepairedRoster:
    """Return the answer with the cells that people said yes to among its changes."""
    first = happened.roster.first
    agreed = []
    for (person, day), was in happened.agreed.items():
        now = answer.roster.rows[person][(day - first).days]
        if set(was) == set(now):
            continue
        volunteer = person in happened.roster.volunteers
        agreed.append(
            RosterChange(
                person=person,
                date=day,
                was=was,
                now=now,
                counted=False,
                standing=RosterStanding.VOLUNTEER if volunteer else RosterStanding.OTHER,
                reason=RosterReason(rule="locks", sentence=f"{person} said yes to it."),
            )
        )
    changes = sorted((*agreed, *answer.changes), key=lambda change: change.date)
    return answer.model_copy(update={"changes": tuple(changes)})


def _is_of(office: Office, event: RosterEvent) -> bool:
    known = office.rostering.shift_types
    return not isinstance(event, RosterCallOutcome) or all(
        each in known for each in event.shift_types
    )


def _away(event: Away) -> Away:
    return Away(person=event.person, first=event.first, last=event.last, credit=event.credit)


def _until(absences: Sequence[Away], person: str, back: date) -> Iterator[Away]:
    """Yield absences, a person's up to the day before that on which they are back."""
    for each in absences:
        if each.person != person or each.end < back:
            yield each
        elif each.first < back:
            yield each.model_copy(update={"last": back - timedelta(days=1)})


def _is_out(since: _Since, person: str, day: date) -> bool:
    away = (*since.absences, *since.leave)
    return any(each.person == person and each.include(day) for each in away)


def _first_open(
    roster: Roster,
    published: Mapping[str, Sequence[Cell]],
    here: Sequence[str],
    today: date | None,
) -> date | None:
    last = roster.first + timedelta(days=roster.days - 1)
    if today is None or today > last or not all(person in published for person in here):
        return roster.as_of
    return max(today, roster.as_of or roster.first)
