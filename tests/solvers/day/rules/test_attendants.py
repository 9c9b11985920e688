"""Patients have an interpreter or a chaperone with them where they need one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from solvers.day.known.facts import Facts
from solvers.day.model.naming import published_name
from solvers.day.placements.candidates import Mode
from tests.engine.clinic import DAY, LEE_OUT, OFFICE, by_video, case, office, placed, with_visits
from tests.solvers.day.judging import breaches, cost, findings
from tests.solvers.day.offered import refusals, starts
from tests.solvers.day.solving import solve_here

if TYPE_CHECKING:
    from models.case import Case
    from models.finding import Finding
    from models.plan import Placement, Plan

TASKS: dict[str, Any] = {"interpret": {"by": "support", "credentials": ["interpreter"]}}


def clinic(
    *events: dict[str, Any],
    now: int | None = None,
    book: dict[str, Any] | None = None,
    rules: dict[str, Any] | None = None,
    shifts: list[dict[str, Any]] | None = None,
    **facts: dict[str, Any],
) -> Case:
    """Return the clinic with desk-2, who speaks Spanish, and with more said of people and a-2."""
    known = {"desk-2": {"languages": ["es"]}} | {k.replace("_", "-"): v for k, v in facts.items()}
    staff = [p | known.get(p["id"], {}) for p in OFFICE["people"]]
    asked = {"language": "es"} if book is None else book
    visits = [v | (asked if v["id"] == "a-2" else {}) for v in DAY["appointments"]]
    at = office(people=staff, tasks=OFFICE["tasks"] | TASKS, rules={"attendants": rules or {}})
    hours = DAY["shifts"] if shifts is None else shifts
    return case(*events, now=now, at=at, appointments=visits, shifts=hours)


def hours(person: str, start: str, end: str) -> list[dict[str, Any]]:
    """Return the shifts with one person's hours changed."""
    return [
        s | ({"from": start, "to": end} if s["person"] == person else {}) for s in DAY["shifts"]
    ]


def seen(
    day: Case, place: Placement, interpreter: str | None = None, chaperone: str | None = None
) -> Plan:
    """Return the published plan with a-2 seen so."""
    names = {"interpreter": interpreter, "chaperone": chaperone}
    return with_visits(day.published, a_2=place.model_copy(update=names))


def said(day: Case, place: Placement, **names: str | None) -> list[str]:
    """Return what the rule has against a-2 being seen so."""
    return [f.sentence for f in _broken(day, seen(day, place, **names))]


def _broken(day: Case, plan: Plan) -> list[Finding]:
    return [f for f in findings("attendants", day, plan) if f.kind == "breach"]


def a_2(plan: Plan) -> Placement | None:
    """Return where a plan has a-2."""
    return next(v.placement for v in plan.visits if v.appointment == "a-2")


AT_TEN, AT_ELEVEN = placed(600, "dr-bell", "ma-2"), placed(660, "dr-bell", "ma-2")


def test_the_published_day_names_somebody_free_who_speaks_the_language() -> None:
    usual = clinic()
    place = a_2(usual.published)
    assert place is not None and (place.interpreter, place.chaperone) == ("desk-2", None)
    assert not check(usual, usual.published).breaches
    speaking = clinic(dr_lee={"languages": ["es"]})
    place = a_2(speaking.published)
    assert place is not None and place.interpreter is None


def test_who_the_book_names_is_asked_first_and_only_where_one_is_needed() -> None:
    both: dict[str, Any] = {"languages": ["es"]}
    asked = {"language": "es", "interpreter": "ma-2"}
    for lee, name in (({}, "ma-2"), (both, None)):
        place = a_2(clinic(book=asked, ma_2=both, dr_lee=lee).published)
        assert place is not None and place.interpreter == name


def test_somebody_interprets_unless_the_provider_speaks_it() -> None:
    usual = clinic(np_cruz={"languages": ["es"]})
    assert said(usual, AT_TEN) == ["a-2: nobody interprets es."]
    assert not breaches("attendants", usual, seen(usual, AT_TEN, "desk-2"))
    assert said(usual, AT_TEN, interpreter="ma-1") == ["a-2: ma-1 does not speak es."]
    assert said(usual, AT_TEN, interpreter="np-cruz") == [
        "a-2: np-cruz is not of the support staff."
    ]
    cruz = AT_TEN.model_copy(update={"provider": "np-cruz"})
    assert not breaches("attendants", usual, seen(usual, cruz))
    assert said(usual, cruz, interpreter="desk-2") == [
        "a-2: desk-2 is named as interpreter, and none is needed."
    ]


def test_an_interpreter_for_another_provider_than_booked_costs() -> None:
    usual = clinic(np_cruz={"languages": ["es"]})
    rate = {"T5": usual.rates.interpreter}
    assert cost("attendants", usual, usual.published) == {}
    assert cost("attendants", usual, seen(usual, AT_TEN, "desk-2")) == rate
    assert cost("attendants", usual, seen(usual, placed(660, "dr-lee"), "desk-2")) == {}


