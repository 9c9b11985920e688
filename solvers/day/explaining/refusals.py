"""Refusals: which rule speaks against a visit at a place and time, and in which words.

The rules are asked one after the other, as they are when candidates are worked out; the first
that leaves nothing is the one that refuses.
"""

from __future__ import annotations

import inspect
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from models.explanation import Refusal
from solvers.day.placements.candidates import Offer, consistent, grid, offers_of, template
from solvers.day.registry import rules

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.appointment import Appointment
    from models.office import Modality
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Starts, Template
    from solvers.day.rule import Rule


FIRST = ("begun", "freeze", "absence", "closures", "opening-hours", "shift", "consent", "locks")
"""Rules that are asked first: where several refuse, theirs is the most telling sentence."""

LAST = ("competence", "duty-tasks")
"""Rules that are asked last about a start: who is not there, is so for another rule's reason."""

NOBODY = {
    "attendants": "nobody who may be with the patient as asked for is at work all that time",
    "competence": "nobody who may do what it asks of others is at work all that time",
    "duty-tasks": "nobody who may cover what it needs is at work all that time",
}
"""What is said when such a rule refuses a start."""


def refuses_offer(facts: Facts, visit: Appointment, offer: Offer) -> Refusal | None:
    """Return the first rule that cannot have the offer at any time, with its sentence."""
    for rule in rules():
        sentence = rule.admits(facts, visit, offer)
        if sentence:
            return Refusal(rule=rule.name, sentence=sentence)
    return None


def refuses_start(facts: Facts, visit: Appointment, offer: Offer, start: int) -> Refusal | None:
    """Return the first rule under which the visit cannot start then, given that it may be there."""
    tmpl = template(facts, visit, offer.mode.modality)
    if tmpl is None:
        return _no_phases(visit, offer.mode.modality)
    blocks = [_with_start(facts, visit, offer, (tmpl, b), start) for b in range(len(tmpl.blocks))]
    for rule in sorted(rules(), key=_rank):
        blocks = [
            _kept(rule, facts, visit, offer, tmpl, b, starts) for b, starts in enumerate(blocks)
        ]
        if not all(len(starts) for starts in consistent(tmpl, blocks)):
            return Refusal(rule=rule.name, sentence=NOBODY.get(rule.name) or meaning(rule))
    return None


def _rank(rule: Rule) -> int:
    if rule.name in FIRST:
        return FIRST.index(rule.name)
    return len(FIRST) + (LAST.index(rule.name) + 1 if rule.name in LAST else 0)


def refuses(facts: Facts, visit: Appointment, offer: Offer, start: int) -> Refusal | None:
    """Return the first rule that speaks against the visit there and then."""
    if template(facts, visit, offer.mode.modality) is None:
        return _no_phases(visit, offer.mode.modality)
    return refuses_offer(facts, visit, offer) or refuses_start(facts, visit, offer, start)


def refuses_slot(facts: Facts, visit: Appointment, slot: str) -> Refusal | None:
    """Return the first rule that cannot have the visit in an open slot, with its sentence."""
    for rule in rules():
        sentence = rule.refuses_slot(facts, visit, slot)
        if sentence:
            return Refusal(rule=rule.name, sentence=sentence)
    return None


def starts_left(facts: Facts, visit: Appointment, offer: Offer) -> list[int]:
    """Return the starts that the rules leave to an offer; none when it is refused."""
    tmpl = template(facts, visit, offer.mode.modality)
    if tmpl is None or refuses_offer(facts, visit, offer):
        return []
    blocks = []
    for block in range(len(tmpl.blocks)):
        starts = grid(facts, visit, tmpl, offer.mode, block)
        for rule in rules():
            starts = _kept(rule, facts, visit, offer, tmpl, block, starts)
        blocks.append(starts)
    return [int(start) for start in consistent(tmpl, blocks)[0]]


def offers_with(
    facts: Facts, visit: Appointment, provider: str, site: str, modality: Modality
) -> list[Offer]:
    """Return the visit's offers with a provider at a site in a modality, in the building first.

    Those in another visit's time are no answer to where a visit could be.
    """
    return sorted(
        offer
        for offer in offers_of(facts, visit)
        if (offer.provider, offer.mode.site, offer.mode.modality) == (provider, site, modality)
        and not offer.double
    )


@cache
def meaning(rule: Rule) -> str:
    """Return what a rule holds true, as its own first line says it, without the full stop."""
    lines: Sequence[str] = (inspect.getdoc(type(rule)) or rule.name).splitlines()
    sentence = lines[0].rstrip(".")
    return sentence[0].lower() + sentence[1:]


def _no_phases(visit: Appointment, modality: Modality) -> Refusal:
    way = modality.value.replace("-", " ")
    return Refusal(rule="phases", sentence=f"{visit.visit_type} has no phases for {way}")


def _with_start(
    facts: Facts, visit: Appointment, offer: Offer, cut: tuple[Template, int], start: int
) -> Starts:
    """Return the starts offered for a block when the visit starts then, on the grid or not."""
    tmpl, block = cut
    if block == 0:
        return np.array([start], dtype=np.int64)
    offered = grid(facts, visit, tmpl, offer.mode, block)
    return np.union1d(offered, np.array([start + tmpl.blocks[block].head], dtype=np.int64))


def _kept(
    rule: Rule,
    facts: Facts,
    visit: Appointment,
    offer: Offer,
    tmpl: Template,
    block: int,
    starts: Starts,
) -> Starts:
    keep = rule.mode_starts(facts, visit, offer.mode, tmpl, block, starts)
    starts = starts if keep is None else starts[keep]
    keep = rule.starts(facts, visit, offer, tmpl, block, starts)
    return starts if keep is None else starts[keep]
