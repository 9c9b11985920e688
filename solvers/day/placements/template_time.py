"""When things happen under a literal: provider phases, new phases within a span, waits, calls."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from models.office import By, Modality
from solvers.day.known.spans import HORIZON
from solvers.day.placements.exclusive import exclusive

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Literal
    from solvers.day.placements.candidates import Mode, Offer, Starts, Template


def phases_of(tmpl: Template, block: int, starts: Starts) -> Iterator[tuple[Starts, Starts, int]]:
    """Yield (starts, ends, phase) of a block's provider phases for each start of the block."""
    cut = tmpl.blocks[block]
    provided = dict(cut.provided)
    for phase, offset in zip(cut.phases, cut.offsets, strict=True):
        if offset in provided:
            yield starts + offset, starts + offset + provided[offset], phase


def published_at(
    facts: Facts, visit: Appointment, offer: Offer, phase: int, starts: Starts
) -> NDArray[np.bool_]:
    """Tell for which starts a provider phase is as published: same provider, modality, time."""
    published = facts.published(visit.id)
    if (
        published is None
        or published.provider != offer.provider
        or published.modality is not offer.mode.modality
        or phase >= len(published.phases)
    ):
        return np.zeros(len(starts), dtype=bool)
    return np.asarray(starts == published.phases[phase].start, dtype=np.bool_)


def mixes(facts: Facts, visit: Appointment, mode: Mode, arrivals: Starts) -> NDArray[np.bool_]:
    """Tell which arrivals bring an infectious patient in well hours, other than as published."""
    mixed = np.zeros(len(arrivals), dtype=bool)
    if facts.case.visit_type(visit).infectious and mode.modality is Modality.IN_PERSON:
        for window in facts.case.sites[mode.site].well_hours:
            mixed |= (window.start <= arrivals) & (arrivals < window.end)
        was = facts.published(visit.id)
        if was is not None and (was.site, was.modality) == (mode.site, mode.modality):
            mixed &= arrivals != was.start
    return np.asarray(mixed, dtype=np.bool_)


class ProviderPhase(NamedTuple):
    """One start of one provider phase, with the literal that says so.

    Attributes:
        fresh: whether provider, modality or start is not as published.
        double: whether it lies in another visit's time.
        grouped: whether others may be held as one with it.
    """

    start: int
    end: int
    literal: Literal
    fresh: bool
    double: bool
    grouped: bool


def provider_phases(board: Board, person: str, site: str | None = None) -> Iterator[ProviderPhase]:
    """Yield every start of every provider phase that a person may have, at a site if named."""
    facts = board.facts
    for variables, offer, held in board.offers():
        if offer.provider != person or site not in {None, offer.mode.site}:
            continue
        visit, tmpl = variables.visit, variables.modes[offer.mode].template
        several = facts.case.visit_type(visit).group > 1
        for block, (times, literals) in held.blocks.items():
            starts = np.array(times, dtype=np.int64)
            for begin, end, phase in phases_of(tmpl, block, starts):
                fresh = ~published_at(facts, visit, offer, phase, begin)
                for k, literal in enumerate(literals):
                    yield ProviderPhase(
                        int(begin[k]), int(end[k]), literal, bool(fresh[k]), offer.double, several
                    )


def new_phases_within(board: Board, person: str, start: int, end: int) -> list[list[Literal]]:
    """Return the literals under which a phase that is not as published meets a span of a provider.

    They come in sets of which at most one literal holds each.
    """
    phases = provider_phases(board, person)
    met = [p for p in phases if p.fresh and p.start < end and start < p.end]
    return list(exclusive(board, met))


def published_overtime(facts: Facts, position: int) -> int:
    """Return the minutes past the end of a shift in the published plan."""
    shift = facts.shifts[position]
    most, over = facts.rules.overtime.minutes, 0
    for ref, visit in facts.visits.items():
        placement = facts.published(ref)
        if placement is None or (placement.provider, placement.site) != (shift.person, shift.site):
            continue
        for start, end in facts.provider_spans(visit, placement):
            late = not facts.on_one_shift(shift.person, shift.site, start, end)
            if late and shift.start <= start and end <= shift.end + most:
                over = max(over, end - shift.end)
    return over


def published_wait(facts: Facts, ref: str) -> int:
    """Return the minutes waited within a visit in the published plan: lags beyond their least."""
    placement, visit = facts.published(ref), facts.visits[ref]
    if placement is None:
        return 0
    phases = facts.case.phases(visit, placement.modality)
    wait = 0
    for k in range(1, min(len(phases), len(placement.phases))):
        lag = placement.phases[k].start - placement.phases[k - 1].end
        wait += lag - phases[k].lag.min
    return wait


def slack(tmpl: Template) -> int:
    """Return the most that a patient can wait within a visit."""
    return min(HORIZON, sum(block.lag_max - block.lag_min for block in tmpl.blocks))


def is_called(facts: Facts, ref: str, mode: Mode, start: int) -> bool:
    """Tell whether a booked visit held in the mode at that start costs a call."""
    published = facts.published(ref)
    assert published is not None
    kept = (mode.site, mode.modality, start)
    return kept != (published.site, published.modality, published.start)


def first_provided(facts: Facts, tmpl: Template) -> int:
    """Return the position of a template's first provider phase."""
    return next(k for k, phase in enumerate(tmpl.phases) if facts.case.tasks_by(phase, By.PROVIDER))
