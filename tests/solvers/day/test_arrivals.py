"""Of the arrivals before a provider's time the core keeps the cheapest, whatever the rates are."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import TYPE_CHECKING

import numpy as np

from models.base import Window
from models.clock import minutes_of
from scenarios.generator.days import generate
from scenarios.generator.tiny import Tiny, generate_tiny
from solvers.day.known.facts import Facts
from solvers.day.model.visits import arrivals_for
from solvers.day.placements.candidates import candidates
from solvers.day.placements.template_time import published_wait
from solvers.day.registry import rules
from tests.solvers.day.solving import case_for

if TYPE_CHECKING:
    from models.office import Office


def differences(tiny: Tiny, seed: int) -> Counter[str]:
    """Compare the least price of the arrivals kept with that of all; count the rules that spoke."""
    facts = Facts(case_for(tiny.office, tiny.day, tiny.now, tiny.issued))
    dice, spoke = Random(seed), Counter[str]()
    rates = {rule.name: dice.choice((0, 1, 7)) for rule in rules()}
    for visit in facts.visits.values():
        found = candidates(facts, rules(), visit)
        for offer, blocks in found.starts.items():
            tmpl = found.templates[offer.mode.modality]
            first = next((k for k, block in enumerate(tmpl.blocks) if block.provided), 0)
            price = np.zeros(len(blocks[0]))
            for rule in rules():
                for _, prices in rule.arrival_prices(facts, visit, offer.mode, blocks[0]):
                    price += rates[rule.name] * prices
                    spoke[rule.name] += bool(np.ptp(prices))
            low = tmpl.blocks[first].head
            high = sum(
                tmpl.blocks[k - 1].length + tmpl.blocks[k].lag_max for k in range(1, first + 1)
            )
            free = max(facts.rates.wait_free, published_wait(facts, visit.id))
            at = {int(arrival): cost for arrival, cost in zip(blocks[0], price, strict=True)}
            kept: dict[int, list[int]] = {}
            for start, arrival in arrivals_for(facts, visit, offer.mode, tmpl, first, blocks):
                kept.setdefault(start, []).append(arrival)
            for start in map(int, blocks[first]):
                dear = {
                    a: cost + rates["waits"] * max(0, start - low - a - free)
                    for a, cost in at.items()
                    if low <= start - a <= high
                }
                assert min(dear[a] for a in kept[start]) == min(dear.values()), (visit.id, start)
    return spoke


def mixing(office: Office) -> Office:
    """Return the office with every visit infectious, and an hour for the well in the morning."""
    hours = (Window(start=minutes_of("10:00"), end=minutes_of("11:00")),)
    return office.model_copy(
        update={
            "sites": tuple(s.model_copy(update={"well_hours": hours}) for s in office.sites),
            "visit_types": {
                name: kind.model_copy(update={"infectious": True})
                for name, kind in office.visit_types.items()
            },
        }
    )


def test_the_cheapest_arrival_is_among_those_kept() -> None:
    spoke = Counter[str]()
    for seed in range(150):
        spoke += differences(generate_tiny(seed), seed)
    for seed in range(6):
        office, day = generate(seed, providers=2, visits_per_provider=10, slack=0.5)
        spoke += differences(Tiny(mixing(office), day, 0), seed)
    speaking = {rule.name for rule in rules() if "arrival_prices" in type(rule).__dict__}
    assert set(+spoke) == speaking
