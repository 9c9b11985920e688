"""A visit's phases follow its type, with the lags between them.

The blocks of a visit and the rows that join them are made with its variables (`visits.py`).
"""

from __future__ import annotations

from solvers.day.rule import Rule


class Phases(Rule):
    """A visit's phases follow its type, with the lags between them."""

    name = "phases"
