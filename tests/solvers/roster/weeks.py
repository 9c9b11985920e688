"""A small office that is rostered, as documents, and its rosters as words."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING, Any

from engine.opening.rosters import roster_case_of
from models.office import Office
from models.roster import Roster, RosterPlan

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from models.roster_case import RosterCase

MONDAY = "2026-03-02"
TYPES: dict[str, Any] = {
    "D": {"from": "08:00", "to": "16:00", "kind": "day"},
    "E": {"from": "14:00", "to": "22:00", "kind": "late"},
    "N": {"from": "22:00", "to": "30:00", "kind": "night"},
}
"""Day, evening and night; each is paid for eight hours."""


def case(
    contract: Mapping[str, Any] | None = None,
    *,
    people: Mapping[str, Mapping[str, Any]] | None = None,
    types: Mapping[str, Any] | None = None,
    rostering: Mapping[str, Any] | None = None,
    zone: str = "UTC",
    office: Mapping[str, Any] | None = None,
    first: str = MONDAY,
    **roster: Any,
) -> RosterCase:
    """Return a case of ann and ben over some days from a Monday, under one contract."""
    who = people or {"ann": {}, "ben": {}}
    document = {
        "id": "clinic",
        "sites": [{"id": "main", "zone": zone, "opens": "06:00", "closes": "22:00"}],
        "people": [{"id": p, "roles": ["nurse"], "contract": "full", **w} for p, w in who.items()],
        "rostering": {
            "shift_types": types or TYPES,
            "contracts": {"full": dict(contract or {})},
            **(rostering or {}),
        },
        **(office or {}),
    }
    asked = {"office": "clinic", "from": first, "days": 4, **roster}
    return roster_case_of(Office.model_validate(document), Roster.model_validate(asked))


def plan(**rows: str) -> RosterPlan:
    """Return a roster from rows like "D D - N"; two shifts on a day are written D+N."""
    return RosterPlan(rows={person: cells(row) for person, row in rows.items()})


def cells(row: str) -> tuple[tuple[str, ...], ...]:
    """Return the cells of a row of words."""
    return tuple(() if word == "-" else tuple(word.split("+")) for word in row.split())


def every_plan(of: RosterCase, words: str = "- D E N") -> Iterator[RosterPlan]:
    """Yield every roster of the case with these cells."""
    choices = cells(words)
    people, days = [person.id for person in of.people], of.roster.days
    for chosen in product(choices, repeat=len(people) * days):
        yield RosterPlan(rows={p: chosen[n * days : (n + 1) * days] for n, p in enumerate(people)})


def month() -> RosterCase:
    """Return four weeks of four people, of which there is no proof in a moment."""
    return case(
        {
            "runs": [{"of": "work", "most": 4}, {"of": "off", "least": 2, "price": 7}],
            "weekends": {"most": 2, "complete": True, "complete-price": 5},
            "hours": [{"most": 2400, "weeks": 1, "price": 3, "step": 60}],
        },
        people={ref: {} for ref in ("ann", "ben", "cat", "dee")},
        days=28,
        demand=[{"shift_types": [t], "optimum": 1, "under": 20} for t in "DEN"],
    )
