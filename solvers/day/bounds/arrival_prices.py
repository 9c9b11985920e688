"""What arrivals cost by themselves, and with the wait for the provider that they leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from solvers.day.placements.template_time import published_wait

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Candidates, Offer, Starts
    from solvers.day.rule import Rule

    Floats = NDArray[np.float64]


class ArrivalPrices:
    """Prices of arrivals by the rules that speak of them, tiers weighed."""

    def __init__(self, facts: Facts, rules: Sequence[Rule], weights: Mapping[Tier, int]) -> None:
        self.facts, self.weights = facts, weights
        self.rules = rules

    def alone(self, found: Candidates, offer: Offer) -> Floats:
        """Return what each arrival under an offer costs, whatever comes after it."""
        arrivals = found.starts[offer][0]
        total = np.zeros(len(arrivals), dtype=np.float64)
        for rule in self.rules:
            for tier, prices in rule.arrival_prices(self.facts, found.visit, offer.mode, arrivals):
                total += prices * self.weights.get(tier, 0)
        return total

    def before(self, found: Candidates, offer: Offer, block: int, starts: Starts) -> Floats:
        """Return what each arrival costs before each start of a block, one row for each start.

        An arrival before which the block cannot start then costs infinitely much.
        """
        facts, blocks = self.facts, found.templates[offer.mode.modality].blocks
        low = blocks[block].head
        high = sum(blocks[k - 1].length + blocks[k].lag_max for k in range(1, block + 1))
        free = max(facts.rates.wait_free, published_wait(facts, found.visit.id))
        minute = facts.rates.wait_minute * self.weights.get(Tier.T3, 0)
        between = starts[:, None] - found.starts[offer][0][None, :]
        price = self.alone(found, offer)[None, :] + minute * np.maximum(0, between - low - free)
        within = (between >= low) & (between <= high)
        return np.asarray(np.where(within, price, np.inf), dtype=np.float64)
