"""Some weeks from a seed: an office, and its roster as published, legal and covering its demand."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Unpack

import numpy as np

from models.roster import Roster
from scenarios.generator.dice import Dice
from scenarios.generator.weeks.asked import demand_of, draw_leave, draw_ledger, draw_requests
from scenarios.generator.weeks.calls import give_calls
from scenarios.generator.weeks.office import site_names, weeks_office
from scenarios.generator.weeks.rows import WEEK, Cover, Tail, draw_week
from scenarios.generator.weeks.size import Measures, Size
from scenarios.generator.weeks.terms import CALL, STUDENT, TERMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from models.office import Office
    from models.roster import Away
    from models.staff import Person
    from scenarios.generator.weeks.calls import Row

WORKED_BESIDE = 3
"""Days of a week that a student works."""


def generate_weeks(seed: int, **measures: Unpack[Measures]) -> tuple[Office, Roster]:
    """Return an office and its roster as published; the same arguments give the same.

    The published roster breaks no rule and leaves no demand uncovered; nobody is out.

    Args:
        seed: of everything that is drawn.
        measures: those of `Size`, each with its default: `people=12, sites=1, days=28,
            tightness=0.8` and so on.

    Raises:
        BadInput: no roster can have these measures.
    """
    size = Size(**measures)
    dice = Dice(np.random.default_rng(seed))
    office = weeks_office(size, dice)
    people = office.people
    leave = draw_leave(size, [p for p in people if p.contract != STUDENT], dice)
    known = size.first - timedelta(days=size.history)
    monday = known - timedelta(days=known.weekday())
    rows = _rows(size, office, leave, (size.first - monday).days, dice)
    cells = {ref: [(cell,) if cell else () for cell in row] for ref, row in rows.items()}
    begin, before = (size.first - monday).days, (known - monday).days
    published = {ref: tuple(row[begin : begin + size.days]) for ref, row in cells.items()}
    return office, Roster.model_validate(
        {
            "office": office.id,
            "from": size.first,
            "days": size.days,
            "history": {r: row[before:begin] for r, row in cells.items()} if size.history else {},
            "carried": draw_ledger(office, dice),
            "demand": demand_of(size, office, published),
            "leave": leave,
            "requests": draw_requests(size, people, leave, dice),
            "published": published,
            "volunteers": dice.some([p.id for p in people], size.volunteers),
        }
    )


def unpublished(roster: Roster) -> Roster:
    """Return what is asked for alone, to be built from the first day on; nobody is out.

    The published roster shows that all of it can be covered without breaking a rule.
    """
    return roster.model_copy(
        update={"published": {}, "volunteers": (), "as_of": None, "absences": ()}
    )


def _rows(
    size: Size, office: Office, leave: Sequence[Away], begin: int, dice: Dice
) -> dict[str, Row]:
    """Return for each person a row of shift types from the Monday before all that is known."""
    weeks = -(-(begin + size.days) // WEEK) + 1
    away = {
        (entry.person, begin + (entry.first - size.first).days + n)
        for entry in leave
        for n in range((entry.end - entry.first).days + 1)
    }
    staff = [person for person in office.people if person.contract != STUDENT]
    rows: dict[str, Row] = {person.id: [] for person in staff}
    tails = dict.fromkeys(rows, Tail())
    cover = Cover()
    for first in range(0, weeks * WEEK, WEEK):
        for at in dice.rng.permutation(len(staff)).tolist():
            person = staff[at]
            site = dice.pick(_sites(size, person))
            free = [(person.id, first + day) in away for day in range(WEEK)]
            group = (site, person.roles[0])
            terms = TERMS[person.contract or ""]
            week, tails[person.id] = draw_week(
                terms, tails[person.id], free, (cover, group, first), dice
            )
            rows[person.id] += [kind and f"{site}-{kind}" for kind in week]
    give_calls(rows, [p.id for p in staff if p.holds(CALL, size.first)])
    for pairing in office.rostering.pairings:
        rows[pairing.person] = list(_beside(rows[pairing.partner], dice))
    return rows


def _sites(size: Size, person: Person) -> list[str]:
    return [site for site in site_names(size) if person.holds(f"at-{site}", size.first)]


def _beside(row: Row, dice: Dice) -> Iterator[str | None]:
    """Yield the row of a student: some of the weekdays that somebody works, and none on call."""
    for first in range(0, len(row), WEEK):
        days = [d for d in range(WEEK - 2) if row[first + d] not in {None, CALL}]
        chosen = {int(d) for d in dice.rng.permutation(days)[:WORKED_BESIDE]}
        yield from (row[first + d] if d in chosen else None for d in range(WEEK))
