"""What lies before now is fact: breaks taken and duties done stay as they were.

The facts of the past are `fixed_breaks` and `fixed_duty` of the facts; nothing else before now is
offered.
"""

from __future__ import annotations

from solvers.day.rule import Rule


class Past(Rule):
    """What lies before now is fact: breaks taken and duties done stay as they were."""

    name = "past"
