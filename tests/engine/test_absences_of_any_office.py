"""Absences in generated offices, with every rule at work in some: each answer holds together."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from engine.absences.answer import answer_absence
from engine.absences.cases import absence_case_of
from engine.absences.day_turns import planned
from engine.absences.left_open import with_what_is_open
from engine.absences.staffed_day import staffed_day
from engine.asked import Asked
from engine.rosters.standing_roster import standing_roster
from models.absence import Absence
from models.absence_answer import DayOutcome
from models.appointment import Status
from models.clock import noon
from models.office import Office
from models.roster import RosterPlan
from scenarios.generator.days import generate
from scenarios.generator.tiny import Tiny, generate_tiny
from solvers.together.check_book import book_findings
from solvers.together.check_staff import staff_findings

if TYPE_CHECKING:
    from models.day import Day

AT_ONCE = Asked(deadline=0, options=False, workers=2)


def rostered(tiny: Tiny, dice: Random) -> tuple[Office, Absence]:
    """Return a day twice over, most of its staff on a roster, and some of them out.

    The first day is as it stands, with what has happened; the second is as booked.
    """
    office, day = (each.model_dump(mode="json", by_alias=True) for each in (tiny.office, tiny.day))
    types: dict[str, Any] = {}
    cells: dict[str, list[str]] = {}
    for shift in day["shifts"]:
        ref = f"{shift['site']}-{shift['from']}-{shift['to']}"
        types[ref] = {name: shift[name] for name in ("site", "from", "to")}
        cells.setdefault(shift["person"], []).append(ref)
    people = [person["id"] for person in office["people"]]
    on_roster = set(dice.sample(people, max(1, round(0.7 * len(people)))))
    for person in office["people"]:
        person["contract"] = "any" if person["id"] in on_roster else None
    office["rostering"]["shift_types"] = types
    office["rostering"]["contracts"] = {"any": {"one-shift": {"most": 9}}}
    written = {person for person in people if person not in on_roster or dice.random() < 0.5}
    day["shifts"] = [shift for shift in day["shifts"] if shift["person"] in written]
    out = [
        {"person": person, "from": str(first), "to": str(tiny.day.date + timedelta(days=1))}
        for person in dice.sample(people, dice.choice((1, 1, 2)))
        for first in [tiny.day.date + timedelta(days=dice.choice((0, 0, 1)))]
    ]
    for entry in out:
        if dice.random() < 0.3:
            entry["at"] = f"{dice.randint(7, 12):02d}:00"
    demand = [
        {"shift_types": [ref], "minimum": dice.randint(0, 2)}
        for ref in types
        if dice.random() < 0.5
    ]
    zone = tiny.office.sites[0].zone
    now = noon(tiny.day.date, zone) + timedelta(minutes=tiny.now - 12 * 60)
    return Office.model_validate(office), Absence.model_validate(
        {
            "office": tiny.office.id,
            "roster": {
                "office": tiny.office.id,
                "from": str(tiny.day.date),
                "days": 2,
                "published": {
                    person: [cells.get(person)] * 2 for person in people if person in on_roster
                },
                "demand": demand,
            },
            "days": [day, the_day_after(tiny.day, day)],
            "absences": out,
            "now": now.isoformat(),
        }
    )


def the_day_after(day: Day, document: dict[str, Any]) -> dict[str, Any]:
    """Return the same day on the next date, as it was booked."""
    date = str(day.date + timedelta(days=1))
    return document | {
        "date": date,
        "events": [],
        "appointments": [
            visit | {"status": Status.BOOKED.value, "due_by": None}
            for visit in document["appointments"]
        ],
        "overrides": [],
        "open_slots": [slot for slot in document["open_slots"] if slot["date"] > date],
    }


def holds_together(tiny: Tiny, seed: int) -> int:
    """Answer an absence at once, have the whole checked, and count the days that are touched."""
    answer = answer_absence(*rostered(tiny, Random(seed)), asked=AT_ONCE)
    troubles = [part.troubles for part in answer.days if part.troubles]
    assert not troubles, f"seed {seed}: {troubles}"
    assert not answer.findings, f"seed {seed}: {answer.findings}"
    assert not answer.roster.troubles and not answer.roster.broken, f"seed {seed}"
    return sum(part.outcome is DayOutcome.PLANNED for part in answer.days)


def test_tiny_days_with_every_rule_hold_together() -> None:
    assert sum(holds_together(generate_tiny(seed), seed) for seed in range(40)) > 20


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(40, 400))
def test_hundreds_of_tiny_days_hold_together(seed: int) -> None:
    holds_together(generate_tiny(seed), seed)


@pytest.mark.parametrize("seed", range(4))
def test_generated_days_hold_together(seed: int) -> None:
    dice = Random(seed)
    office, day = generate(
        seed,
        providers=dice.choice((2, 3, 4)),
        sites=1,
        visits_per_provider=8,
        special=0.3,
    )
    holds_together(Tiny(office, day, 6 * 60 + 30), seed)


def swapped_hold_together(tiny: Tiny, seed: int) -> int:
    """Plan the days of a roster in which shifts changed hands, and count those that are touched."""
    dice = Random(seed)
    office, about = rostered(tiny, dice)
    case = absence_case_of(office, about)
    standing = standing_roster(case.roster_case)
    rows = {person: list(row) for person, row in standing.rows.items()}
    for at, day in enumerate(case.roster_case.dates):
        free = [who for who in rows if not case.out(who, day) and not case.leaves(who, day)]
        one, other = dice.choice(free or [""]), dice.choice(free or [""])
        if free:
            rows[one][at], rows[other][at] = rows[other][at], rows[one][at]
    plan = RosterPlan(rows={person: tuple(row) for person, row in rows.items()})
    staffed = [each for day in case.days if (each := staffed_day(case, day, plan)).moves]
    days = with_what_is_open(case, staffed, plan)
    for part in planned(days, case.now, AT_ONCE, until=0.0):
        assert part.proposal is not None and part.day is not None, f"seed {seed}: {part.troubles}"
        assert not part.proposal.violations, f"seed {seed}: {part.proposal.violations}"
        handed_in = next(day for day in case.days if day.date == part.date)
        assert not list(staff_findings(case, handed_in, part.day, plan)), f"seed {seed}"
        assert part.published is not None
        assert not list(book_findings(handed_in, part.day, part.published)), f"seed {seed}"
    return len(days)


def test_shifts_that_change_hands_leave_legal_days() -> None:
    assert sum(swapped_hold_together(generate_tiny(seed), seed) for seed in range(40)) > 20


@pytest.mark.thorough
@pytest.mark.parametrize("seed", range(40, 400))
def test_hundreds_of_shifts_that_change_hands_leave_legal_days(seed: int) -> None:
    swapped_hold_together(generate_tiny(seed), seed)
