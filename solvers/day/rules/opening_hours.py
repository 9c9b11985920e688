"""Patients are in the building only while it is open."""

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


class OpeningHours(Rule):
    """Patients are in the building only while it is open."""

    name = "opening-hours"

    def mode_starts(
        self,
        facts: Facts,
        visit: Appointment,
        mode: Mode,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Every phase in person lies within the site's hours."""
        if mode.modality is Modality.VIDEO:
            return None
        site, cut = facts.case.sites[mode.site], tmpl.blocks[block]
        keep = np.ones(len(starts), dtype=bool)
        for phase, offset in zip(cut.phases, cut.offsets, strict=True):
            end = starts + offset + tmpl.phases[phase].minutes
            keep &= (end <= facts.now) | ((starts + offset >= site.opens) & (end <= site.latest))
        return keep
