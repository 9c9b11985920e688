"""A visit is turned into video only where office, type, patient and provider allow it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.finding import Tier
from models.office import Modality
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Offer
    from solvers.day.rule import Price


class Video(Rule):
    """A visit is turned into video only where office, type, patient and provider allow it."""

    name = "video"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Whether the offer's modality can be."""
        mode = offer.mode
        if mode.remote and not any(away.remote for away in facts.away[offer.provider]):
            return f"{offer.provider} is not working by video from elsewhere"
        if mode.remote and not facts.provider_tasks(visit, mode.modality):
            return "no provider has a part in it, wherever they are"
        if mode.remote and mode.modality is not Modality.VIDEO:
            return "only video visits can be held from elsewhere"
        if visit.modality is mode.modality:
            return None
        if mode.modality is Modality.IN_PERSON or visit.at is None:
            return "the modality stays as booked"
        if not facts.rules.video.convert:
            return "the office does not turn visits into video"
        if not visit.video:
            return "the patient has not agreed to video"
        if not facts.people[offer.provider].reach_by_video:
            return f"{offer.provider} is not set up for video"
        return None

    def offer_prices(self, facts: Facts, visit: Appointment, offer: Offer) -> Iterable[Price]:
        """Turning a visit into video costs."""
        if visit.at is not None and offer.mode.modality is not visit.modality:
            yield Tier.T4, facts.rates.video
