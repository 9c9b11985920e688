"""Every shift and hour has the people it needs; fewer than the minimum are a gap."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier
from solvers.roster.check_view import ONE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from models.roster import RosterDemand
    from models.staff import Person
    from solvers.roster.check_view import RosterView

RULE = "demand"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    defaults = view.case.rostering.demand
    for demand in view.roster.demand:
        wanted = {weekday.number for weekday in demand.weekdays}
        for day in sorted(set(demand.dates)) or view.dates:
            inside = view.dates[0] <= day <= view.dates[-1]
            if not inside or (wanted and day.weekday() not in wanted):
                continue
            yield from _judge(view, demand, day, (defaults.under, defaults.over))


def _judge(
    view: RosterView, demand: RosterDemand, day: date, prices: tuple[int, int]
) -> Iterator[Finding]:
    counts = [len(people) for people in _present(view, demand, day)]
    what = " or ".join(demand.shift_types) or "the hours asked for"
    about = (*demand.shift_types, day.isoformat())
    fewest, most = min(counts), max(counts)
    if fewest < demand.minimum:
        yield Finding(
            rule=RULE,
            kind=FindingKind.GAP,
            about=about,
            sentence=f"{what} on {day}: {fewest} of at least {demand.minimum} {_whom(demand)}.",
            tier=Tier.T0,
            cost=demand.minimum - fewest,
            advice="call somebody in, or close",
        )
    if demand.maximum is not None:
        top = demand.maximum
        held = [len(people) for people in _present(view, demand, day, held=True)]
        if any(n > max(top, stay) for n, stay in zip(counts, held, strict=True)):
            sentence = f"{what} on {day}: {most} {_whom(demand)}, at most {demand.maximum}."
            yield Finding(rule=RULE, kind=FindingKind.BREACH, about=about, sentence=sentence)
    if demand.optimum is None:
        return
    under = prices[0] if demand.under is None else demand.under
    over = prices[1] if demand.over is None else demand.over
    for tier, units, price in (
        (Tier.T2, demand.optimum - fewest, under),
        (Tier.T6, most - demand.optimum, over),
    ):
        if units > 0 and price:
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=about,
                sentence=f"{what} on {day}: {abs(units)} beside the best {demand.optimum}.",
                tier=tier,
                cost=units * price,
            )


def _whom(demand: RosterDemand) -> str:
    """Return in words who counts: all who do may be enough where the nurses among them are not."""
    narrowed = [" or ".join(demand.credentials), demand.role or "", demand.site or ""]
    named = ", ".join(each for each in narrowed if each)
    return f"people ({named})" if named else "people"


def _counts(view: RosterView, demand: RosterDemand, person: Person, day: date) -> bool:
    if not view.contract(person.id).counted:
        return False
    if demand.role is not None and demand.role not in [role.value for role in person.roles]:
        return False
    held = {c.id for c in person.credentials if c.expires is None or c.expires >= day}
    return not demand.credentials or not held.isdisjoint(demand.credentials)


def _present(
    view: RosterView, demand: RosterDemand, day: date, *, held: bool = False
) -> list[set[str]]:
    """Return who counts: once for shift types, else at each minute at which somebody changes."""
    window = demand.between
    spans = []
    first_site = view.case.office.sites[0].id
    for person in view.people:
        for near in (0,) if window is None else (-1, 0, 1):
            on = day + near * ONE
            cell = view.fact(person.id, on) if held else view.cell(person.id, on)
            for t in cell:
                shift = view.type(t)
                at_site = demand.site in (None, shift.site or first_site)
                of_it = at_site and (not demand.shift_types or t in demand.shift_types)
                if of_it and _counts(view, demand, person, day):
                    start = shift.start + near * 1440
                    spans.append((start, start + shift.end - shift.start, person.id))
    if window is None:
        return [{who for _, _, who in spans}]
    shifts = view.case.rostering.shift_types.values()
    ends = {
        minute + near * 1440
        for shift in shifts
        for minute in (shift.start, shift.end)
        for near in (-1, 0, 1)
    }
    moments = sorted({window.start} | {at for at in ends if window.start < at < window.end})
    return [{who for start, end, who in spans if start <= at < end} for at in moments]
