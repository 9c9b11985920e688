"""A published roster repaired: changes with reasons, calls in order, what cannot be kept."""

from __future__ import annotations

import threading
from typing import Any

import pytest

from engine.opening.rosters import judge_roster, roster_case_of
from engine.rosters.build import build
from engine.rosters.repair import repair
from engine.rosters.solving import RosterAsked, Search
from engine.rosters.standing_roster import standing_roster
from models.errors import BadInput
from models.office import Office
from models.roster import Roster, RosterPlan
from models.roster_answer import Lean, RepairedRoster, RosterStanding
from scenarios.roster_library import load_example_roster, roster_names
from solvers.roster.check import check
from solvers.roster.repair_job import Step

PATIENT = RosterAsked(60, options=False)


def clinic(**roster: Any) -> tuple[Office, Roster]:
    """Return the clinic's month with another absence, or whatever else is to be changed."""
    office, month = load_example_roster("clinic-month")
    document = month.model_dump(mode="json", by_alias=True) | roster
    return office, Roster.model_validate(document)


def contracts(office: Office, name: str, **settings: Any) -> Office:
    """Return the office with other settings in one contract."""
    document = office.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    document["rostering"]["contracts"][name] |= settings
    return Office.model_validate(document)


@pytest.fixture(scope="module")
def month() -> RepairedRoster:
    return repair(*clinic(), asked=RosterAsked(60))


def test_the_published_example_keeps_every_rule() -> None:
    assert roster_names() == ("clinic-month", "nurse-out", "reroster-6wk")
    assert not judge_roster(*clinic(absences=[])).findings


def test_two_changes_for_the_volunteer_are_proven_the_fewest(month: RepairedRoster) -> None:
    proof = month.certificate
    assert (proof.short, proof.changes, proof.changes_bound, proof.proven) == (0, 2, 2, True)
    assert [(c.person, str(c.date), c.now) for c in month.changes if c.counted] == [
        ("ma-gray", "2026-12-03", ("early",)),
        ("ma-gray", "2026-12-04", ("early",)),
    ]
    assert not (month.eased or month.broken or month.troubles or month.uncovered)


def test_every_change_names_what_it_is_for(month: RepairedRoster) -> None:
    reasons = {(c.person, c.reason.rule) for c in month.changes}
    assert reasons == {("ma-eads", "absence"), ("ma-gray", "demand")}
    assert month.changes[1].reason.sentence == (
        "Otherwise early on 2026-12-03: 1 of at least 2 people."
    )


def test_who_is_asked_could_be_somebody_else_without_a_breach(month: RepairedRoster) -> None:
    office, roster = clinic()
    assert [call.order for call in month.calls] == [1, 2]
    for call in month.calls:
        assert call.standing is RosterStanding.VOLUNTEER
        assert call.others
        at = (call.date - roster.first).days
        for other in call.others:
            rows = {p: list(row) for p, row in month.roster.rows.items()}
            rows[call.person][at], rows[other][at] = (), call.shift_types
            plan = RosterPlan(rows={p: tuple(row) for p, row in rows.items()})
            verdict = judge_roster(office, roster, plan)
            assert not verdict.breaches and not verdict.gaps


def test_no_two_options_are_the_same_roster(month: RepairedRoster) -> None:
    rosters = [option.roster.model_dump_json() for option in month.options]
    assert len(set(rosters)) == len(rosters) > 1
    leans = [lean for option in month.options for lean in option.leans]
    assert sorted(leans) == sorted(Lean)
    assert month.options[0].roster == month.roster


def test_the_agreed_order_of_calls_comes_before_all_else() -> None:
    office, roster = clinic(volunteers=["ma-gray", "ma-fox"])
    document = office.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    document["rostering"]["call_order"] = [
        {"kinds": ["early"], "order": ["ma-gray", "ma-fox"], "price": 1}
    ]
    answer = repair(Office.model_validate(document), roster, asked=PATIENT)
    assert [call.person for call in answer.calls] == ["ma-gray", "ma-gray"]
    assert answer.calls[0].others[0] == "ma-fox"


