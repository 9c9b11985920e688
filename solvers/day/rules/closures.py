"""Nobody is seen in person at a site that is closed.

Rooms and devices that are out are taken from their pools.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.office import Modality
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Mode, Starts, Template


class Closures(Rule):
    """Nobody is seen in person at a site that is closed."""

    name = "closures"

    def mode_starts(
        self,
        facts: Facts,
        visit: Appointment,
        mode: Mode,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """No phase in person shares a minute with a closure of the site."""
        if mode.modality is Modality.VIDEO:
            return None
        keep = np.ones(len(starts), dtype=bool)
        for phase, offset in zip(
            tmpl.blocks[block].phases, tmpl.blocks[block].offsets, strict=True
        ):
            begin = np.maximum(starts + offset, facts.now)
            end = starts + offset + tmpl.phases[phase].minutes
            for a, b in facts.site_closures.get(mode.site, []):
                keep &= ~((begin < end) & (begin < b) & (a < end))
        return keep
