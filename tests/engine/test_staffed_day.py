"""The staff of a booked day: as published, and as the repaired roster has it."""

from __future__ import annotations

from itertools import pairwise
from random import Random
from typing import Any

import pytest

from engine.absences.staffed_day import published_day, staffed_day
from models.events import Absent
from models.roster import RosterPlan
from solvers.together.check_staff import staff_findings, untouched_findings
from tests.engine.absences import MONDAY, TUESDAY, TYPES, absence, away, booked, case, office, plan

BOOK = booked(MONDAY, ("a-1", "09:00", "ann"), ("b-1", "10:00", "ben"))
ROWS: dict[str, list[Any]] = {"ann": ["D", None], "ben": ["D", None], "cat": [None, None]}


def shifts(day: Any) -> list[tuple[str, int, int]]:
    return sorted((shift.person, shift.start, shift.end) for shift in day.shifts)


def test_whoever_is_rostered_is_on_the_day_without_being_written_there() -> None:
    of = case(ROWS, BOOK, out=[])
    day = published_day(of, of.days[0])
    assert shifts(day) == [("ann", 480, 960), ("ben", 480, 960)]
    assert [taken.at for shift in day.shifts for taken in shift.breaks] == [720, 720]


def test_a_shift_that_is_written_keeps_its_breaks() -> None:
    written = {"person": "ann", "site": "main", "from": "08:00", "to": "16:00",
               "breaks": [{"at": "13:00", "minutes": 30}]}  # fmt: skip
    of = case(ROWS, BOOK | {"shifts": [written]}, out=[])
    day = published_day(of, of.days[0])
    breaks = {shift.person: [taken.at for taken in shift.breaks] for shift in day.shifts}
    assert breaks == {"ann": [780], "ben": [720]}


def test_who_is_out_stays_with_an_event_and_who_comes_in_has_a_shift() -> None:
    of = case(ROWS, BOOK, out=[away("ann", MONDAY)])
    staffed = staffed_day(of, of.days[0], plan(ROWS | {"ann": [None, None], "cat": ["D", None]}))
    assert shifts(staffed.day) == [("ann", 480, 960), ("ben", 480, 960), ("cat", 480, 960)]
    (event,) = staffed.day.events
    assert isinstance(event, Absent)
    assert (event.person, event.start, event.end, event.reported) == ("ann", None, None, of.now)
    assert [(m.person, m.out, m.before, m.after) for m in staffed.moves] == [
        ("ann", True, ("main 08:00–16:00",), ()),
        ("cat", False, (), ("main 08:00–16:00",)),
    ]


def test_who_is_taken_off_by_the_repair_is_not_absent_but_not_there() -> None:
    of = case(ROWS, BOOK, out=[])
    staffed = staffed_day(of, of.days[0], plan(ROWS | {"ben": ["A", None]}))
    assert shifts(staffed.day) == [("ann", 480, 960), ("ben", 720, 960)]
    assert staffed.day.events == ()


def test_a_day_that_nobody_works_otherwise_is_left_as_it_is() -> None:
    of = case(ROWS, BOOK, out=[away("ann", TUESDAY)])
    staffed = staffed_day(of, of.days[0], plan(ROWS | {"cat": ["C", "D"]}))
    assert staffed.moves == ()
    assert staffed.day is staffed.published


def test_the_book_is_written_out_with_the_staff_it_was_published_with() -> None:
    of = case(ROWS, BOOK, out=[away("ann", MONDAY)])
    staffed = staffed_day(of, of.days[0], plan(ROWS | {"ann": [None, None]}))
    assert [(v.id, v.at, v.provider, len(v.phases)) for v in staffed.day.appointments] == [
        ("a-1", 540, "ann", 1),
        ("b-1", 600, "ben", 1),
    ]
    assert all(visit.room for visit in staffed.day.appointments)


def test_a_post_goes_with_the_shift_type_that_covers_it() -> None:
    rows: dict[str, list[Any]] = {"ann": ["K"], "ben": ["D"], "cat": [None]}
    of = case(rows, booked(MONDAY), out=[])
    moved: dict[str, list[Any]] = {"ann": ["D"], "ben": ["K"], "cat": [None]}
    staffed = staffed_day(of, of.days[0], plan(moved))
    assert [(d.duty, d.person) for d in staffed.published.duties] == [("desk", "ann")]
    assert [(d.duty, d.person) for d in staffed.day.duties] == [("desk", "ben")]
    assert shifts(staffed.day) == shifts(staffed.published)


