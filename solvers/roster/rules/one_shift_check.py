"""Nobody is in two places at a time, or has more shifts on a day than the contract allows."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind
from solvers.roster.check_view import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from solvers.roster.check_view import RosterView

RULE = "one-shift"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for person in view.people:
        most = view.contract(person.id).one_shift.most
        for day in view.dates:
            cell = view.cell(person.id, day)
            about = (person.id, day.isoformat())
            twice = len(set(cell)) < len(cell)
            if twice or len(cell) > max(most, len(view.fact(person.id, day))):
                sentence = f"{person.id} has {len(cell)} shifts on {day}, at most {most}."
                yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)
            for one, other in _together(view, person.id, day):
                sentence = f"{person.id} is on {one} and {other} at a time on {day}."
                yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)


def _together(view: RosterView, person: str, day: date) -> Iterator[tuple[str, str]]:
    """Yield pairs of shifts that share a minute, the later of the date, unless both were there."""
    shifts = []
    for on, offset in ((day - ONE, -1440), (day, 0)):
        there = view.fact(person, on)
        for t in view.cell(person, on):
            found = view.type(t)
            shifts.append((found.start + offset, found.end + offset, t, t in there, on))
    for one, other in combinations(shifts, 2):
        free = not (one[3] and other[3])
        if free and day in (one[4], other[4]) and one[0] < other[1] and other[0] < one[1]:
            yield one[2], other[2]
