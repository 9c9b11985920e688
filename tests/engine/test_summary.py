"""The one sentence that a proposal opens with."""

from __future__ import annotations

import pytest

from engine.day.disposition import disposition
from engine.day.hit import hit_visits
from engine.proposals.baseline import do_nothing
from engine.proposals.kpis import kpis
from engine.proposals.summary import summary
from models.case import Case
from models.finding import Finding, FindingKind, Tier, Verdict
from models.plan import Disposition, Plan, Transfer
from models.proposal import Call, Certificate, Change, DutyChange
from tests.engine.certificates import certificate
from tests.engine.clinic import LEE_OUT, by_video, case, office, placed, visit, with_visits

MOVED_BREAK = DutyChange(person="ma-2", what="break moved", reason="ma-1 is away", rule="absence")


def told(
    now: Case,
    plan: Plan,
    verdict: Verdict | None = None,
    calls: int = 0,
    duties: int = 0,
    good: Certificate | None = None,
) -> str:
    """Sum the plan up."""
    hit = hit_visits(now)
    changes = [
        Change(
            appointment=planned.appointment,
            disposition=disposition(now, planned.appointment, planned),
        )
        for planned in plan.visits
    ]
    call = Call(order=1, appointment="a-1", booked=None, disposition=Disposition.MOVED, say="Come.")
    found = verdict or Verdict()
    figures = kpis(now, plan, found, hit=hit, changes=changes, calls=[call] * calls)
    return summary(
        now,
        figures,
        changes=changes,
        duty_changes=[MOVED_BREAK] * duties,
        verdict=found,
        hit=hit,
        certificate=good,
    )


def test_patients_calls_finish_and_gap() -> None:
    now = case(LEE_OUT)
    plan = with_visits(
        do_nothing(now), a_1=placed(600, "dr-bell"), a_2=by_video(600, "np-cruz"), a_3="s-1"
    )

    assert told(now, plan, calls=3, good=certificate()) == (
        "dr-lee out: 3 patients; 1 seen today, 1 by video, 1 to rebook; 3 calls; finish 13:30;"
        " within 0.4 % of the best possible."
    )


@pytest.mark.parametrize(
    ("calls", "words"), [(2, "2 calls to make, 2 made"), (0, "no calls to make, 2 made")]
)
def test_calls_made_are_told_beside_those_to_make(calls: int, words: str) -> None:
    made = ("no-answer", "message-left", "to-call", "arrived-anyway")
    outcomes = [{"type": "call-outcome", "appointment": "a-1", "outcome": what} for what in made]
    now = case({"type": "absent", "person": "ma-1"}, *outcomes)

    assert f"; {words}; " in told(now, do_nothing(now), calls=calls, duties=1)


def test_nothing_to_change() -> None:
    now = case({"type": "absent", "person": "desk-2"})

    assert told(now, do_nothing(now), good=certificate(0, 0)) == (
        "desk-2 out: nothing to change; proven best."
    )


def test_a_day_without_patients_hit_where_only_breaks_move() -> None:
    now = case({"type": "absent", "person": "ma-1"})

    assert told(now, do_nothing(now), duties=1) == (
        "ma-1 out: no patient is hit; no calls; 1 change to breaks and duties; finish 13:30."
    )


def test_who_is_called_in_or_sent_elsewhere_is_counted_apart() -> None:
    reserve = {"id": "r", "person": "ma-1", "site": "main", "from": "17:00", "to": "18:00"}
    ways = [{"between": ["main", "north"], "minutes": 20}]
    now = case(now=480, at=office(travel=ways), reserves=[reserve])
    sent = Transfer(person="ma-2", to="north", leaves=600)
    plan = do_nothing(now).model_copy(update={"called_in": ("r",), "transfers": (sent,)})

    assert "1 called in; 1 sent to another site; finish" in told(now, plan, duties=2)
    assert "1 called in; 1 sent to another site; 1 change to breaks" in told(now, plan, duties=3)


def test_decisions_bystanders_and_what_is_short_are_said() -> None:
    now = case(LEE_OUT, appointments=visit("a-1", urgency="must-today"))
    plan = with_visits(
        do_nothing(now),
        a_1=None,
        a_2=placed(600, "np-cruz"),
        a_3=None,
        b_1=placed(570, "dr-bell"),
        b_2=placed(780, "np-cruz"),
    )
    findings = (
        _finding("coverage", FindingKind.GAP, 30_000_000),
        _finding("breaks", FindingKind.GAP, 20_000),
        _finding("support-ratio", FindingKind.GAP, 45),
    )

    assert told(now, plan, Verdict(findings=findings), calls=3) == (
        "dr-lee out: 3 patients; 1 seen today, 2 for a clinician to decide;"
        " of the others 1 moved, 1 with another provider; 3 calls; finish 13:30;"
        " 1 must-today visit not seen; cover short by 30 person-minutes;"
        " 2 breaks missing; gap in support-ratio."
    )


def test_add_ons_are_told_apart() -> None:
    added = {"type": "add-on", "appointment": {"id": "x-1", "visit_type": "follow-up"}}
    now = case(added)
    plan = with_visits(do_nothing(now), x_1=placed(600, "dr-bell"))

    assert told(now, plan, calls=1) == ("x-1 added: 1 add-on: 1 seen today; 1 call; finish 13:30.")


def test_a_plan_that_breaks_rules_says_so() -> None:
    now = case(LEE_OUT)
    breach = _finding("absence", FindingKind.BREACH, 0)

    words = told(now, do_nothing(now), Verdict(findings=(breach, breach)))

    assert words.endswith("not to be published: 2 breaches.")


@pytest.mark.parametrize(
    ("good", "words"),
    [
        (certificate(500, 500), "proven best."),
        (certificate(100_000, 99_999), "within 0.1 % of the best possible."),
        (certificate(100, 90), "within 10 % of the best possible."),
        (certificate(100, 0), "how good it is, is not known yet."),
        (
            certificate(100, 90, tiers_proven={"T0": True, "T1": False}),
            "within 10 % of the best possible (T1 not proven least).",
        ),
        (
            certificate(100, 100, proven=False, tiers_proven={"T0": False, "T1": False}),
            "no better cost possible (T0 and T1 not proven least).",
        ),
    ],
)
def test_how_good_it_is(good: Certificate, words: str) -> None:
    now = case(LEE_OUT)

    assert told(now, do_nothing(now), good=good).endswith("; " + words)


def _finding(rule: str, kind: FindingKind, cost: int) -> Finding:
    tier = None if kind is FindingKind.BREACH else Tier.T0
    return Finding(rule=rule, kind=kind, about=("x",), sentence="So.", tier=tier, cost=cost)
