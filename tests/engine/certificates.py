"""Certificates for the tests of the engine."""

from __future__ import annotations

from typing import Any

from models.proposal import Certificate


def certificate(cost: int = 500, bound: int = 498, **changed: Any) -> Certificate:
    """Return a certificate over these costs."""
    facts = {
        "cost": cost,
        "lower_bound": bound,
        "gap": (cost - bound) / cost if cost else 0.0,
        "gap_calls": 0.0,
        "gap_visits": 0.0,
        "proven": cost == bound,
        "tiers": {},
        "tiers_proven": {"T0": True, "T1": True},
        "ring": 1,
        "certified_by": 1,
        "limits": {},
        "offered_starts": "every 5 minutes",
    }
    return Certificate.model_validate(facts | changed)
