"""A planned day has the book that was handed in, and is compared with what that says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.together.check_words import breach

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from models.day import Day
    from models.finding import Finding
    from models.plan import Plan

DETAIL = ("site", "room", "phases", "interpreter", "chaperoned_by")
"""What may be written out in a book that left it open."""


def book_findings(handed_in: Day, day: Day, published: Plan) -> Iterator[Finding]:
    """Yield what a planned day, or the plan it is compared with, has otherwise than the book."""
    about = (handed_in.date.isoformat(),)
    before = {visit.id: visit for visit in handed_in.appointments}
    after = {visit.id: visit for visit in day.appointments}
    if before.keys() != after.keys():
        yield breach("book", about, f"The book of {handed_in.date} has not the same visits.")
    for ref in sorted(before.keys() & after.keys()):
        if _without_detail(after[ref], before[ref]) != before[ref]:
            yield breach("book", (*about, ref), f"{ref} is not booked as it was handed in.")
    listed = {slot.id: slot for slot in handed_in.open_slots}
    if any(listed.get(slot.id) != slot for slot in day.open_slots):
        yield breach("book", about, f"{handed_in.date} has open slots that nobody handed in.")
    known = {visit.appointment: visit.placement for visit in published.visits}
    for ref, visit in sorted(before.items()):
        place = known.get(ref)
        booked = (visit.at, visit.provider)
        if booked != ((place.start, place.provider) if place is not None else (None, None)):
            yield breach("book", (*about, ref), f"{ref} is compared with another time than booked.")
    yield from _duties(day, published)


def _without_detail(after: Appointment, before: Appointment) -> Appointment:
    opened = {name: getattr(before, name) for name in DETAIL if not getattr(before, name)}
    return after.model_copy(update=opened)


def _duties(day: Day, published: Plan) -> Iterator[Finding]:
    """Yield who is on a duty by the day and not by the plan it is compared with."""
    for given in day.duties:
        on_it = {
            minute
            for each in published.duties
            if (each.person, each.duty) == (given.person, given.duty)
            for minute in range(each.start, each.end)
        }
        if not on_it.issuperset(range(given.start, given.end)):
            about = (day.date.isoformat(), given.person)
            yield breach("book", about, f"{given.person} is compared without {given.duty}.")
