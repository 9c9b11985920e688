"""Periods: the days that a total is over."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.contracts import Total
    from solvers.roster.facts import Facts


class Period(NamedTuple):
    """Days that are known, or to be decided, of one period.

    `whole` says that it has no other days; `opening` that the ledger is carried into it.
    """

    days: range
    whole: bool
    opening: bool


def periods(facts: Facts, person: str, total: Total) -> Iterator[Period]:
    """Yield the periods of a total that have a day in the horizon."""
    if total.weeks is None:
        yield Period(range(facts.days), whole=True, opening=True)
        return
    length = 7 * total.weeks
    every = 7 if total.rolling else length
    shift = (facts.number(total.anchor) + length - 1) % every
    for start in range(shift - length + 1, facts.days, every):
        first = max(start, facts.first_known(person))
        last = min(start + length, facts.days)
        yield Period(range(first, last), whole=last - first == length, opening=False)
