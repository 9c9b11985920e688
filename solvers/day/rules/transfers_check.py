"""People go to another site only where they may, with time for the way, and leave no gap behind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.clock import wall
from models.finding import Finding, FindingKind, Tier
from models.office import DutyKind
from models.staffing import shift_left, way
from solvers.day.check.view import minus, overlapping, view_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.case import Case
    from models.day import Shift
    from models.office import Duty
    from models.plan import Plan, Transfer
    from solvers.day.check.view import Stretch

RULE = "transfers"

LEAST = 60
"""Minutes that somebody is at the other site at the least."""


def check(case: Case, plan: Plan) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for was in case.published.transfers:
        if was not in plan.transfers:
            sentence = f"{was.person} was sent to {was.to}, and that cannot be taken back."
            yield _breach(was.person, sentence)
    reserves = {reserve.id: reserve.person for reserve in case.day.reserves}
    called = {reserves[ref] for ref in plan.called_in if ref in reserves}
    settled = list(case.published.transfers)
    moved: set[str] = {sent.person for sent in settled}
    for sent in plan.transfers:
        if sent in settled:
            settled.remove(sent)
            continue
        person = sent.person
        shift = shift_left(case.as_published.day, sent)
        minutes = None if shift is None else way(case.office, shift.site, sent.to)
        if person in moved or person in called:
            wrong = "is called in or sent elsewhere already"
        elif shift is None:
            wrong = "has no shift then"
        else:
            wrong = _wrong(case, sent, shift, minutes)
        moved.add(person)
        if wrong or shift is None or minutes is None:
            yield _breach(person, f"{person} is sent to {sent.to}, and {wrong}.")
            continue
        yield from _price(case, sent, shift, minutes)
        if case.rules.transfers.donor_minimum:
            yield from _missed(case, plan, sent, shift)


def _breach(person: str, sentence: str) -> Finding:
    return Finding(rule=RULE, kind=FindingKind.BREACH, about=(person,), sentence=sentence)


def _wrong(case: Case, sent: Transfer, shift: Shift, minutes: int | None) -> str:
    if shift.locked is not None:
        return "the shift is locked"
    if sent.to not in case.people[sent.person].other_sites or sent.to not in case.sites:
        return "may not be"
    if minutes is None:
        return f"there is no way there from {shift.site}"
    if sent.leaves < case.now:
        return f"{wall(sent.leaves)} is over"
    there = sent.leaves + minutes + LEAST
    if there > shift.end:
        return f"would be there for less than {LEAST} minutes"
    away = [(a, b) for a, b, _ in view_of(case).away(sent.person)]
    if overlapping(away, sent.leaves, there):
        return "is away at that time"
    for taken in case.published.breaks:
        began = taken.person == sent.person and taken.start < case.now
        if began and taken.start < sent.leaves < taken.end:
            return "is on a break then"
    return ""


def _price(case: Case, sent: Transfer, shift: Shift, minutes: int) -> Iterator[Finding]:
    price = case.rates.transfer + (minutes + 4) // 5
    if price:
        yield Finding(
            rule=RULE,
            kind=FindingKind.COST,
            about=(sent.person,),
            sentence=f"{sent.person} leaves {shift.site} for {sent.to} at {wall(sent.leaves)}.",
            tier=Tier.T4,
            cost=price,
        )


def _missed(case: Case, plan: Plan, sent: Transfer, shift: Shift) -> Iterator[Finding]:
    """Yield a breach for each duty that is short when the person would have been at its site."""
    view, person = view_of(case), sent.person
    there = view_of(case.as_published).present(person, shift.site)
    left = [(sent.leaves, shift.end)]
    missed = minus(left, minus(left, there))
    for duty in case.office.duties:
        if duty.site != shift.site or not view.can_cover(person, duty.id):
            continue
        people = _on(case, plan, duty)
        short = [
            t
            for piece in duty.demand
            for a, b in missed
            for t in range(max(a, piece.start, case.now), min(b, piece.end))
            if sum(x <= t < y for x, y in people) < piece.minimum
        ]
        if short:
            sentence = (
                f"{person} leaves {shift.site} at {wall(sent.leaves)},"
                f" and {duty.id} is short at {wall(short[0])}."
            )
            yield _breach(person, sentence)


def _on(case: Case, plan: Plan, duty: Duty) -> list[Stretch]:
    """Return when each of the people counts for a duty."""
    view = view_of(case)
    if duty.kind is DutyKind.PRESENCE:
        able = [person for person in case.people if view.can_cover(person, duty.id)]
        return [stretch for person in able for stretch in view.present(person, duty.site)]
    return [
        stretch
        for given in plan.duties
        if given.duty == duty.id
        for stretch in minus(
            [(given.start, given.end)],
            [(b.start, b.end) for b in plan.breaks if b.person == given.person],
        )
    ]
