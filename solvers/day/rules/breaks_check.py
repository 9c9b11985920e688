"""Everybody gets the breaks that the law or the contract gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from models.rules import BreakKind
from solvers.day.check.away import FOREVER
from solvers.day.check.view import holding, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.day import Shift
    from models.plan import Plan, PlannedBreak

RULE = "breaks"


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    view = view_of(case)
    published = {(b.person, b.kind, b.start, b.end) for b in case.published.breaks}
    planned, booked = _by_person(plan), _by_person(case.published)
    for stint in case.stints:
        shift = stint[0]
        presence = [stretch for piece in stint for stretch in view.present_on(piece)]
        claims = _claims(case, shift, presence, booked.get(shift.person, []))
        pieces = [(piece.start, piece.end) for piece in stint]
        taken = [b for b in planned.get(shift.person, ()) if holding(pieces, b.start, b.end)]
        fits = [
            [
                i
                for i, b in enumerate(taken)
                if (b.kind, b.end - b.start) == claim[:2]
                and claim[2] <= b.start <= claim[3]
                and holding(presence, b.start, b.end)
            ]
            for claim in claims
        ]
        for _ in range(len(claims) - _most_met(fits)):
            yield Finding(
                rule=RULE,
                kind=FindingKind.GAP,
                about=(shift.person,),
                sentence=f"{shift.person} misses a break that is due.",
                tier=Tier.T0,
                cost=10_000,
                advice=_advice(case, shift.person),
            )
        chosen = {
            i
            for i, b in enumerate(taken)
            if b.start >= case.now and (b.person, b.kind, b.start, b.end) not in published
        }
        if _most_met([[i for i in some if i in chosen] for some in fits]) < len(chosen):
            sentence = f"{shift.person} has a break that meets no claim."
            yield Finding(
                rule=RULE, kind=FindingKind.BREACH, about=(shift.person,), sentence=sentence
            )
        future = sum(b.start >= case.now for b in taken)
        if future and len(taken) > max(len(claims), len(taken) - future):
            sentence = f"{shift.person} has {len(taken)} breaks and a claim to {len(claims)}."
            yield Finding(
                rule=RULE, kind=FindingKind.BREACH, about=(shift.person,), sentence=sentence
            )
    there = {(b.person, b.kind, b.start) for b in plan.breaks}
    for was in case.published.breaks:
        present = holding(view.present(was.person), was.start, was.end)
        moved = (was.person, was.kind, was.start) not in there
        if was.start >= case.now and present and moved and case.rates.break_moved:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(was.person,),
                sentence=f"{was.person}'s break at {wall(was.start)} moves.",
                tier=Tier.T4,
                cost=case.rates.break_moved,
            )


def _advice(case: Case, person: str) -> str:
    written = "; ".join(case.rules.sources(RULE))
    law = f" ({written})" if written else ""
    return f"relieve {person} for a break, or pay what a missed one costs{law}"


def _by_person(plan: Plan) -> dict[str, list[PlannedBreak]]:
    breaks: dict[str, list[PlannedBreak]] = {}
    for taken in plan.breaks:
        breaks.setdefault(taken.person, []).append(taken)
    return breaks


def _claims(
    case: Case, shift: Shift, presence: list[tuple[int, int]], published: list[PlannedBreak]
) -> list[tuple[BreakKind, int, int, int]]:
    """Return (kind, minutes, earliest start, latest start) of every break that is due."""
    if not presence:
        return []
    worked, first = sum(b - a for a, b in presence), presence[0][0]
    roles = case.people[shift.person].roles
    due = []
    for right in case.rules.breaks.entitlements:
        for_them = not right.roles or any(role in right.roles for role in roles)
        if worked > right.over_minutes and for_them:
            low, high = first + right.not_before, first + right.start_by
            if right.between is not None:
                low, high = max(low, right.between.start), min(high, right.between.end - 1)
            due.append((right.kind, right.minutes, low, high))
    booked = sorted(
        (b.start, b.end, b.kind) for b in published if holding(presence, b.start, b.end)
    )
    for kind in BreakKind:
        paired = sum(claim[0] is kind for claim in due)
        of_kind = [b for b in booked if b[2] is kind]
        due += [(kind, end - start, 0, FOREVER) for start, end, _ in of_kind[paired:]]
    return due


def _most_met(fits: list[list[int]]) -> int:
    """Return how many claims different breaks can meet (Kuhn's augmenting paths)."""
    taken: dict[int, int] = {}

    def give(claim: int, tried: set[int]) -> bool:
        for i in fits[claim]:
            if i in tried:
                continue
            tried.add(i)
            if i not in taken or give(taken[i], tried):
                taken[i] = claim
                return True
        return False

    return sum(give(claim, set()) for claim in range(len(fits)))
