"""Tiny offices of any kind, from a seed: every rule may be on, in any company."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.errors import BadInput
from models.roster import RosterPlan
from tests.solvers.roster.weeks import TYPES, case

if TYPE_CHECKING:
    from random import Random

    from models.roster_case import RosterCase

STARTS = ("2026-03-02", "2026-03-06", "2026-03-07", "2026-03-28", "2026-10-23", "2026-12-30")
LONG = {"from": "18:00", "to": "33:00", "kind": "night", "on_call": True}


def tiny(dice: Random) -> RosterCase:
    """Return a case of one to three people over a few days; some have no roster at all."""
    while True:
        try:
            return _any_case(dice)
        except (BadInput, ValueError):
            continue  # what the documents refuse is no case


def _any_case(dice: Random) -> RosterCase:
    people = {ref: _person(dice) for ref in ("ann", "ben", "cat")[: dice.randint(1, 3)]}
    days = dice.randint(2, 5)
    types = dict(TYPES)
    if dice.random() < 0.3:
        types["N"] = LONG
    if dice.random() < 0.3:
        types["E"] = types["E"] | {"credentials": ["rn"]}
    first = dice.choice(STARTS)
    published = {ref: [_cell(dice) for _ in range(days)] for ref in people}
    roster: dict[str, Any] = {
        "history": {r: [_cell(dice) for _ in range(dice.randint(0, 8))] for r in people},
        "carried": {
            r: {"shifts": 2, "minutes": 500, "weekends": 1, "kinds": {"night": 1}}
            for r in people
            if dice.random() < 0.3
        },
        "demand": [_demand(dice) for _ in range(dice.randint(0, 2))],
        "requests": [
            {"person": r, "date": first, "off": dice.random() < 0.5, "kinds": _kinds(dice)}
            for r in people
        ],
    }
    if dice.random() < 0.6:
        roster["published"] = published
        roster["volunteers"] = [r for r in people if dice.random() < 0.4]
    if "published" in roster and dice.random() < 0.5:
        ref = dice.choice(list(people))
        lock = {"person": ref, "date": first, "author": "m", "reason": "so"}
        shift = published[ref][0]
        roster["locked"] = [lock | ({"shift_type": shift} if shift and dice.random() < 0.5 else {})]
    for field in ("leave", "absences"):
        if dice.random() < 0.3:
            away = {"person": dice.choice(list(people)), "from": first}
            roster[field] = [away | {"credit": dice.choice((0, 480))}]
    return case(
        _contract(dice),
        people=people,
        types=types,
        rostering=_whole(dice, list(people)),
        zone=dice.choice(("UTC", "Europe/Berlin", "America/New_York")),
        first=first,
        days=days,
        **roster,
    )


def _person(dice: Random) -> dict[str, Any]:
    return {"credentials": ["rn"]} if dice.random() < 0.6 else {}


def _cell(dice: Random) -> str | None:
    return dice.choice((None, None, "D", "E", "N"))


def _kinds(dice: Random) -> list[str]:
    return dice.choice(([], ["day"], ["night"], ["day", "late"]))


def _priced(dice: Random, setting: dict[str, Any]) -> dict[str, Any]:
    return setting | ({"price": dice.randint(0, 9)} if dice.random() < 0.5 else {})


def _between(dice: Random, top: int, unit: int = 1) -> dict[str, Any]:
    low, high = sorted((dice.randint(0, top), dice.randint(0, top)))
    both = {"least": low * unit, "most": high * unit}
    for name in list(both):
        if dice.random() < 0.4:
            del both[name]
    return both


def _period(dice: Random) -> dict[str, Any]:
    if dice.random() < 0.5:
        return {}
    weeks = {"weeks": dice.randint(1, 2), "rolling": dice.random() < 0.5}
    return weeks | dice.choice(({}, {"anchor": "2026-03-04"}))


def _contract(dice: Random) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    if dice.random() < 0.25:
        asked["one-shift"] = {"most": 2}
    if dice.random() < 0.4:
        limit = _between(dice, 4, 480) | _period(dice) | {"step": dice.choice((60, 500))}
        asked["hours"] = [_priced(dice, limit)]
    if dice.random() < 0.4:
        limit = _between(dice, 4) | _period(dice) | {"kinds": _kinds(dice)}
        asked["shift-counts"] = [_priced(dice, limit)]
    if dice.random() < 0.4:
        asked["rest"] = _priced(dice, {"minutes": dice.choice((600, 660, 960, 2100))})
    if dice.random() < 0.3:
        setting = {"minutes": dice.choice((1440, 2040, 2160)), "days": dice.randint(2, 6)}
        setting["rolling"] = setting["days"] % 2 == 0
        asked["weekly-rest"] = _priced(dice, setting)
    asked["runs"] = [
        _priced(dice, _between(dice, 3) | of)
        for of in (
            {"of": "work"},
            {"of": "off"},
            {"of": "kinds", "kinds": ["night"]},
            {"of": "kinds", "kinds": ["day", "late"]},
        )
        if dice.random() < 0.3
    ]
    if dice.random() < 0.4:
        pair = {"after": ["night", "late"], "never": ["day"]}
        asked["successions"] = [_priced(dice, pair), {"after": ["night"], "never": ["late"]}]
    if dice.random() < 0.4:
        ends: dict[str, Any] = {"most": dice.randint(0, 1), "complete": dice.random() < 0.5}
        ends |= {"of": 2} if dice.random() < 0.5 else {}
        ends |= {"complete-price": 3} if dice.random() < 0.5 else {}
        ends |= {"days": ["fri", "sat", "sun"]} if dice.random() < 0.5 else {}
        asked["weekends"] = _priced(dice, ends)
    if dice.random() < 0.3:
        asked["on-call"] = _priced(dice, {"apart": dice.randint(0, 3), "free-after": True})
    return asked


def _demand(dice: Random) -> dict[str, Any]:
    least = dice.randint(0, 2)
    row: dict[str, Any] = {"minimum": least, "under": 3, "over": 2}
    if dice.random() < 0.5:
        row["optimum"] = least + dice.randint(0, 1)
    if dice.random() < 0.2:
        row["maximum"] = row.get("optimum", least) + dice.randint(0, 1)
    if dice.random() < 0.4:
        row["credentials"] = ["rn"]
    spans = (("00:00", "09:00"), ("15:00", "23:00"), ("20:00", "32:00"))
    if dice.random() < 0.5:
        start, end = dice.choice(spans)
        return row | {"between": {"from": start, "to": end}}
    return row | {"shift_types": dice.choice((["D"], ["N"], ["D", "E"]))}


def _whole(dice: Random, people: list[str]) -> dict[str, Any]:
    asked: dict[str, Any] = {"requests": {"price": 4}}
    if dice.random() < 0.5:
        asked["changes"] = {"price": 5, "volunteer-price": 1} | dice.choice(
            ({}, {"per-person": 2}, {"in-total": 3})
        )
    if dice.random() < 0.3:
        asked["notice"] = _priced(dice, {"days": dice.randint(0, 3)})
    if dice.random() < 0.2:
        asked["exclusive"] = [{"shift-types": ["D", "N"]}]
    if len(people) < 2:
        return asked
    if dice.random() < 0.4:
        pairing = {"person": people[0], "partner": people[1], "mutual": dice.random() < 0.5}
        asked["pairings"] = [_priced(dice, pairing)]
    if dice.random() < 0.4:
        burden = {"id": "b", "people": people, "of": dice.choice(("shifts", "minutes", "weekends"))}
        prices = {"unit": dice.choice((1, 2)), "spread": 2, "deviation": dice.randint(0, 2)}
        asked["fairness"] = [burden | prices | {"kinds": _kinds(dice)}]
    if dice.random() < 0.3:
        asked["call_order"] = [_priced(dice, {"kinds": ["night", "late"], "order": people})]
    return asked


def some_plan(dice: Random, of: RosterCase, near: RosterPlan | None = None) -> RosterPlan:
    """Return any roster of the case, or one that differs in a cell or two from another."""
    words: tuple[tuple[str, ...], ...] = ((), (), ("D",), ("E",), ("N",))
    if any(contract.one_shift.most > 1 for contract in of.contracts.values()):
        words += (("D", "N"),)
    rows = {
        person.id: list(near.rows[person.id])
        if near is not None
        else [dice.choice(words) for _ in range(of.roster.days)]
        for person in of.people
    }
    for _ in range(dice.randint(1, 2)):
        row = rows[dice.choice(list(rows))]
        row[dice.randrange(len(row))] = dice.choice(words)
    return RosterPlan(rows={ref: tuple(row) for ref, row in rows.items()})
