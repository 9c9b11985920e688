"""An absence of several days: one answer of a roster and its days, each part by itself good."""

from __future__ import annotations

import threading
from random import Random
from typing import Any

import pytest

from engine.absences import day_turns
from engine.absences.answer import answer_absence
from engine.absences.cases import absence_case_of
from engine.absences.day_turns import turns
from engine.asked import Asked
from engine.opening.cases import case_of
from engine.resolve import resolve
from models.absence import Absence
from models.absence_answer import AnsweredAbsence, DayOutcome, DayPart, Matter
from models.errors import BadInput
from models.finding import Finding, FindingKind
from models.office import Office
from models.plan import Disposition
from scenarios.roster_library import absence_names, load_example_absence, load_example_roster
from solvers.roster.check import check as check_roster
from solvers.together.check import check
from tests.engine import absences
from tests.engine.absences import MONDAY, TUESDAY, WEDNESDAY, away, booked
from tests.solvers.day.enumeration import best_key
from tests.solvers.roster.weeks import every_plan

PATIENT = Asked(deadline=120, options=False, workers=2)
AT_ONCE = Asked(deadline=0, options=False, workers=2)


@pytest.fixture(scope="module")
def answer() -> AnsweredAbsence:
    return answer_absence(*load_example_absence("nurse-out"), asked=PATIENT)


def parts(answer: AnsweredAbsence) -> dict[str, DayPart]:
    return {part.date.isoformat(): part for part in answer.days}


def test_the_example_is_the_roster_s_own_with_days() -> None:
    assert absence_names() == ("nurse-out",)
    office, about = load_example_absence("nurse-out")
    assert load_example_roster("nurse-out") == (office, about.roster)


def test_every_part_of_the_example_is_proven_and_passes_the_check(answer: AnsweredAbsence) -> None:
    office, about = load_example_absence("nurse-out")
    assert answer.findings == check(absence_case_of(office, about), answer) == ()
    proof = answer.roster.certificate
    assert (proof.short, proof.changes, proof.changes_bound, proof.proven) == (1, 1, 1, True)
    outcomes = [part.outcome.value for part in answer.days]
    assert outcomes == ["untouched", "planned", "planned"]
    for part in answer.days:
        assert part.proposal is None or part.proposal.certificate.proven
    assert answer.summary == (
        "rn-ames out 2026-12-03 to 2026-12-04: 1 change in the roster, for 1 person;"
        " 1 person short; 2 of 3 booked days planned anew (10 visits: 9 seen on their day, 1 on"
        " another day); 3 calls, 1 of them to staff; every part is proven best."
    )


def test_the_example_comes_to_what_its_sheet_says(answer: AnsweredAbsence) -> None:
    places = {
        change.appointment: (
            change.disposition,
            change.after.at if change.after else None,
            change.after.provider if change.after else None,
        )
        for part in answer.days
        if part.proposal is not None
        for change in part.proposal.changes
        if change.disposition is not Disposition.KEPT
    }
    other = Disposition.SAME_TIME_OTHER_PROVIDER
    assert places == {
        "d-1": (other, 510, "rn-hill"),
        "d-2": (other, 780, "rn-hill"),
        "l-1": (Disposition.MOVED, 630, "rn-cole"),
        "d-3": (other, 510, "rn-hill"),
        "d-4": (Disposition.MOVED, 570, "rn-hill"),
        "l-2": (Disposition.OTHER_DAY, 600, "rn-cole"),
    }


def test_everybody_is_called_once_with_all_that_concerns_them(answer: AnsweredAbsence) -> None:
    (staff,) = answer.staff_calls
    assert (staff.person, [matter.matter for matter in staff.matters]) == ("rn-hill", [Matter.WORK])
    told = [
        (talk.patient, [v.call.appointment for v in talk.visits]) for talk in answer.patient_calls
    ]
    assert told == [("p-2", ["l-1", "d-4"]), ("p-6", ["l-2"])]
    assert [talk.order for talk in answer.patient_calls] == [1, 2]
    assert "on Thursday 3 December" in answer.patient_calls[0].visits[0].call.say


def test_what_was_published_is_blamed_for_nothing_that_the_absence_brought(
    answer: AnsweredAbsence,
) -> None:
    assert [part.proposal.published_findings for part in answer.days if part.proposal] == [(), ()]


