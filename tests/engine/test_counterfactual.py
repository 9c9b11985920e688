"""What speaks against a plan that differs in one thing."""

from __future__ import annotations

from engine.explaining.counterfactual import Counterfactual
from engine.proposals.baseline import do_nothing
from models.case import Case
from models.finding import FindingKind, Tier
from models.plan import Plan, PlannedBreak, PlannedVisit
from solvers.day.check.verdict import check
from tests.engine.clinic import LEE_OUT, by_video, case, office, placed, visit, with_visits


def counterfactual(now: Case, **visits: object) -> Counterfactual:
    """Return the published plan, with some visits elsewhere, to try changes on."""
    plan = with_visits(do_nothing(now), **visits)  # type: ignore[arg-type]
    return Counterfactual(now, plan, check(now, plan))


def test_the_plan_itself_has_nothing_against_it() -> None:
    whatif = counterfactual(case(LEE_OUT))

    assert whatif.against(whatif.plan) is None
    assert whatif.legal(whatif.plan)


def test_only_the_one_visit_is_otherwise() -> None:
    whatif = counterfactual(case())
    place = placed(600, "dr-bell")

    other = whatif.with_visit(PlannedVisit(appointment="a-1", placement=place))

    assert other == with_visits(whatif.plan, a_1=place)


def test_a_new_breach_speaks_first() -> None:
    whatif = counterfactual(case())
    # dr-bell has b-1 at that time; the call that it would cost besides is not what is told.
    other = with_visits(whatif.plan, a_2=placed(545, "dr-bell", "ma-2"))

    found = whatif.against(other)

    assert found is not None
    assert (found.kind, found.rule) == (FindingKind.BREACH, "provider-overlap")
    assert not whatif.legal(other)


def test_breaches_that_are_there_anyhow_do_not_count() -> None:
    # dr-lee is out and a-1, a-2, a-3 are still with dr-lee: illegal, but not for b-2's sake.
    whatif = counterfactual(case(LEE_OUT))
    other = with_visits(whatif.plan, b_2=placed(840, "dr-bell"))

    found = whatif.against(other)

    assert found is not None
    assert (found.rule, found.tier, found.cost) == ("calls", Tier.T4, 72)
    assert whatif.legal(other)


def test_what_a_change_saves_counts_in_its_favour() -> None:
    whatif = counterfactual(case(LEE_OUT), a_1=placed(600, "np-cruz"))
    back = with_visits(whatif.plan, a_1=placed(540, "np-cruz", "ma-2"))

    # Another provider all the same, but no call any more.
    assert whatif.against(back) is None
    assert whatif.legal(back)


def test_a_dearer_change_is_told_by_what_it_adds_most() -> None:
    whatif = counterfactual(case(LEE_OUT), a_2=placed(600, "np-cruz", "ma-2"))

    # By video with dr-bell: a call (60) and the conversion (20) for a provider of the team.
    found = whatif.against(with_visits(whatif.plan, a_2=by_video(600, "dr-bell")))

    assert found is not None
    assert found.rule == "calls"


def test_harm_comes_before_cost() -> None:
    now = case(LEE_OUT, appointments=visit("a-1", urgency="must-today"))
    whatif = counterfactual(now, a_1=placed(540, "np-cruz", "ma-2"), a_2="s-1")
    worse = with_visits(whatif.plan, a_1=None, a_2=placed(600, "np-cruz", "ma-2"))

    # Seeing a-2 saves more than a-1's call costs, and is no comfort.
    found = whatif.against(worse)

    assert found is not None
    assert (found.rule, found.tier) == ("disposition", Tier.T1)
    # The other way round, it is worth any cost.
    dear = with_visits(whatif.plan, a_3=None, b_2=placed(840, "dr-bell"))
    back = Counterfactual(now, worse, check(now, worse))
    assert back.against(dear) is None


def test_a_new_gap_is_not_legal() -> None:
    whatif = counterfactual(case())
    other = whatif.plan.model_copy(update={"duties": ()})

    found = whatif.against(other)

    assert found is not None
    assert (found.rule, found.tier) == ("coverage", Tier.T0)
    assert not whatif.legal(other)


def test_two_equal_gaps_are_more_than_one() -> None:
    rests = [{"kind": "rest", "minutes": 10, "start-by": 540}] * 2
    for right in rests:
        right["roles"] = ["medical-assistant"]
    now = case(at=office(rules={"breaks": {"entitlements": rests}}))
    plan = do_nothing(now)
    taken = [one for one in plan.breaks if one.person == "ma-2"]
    assert len(taken) == 2
    one_missing = plan.model_copy(update={"breaks": _without(plan, taken[:1])})
    both_missing = plan.model_copy(update={"breaks": _without(plan, taken)})

    whatif = Counterfactual(now, one_missing, check(now, one_missing))
    found = whatif.against(both_missing)

    assert found is not None
    assert (found.rule, found.about) == ("breaks", ("ma-2",))
    assert not whatif.legal(both_missing)
    assert whatif.against(plan) is None


def _without(plan: Plan, gone: list[PlannedBreak]) -> tuple[PlannedBreak, ...]:
    return tuple(taken for taken in plan.breaks if taken not in gone)
