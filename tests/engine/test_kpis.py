"""The plan in numbers, counted by hand on the small clinic."""

from __future__ import annotations

import pytest

from engine.day.disposition import disposition
from engine.day.hit import hit_visits
from engine.proposals.baseline import do_nothing
from engine.proposals.kpis import kpis
from models.case import Case
from models.day import DutyAssignment
from models.finding import Finding, FindingKind, Tier, Verdict
from models.plan import Disposition, Plan
from models.proposal import Call, Change, Kpis
from tests.engine.clinic import LEE_OUT, by_video, case, placed, visit, with_visits


def counted(now: Case, plan: Plan, verdict: Verdict | None = None, calls: int = 0) -> Kpis:
    """Count the plan."""
    changes = [
        Change(
            appointment=planned.appointment,
            disposition=disposition(now, planned.appointment, planned),
        )
        for planned in plan.visits
    ]
    made = Call(order=1, appointment="a-1", booked=None, disposition=Disposition.MOVED, say="Come.")
    return kpis(
        now,
        plan,
        verdict or Verdict(),
        hit=hit_visits(now),
        changes=changes,
        calls=[made] * calls,
    )


def test_doing_nothing_on_a_quiet_day_counts_visits_and_nothing_else() -> None:
    now = case()

    assert counted(now, do_nothing(now)) == Kpis(
        visits=5, hit=0, seen=5, by_video=0, other_site=0, other_day=0, manual=0, displaced=0,
        calls=0, minutes_moved=0, provider_changes=0, overtime_minutes=0, longest_wait=0,
        mean_wait=0.0, finish=13 * 60 + 30, coverage_gap_minutes=0, missed_breaks=0,
        held_slots_used=0, duty_changes=0,
    )  # fmt: skip


def test_what_becomes_of_the_visits_is_counted() -> None:
    now = case(LEE_OUT)
    plan = with_visits(do_nothing(now), a_1=placed(600, "dr-bell", wait=8), a_2="s-1", a_3=None)

    figures = counted(now, plan, calls=3)

    assert (figures.hit, figures.seen, figures.displaced) == (3, 3, 2)
    assert (figures.other_day, figures.manual, figures.calls) == (1, 1, 3)
    assert (figures.minutes_moved, figures.provider_changes) == (60, 1)
    assert (figures.longest_wait, figures.mean_wait) == (8, 2.7)


def test_video_counts_where_it_is_new() -> None:
    booked = [{"id": "v-1", "visit_type": "follow-up", "at": "09:00", "provider": "dr-lee",
               "modality": "video"}]  # fmt: skip
    before, now = case(appointments=booked), case(LEE_OUT)

    assert counted(before, do_nothing(before)).by_video == 0
    assert counted(now, with_visits(do_nothing(now), a_2=by_video(600, "dr-bell"))).by_video == 1


def test_other_sites_count() -> None:
    now = case()
    elsewhere = placed(540, "dr-lee", room="room-n", site="north")

    assert counted(now, with_visits(do_nothing(now), a_1=elsewhere)).other_site == 1


def test_those_seen_already_count_as_seen() -> None:
    now = case(LEE_OUT, appointments=visit("a-1", status="fulfilled"))

    figures = counted(now, with_visits(do_nothing(now), a_2=None, a_3=None))

    assert (figures.visits, figures.seen, figures.displaced) == (5, 3, 2)


def test_overtime_counts_from_the_end_of_the_shift() -> None:
    now = case()
    plan = with_visits(
        do_nothing(now), b_1=placed(16 * 60 + 40, "dr-bell"), b_2=placed(16 * 60 + 45, "dr-lee")
    )

    # Provider phases end at 17:10 and 17:15.
    assert counted(now, plan).overtime_minutes == 10 + 15


def test_overtime_belongs_to_the_shift_that_was_on() -> None:
    shifts = [
        {"person": "dr-lee", "site": "main", "from": "08:00", "to": "09:25"},
        {"person": "dr-lee", "site": "main", "from": "10:00", "to": "17:00"},
    ]
    now = case(shifts=shifts, duties=[])

    # a-1's provider phase ends at 09:30.
    assert counted(now, do_nothing(now)).overtime_minutes == 5


@pytest.mark.parametrize(
    ("place", "used"),
    [
        (placed(600, "dr-bell"), 0),
        (placed(590, "dr-bell"), 1),
        (placed(560, "dr-lee"), 0),
        (None, 0),
    ],
)
def test_held_slots_count_when_given_away(place: object, used: int) -> None:
    held = [{"id": "h-1", "person": "dr-bell", "from": "09:40", "to": "10:10"}]
    now = case(LEE_OUT, held_slots=held)

    assert counted(now, with_visits(do_nothing(now), a_1=place)).held_slots_used == used  # type: ignore[arg-type]


def test_a_visit_published_in_a_held_slot_does_not_use_it() -> None:
    held = [{"id": "h-1", "person": "dr-bell", "from": "09:00", "to": "09:30"}]
    now = case(held_slots=held)

    assert counted(now, do_nothing(now)).held_slots_used == 0


def test_gaps_come_from_the_verdict() -> None:
    now = case()
    findings = (
        _gap("coverage", 30_000_000),
        _gap("coverage", 15_000_000),
        _gap("breaks", 10_000),
        _gap("support-ratio", 45),
    )

    figures = counted(now, do_nothing(now), Verdict(findings=findings))

    assert (figures.coverage_gap_minutes, figures.missed_breaks) == (45, 1)


def test_a_duty_counts_once_for_each_person_for_whom_it_differs() -> None:
    now = case()
    desk = [
        DutyAssignment(duty="desk", person=person, start=start, end=end)
        for person, start, end in (
            ("desk-1", 480, 600),
            ("desk-2", 600, 700),
            ("desk-2", 760, 1020),
            ("ma-1", 700, 760),
        )
    ]

    plan = do_nothing(now).model_copy(update={"duties": tuple(desk)})

    assert counted(now, plan).duty_changes == 3


def test_the_duty_of_somebody_away_and_the_past_are_no_changes() -> None:
    now = case({"type": "absent", "person": "desk-1"}, now=600)
    desk = DutyAssignment(duty="desk", person="desk-2", start=600, end=1020)
    before = desk.model_copy(update={"person": "ma-1", "start": 480, "end": 600})

    alone = do_nothing(now).model_copy(update={"duties": (before, desk)})

    assert counted(now, alone).duty_changes == 1


def test_an_empty_day_has_no_finish() -> None:
    now = case(appointments=[], duties=[])

    figures = counted(now, do_nothing(now))

    assert (figures.visits, figures.finish, figures.mean_wait) == (0, None, 0.0)


def _gap(rule: str, cost: int) -> Finding:
    return Finding(
        rule=rule, kind=FindingKind.GAP, about=("desk",), sentence="Short.", tier=Tier.T0, cost=cost
    )