def test_a_day_with_its_staff_can_be_asked_about_by_itself(answer: AnsweredAbsence) -> None:
    office, about = load_example_absence("nurse-out")
    for part in answer.days:
        if part.day is not None and part.published is not None:
            again = case_of(office, part.day)
            assert again.published == part.published
            assert again.now == case_of(office, part.day, now=about.now).now


@pytest.mark.parametrize("options", [False, True])
def test_without_time_there_is_an_answer_all_the_same(options: bool) -> None:
    asked = Asked(deadline=0, options=options, workers=2)
    found = answer_absence(*load_example_absence("nurse-out"), asked=asked)
    assert found.findings == ()
    assert found.roster.certificate.short == 2
    dispositions = {
        change.disposition
        for part in found.days
        if part.proposal is not None
        for change in part.proposal.changes
    }
    assert dispositions == {Disposition.KEPT, Disposition.MANUAL_DECISION}


def test_stopped_at_once_there_is_an_answer_all_the_same() -> None:
    stop = threading.Event()
    stop.set()
    found = answer_absence(*load_example_absence("nurse-out"), asked=PATIENT, stop=stop)
    assert found.findings == ()
    assert len(found.days) == 3


def without(**changed: Any) -> tuple[Office, Absence]:
    """Return the example with its roster changed."""
    office, about = load_example_absence("nurse-out")
    roster = about.roster.model_copy(update=changed)
    return office, about.model_copy(update={"roster": roster})


def test_no_absence_changes_nothing() -> None:
    found = answer_absence(*without(absences=()), asked=PATIENT)
    assert found.roster.changes == ()
    assert {part.outcome for part in found.days} == {DayOutcome.UNTOUCHED}
    assert not found.staff_calls and not found.patient_calls
    assert found.summary.startswith("Nobody is out: the roster stands; everything is covered;")
    assert found.findings == ()


def test_an_absence_on_days_off_changes_nothing() -> None:
    office, about = without(absences=())
    entry = about.model_validate(
        about.model_dump(mode="json")
        | {"absences": [{"person": "rn-cole", "from": "2026-12-04", "to": "2026-12-06"}]}
    )
    found = answer_absence(office, entry, asked=PATIENT)
    assert found.roster.changes == ()
    assert {part.outcome for part in found.days} == {DayOutcome.UNTOUCHED}


def test_an_absence_that_touches_no_booked_day_plans_none_anew() -> None:
    office, about = without(absences=())
    whole = about.model_dump(mode="json") | {
        "absences": [{"person": "rn-ames", "from": "2026-12-09"}]
    }
    found = answer_absence(office, Absence.model_validate(whole), asked=AT_ONCE)
    assert {part.outcome for part in found.days} == {DayOutcome.UNTOUCHED}
    assert [change.person for change in found.roster.changes] == ["rn-ames"]


def test_a_day_that_fails_costs_its_own_part(monkeypatch: pytest.MonkeyPatch) -> None:
    def failing(office: Any, day: Any, **asked: Any) -> Any:
        if day.date.day == 3:
            raise RuntimeError("a visit of somebody")
        return resolve(office, day, **asked)

    monkeypatch.setattr(day_turns, "resolve", failing)
    found = answer_absence(*load_example_absence("nurse-out"), asked=AT_ONCE)
    thursday, friday = found.days[1:]
    assert thursday.outcome is DayOutcome.FAILED
    assert thursday.troubles == ("The day could not be planned (RuntimeError).",)
    assert [move.person for move in thursday.staff] == ["rn-ames"]
    assert friday.outcome is DayOutcome.PLANNED
    assert "1 day not planned, see 'troubles'" in found.summary
    assert {v.date.day for talk in found.patient_calls for v in talk.visits} == {4}
    assert found.findings == ()


def test_a_day_that_the_check_objects_to_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    objection = Finding(
        rule="staff", kind=FindingKind.BREACH, about=("2026-12-04", "rn-cole"), sentence="Not so."
    )

    def objecting(_case: Any, answer: AnsweredAbsence, _booked: Any) -> tuple[Finding, ...]:
        return (objection,) if answer.days[2].proposal is not None else ()

    monkeypatch.setattr("engine.absences.answer.check", objecting)
    found = answer_absence(*load_example_absence("nurse-out"), asked=AT_ONCE)
    assert found.days[2].outcome is DayOutcome.FAILED
    assert found.days[2].troubles == ("Not so.",)
    assert found.days[2].proposal is None
    assert found.days[1].outcome is DayOutcome.PLANNED


