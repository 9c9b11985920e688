"""Tasks done by a duty run at most as many at a time as people cover it."""

from __future__ import annotations

from typing import Any

from models.plan import PlacedPhase, Placement, PlannedBreak
from tests.engine.clinic import DAY, OFFICE, case, office, visit, with_visits
from tests.solvers.day.judging import breaches, findings
from tests.solvers.day.offered import refusals, starts
from tests.solvers.day.pinning import Pinned

CHECK_IN: dict[str, Any] = {
    "tasks": OFFICE["tasks"] | {"check-in": {"by": "duty", "duty": "desk"}},
    "visit_types": OFFICE["visit_types"]
    | {
        "follow-up": {
            "phases": [
                {"phase": "check-in", "minutes": 5, "tasks": ["check-in"]},
                {"phase": "provider", "minutes": 20, "tasks": ["visit"], "lag": {"max": 30}},
            ]
        }
    },
}

AT_DESK = [
    person | ({"credentials": ["desk"]} if person["id"].startswith("desk") else {})
    for person in OFFICE["people"]
]


def test_two_patients_and_one_person_at_the_desk_are_caught() -> None:
    busy = case(at=office(**CHECK_IN))
    found = breaches("duty-tasks", busy, busy.published)
    assert "2 patients and 1 people at 09:00" in found[0].sentence


def test_one_after_the_other_is_fine() -> None:
    staggered = case(at=office(**CHECK_IN), appointments=visit("b-1", at="09:05"))
    assert not breaches("duty-tasks", staggered, staggered.published)


def checked_in(start: int, provider: str, site: str = "main") -> Placement:
    phases = (
        PlacedPhase(start=start, end=start + 5),
        PlacedPhase(start=start + 5, end=start + 25),
    )
    return Placement(provider=provider, site=site, phases=phases)


def test_who_is_one_too_many_and_when_is_said() -> None:
    usual = case(at=office(**CHECK_IN), appointments=visit("b-1", at="09:30"))
    assert not findings("duty-tasks", usual, usual.published)
    for start, broken in ((9 * 60 + 5, False), (9 * 60 + 4, True)):
        plan = with_visits(usual.published, b_1=checked_in(start, "dr-bell"))
        found = breaches("duty-tasks", usual, plan)
        assert bool(found) is broken
    assert (found[0].kind, found[0].about) == ("breach", ("b-1",))
    assert found[0].sentence == "desk: 2 patients and 1 people at 09:04."


def test_who_takes_a_break_checks_nobody_in() -> None:
    usual = case(at=office(**CHECK_IN), appointments=visit("b-1", at="09:30"))
    for end, broken in ((13 * 60, False), (13 * 60 + 1, True)):
        rest = PlannedBreak(person="desk-1", start=12 * 60 + 30, end=end)
        plan = usual.published.model_copy(update={"breaks": (*usual.published.breaks, rest)})
        said = [finding.sentence for finding in findings("duty-tasks", usual, plan)]
        assert said == ["desk: 1 patients and 0 people at 13:00."] * broken


def test_a_duty_s_tasks_are_done_at_its_site() -> None:
    shifts = [
        shift | ({"site": "north"} if shift["person"] == "np-cruz" else {})
        for shift in DAY["shifts"]
    ]
    book = visit("b-2", sites=["north"])
    usual = case(at=office(**CHECK_IN), appointments=book, shifts=shifts)
    plan = with_visits(usual.published, b_2=checked_in(13 * 60, "np-cruz", "north"))
    found = [f for f in findings("duty-tasks", usual, plan) if f.about == ("b-2",)]
    assert [(f.kind, f.sentence) for f in found] == [
        ("breach", "b-2 needs desk, which is not at north.")
    ]
    assert "desk is not at north" in refusals(usual, "b-2")


def test_minutes_before_now_are_fact() -> None:
    for now, broken in ((9 * 60 + 4, True), (9 * 60 + 5, False)):
        later = case(at=office(**CHECK_IN), now=now)
        assert bool(findings("duty-tasks", later, later.published)) is broken


def test_the_model_offers_no_start_without_anybody_at_the_desk() -> None:
    alone = [s for s in DAY["shifts"] if s["person"] != "desk-2"]
    usual = case(
        {"type": "late", "person": "desk-1", "until": "10:03"},
        at=office(
            **CHECK_IN, duties=[OFFICE["duties"][0] | {"credentials": ["desk"]}], people=AT_DESK
        ),
        shifts=alone,
    )
    assert min(starts(usual, "a-2", "dr-lee")) == 10 * 60 + 5


def test_the_model_counts_the_desk_too() -> None:
    usual = case(at=office(**CHECK_IN), appointments=visit("b-1", at="09:30"))
    model = Pinned(usual)
    for start, legal in ((9 * 60 + 5, True), (9 * 60, False)):
        plan = with_visits(usual.published, b_1=checked_in(start, "dr-bell"))
        assert (model.tiers(plan) is not None) is legal


# ------------------------------------------------------- several patients for each person


