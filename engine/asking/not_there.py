"""Why not there: a visit at a place that the plan does not give it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from engine.asking.conflict import GRACE, described
from engine.asking.standing import Standing, visit_of
from engine.asking.tryout import Tryout
from engine.asking.wishes import span_of, wish_of
from engine.day.disposition import disposition
from engine.day.places import where
from engine.day.seating import Way
from engine.day.where_words import place_words
from engine.explaining.by_rule import by_rule, cost_words, in_tier, traded
from engine.solving.warm import WORKERS
from models.clock import wall
from models.explanation import Answered, Refusal, WhyNot
from models.finding import Tier
from models.proposal import Change
from solvers.day.check.verdict import check
from solvers.day.explaining.asking import Forced
from solvers.day.explaining.refusals import refuses_slot
from solvers.day.explaining.told import ForcedBound, ForcedPlan, NotFound
from solvers.day.known.facts import Facts

if TYPE_CHECKING:
    import threading
    from collections.abc import Iterator

    from models.case import Case
    from models.explanation import Conflict, WishFor
    from models.plan import Plan, PlannedVisit
    from solvers.day.explaining.told import Core, Possible
    from solvers.day.explaining.wishes import Wish


def why_not(
    standing: Standing,
    asked: WishFor,
    seconds: float,
    *,
    seed: int = 0,
    stop: threading.Event | None = None,
) -> WhyNot:
    """Say why the visit is not there: which rule refuses it, or what it would cost and whom.

    The plan in question is solved again with the visit forced there, what shares its provider and
    time being free to change. What that costs more is exact for the plan found; the best plan with
    the visit there may cost less, but never less than `at_least` says.

    Raises:
        BadInput: something asked for is not there.
    """
    case, ref = standing.case, asked.visit or ""
    visit_of(standing, ref)
    wish = wish_of(case, asked, "wish")
    entry = next(planned for planned in standing.plan.visits if planned.appointment == ref)
    facts = Facts(case)
    if wish.met(facts, entry):
        words = f"The plan has it so: {wish.sentence}."
        return WhyNot(
            appointment=ref, asked=wish.sentence, answer=Answered.AS_PLANNED, summary=words
        )
    refusal = _refused(standing, asked)
    if refusal is not None:
        return WhyNot(
            appointment=ref,
            asked=wish.sentence,
            answer=Answered.REFUSED,
            summary=f"Not possible that {wish.sentence}: {refusal.sentence} [{refusal.rule}].",
            refused=refusal,
        )
    return _solved(standing, asked, wish, seconds, seed, stop)


def _refused(standing: Standing, asked: WishFor) -> Refusal | None:
    """Return the rule that refuses the visit there, whatever the others do."""
    case = standing.case
    visit = case.visits[asked.visit or ""]
    tryout = Tryout.of(case, standing.plan, standing.verdict)
    if asked.slot is not None:
        return refuses_slot(tryout.facts, visit, asked.slot)
    if asked.provider is None or asked.at is None:
        return None
    way = Way(asked.provider, asked.site or case.site_of(visit), asked.modality or visit.modality)
    return tryout.refused(visit, way, asked.at)


def _solved(
    standing: Standing,
    asked: WishFor,
    wish: Wish,
    seconds: float,
    seed: int,
    stop: threading.Event | None,
) -> WhyNot:
    case, ref = standing.case, asked.visit or ""
    visit = case.visits[ref]
    start = asked.at if asked.at is not None else visit.at or max(case.now, 0)
    span = span_of(case, ref, start, asked.modality or visit.modality)
    gaps = standing.verdict.key[0]
    task = Forced(case, standing.plan, wish, asked.provider, span, gaps, seconds, seed)
    plan: Plan | None = None
    bound: int | None = None
    outcome: Core | Possible | None = None
    with WORKERS.borrow() as worker:
        for told in worker.run(task, time.monotonic() + seconds + GRACE, stop):
            match told:
                case ForcedPlan():
                    plan = _better(case, plan, told.plan)
                case ForcedBound(value=value, harm_weight=weight):
                    bound = value - weight * standing.verdict.key[1]
                case NotFound(outcome=outcome):
                    pass
    if plan is not None:
        return _dearer(standing, wish, plan, bound)
    conflict = described(standing, [wish], outcome)
    unknown = conflict.answer is not Answered.IMPOSSIBLE
    return WhyNot(
        appointment=ref,
        asked=wish.sentence,
        answer=Answered.UNKNOWN if unknown else Answered.IMPOSSIBLE,
        summary=_open(conflict, wish) if unknown else conflict.summary,
        conflict=None if unknown else conflict,
    )


def _better(case: Case, known: Plan | None, other: Plan) -> Plan:
    if known is None or check(case, other).key < check(case, known).key:
        return other
    return known


def _open(conflict: Conflict, wish: Wish) -> str:
    if conflict.answer is Answered.POSSIBLE:
        return f"It can be that {wish.sentence}; what it would cost was not found out in time."
    return f"What it would take that {wish.sentence} was not found out in time."


def _dearer(standing: Standing, wish: Wish, plan: Plan, bound: int | None) -> WhyNot:
    case, ref = standing.case, wish.visit
    verdict = check(case, plan)
    if verdict.breaches:
        sentence = verdict.breaches[0].sentence.rstrip(".")
        raise AssertionError(f"a forced plan breaks {verdict.breaches[0].rule}: {sentence}")
    costs = by_rule(verdict, standing.verdict)
    least = _least(standing, verdict.key, bound)
    others = tuple(changes_between(case, standing.plan, plan, ref))
    parts = [f"If {wish.sentence}: {cost_words(costs)}"]
    if others:
        moved = ", ".join(
            f"{change.appointment} {place_words(change.after) or 'left to a clinician'}"
            for change in others
        )
        parts.append(f"others that change: {moved}")
    if verdict.key < standing.verdict.key:
        parts.append("so the plan in question was not the best: search longer")
    if least:
        parts.append(f"at least {least:,} dearer, whatever else changes")
    return WhyNot(
        appointment=ref,
        asked=wish.sentence,
        answer=Answered.POSSIBLE,
        summary=f"{'; '.join(parts)}.",
        costs=costs,
        gaps=in_tier(costs, Tier.T0),
        harm=in_tier(costs, Tier.T1),
        cost=traded(costs),
        at_least=least,
        changes=others,
        plan=plan,
    )


def _least(standing: Standing, forced: tuple[int, int, int], bound: int | None) -> int | None:
    """Return the least extra cost that is proven, where gaps and harm stay as they are.

    A plan with the visit there is a plan of the whole problem, so the proposal's bound holds for
    it; that of the forced core holds for it alone.
    """
    t0, t1, cost = standing.verdict.key
    if forced[:2] != (t0, t1):
        return None
    known = [standing.lower_bound] if standing.bound.cost is not None else []
    if bound is not None:
        known.append(bound)
    least = max(known, default=None)
    return None if least is None or least < cost else min(least, forced[2]) - cost


def changes_between(case: Case, before: Plan, after: Plan, ref: str = "") -> Iterator[Change]:
    """Yield how the visits differ between two plans, but for one of them."""
    was = {planned.appointment: planned for planned in before.visits}
    for planned in after.visits:
        old = was[planned.appointment]
        if planned.appointment != ref and _place(old) != _place(planned):
            visit = case.visits[planned.appointment]
            yield Change(
                appointment=visit.id,
                disposition=disposition(case, visit.id, planned),
                before=where(case, visit, old),
                after=where(case, visit, planned),
                reason=f"makes place at {wall(old.placement.start)}" if old.placement else "",
                rule="provider-overlap" if old.placement else "",
            )


def _place(planned: PlannedVisit) -> object:
    """Return what patient and provider see of an entry."""
    place = planned.placement
    if place is None:
        return planned.slot
    return place.provider, place.site, place.modality, place.start
