"""What people asked for is kept where that can be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Finding, FindingKind, Tier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.roster.check_view import RosterView

RULE = "requests"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    here = {person.id for person in view.people}
    dates = set(view.dates)
    for request in view.roster.requests:
        if request.date not in dates or request.person not in here:
            continue
        works = bool(view.of(request.person, request.date, request.kinds))
        price = request.price
        if price is None:
            price = view.case.rostering.requests.price
        if works is request.off and price:
            what = "works" if works else "does not work"
            yield Finding(
                rule=RULE,
                kind=FindingKind.COST,
                about=(request.person, request.date.isoformat()),
                sentence=f"{request.person} {what} on {request.date}, against a request.",
                tier=Tier.T5,
                cost=price,
            )
