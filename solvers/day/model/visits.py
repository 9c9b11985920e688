"""The variables of one visit: its offers, starts, slots, and manual decision."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from solvers.day.placements.candidates import consistent
from solvers.day.placements.template_time import mixes, published_wait

if TYPE_CHECKING:
    from collections.abc import Iterator

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Linear, Literal, Stay
    from solvers.day.placements.candidates import Candidates, Mode, Offer, Starts, Template


@dataclass(slots=True)
class OfferVars:
    """An offer's literal, and for each block with a provider phase its starts and literals.

    `joint` has, in the core model, (arrival, start of the first provider block, literal).
    """

    literal: Literal
    blocks: dict[int, tuple[list[int], list[Literal]]] = field(default_factory=dict)
    joint: list[tuple[int, int, Literal]] = field(default_factory=list)


@dataclass(slots=True)
class ModeVars:
    """A mode's literal, the start of each of its blocks (0 when the mode is not taken), arrivals.

    `arrivals` are (start, literal) of the first block; a start may stand there once a provider.
    `anchored` has, in the core, (start, literal) of blocks without a provider but scarce staff.
    """

    template: Template
    literal: Literal
    starts: list[Linear]
    arrivals: list[tuple[int, Literal]]
    earliest: list[int]
    latest: list[int]
    anchored: dict[int, list[tuple[int, Literal]]] = field(default_factory=dict)

    def phase_start(self, phase: int) -> Linear:
        """Return when a phase starts; meaningless when the mode is not taken.

        A block with one start gives a number: CP-SAT 9.15 with little probing has called models
        infeasible in which an optional interval starts at a multiple of its own literal.
        """
        block, offset = self.template.place(phase)
        if self.earliest[block] == self.latest[block]:
            return self.earliest[block] + offset
        return self.starts[block] + offset

    def phase_bounds(self, phase: int) -> tuple[int, int]:
        """Return the earliest and the latest start of a phase."""
        block, offset = self.template.place(phase)
        return self.earliest[block] + offset, self.latest[block] + offset

    @property
    def wait(self) -> Linear:
        """The minutes waited within the visit: lags beyond their minimum."""
        return self.starts[-1] - self.starts[0] - self.template.blocks[-1].head * self.literal


@dataclass(slots=True)
class VisitVars:
    """All that is decided about one visit: exactly one offer, slot, or manual decision."""

    visit: Appointment
    offers: dict[Offer, OfferVars]
    modes: dict[Mode, ModeVars]
    slots: dict[str, Literal]
    manual: Literal

    @property
    def placed(self) -> Linear:
        """1 when the visit is held today."""
        return cp_model.LinearExpr.sum([offer.literal for offer in self.offers.values()])


def compile_visit(
    facts: Facts,
    model: cp_model.CpModel,
    found: Candidates,
    stay: Stay | None,
    *,
    core: bool = False,
) -> VisitVars:
    """Make the variables of a visit; one outside the ring keeps its offer, start and slot.

    In the core model an arrival stands with a provider's start in one literal, and phases after
    the last with a provider follow at once: what only they could add to the cost is left out.
    """
    ref = found.visit.id
    manual = model.new_bool_var(f"manual:{ref}")
    open_offers = {
        offer: blocks
        for offer, blocks in found.starts.items()
        if stay is None or offer == stay.offer
    }
    if stay is not None and stay.start is not None:
        open_offers = {
            offer: consistent(found.templates[offer.mode.modality], stay.of(blocks))
            for offer, blocks in open_offers.items()
        }
        open_offers = {o: b for o, b in open_offers.items() if all(len(s) for s in b)}
    slots = {
        slot: model.new_bool_var(f"slot:{ref}:{slot}")
        for slot in found.slots
        if stay is None or slot == stay.slot
    }
    offers = {
        offer: OfferVars(model.new_bool_var(f"offer:{ref}:{offer.provider}"))
        for offer in open_offers
    }
    model.add_exactly_one([manual, *slots.values(), *(offer.literal for offer in offers.values())])
    modes = {
        mode: (_compile_core if core else _compile_mode)(
            (facts, found.visit),
            model,
            found.templates[mode.modality],
            {o: (offers[o], blocks) for o, blocks in open_offers.items() if o.mode == mode},
        )
        for mode in sorted({offer.mode for offer in open_offers})
    }
    return VisitVars(found.visit, offers, modes, slots, manual)


def _compile_mode(
    _: tuple[Facts, Appointment],
    model: cp_model.CpModel,
    tmpl: Template,
    offers: dict[Offer, tuple[OfferVars, list[Starts]]],
) -> ModeVars:
    literals = [variables.literal for variables, _ in offers.values()]
    taken = literals[0] if len(literals) == 1 else model.new_bool_var("mode")
    if len(literals) > 1:
        model.add(sum(literals) == taken)
    starts: list[Linear] = []
    arrivals: list[tuple[int, Literal]] = []
    earliest, latest = [], []
    prefixes: dict[int, tuple[list[int], list[Literal]]] = {}
    for index, block in enumerate(tmpl.blocks):
        times = sorted({int(t) for _, blocks in offers.values() for t in blocks[index]})
        earliest.append(times[0])
        latest.append(times[-1])
        pairs: list[tuple[int, Literal]] = []
        if block.provided:
            for variables, blocks in offers.values():
                own = [int(t) for t in blocks[index]]
                chosen = _choices(model, own, variables.literal)
                variables.blocks[index] = (own, chosen)
                pairs += zip(own, chosen, strict=True)
        elif index == 0:
            pairs = list(zip(times, _choices(model, times, taken), strict=True))
        if pairs:
            starts.append(_start_of(model, pairs, taken))
            prefixes[index] = _prefix(model, pairs, taken)
        else:
            domain = cp_model.Domain.from_values([0, *times])
            start = model.new_int_var_from_domain(domain, "start")
            model.add(start == 0).only_enforce_if(~taken)
            model.add(start >= times[0]).only_enforce_if(taken)
            starts.append(start)
        if index == 0:
            arrivals = pairs
        else:
            before = tmpl.blocks[index - 1]
            gap = starts[index] - starts[index - 1]
            model.add(gap >= (before.length + block.lag_min) * taken)
            model.add(gap <= (before.length + block.lag_max) * taken)
    indices = sorted(prefixes)
    for i, j in itertools.pairwise(indices):
        _join(model, tmpl, i, j, prefixes)
    return ModeVars(tmpl, taken, starts, arrivals, earliest, latest)


def _compile_core(
    about: tuple[Facts, Appointment],
    model: cp_model.CpModel,
    tmpl: Template,
    offers: dict[Offer, tuple[OfferVars, list[Starts]]],
) -> ModeVars:
    literals = [variables.literal for variables, _ in offers.values()]
    taken = literals[0] if len(literals) == 1 else model.new_bool_var("mode")
    if len(literals) > 1:
        model.add(sum(literals) == taken)
    provided = [index for index, block in enumerate(tmpl.blocks) if block.provided]
    provided = provided or [_staffed(tmpl)]
    first = provided[0]
    arrivals: list[tuple[int, Literal]] = []
    pairs: dict[int, list[tuple[int, Literal]]] = {index: [] for index in provided}
    for offer, (variables, blocks) in offers.items():
        joint = list(arrivals_for(*about, offer.mode, tmpl, first, blocks))
        chosen = _choices(model, [start for start, _ in joint], variables.literal)
        variables.blocks[first] = ([start for start, _ in joint], chosen)
        variables.joint = [(a, s, lit) for (s, a), lit in zip(joint, chosen, strict=True)]
        arrivals += [(a, lit) for (_, a), lit in zip(joint, chosen, strict=True)]
        pairs[first] += [(s, lit) for (s, _), lit in zip(joint, chosen, strict=True)]
        for index in provided[1:]:
            times = [int(t) for t in blocks[index]]
            chosen = _choices(model, times, variables.literal)
            variables.blocks[index] = (times, chosen)
            pairs[index] += zip(times, chosen, strict=True)
    anchored = {
        index: _anchored(model, [blocks[index] for _, blocks in offers.values()], taken)
        for index in _scarce_blocks(about[0], tmpl)
        if index not in {0, *provided}
    }
    pairs |= anchored
    if len(pairs) > 1:
        prefixes = {index: _prefix(model, pairs[index], taken) for index in pairs}
        for i, j in itertools.pairwise(sorted(pairs)):
            _join(model, tmpl, i, j, prefixes)
    starts: list[Linear] = [_weighted(arrivals)]
    for index in range(1, len(tmpl.blocks)):
        follows = tmpl.blocks[index - 1].length + tmpl.blocks[index].lag_min
        own = _weighted(pairs[index]) if index in pairs else starts[-1] + follows * taken
        starts.append(own)
    edges = [
        [int(t) for _, blocks in offers.values() for t in (blocks[k][0], blocks[k][-1])]
        for k in range(len(tmpl.blocks))
    ]
    earliest, latest = [min(e) for e in edges], [max(e) for e in edges]
    return ModeVars(tmpl, taken, starts, arrivals, earliest, latest, anchored)


def _scarce_blocks(facts: Facts, tmpl: Template) -> list[int]:
    """Return the blocks with a task that the staff have hardly time for."""
    return [
        index
        for index, block in enumerate(tmpl.blocks)
        if any(task in facts.scarce for phase in block.phases for task in tmpl.support[phase])
    ]


def _anchored(
    model: cp_model.CpModel, starts: list[Starts], taken: Literal
) -> list[tuple[int, Literal]]:
    times = sorted({int(t) for offered in starts for t in offered})
    return list(zip(times, _choices(model, times, taken), strict=True))


def _staffed(tmpl: Template) -> int:
    """Return the first block that takes somebody of the staff, of a visit without a provider."""
    staffed = (k for k, b in enumerate(tmpl.blocks) if any(tmpl.support[p] for p in b.phases))
    return next(staffed, 0)


def _weighted(pairs: list[tuple[int, Literal]]) -> Linear:
    return cp_model.LinearExpr.weighted_sum([lit for _, lit in pairs], [t for t, _ in pairs])


def arrivals_for(
    facts: Facts,
    visit: Appointment,
    mode: Mode,
    tmpl: Template,
    first: int,
    blocks: list[Starts],
) -> Iterator[tuple[int, int]]:
    """Yield (start of the first provider block, arrival) that no other arrival is better than.

    An arrival counts by whether it is the booked one, its distance from it, whether it lies
    within what the patient prefers, whether it is the issued one, whether it mixes the infectious
    with the well, and the wait; where no other resource is looked at, an arrival that is no better
    in any of these need not be offered.
    """
    published = facts.published(visit.id)
    booked = None if published is None else published.start
    issued = facts.issued.starts(visit.id)
    low = tmpl.blocks[first].head
    high = sum(tmpl.blocks[k - 1].length + tmpl.blocks[k].lag_max for k in range(1, first + 1))
    free = max(facts.rates.wait_free, published_wait(facts, visit.id))
    all_arrivals = [int(a) for a in blocks[0]]
    merit_of: dict[int, tuple[int, ...]] = {}
    for arrival, mixed in zip(all_arrivals, mixes(facts, visit, mode, blocks[0]), strict=True):
        distance = 0 if booked is None else abs(arrival - booked)
        disliked = bool(visit.prefers) and not any(
            w.start <= arrival < w.end for w in visit.prefers
        )
        merit_of[arrival] = (
            int(distance > 0),
            -(-distance // 5),
            int(disliked and distance > 0),
            int(bool(issued) and arrival != issued[0]),
            int(mixed),
        )
    for start in (int(t) for t in blocks[first]):
        best: dict[tuple[int, ...], int] = {}
        for arrival in all_arrivals[bisect_left(all_arrivals, start - high) :]:
            if arrival > start - low:
                break
            beyond = max(0, start - low - arrival - free)
            best[(*merit_of[arrival], beyond)] = arrival
        kept: list[tuple[int, ...]] = []
        for merit in sorted(best):
            if not any(all(x <= y for x, y in zip(k, merit, strict=True)) for k in kept):
                kept.append(merit)
                yield start, best[merit]


def _choices(model: cp_model.CpModel, times: list[int], taken: Literal) -> list[Literal]:
    if len(times) == 1:
        return [taken]
    literals = [model.new_bool_var(f"at:{t}") for t in times]
    model.add_exactly_one([*literals, ~taken])
    return literals


def _start_of(model: cp_model.CpModel, pairs: list[tuple[int, Literal]], taken: Literal) -> Linear:
    times = sorted({t for t, _ in pairs})
    if len(times) == 1:
        return times[0] * taken
    start = model.new_int_var_from_domain(cp_model.Domain.from_values([0, *times]), "start")
    model.add(
        start
        == cp_model.LinearExpr.weighted_sum(
            [literal for _, literal in pairs], [t for t, _ in pairs]
        )
    )
    return start


def _prefix(
    model: cp_model.CpModel, pairs: list[tuple[int, Literal]], taken: Literal
) -> tuple[list[int], list[Literal]]:
    """Return times and literals 'started by then'; the last one is the mode's own literal."""
    times = sorted({t for t, _ in pairs})
    at: dict[int, list[Literal]] = {t: [] for t in times}
    for t, literal in pairs:
        at[t].append(literal)
    done: list[Literal] = []
    for t in times[:-1]:
        started = model.new_bool_var(f"by:{t}")
        model.add(sum(at[t]) + (done[-1] if done else 0) == started)
        done.append(started)
    return times, [*done, taken]


def _join(
    model: cp_model.CpModel,
    tmpl: Template,
    i: int,
    j: int,
    prefixes: dict[int, tuple[list[int], list[Literal]]],
) -> None:
    """Rows over time that join two blocks: one cannot have started before the other allows it."""
    low = tmpl.blocks[j].head - tmpl.blocks[i].head
    high = sum(tmpl.blocks[k - 1].length + tmpl.blocks[k].lag_max for k in range(i + 1, j + 1))
    times_i, done_i = prefixes[i]
    times_j, done_j = prefixes[j]
    positions = np.searchsorted(times_i, np.array(times_j) - low, side="right") - 1
    for t, position in enumerate(positions[:-1]):
        if position < 0:
            model.add(done_j[t] == 0)
        elif position < len(done_i) - 1:
            model.add_implication(done_j[t], done_i[position])
    positions = np.searchsorted(times_j, np.array(times_i) + high, side="right") - 1
    for t, position in enumerate(positions):
        if position < 0:
            model.add(done_i[t] == 0)
        elif position < len(done_j) - 1:
            model.add_implication(done_i[t], done_j[position])
