"""A side: one part of a day that is searched beside others, and the best that is known of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from solvers.day.limits import HARM_WEIGHT, Bound, Worth

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from models.plan import Plan
    from solvers.day.bounds.elsewhere import Way
    from solvers.day.known.parts import Part
    from solvers.day.limits import Key


@dataclass(slots=True, eq=False)
class Side:
    """One part, and the best that is known of it.

    `refused` when its plan did not go with the others': what is shared with them is then held;
    `searched` when it has been searched in full; `fitted` when first fit has been tried on its
    plan.
    """

    part: Part
    plan: Plan
    key: Key
    ring: int = 0
    bound: Bound = field(default_factory=Bound)
    worth: Worth | None = None
    ways: list[Way] = field(default_factory=list)
    refused: bool = False
    searched: bool = False
    fitted: bool = False

    @property
    def t1_least(self) -> bool:
        """Whether no plan of the whole day has less T1 in this part."""
        return self.key[1] == 0 or (self.bound.t1 == self.key[1] and not self.part.crossing)

    @property
    def lower(self) -> int:
        """What the part costs at the least, if none of its visits goes elsewhere."""
        known = self.bound.given == self.key[:2] and self.bound.cost is not None
        return min(self.key[2], self.bound.cost or 0) if known else 0

    @property
    def relaxed(self) -> float:
        """The bound of the relaxation alone, which `Way.least` and `Worth` go with."""
        if self.worth is None:
            return 0.0
        return max(0.0, self.worth.bound - HARM_WEIGHT * self.key[1])

    @property
    def open(self) -> int:
        """What may still be gained in the part, T1 weighed in while its least is not known."""
        harm = 0 if self.t1_least else HARM_WEIGHT * self.key[1]
        return self.key[2] - self.lower + harm

    @property
    def weighed(self) -> float:
        """What the part costs at the least if T1 weighs in it, and none of its visits leaves."""
        harm, relaxed = HARM_WEIGHT * self.key[1], 0.0 if self.worth is None else self.worth.bound
        if not self.t1_least or relaxed < harm:
            return relaxed
        # Either its T1 is the least, and with it what it costs besides, or it is one more.
        return max(relaxed, min(harm + self.lower, harm + HARM_WEIGHT))

    def leaving(self, host: Mapping[str, Side]) -> Iterator[tuple[Way, float]]:
        """Yield each way out for a visit, with what it gains (below 0) or costs by taking it."""
        if self.worth is None:
            return
        for way in self.ways:
            taker = host.get(way.site)
            minutes = taker.worth.minutes if taker is not None and taker.worth else {}
            price = way.least(minutes.get(way.provider or ""))
            yield way, price - self.worth.visits[way.visit]

    def open_to(self, host: Mapping[str, Side]) -> dict[str, float]:
        """Return by how much the bound falls at the most because visits may go to each site."""
        least: dict[tuple[str, str], float] = {}
        for way, gain in self.leaving(host):
            least[way.site, way.visit] = min(least.get((way.site, way.visit), gain), gain)
        falls: dict[str, float] = {}
        for (site, _), gain in least.items():
            above = self.above + (host[site].above if site in host else 0.0)
            if gain < above:
                falls[site] = max(falls.get(site, above), above) - min(0.0, gain)
        return falls

    @property
    def above(self) -> float:
        """By how much the part's bound is above the relaxation's."""
        return max(0.0, self.lower - self.relaxed)

    @property
    def proven(self) -> bool:
        """Whether nothing is left to be found in the part by itself."""
        t0, t1, cost = self.key
        return t0 in {0, self.bound.t0} and (
            (t1 == 0 and cost == 0) or (t1 in {0, self.bound.t1} and self.lower == cost)
        )


def share_of(waiting: Sequence[Side], lanes: int, *, even: bool) -> float:
    """Return the share of the time left that the first of those who wait gets in its lane.

    Time goes to where most is open, but to nobody less than half of an even share.
    """
    turns = -(-len(waiting) // lanes)
    whole = sum(side.open for side in waiting)
    if even or turns == 1 or not whole:
        return 1 / turns
    own = max(waiting[0].open / whole * lanes, 0.5 / turns)
    return min(own, 1 - 0.5 * (turns - 1) / turns)
