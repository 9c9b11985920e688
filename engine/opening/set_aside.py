"""Demand that names what the office does not have any more: said to be uncovered, never planned.

Events stay for good, and so would one that asks for people at a site that has been closed since.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from models.finding import Finding, FindingKind, Tier
from models.roster_answer import BuiltRoster, RepairedRoster

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from models.office import Office
    from models.roster import RosterDemand

RULE = "demand"

Answered = TypeVar("Answered", RepairedRoster, BuiltRoster)


def gone_from(office: Office, demand: RosterDemand) -> tuple[str, ...]:
    """Return what a demand names that the office does not have, in words."""
    sites = {site.id for site in office.sites}
    missing = [f"site {demand.site}"] if demand.site not in {None, *sites} else []
    missing += [
        f"shift type {ref}" for ref in demand.shift_types if ref not in office.rostering.shift_types
    ]
    return tuple(missing)


def with_set_aside(answer: Answered, office: Office, demand: Iterable[RosterDemand]) -> Answered:
    """Return an answer that lists demand which was set aside among what is uncovered.

    Args:
        answer: the answer; its certificate is of the roster without that demand.
        office: the office.
        demand: what was set aside.
    """
    listed: tuple[Finding, ...] = tuple(_finding(office, each) for each in demand)
    return answer.model_copy(update={"uncovered": (*answer.uncovered, *listed)})


def _finding(office: Office, demand: RosterDemand) -> Finding:
    missing = " or ".join(gone_from(office, demand))
    what = " or ".join(demand.shift_types) or "the hours asked for"
    return Finding(
        rule=RULE,
        kind=FindingKind.GAP,
        about=tuple(_about(demand)),
        sentence=f"{what}{_when(demand)}: the office has no {missing} any more, so that nobody"
        f" is planned for it, of at least {demand.minimum} people.",
        tier=Tier.T0,
        cost=demand.minimum,
        advice=f"ask for people with what the office has, or put {missing} back",
    )


def _about(demand: RosterDemand) -> Iterator[str]:
    yield from demand.shift_types
    if demand.site is not None:
        yield demand.site
    yield from (day.isoformat() for day in demand.dates)


def _when(demand: RosterDemand) -> str:
    return f" on {', '.join(map(str, demand.dates))}" if demand.dates else ""
