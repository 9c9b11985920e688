"""A patient goes to another site only where office and patient agree to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from solvers.day.known.set_aside import set_aside
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Offer
    from solvers.day.rule import Price


class OtherSite(Rule):
    """A patient goes to another site only where office and patient agree to it."""

    name = "other-site"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Whether the offer's site can be."""
        if offer.mode.site == facts.case.site_of(visit):
            return None
        if not (facts.rules.other_site.offer or set_aside(facts, self.name, visit.id)):
            return "the office does not offer other sites"
        return None if offer.mode.site in visit.sites else "the patient does not accept the site"

    def offer_prices(self, facts: Facts, visit: Appointment, offer: Offer) -> Iterable[Price]:
        """Another site costs."""
        if visit.at is not None and offer.mode.site != facts.case.site_of(visit):
            yield Tier.T4, facts.rates.other_site
