"""What has a cut-off is over by then; what must be prepared is ordered in time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from models.office import By
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.placements.candidates import Mode, Starts, Template


class CutOffs(Rule):
    """What has a cut-off is over by then; what must be prepared is ordered in time."""

    name = "cut-offs"

    def mode_starts(
        self,
        facts: Facts,
        visit: Appointment,
        mode: Mode,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """Phases end by their cut-off, and begin when what they need is ready."""
        cut, prepare = tmpl.blocks[block], facts.case.visit_type(visit).prepare
        first = _prepared(facts, tmpl) if prepare else None
        keep = np.ones(len(starts), dtype=bool)
        for phase, offset in zip(cut.phases, cut.offsets, strict=True):
            begin, what = starts + offset, tmpl.phases[phase]
            old = self._as_published(facts, visit, mode, phase, begin)
            if what.latest_end is not None:
                end = begin + what.minutes
                keep &= (end <= what.latest_end) | (end <= facts.now) | old
            if phase == first:
                keep &= (begin >= facts.now + prepare) | old
        return keep

    @staticmethod
    def _as_published(
        facts: Facts, visit: Appointment, mode: Mode, phase: int, begin: Starts
    ) -> NDArray[np.bool_]:
        was = facts.published(visit.id)
        if was is None or was.modality is not mode.modality or phase >= len(was.phases):
            return np.zeros(len(begin), dtype=bool)
        return np.asarray(begin == was.phases[phase].start, dtype=np.bool_)


def _prepared(facts: Facts, tmpl: Template) -> int:
    """Return the phase before which all must be ready: the first in a room, or with a provider."""
    roomed = [k for k, phase in enumerate(tmpl.phases) if phase.room]
    provided = [k for k, p in enumerate(tmpl.phases) if facts.case.tasks_by(p, By.PROVIDER)]
    return next(iter(roomed or provided), 0)