@pytest.mark.parametrize(
    ("days", "lanes", "most"), [(0, 2, 0), (1, 2, 1), (3, 2, 2), (4, 2, 2), (5, 1, 5), (2, 0, 2)]
)
def test_days_are_shared_out_over_lanes(days: int, lanes: int, most: int) -> None:
    assert turns(days, lanes) == most


def test_days_on_which_little_is_struck_come_first(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []

    def noting(office: Any, day: Any, **asked: Any) -> Any:
        seen.append((day.date, asked["asked"].deadline, asked["asked"].workers))
        return resolve(office, day, **asked | {"asked": AT_ONCE})

    monkeypatch.setattr(day_turns, "resolve", noting)
    rows: dict[str, list[Any]] = {"ann": ["D", "D"], "ben": ["D", "D"], "cat": [None, None]}
    many = booked(MONDAY, ("a-1", "09:00", "ann"), ("a-2", "10:00", "ann"))
    few = booked(TUESDAY, ("a-1", "09:00", "ann"), ("b-1", "10:00", "ben"))
    about = absences.absence(rows, many, few, out=[away("ann", MONDAY, TUESDAY)])
    asked = Asked(deadline=60, options=False, workers=1)
    found = answer_absence(absences.office(), about, asked=asked)
    assert [date for date, _, _ in seen] == [TUESDAY, MONDAY]
    assert seen[0][1] < seen[1][1] < 60
    assert {workers for _, _, workers in seen} == {1}
    assert [part.date for part in found.days] == [MONDAY, TUESDAY]


def test_who_is_not_rostered_is_replaced_on_the_days_alone() -> None:
    rows: dict[str, list[Any]] = {"ann": ["D", "D"], "ben": [None, None], "cat": [None, None]}
    doctor = {"person": "dr-orr", "site": "main", "from": "08:00", "to": "16:00"}
    day = booked(TUESDAY, ("o-1", "09:00", "dr-orr"), ("a-1", "10:00", "ann"), shifts=[doctor])
    asked = absences.absence(rows, day, out=[away("dr-orr", MONDAY, WEDNESDAY)])
    found = answer_absence(absences.office(), asked, asked=PATIENT)
    assert found.roster.changes == ()
    (part,) = found.days
    assert part.proposal is not None
    seen = {change.appointment: change.after for change in part.proposal.changes}
    assert seen["o-1"] is not None and (seen["o-1"].provider, seen["o-1"].at) == ("ann", 540)
    assert part.proposal.certificate.proven
    assert not found.staff_calls and not found.patient_calls


def tiny() -> tuple[Office, Absence]:
    """Return two days of an hour and a half, three nurses, one of them out on both."""
    sites = [{"id": "main", "zone": "UTC", "opens": "08:00", "closes": "09:30"}]
    types = {"S": {"from": "08:00", "to": "09:30"}}
    contract = {"any": {"hours": [{"most": 90}]}}
    office = absences.office(
        sites=sites,
        duties=[],
        rostering={"shift_types": types, "contracts": contract},
        rules={"offer-step": 15},
    )
    rows: dict[str, list[Any]] = {"ann": ["S", "S"], "ben": ["S", None], "cat": [None, None]}
    slot = {"id": "s-1", "person": "dr-orr", "site": "main", "date": "2026-03-09", "at": "08:00",
            "minutes": 30}  # fmt: skip
    monday = booked(MONDAY, ("a-1", "08:00", "ann"), ("b-1", "08:15", "ben"), open_slots=[slot])
    tuesday = booked(TUESDAY, ("a-2", "08:30", "ann"), ("a-3", "09:00", "ann"), open_slots=[slot])
    demand = [{"shift_types": ["S"], "minimum": 1}]
    return office, absences.absence(
        rows, monday, tuesday, out=[away("ann", MONDAY, TUESDAY)], demand=demand
    )


def test_the_answer_is_the_best_of_all_rosters_and_then_of_all_plans() -> None:
    office, about = tiny()
    found = answer_absence(office, about, asked=PATIENT)
    of = absence_case_of(office, about)
    keys = []
    for roster in every_plan(of.roster_case, "- S"):
        verdict = check_roster(of.roster_case, roster)
        changes = sum(
            set(cell) != set(was)
            for person in ("ben", "cat")
            for cell, was in zip(roster.rows[person], of.roster.published[person], strict=True)
        )
        if not verdict.breaches:
            keys.append((verdict.key[0], changes))
    proof = found.roster.certificate
    assert (proof.short, proof.changes) == min(keys) == (0, 1)
    assert proof.proven
    for part in found.days:
        assert part.day is not None and part.proposal is not None
        best, judged = best_key(case_of(office, part.day, now=of.now, profile="balanced"))
        certificate = part.proposal.certificate
        assert judged > 10
        assert certificate.proven
        assert (certificate.tiers["T0"], certificate.tiers["T1"], certificate.cost) == best


@pytest.mark.parametrize("seed", range(12))
def test_whoever_is_out_the_answer_passes_the_check(seed: int) -> None:
    """Absences drawn at random, with no time to search: every answer holds together."""
    dice = Random(seed)
    office, about = without(absences=())
    people = [person.id for person in office.people]
    entries = []
    for person in dice.sample(people, dice.randint(1, 3)):
        first = dice.randint(1, 6)
        last = dice.randint(first, 7)
        dates = {"from": f"2026-12-0{first}", "to": f"2026-12-0{last}"}
        entries.append({"person": person} | dates)
    whole = Absence.model_validate(about.model_dump(mode="json") | {"absences": entries})
    found = answer_absence(office, whole, asked=AT_ONCE)
    assert found.findings == ()
    struck = {move.person for part in found.days for move in part.staff}
    assert struck <= {entry["person"] for entry in entries}


def renamed(about: Absence, names: dict[str, str]) -> Absence:
    text = about.model_dump_json()
    for name in names:
        text = text.replace(f'"{name}"', f'"<{name}>"')
    for name, other in names.items():
        text = text.replace(f'"<{name}>"', f'"{other}"')
    return Absence.model_validate_json(text)


def test_alike_people_are_alike() -> None:
    """Ben and cat change places in everything but the office, where they are alike."""
    office, about = tiny()
    one = answer_absence(office, about, asked=PATIENT)
    other = answer_absence(office, renamed(about, {"ben": "cat", "cat": "ben"}), asked=PATIENT)
    figures = [
        [(p.date, p.proposal.certificate.tiers) for p in found.days if p.proposal is not None]
        for found in (one, other)
    ]
    assert figures[0] == figures[1]
    assert one.roster.certificate.changes == other.roster.certificate.changes


@pytest.mark.parametrize(
    ("changed", "field", "problem"),
    [
        ({"absences": [away("nobody", MONDAY)]}, "absences.0.person", "no such person"),
        ({"days": [booked(MONDAY), booked(MONDAY)]}, "days.1.date", "stands here twice"),
        ({"days": [booked(MONDAY.replace(day=20))]}, "days.0.date", "outside the roster's horizon"),
        (
            {"days": [booked(MONDAY, ("a", "09:00", "nobody"))]},
            "days.0.appointments.0.provider",
            "no such person",
        ),
        ({"days": [booked(MONDAY) | {"office": "x"}]}, "days.0.office", "of another office"),
        (
            {
                "days": [
                    booked(
                        MONDAY,
                        shifts=[{"person": "ann", "site": "main", "from": "08:00", "to": "15:00"}],
                    )
                ]
            },
            "days.0.shifts.0",
            "not what the roster has for ann",
        ),
    ],
)
def test_what_does_not_fit_together_is_named(
    changed: dict[str, Any], field: str, problem: str
) -> None:
    rows: dict[str, list[Any]] = {"ann": ["D", "D"], "ben": [None, None], "cat": [None, None]}
    whole = absences.absence(rows, out=[]).model_dump(mode="json") | changed
    with pytest.raises(BadInput) as refused:
        answer_absence(absences.office(), Absence.model_validate(whole), asked=AT_ONCE)
    assert field in [fault.field for fault in refused.value.faults]
    assert problem in str(refused.value)


def test_a_post_at_another_site_than_its_shift_is_refused() -> None:
    types = absences.TYPES | {"K": absences.TYPES["K"] | {"site": "north"}}
    rostering = absences.OFFICE["rostering"] | {"shift_types": types}
    rows: dict[str, list[Any]] = {"ann": ["D"], "ben": [None], "cat": [None]}
    about = absences.absence(rows, booked(MONDAY), out=[])
    with pytest.raises(
        BadInput, match=r"shift_types\.K\.duty: the duty is at main, the shift at n"
    ):
        answer_absence(absences.office(rostering=rostering), about, asked=AT_ONCE)


def test_nothing_published_is_refused() -> None:
    office, about = without(published={}, absences=())
    with pytest.raises(BadInput, match=r"roster\.published: nothing is published"):
        answer_absence(office, about, asked=AT_ONCE)


@pytest.mark.thorough
def test_a_deterministic_answer_is_that_of_the_clock_where_all_is_proven(
    answer: AnsweredAbsence,
) -> None:
    asked = Asked(deadline=5, options=False, workers=2, deterministic=True)
    same = answer_absence(*load_example_absence("nurse-out"), asked=asked)
    assert same.summary == answer.summary
    assert same.roster.limits["reproducible"] and not answer.roster.limits["reproducible"]
    proofs = [part.proposal.certificate for part in same.days if part.proposal is not None]
    assert len(proofs) == 2
    assert all(proof.limits["reproducible"] for proof in proofs)


def test_a_time_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="an instant needs its zone"):
        Absence.model_validate(
            load_example_absence("nurse-out")[1].model_dump(mode="json")
            | {"now": "2026-12-02T18:00"}
        )