def test_a_task_says_who_interprets() -> None:
    usual = clinic(rules={"interpreter": "interpret"}, ma_2={"languages": ["es"]})
    assert said(usual, AT_TEN, interpreter="desk-2") == ["a-2: desk-2 may not do interpret."]
    held = clinic(
        rules={"interpreter": "interpret"},
        desk_2={"languages": ["es"], "credentials": ["interpreter"]},
    )
    assert not breaches("attendants", held, seen(held, AT_TEN, "desk-2"))
    expired = [{"id": "interpreter", "expires": "2026-11-22"}]
    late = clinic(
        rules={"interpreter": "interpret"},
        desk_2={"languages": ["es"], "credentials": expired},
    )
    assert said(late, AT_TEN, interpreter="desk-2") == ["a-2: desk-2 may not do interpret."]


def test_a_chaperone_is_in_the_room_in_person_alone() -> None:
    usual = clinic(book={"chaperone": True, "video": True})
    assert said(usual, AT_TEN) == ["a-2: it needs a chaperone."]
    assert not breaches("attendants", usual, seen(usual, AT_TEN, None, "ma-1"))
    video = by_video(600, "dr-bell")
    assert not said(usual, video)
    assert said(usual, video, chaperone="ma-1") == [
        "a-2: ma-1 is named as chaperone, and none is needed."
    ]


@pytest.mark.parametrize("asked", [True, False])
def test_a_chaperone_of_the_gender_asked_for_where_the_office_says_so(asked: bool) -> None:
    usual = clinic(
        book={"chaperone": True, "provider_gender": "female"},
        rules={"gender": asked},
        ma_1={"gender": "male"},
        desk_2={"gender": "female"},
    )
    assert not _broken(usual, seen(usual, AT_TEN, None, "desk-2"))
    told = said(usual, AT_TEN, chaperone="ma-1")
    assert told == (["a-2: the patient asks for a female chaperone."] if asked else [])


def test_interpreting_is_work_like_any_other() -> None:
    usual = clinic(ma_1={"languages": ["es"]}, ma_2={"languages": ["es"]})
    until_noon = seen(usual, placed(11 * 60 + 30, "dr-bell", "ma-2"), "ma-1")
    assert not findings("staff-overlap", usual, until_noon)
    later = seen(usual, placed(11 * 60 + 31, "dr-bell", "ma-2"), "ma-1")
    (found,) = findings("staff-overlap", usual, later)
    assert found.sentence == "ma-1 has a-2 and a break at 12:00."
    short = clinic(shifts=hours("desk-2", "10:11", "17:00"))
    assert findings("shift", short, seen(short, AT_TEN, "desk-2"))
    just = clinic(shifts=hours("desk-2", "10:10", "10:30"))
    assert not breaches("shift", just, seen(just, AT_TEN, "desk-2"))
    gone = {"type": "absent", "person": "desk-2", "from": "10:29"}
    away = clinic(gone)
    assert findings("absence", away, seen(away, AT_TEN, "desk-2"))
    assert not findings("absence", away, seen(away, placed(595, "dr-bell", "ma-2"), "desk-2"))


def test_nobody_is_two_people_in_one_visit() -> None:
    usual = clinic(book={"language": "es", "chaperone": True})
    assert not breaches("attendants", usual, seen(usual, AT_TEN, "desk-2", "ma-1"))
    twice = seen(usual, AT_TEN, "desk-2", "desk-2")
    assert findings("staff-overlap", usual, twice)


def test_who_was_booked_with_nobody_may_stay_so() -> None:
    usual = clinic(desk_2={"languages": []})
    assert a_2(usual.published) == a_2(case().published)
    assert not findings("attendants", usual, usual.published)
    for place, told in (
        (placed(600, "dr-lee", "ma-2"), []),
        (placed(600, "dr-lee", "ma-2", wait=5), ["a-2: nobody interprets es."]),
        (placed(605, "dr-lee", "ma-2"), ["a-2: nobody interprets es."]),
        (AT_TEN, ["a-2: nobody interprets es."]),
    ):
        assert said(usual, place) == told
    assert starts(usual, "a-2", "dr-lee", block=1) == {610}
    assert starts(usual, "a-2", "dr-bell") == set()
    refused = "dr-bell does not speak es, and nobody at main interprets it"
    assert refused in refusals(usual, "a-2")


