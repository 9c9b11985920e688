"""Whoever carries out a task has a valid credential, and the privilege, for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from solvers.day.placements.candidates import within
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Mode, Offer, Starts, Template


class Competence(Rule):
    """Whoever carries out a task has a valid credential, and the privilege, for it."""

    name = "competence"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """The provider may do every provider task of the visit."""
        for task in facts.provider_tasks(visit, offer.mode.modality):
            if not facts.may(offer.provider, task):
                return f"{offer.provider} may not do {task}"
        return None

    def mode_starts(
        self,
        facts: Facts,
        visit: Appointment,
        mode: Mode,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Somebody who may do a support task is there all the time that it takes."""
        keep = np.ones(len(starts), dtype=bool)
        cut = tmpl.blocks[block]
        for phase, offset in zip(cut.phases, cut.offsets, strict=True):
            minutes = tmpl.phases[phase].minutes
            for task in tmpl.support[phase]:
                spans = facts.able_spans(task, mode.site)
                keep &= within(spans, starts + offset, minutes, facts.now)
        return keep