def infusions(
    each: int = 2, spacing: int = 0, acuity: int = 1, minutes: int = 60
) -> dict[str, Any]:
    """Return an office in which patients are infused by the people of one duty."""
    chair = {"phase": "infusion", "minutes": minutes, "tasks": ["infuse"], "acuity": acuity}
    return {
        "tasks": OFFICE["tasks"] | {"infuse": {"by": "duty", "duty": "chairs"}},
        "visit_types": OFFICE["visit_types"] | {"follow-up": {"phases": [chair]}},
        "duties": [
            *OFFICE["duties"],
            {"id": "chairs", "site": "main", "credentials": ["ma"], "each": each,
             "start_spacing": spacing},
        ],
    }  # fmt: skip


NURSES = [
    {"duty": "chairs", "person": person, "from": "08:00", "to": "17:00"}
    for person in ("ma-1", "ma-2")
]
ONE_NURSE = [*DAY["duties"], NURSES[1]]
TWO_NURSES = [*DAY["duties"], *NURSES]


def book(*times: str) -> list[dict[str, Any]]:
    """Return a book of infusions at these times."""
    return [
        {"id": f"i-{number}", "visit_type": "follow-up", "at": at, "provider": "dr-lee"}
        for number, at in enumerate(times)
    ]


def infused(at: int, minutes: int = 60) -> Placement:
    """Return an infusion that starts then."""
    phases = (PlacedPhase(start=at, end=at + minutes),)
    return Placement(provider="dr-lee", site="main", phases=phases)


def test_one_nurse_attends_to_as_many_as_the_duty_says() -> None:
    for nurses, each, broken in ((ONE_NURSE, 2, True), (ONE_NURSE, 3, False),
                                 (TWO_NURSES, 1, True), (TWO_NURSES, 2, False)):  # fmt: skip
        busy = case(at=office(**infusions(each)), appointments=book(*["09:00"] * 3), duties=nurses)
        found = breaches("duty-tasks", busy, busy.published)
        assert bool(found) is broken, (len(nurses), each)
        assert (Pinned(busy).tiers(busy.published) is None) is broken
    busy = case(at=office(**infusions(2)), appointments=book(*["09:00"] * 3), duties=ONE_NURSE)
    found = breaches("duty-tasks", busy, busy.published)
    assert [(f.about, f.sentence) for f in found] == [
        (("i-2",), "chairs: 3 patients of acuity 3, 2 each, and 1 people at 09:00.")
    ]


def test_acuity_weighs() -> None:
    for acuity, broken in ((2, False), (3, True)):
        usual = case(
            at=office(**infusions(4, acuity=acuity)),
            appointments=book("09:00", "09:30"),
            duties=ONE_NURSE,
        )
        found = breaches("duty-tasks", usual, usual.published)
        assert [f.about for f in found] == [("i-1",)] * broken
        assert (Pinned(usual).tiers(usual.published) is None) is broken


def test_one_nurse_begins_one_patient_after_the_other() -> None:
    usual = case(
        at=office(**infusions(4, spacing=15)), appointments=book("09:00", "10:00"), duties=ONE_NURSE
    )
    model = Pinned(usual)
    for start, broken in ((9 * 60, True), (9 * 60 + 10, True), (9 * 60 + 15, False)):
        plan = with_visits(usual.published, i_1=infused(start))
        found = breaches("duty-tasks", usual, plan)
        assert [f.about for f in found] == [("i-1",)] * broken
        assert (model.tiers(plan) is None) is broken
    plan = with_visits(usual.published, i_1=infused(9 * 60 + 10))
    assert [f.sentence for f in breaches("duty-tasks", usual, plan)] == [
        "chairs: 2 patients begin and 1 people at 09:10."
    ]


def test_a_phase_shorter_than_the_spacing_leaves_the_nurse_free_at_its_end() -> None:
    short = case(
        at=office(**infusions(4, spacing=15, minutes=10)),
        appointments=book("09:00", "09:10"),
        duties=ONE_NURSE,
    )
    assert not breaches("duty-tasks", short, short.published)
    assert Pinned(short).tiers(short.published) is not None


def test_what_began_before_now_begins_no_more() -> None:
    for now, broken in ((9 * 60, True), (9 * 60 + 1, False)):
        later = case(
            at=office(**infusions(4, spacing=15)),
            appointments=book("09:00", "09:00"),
            duties=ONE_NURSE,
            now=now,
        )
        assert bool(findings("duty-tasks", later, later.published)) is broken
        assert (Pinned(later).tiers(later.published) is None) is broken


def test_a_nurse_at_lunch_leaves_her_patients_to_the_others() -> None:
    usual = case(at=office(**infusions(2)), appointments=book(*["09:00"] * 4), duties=TWO_NURSES)
    rest = PlannedBreak(person="ma-2", start=9 * 60 + 30, end=10 * 60)
    plan = usual.published.model_copy(update={"breaks": (*usual.published.breaks, rest)})
    found = findings("duty-tasks", usual, plan)
    assert [(f.about, f.sentence) for f in found] == [
        (("i-2", "i-3"), "chairs: 4 patients of acuity 4, 2 each, and 1 people at 09:30.")
    ]
