"""What the model side offers a visit, before anything is solved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.office import Modality
from solvers.day.known.facts import Facts
from solvers.day.placements.candidates import candidates
from solvers.day.registry import rules

if TYPE_CHECKING:
    from models.case import Case


def starts(
    case: Case,
    ref: str,
    provider: str,
    site: str = "main",
    modality: Modality = Modality.IN_PERSON,
    block: int = 0,
    *,
    double: bool = False,
) -> set[int]:
    """Return a block's starts that a visit is offered with a provider, held in one way."""
    facts = Facts(case)
    found = candidates(facts, rules(), facts.visits[ref])
    return {
        int(start)
        for offer, blocks in found.starts.items()
        if (offer.provider, offer.mode.site, offer.mode.modality) == (provider, site, modality)
        and offer.double is double
        for start in blocks[block]
    }


def slots(case: Case, ref: str) -> list[str]:
    """Return the open slots that a visit is offered."""
    facts = Facts(case)
    return candidates(facts, rules(), facts.visits[ref]).slots


def refusals(case: Case, ref: str) -> set[str]:
    """Return why ways of holding a visit are refused."""
    facts = Facts(case)
    return set(candidates(facts, rules(), facts.visits[ref]).refused.values())