def test_least_hours_that_an_absence_undoes_make_nothing_impossible() -> None:
    office, roster = clinic()
    office = contracts(office, "full-time", hours=[{"least": 1920, "most": 2400, "weeks": 1}])
    answer = repair(office, roster, asked=PATIENT)
    assert (answer.certificate.short, answer.certificate.changes) == (0, 2)
    assert answer.certificate.proven
    assert answer.eased == (
        "hours: ma-eads is paid for 960 minutes from 2026-11-30, at least 1920.",
    )


def test_a_nurse_whom_nobody_can_replace_is_listed() -> None:
    answer = repair(*clinic(absences=[{"person": "rn-ames", "from": "2026-12-03"}]), asked=PATIENT)
    assert [(gap.about, gap.cost) for gap in answer.uncovered] == [(("early", "2026-12-03"), 1)]
    assert answer.certificate.short == answer.certificate.short_bound == 1
    assert not answer.broken and not answer.troubles


def test_without_time_the_answer_is_what_the_absence_left() -> None:
    office, roster = clinic()
    answer = repair(office, roster, asked=RosterAsked(0))
    assert answer.roster == standing_roster(roster_case_of(office, roster))
    assert len(answer.uncovered) == 2
    assert (answer.certificate.changes, answer.certificate.proven) == (0, False)


def test_a_search_that_was_stopped_has_an_answer() -> None:
    stop = threading.Event()
    stop.set()
    assert len(repair(*clinic(), asked=PATIENT, stop=stop).uncovered) == 2


def test_a_published_roster_that_breaks_rules_is_repaired_all_the_same() -> None:
    office, roster = clinic()
    office = contracts(office, "part-time", hours=[{"most": 480, "weeks": 1}])
    answer = repair(office, roster, asked=PATIENT)
    assert not answer.troubles and not answer.broken
    assert any(sentence.startswith("hours: ma-fox") for sentence in answer.eased)


def test_a_roster_of_the_search_that_breaks_a_rule_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office, roster = clinic()
    everything: dict[str, tuple[tuple[str, ...], ...]] = {
        person.id: (("early",),) * roster.days for person in office.people
    }

    def told(*_: object) -> Any:
        step = Step(Lean.FEWEST_CHANGES, RosterPlan(rows=everything), {}, done=True)
        return iter([step])

    monkeypatch.setattr(Search, "told", told)
    answer = repair(office, roster, asked=PATIENT)
    assert answer.troubles and not answer.certificate.proven
    assert answer.roster == standing_roster(roster_case_of(office, roster))


def test_nothing_published_is_refused() -> None:
    with pytest.raises(BadInput, match=r"roster\.published: nothing is published"):
        repair(*clinic(published={}, as_of=None))


def test_a_deadline_without_end_is_refused() -> None:
    with pytest.raises(BadInput, match="deadline: out of range"):
        repair(*clinic(), asked=RosterAsked(1e9))


def test_a_plan_of_somebody_else_is_refused_with_its_fields() -> None:
    office, roster = clinic()
    rows = {**roster.published, "dr-who": ((),) * 28, "ma-gray": (("nights",),) * 3}
    with pytest.raises(BadInput) as refused:
        judge_roster(office, roster, RosterPlan(rows=rows))
    assert {fault.field for fault in refused.value.faults} >= {
        "plan.rows.dr-who",
        "plan.rows.ma-gray",
        "plan.rows.ma-gray.0",
    }


def test_a_built_roster_keeps_every_rule_and_says_how_good_it_is() -> None:
    office, roster = clinic(published={}, as_of=None, days=14)
    built = build(office, roster, asked=RosterAsked(60))
    assert built.roster is not None and built.possible
    case = roster_case_of(office, roster)
    assert not check(case, built.roster).breaches
    assert built.certificate is not None and built.certificate.changes is None


def test_a_roster_that_cannot_be_is_told_so() -> None:
    office, roster = clinic(published={}, as_of=None, days=7, absences=[])
    office = contracts(office, "full-time", hours=[{"least": 9600, "most": 9600}])
    built = build(office, roster, asked=RosterAsked(60))
    assert (built.roster, built.possible) == (None, False)