def test_what_the_clock_has_passed_is_not_changed() -> None:
    """Asked on Friday morning, Thursday is over, though she was out then, too."""
    office, about = load_example_absence("nurse-out")
    late = Absence.model_validate(about.model_dump(mode="json") | {"now": "2026-12-04T06:00-05:00"})
    found = answer_absence(office, late, asked=AT_ONCE)
    assert [change.date.day for change in found.roster.changes] == [4]
    outcomes = {date: part.outcome.value for date, part in parts(found).items()}
    assert outcomes["2026-12-03"] == "untouched"
    assert outcomes["2026-12-04"] == "planned"


def leaving(at: str, now: str) -> AnsweredAbsence:
    """Return the answer when rn-ames leaves on Thursday at a time, and is out on Friday, too."""
    office, about = without(absences=())
    entry = {"person": "rn-ames", "from": "2026-12-03", "to": "2026-12-04", "at": at}
    whole = about.model_dump(mode="json") | {"absences": [entry], "now": now}
    return answer_absence(office, Absence.model_validate(whole), asked=AT_ONCE)


def test_who_leaves_in_the_middle_of_a_day_has_worked_on_it() -> None:
    found = leaving("10:40", "2026-12-03T10:40-05:00")
    assert found.findings == ()
    assert [(c.person, c.date.day) for c in found.roster.changes] == [("rn-ames", 4)]
    thursday = parts(found)["2026-12-03"]
    (move,) = thursday.staff
    assert (move.out, move.before, move.after) == (
        True,
        ("main 08:00–16:00",),
        ("main 08:00–10:40",),
    )
    assert thursday.proposal is not None
    becomes = {change.appointment: change.disposition for change in thursday.proposal.changes}
    assert becomes["d-1"] is Disposition.KEPT
    assert becomes["d-2"] is Disposition.MANUAL_DECISION
    assert found.summary.startswith("rn-ames out 2026-12-03 10:40 to 2026-12-04: ")


def test_who_leaves_when_the_shift_is_over_is_missed_from_the_next_day_on() -> None:
    found = leaving("16:00", "2026-12-03T16:00-05:00")
    assert found.findings == ()
    outcomes = {date: part.outcome.value for date, part in parts(found).items()}
    assert outcomes["2026-12-03"] == "untouched"
    assert outcomes["2026-12-04"] == "planned"


def test_who_left_on_a_day_that_is_over_is_not_missed_on_it() -> None:
    found = leaving("10:40", "2026-12-04T06:00-05:00")
    assert found.findings == ()
    assert parts(found)["2026-12-03"].outcome is DayOutcome.UNTOUCHED
