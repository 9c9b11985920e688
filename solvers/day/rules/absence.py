"""Nobody works while away."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.office import Modality
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Offer, Starts, Template


class Absence(Rule):
    """Nobody works while away."""

    name = "absence"

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Provider phases avoid the provider's absences, or lie in one worked by video.

        What lies before now counts as well, unless the visit has begun: nobody saw the patient.

        A remote offer is for starts that need it: the first phase lies in such an absence. Of
        several phases any may, and where no room is at stake it does not matter which.
        """
        keep = np.ones(len(starts), dtype=bool)
        provided = tmpl.blocks[block].provided
        several = sum(len(cut.provided) for cut in tmpl.blocks) > 1 and tmpl.roomed is None
        for position, (offset, minutes) in enumerate(provided):
            first_minute, end = starts + offset, starts + offset + minutes
            begin = np.maximum(first_minute, facts.now)
            touched = np.zeros(len(starts), dtype=bool)
            for away in facts.away[offer.provider]:
                ahead = (begin < end) & (begin < away.end) & (away.start < end)
                touched |= ahead
                if offer.mode.remote and away.remote:
                    continue
                keep &= ~ahead
                by_video = away.remote and offer.mode.modality is Modality.VIDEO
                if not (by_video or visit.status.begun):
                    keep &= ~((first_minute < away.end) & (away.start < end))
            first = position == 0 and not any(b.provided for b in tmpl.blocks[:block])
            if offer.mode.remote and first and not several:
                keep &= touched
        return keep
