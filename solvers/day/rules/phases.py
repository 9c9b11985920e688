"""A visit's phases follow its type, with the lags between them.

The blocks of a visit and the rows that join them are made with its variables (`visits.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.rule import Rule

if TYPE_CHECKING:
    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Offer


class Phases(Rule):
    """A visit's phases follow its type, with the lags between them."""

    name = "phases"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """A visit that no provider has a part in stays in its provider's name."""
        named = facts.in_name_of(visit, offer.mode.modality)
        if not named or offer.provider in named:
            return None
        return f"it stays in the name of {named[0]}, who has no part in it"
