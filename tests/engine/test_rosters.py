"""Roster documents are taken whole: what is wrong is said by field, and what would be right."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from engine.opening.rosters import roster_case_of
from models.errors import BadInput
from models.office import Office
from models.reading import read
from models.roster import Roster

OFFICE: dict[str, Any] = {
    "id": "clinic",
    "sites": [{"id": "main", "zone": "UTC", "opens": "06:00", "closes": "22:00"}],
    "duties": [{"id": "desk", "site": "main"}],
    "people": [
        {"id": "ann", "roles": ["nurse"], "contract": "full"},
        {"id": "ben", "roles": ["nurse"]},
        {"id": "cat", "roles": ["nurse"], "contract": "full"},
    ],
    "rostering": {
        "shift_types": {"D": {"from": "08:00", "to": "16:00", "kind": "day", "duty": "desk"}},
        "contracts": {
            "full": {
                "shift-counts": [{"kinds": ["day"], "most": 5}],
                "runs": [{"of": "kinds", "kinds": ["day"], "most": 3}],
                "successions": [{"after": ["day"], "never": ["day"], "price": 1}],
            }
        },
        "fairness": [{"id": "days", "people": ["ann", "cat"], "spread": 1}],
    },
}
ROSTER: dict[str, Any] = {
    "office": "clinic",
    "from": "2026-03-02",
    "days": 3,
    "history": {"ann": ["D", None]},
    "carried": {"ann": {"shifts": 2, "kinds": {"day": 2}, "burdens": {"days": 2}}},
    "demand": [{"shift_types": ["D"], "minimum": 1}],
    "leave": [{"person": "cat", "from": "2026-03-04"}],
    "requests": [{"person": "ann", "date": "2026-03-03", "kinds": ["day"]}],
    "published": {"ann": ["D", None, "D"], "cat": [None, "D", None]},
    "as_of": "2026-03-03",
    "locked": [{"person": "ann", "date": "2026-03-04", "author": "m", "reason": "promised"}],
    "volunteers": ["cat"],
}


def changed(document: dict[str, Any], path: str, value: Any) -> dict[str, Any]:
    """Return the document with another value at a path like 'people.0.contract'."""
    copy = deepcopy(document)
    at: Any = copy
    *way, last = path.split(".")
    for step in way:
        at = at[int(step)] if isinstance(at, list) else at[step]
    at[int(last) if isinstance(at, list) else last] = value
    return copy


def taken(office: dict[str, Any], roster: dict[str, Any]) -> None:
    roster_case_of(read(Office, office, "office"), read(Roster, roster, "roster"))


def test_who_has_a_contract_is_rostered() -> None:
    case = roster_case_of(Office.model_validate(OFFICE), Roster.model_validate(ROSTER))
    assert [person.id for person in case.people] == ["ann", "cat"]
    one = Roster.model_validate(ROSTER | {"people": ["cat"], "published": {}, "as_of": None})
    with pytest.raises(BadInput, match="this person is not rostered"):
        roster_case_of(case.office, one)


def test_a_document_is_read_back_as_it_is_written() -> None:
    office, roster = Office.model_validate(OFFICE), Roster.model_validate(ROSTER)
    assert Office.model_validate_json(office.model_dump_json()) == office
    assert Roster.model_validate_json(roster.model_dump_json()) == roster
    assert roster.model_dump(mode="json")["published"]["ann"] == ["D", None, "D"]


@pytest.mark.parametrize(
    ("path", "value", "field", "said"),
    [
        ("people.0.contract", "half", "office.people.0.contract", "no such contract"),
        ("rostering.shift_types.D.duty", "dask", "office.rostering.shift_types.D.duty", "desk"),
        ("rostering.shift_types.D.site", "x", "office.rostering.shift_types.D.site", "no such"),
        (
            "rostering.shift_types.D",
            {"from": "25:00", "to": "30:00"},
            "office.rostering.shift_types.D",
            "begins on its own day",
        ),
        (
            "rostering.contracts.full.runs.0.kinds",
            ["dai"],
            "office.rostering.contracts.full.runs.0.kinds.0",
            "one of day",
        ),
        (
            "rostering.contracts.full.runs.0.of",
            "work",
            "office.rostering.contracts.full.runs.0",
            "'of: kinds'",
        ),
        (
            "rostering.contracts.full.shift-counts.0.least",
            6,
            "office.rostering.contracts.full.shift-counts.0",
            "'most' must be at least 'least'",
        ),
        (
            "rostering.contracts.full.weekly-rest",
            {"minutes": 600},
            "office.rostering.contracts.full.weekly-rest",
            "1440 minutes or more",
        ),
        (
            "rostering.contracts.full.weekends",
            {"days": ["sun", "sat"]},
            "office.rostering.contracts.full.weekends",
            "follow one another",
        ),
        (
            "rostering.contracts.full.successions.0.never",
            ["x"],
            "office.rostering.contracts.full.successions.0.never.0",
            "no such kind",
        ),
        (
            "rostering.fairness.0.people",
            ["ann", "ann"],
            "office.rostering.fairness.0.people.1",
            "twice",
        ),
        (
            "rostering.pairings",
            [{"person": "ann", "partner": "zoe"}],
            "office.rostering.pairings.0.partner",
            "no such person",
        ),
        (
            "rostering.pairings",
            [{"person": "ann", "partner": "ann"}],
            "office.rostering.pairings.0",
            "two people",
        ),
        (
            "rostering.call-order",
            [{"kinds": ["x"], "order": ["ann", "cat"]}],
            "office.rostering.call-order.0.kinds.0",
            "no such kind",
        ),
        (
            "rostering.exclusive",
            [{"shift-types": ["D", "x"]}],
            "office.rostering.exclusive.0.shift-types.1",
            "no such shift type",
        ),
    ],
)
def test_what_is_wrong_with_the_office(path: str, value: Any, field: str, said: str) -> None:
    with pytest.raises(BadInput) as wrong:
        taken(changed(OFFICE, path, value), ROSTER)
    assert wrong.value.faults[0].field == field
    assert said in str(wrong.value.faults[0])


@pytest.mark.parametrize(
    ("path", "value", "field", "said"),
    [
        ("days", 0, "roster.days", "greater than or equal to 1"),
        ("people", ["ben"], "roster.people", "nobody is rostered"),
        ("history.ann", ["X"], "roster.history.ann.0", "no such shift type"),
        ("history.ann", [["D", "D"]], "roster.history.ann.0", "twice"),
        ("history.ben", ["D"], "roster.history.ben", "this person is not rostered"),
        ("published.ann", ["D"], "roster.published.ann", "a cell for each of the 3 days"),
        ("published", {"cat": [None] * 3}, "roster.locked.0.date", "nothing is published"),
        ("carried.zoe", {}, "roster.carried.zoe", "no such person"),
        ("carried.ann.kinds.x", 1, "roster.carried.ann.kinds.x", "no such kind"),
        ("carried.ann.burdens.x", 1, "roster.carried.ann.burdens.x", "no such burden"),
        ("demand.0.shift_types", ["E"], "roster.demand.0.shift_types.0", "no such shift type"),
        ("demand.0.shift_types", [], "roster.demand.0", "name 'shift_types', or 'between'"),
        ("demand.0.maximum", 0, "roster.demand.0", "must not fall"),
        ("demand.0.site", "x", "roster.demand.0.site", "no such site"),
        ("leave.0.person", "zoe", "roster.leave.0.person", "no such person"),
        ("leave.0.to", "2026-03-01", "roster.leave.0", "'to' must not be before 'from'"),
        ("requests.0.date", "2026-04-01", "roster.requests.0.date", "2026-03-02 to 2026-03-04"),
        ("requests.0.kinds", ["late"], "roster.requests.0.kinds.0", "no such kind"),
        ("locked.0.date", "2026-03-09", "roster.locked.0.date", "outside the horizon"),
        ("locked.0.shift_type", "E", "roster.locked.0.shift_type", "not published for that day"),
        ("volunteers", ["zoe"], "roster.volunteers.0", "no such person"),
        ("published", {"ann": ["D", None, "D"]}, "roster.as_of", "no published row"),
    ],
)
def test_what_is_wrong_with_the_roster(path: str, value: Any, field: str, said: str) -> None:
    with pytest.raises(BadInput) as wrong:
        taken(OFFICE, changed(ROSTER, path, value))
    assert wrong.value.faults[0].field == field
    assert said in str(wrong.value.faults[0])