def test_of_several_phases_the_first_says_whether_it_is_as_published() -> None:
    seen_twice = [
        {"phase": "provider", "minutes": 10, "tasks": ["visit"]},
        {"phase": "provider", "minutes": 10, "tasks": ["visit"], "lag": {"min": 0, "max": 20}},
    ]
    kinds = {"twice": {"phases": seen_twice}}
    book = [{"id": "a-2", "visit_type": "twice", "at": "10:00", "provider": "dr-lee"}]
    usual = case(
        now=480,
        at=office(visit_types=kinds),
        appointments=[book[0] | {"language": "es"}],
    )
    was = a_2(usual.published)
    assert was is not None and was.interpreter is None
    assert starts(usual, "a-2", "dr-lee") == {600}
    assert starts(usual, "a-2", "dr-lee", block=1) == {610, 615, 620, 625, 630}
    later = was.phases[1].model_copy(update={"start": 620, "end": 630})
    plan = with_visits(
        usual.published, a_2=was.model_copy(update={"phases": (was.phases[0], later)})
    )
    assert not breaches("attendants", usual, plan)


def test_what_began_before_now_has_whom_it_had() -> None:
    going = clinic(now=615)
    place = a_2(going.published)
    assert place is not None and place.interpreter == "desk-2"
    assert not breaches("attendants", going, going.published)
    other = with_visits(going.published, a_2=place.model_copy(update={"interpreter": None}))
    (found,) = breaches("attendants", going, other)
    assert found.sentence == "a-2: its interpreter was desk-2 already."
    assert starts(going, "a-2", "dr-lee") == {600}
    unfit = clinic(now=615, book={"language": "es", "interpreter": "ma-1", **DETAILED})
    assert not breaches("attendants", unfit, unfit.published)
    assert starts(unfit, "a-2", "dr-lee") == {600}


DETAILED: dict[str, Any] = {
    "room": "room-1",
    "phases": [{"at": "10:00", "people": ["ma-2"]}, {"at": "10:10"}],
}


def test_an_unfit_interpreter_is_replaced_where_somebody_is_free() -> None:
    unfit = clinic(now=480, book={"language": "es", "interpreter": "ma-1", **DETAILED})
    (found,) = breaches("attendants", unfit, unfit.published)
    assert found.sentence == "a-2: ma-1 does not speak es."
    for plan in (ring_zero(unfit), solve_here(unfit, 10).plan):
        place = a_2(plan)
        assert place is not None and place.start == 600
        assert (place.provider, place.interpreter) == ("dr-lee", "desk-2")
        assert not check(unfit, plan).breaches


def test_starts_are_those_at_which_somebody_is_there_all_the_time() -> None:
    usual = clinic(now=420, shifts=hours("desk-2", "10:00", "10:40"))
    assert starts(usual, "a-2", "dr-bell", block=1) == {600, 605, 610, 615, 620}
    chaperoned = clinic(
        now=420, book={"chaperone": True}, rules={"chaperone": "interpret"},
        desk_2={"credentials": ["interpreter"]}, shifts=hours("desk-2", "10:00", "10:40"),
    )  # fmt: skip
    assert starts(chaperoned, "a-2", "dr-bell", block=1) == {600, 605, 610, 615, 620}
    nobody = clinic(now=420, book={"chaperone": True}, rules={"chaperone": "interpret"})
    assert "nobody at main may be the chaperone" in refusals(nobody, "a-2")


def test_a_plan_has_the_interpreter_with_the_visit_or_a_provider_who_speaks() -> None:
    for cruz, interpreter in (({}, "desk-2"), ({"languages": ["es"]}, None)):
        out = clinic(LEE_OUT, now=480, np_cruz=cruz, dr_bell={"credentials": []})
        answer = solve_here(out, 20)
        place = a_2(answer.plan)
        assert not answer.troubles and not answer.verdict.breaches
        assert place is not None and place.provider == "np-cruz"
        assert place.interpreter == interpreter


def test_two_visits_with_one_interpreter_are_seen_one_after_the_other() -> None:
    usual = clinic()
    book = [
        v | {"language": "es", "windows": [{"from": "09:00", "to": "10:00"}]}
        for v in DAY["appointments"]
        if v["id"] in {"a-1", "b-1"}
    ]
    bare = [v | {"at": None, "provider": None} for v in book]
    fresh = case(*({"type": "add-on", "appointment": v} for v in bare), now=360, at=usual.office,
                 appointments=[])  # fmt: skip
    answer = solve_here(fresh, 20)
    placed_at = sorted(v.placement.phases[1].start for v in answer.plan.visits if v.placement)
    assert len(placed_at) == 2
    assert placed_at[1] - placed_at[0] >= 20
    assert not answer.verdict.breaches


def test_names_stay_as_published_where_they_can() -> None:
    usual = clinic(ma_1={"languages": ["es"]}, ma_2={"languages": ["es"]})
    facts = Facts(usual)
    was = a_2(usual.published)
    assert was is not None and was.interpreter is not None
    key = ("a-2", Mode("main", was.modality), "interpreter", 0, 0)
    assert published_name(facts, key) == was.interpreter