def test_who_is_not_rostered_is_absent_from_their_days() -> None:
    doctor = {"person": "dr-orr", "site": "main", "from": "08:00", "to": "16:00"}
    of = case(ROWS, BOOK | {"shifts": [doctor]}, out=[away("dr-orr", MONDAY)])
    assert not of.roster.absences
    staffed = staffed_day(of, of.days[0], plan(ROWS))
    assert [(m.person, m.out) for m in staffed.moves] == [("dr-orr", True)]
    assert [event.person for event in staffed.day.events if isinstance(event, Absent)] == ["dr-orr"]


def test_a_part_of_a_day_is_missed_where_the_rest_is_worked() -> None:
    rows: dict[str, list[Any]] = {"ann": ["N", "A"], "ben": ["D", "D"], "cat": [None, None]}
    of = case(rows, booked(TUESDAY), out=[away("ann", MONDAY)])
    staffed = staffed_day(of, of.days[0], plan(rows | {"ann": [None, "A"]}))
    (event,) = staffed.day.events
    assert isinstance(event, Absent)
    assert (event.start, event.end) == (0, 540)
    assert not list(staff_findings(of, of.days[0], staffed.day, plan(rows | {"ann": [None, "A"]})))


@pytest.mark.parametrize("seed", range(150))
def test_whatever_the_roster_comes_to_the_day_has_the_staff_it_gives(seed: int) -> None:
    """What builds a day and what checks it were written apart: they agree on any two rosters."""
    dice = Random(seed)
    people = ("ann", "ben", "cat")
    cells = [None, *TYPES, ["M", "A"], ["M", "X"]]
    was = {who: [dice.choice(cells) for _ in range(3)] for who in people}
    for row in was.values():
        # Nobody is at one site in the night and at another from eight o'clock on.
        row[1:] = [
            None if cell == "H" and "N" in (before or ()) else cell
            for before, cell in pairwise(row)
        ]
    out = [away(dice.choice(people), MONDAY, dice.choice((MONDAY, TUESDAY)))]
    history = {
        who: [dice.choice((None, "D") if was[who][0] == "H" else (None, "N"))] for who in people
    }
    date = dice.choice((MONDAY, TUESDAY))
    of = case(was, booked(date), out=out, history=history)
    now = {
        who: [cell if dice.random() < 0.6 else dice.choice(cells) for cell in row]
        for who, row in was.items()
    }
    for entry in of.away:
        for at, day in enumerate(of.roster_case.dates):
            if entry.include(day):
                now[entry.person][at] = None
    staffed = staffed_day(of, of.days[0], plan(now))
    found = list(staff_findings(of, of.days[0], staffed.day, plan(now)))
    if staffed.moves:
        assert found == []
    else:
        assert list(untouched_findings(of, of.days[0], plan(now))) == []


def test_the_order_of_alike_people_does_not_matter() -> None:
    """Ann and Ben change names, in the roster as in the book: the day is the same but for that."""
    one = case(ROWS, BOOK, out=[away("ann", MONDAY)])
    swapped = {"ann": ROWS["ben"], "ben": ROWS["ann"], "cat": ROWS["cat"]}
    book = booked(MONDAY, ("a-1", "09:00", "ben"), ("b-1", "10:00", "ann"))
    other = case(swapped, book, out=[away("ben", MONDAY)])
    first = staffed_day(one, one.days[0], plan(ROWS | {"ann": [None, None]})).day
    second = staffed_day(other, other.days[0], plan(swapped | {"ben": [None, None]})).day
    names = {"ann": "ben", "ben": "ann"}
    renamed = sorted((names.get(who, who), start, end) for who, start, end in shifts(second))
    assert renamed == shifts(first)


def test_a_plan_without_a_row_has_that_person_off() -> None:
    of = case(ROWS, BOOK, out=[])
    staffed = staffed_day(of, of.days[0], RosterPlan(rows={"ben": (("D",), ())}))
    assert [move.person for move in staffed.moves] == ["ann"]


def test_the_question_can_be_asked_by_documents_alone() -> None:
    assert absence(ROWS, BOOK, out=[]).roster.days == 2
    assert office().rostering.shift_types["D"].breaks[0].at == 720
