"""Candidates: the ways in which a visit can be held today, and the starts offered for each.

A visit's phases fall into blocks: runs of phases joined by rigid lags. A block has one literal a
start in the compiled model (for each provider, where one is needed); blocks are joined by rows
over time. The starts offered are the office's grid and the visit's published time; a later block
is offered the same residues shifted by what must pass before it, so waits come in whole steps.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np

from models.office import By, Modality, Phase
from solvers.day.placements.doubling import may_double
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.known.spans import Span

    Starts = NDArray[np.int64]


@dataclass(frozen=True, slots=True, order=True)
class Mode:
    """Where and how a visit is held; `remote` when its provider is not in the building."""

    site: str
    modality: Modality
    remote: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Offer:
    """One way to hold a visit today: mode and provider, `double` in another visit's time."""

    visit: str
    mode: Mode
    provider: str
    double: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """A run of phases with rigid lags.

    Attributes:
        phases: positions of its phases in the visit.
        offsets: start of each phase after the start of the block, in minutes.
        length: minutes from the block's start to its last phase's end.
        lag_min: least minutes from the end of the block before to this block's start.
        lag_max: most minutes of the same.
        head: least minutes from the visit's start to this block's.
        provided: (offset, minutes) of its provider phases.
    """

    phases: tuple[int, ...]
    offsets: tuple[int, ...]
    length: int
    lag_min: int
    lag_max: int
    head: int
    provided: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class Template:
    """A visit's phases in one modality, cut into blocks; `roomed` is first and last with a room."""

    phases: tuple[Phase, ...]
    blocks: tuple[Block, ...]
    roomed: tuple[int, int] | None
    support: tuple[tuple[str, ...], ...]
    duties: tuple[tuple[str, ...], ...]

    @property
    def provided(self) -> tuple[int, int] | None:
        """The first and the last phase with the provider, where the provider has a part."""
        seen = [
            phase
            for block in self.blocks
            for phase, offset in zip(block.phases, block.offsets, strict=True)
            if any(offset == begin for begin, _ in block.provided)
        ]
        return (seen[0], seen[-1]) if seen else None

    def place(self, phase: int) -> tuple[int, int]:
        """Return (block, offset in the block) of a phase."""
        for index, block in enumerate(self.blocks):
            if phase in block.phases:
                return index, block.offsets[block.phases.index(phase)]
        raise IndexError(phase)


@dataclass(slots=True)
class Candidates:
    """All that a visit may do today.

    `starts` holds for each offer, for each block, the starts offered (sorted); a block without
    provider phases has the same starts under every offer of one mode.
    """

    visit: Appointment
    templates: dict[Modality, Template]
    starts: dict[Offer, list[Starts]] = field(default_factory=dict)
    refused: dict[Offer, str] = field(default_factory=dict)
    slots: list[str] = field(default_factory=list)


def template(facts: Facts, visit: Appointment, modality: Modality) -> Template | None:
    """Cut the visit's phases into blocks; None when the type has none in the modality."""
    case = facts.case
    phases = case.phases(visit, modality)
    if not phases:
        return None
    runs: list[list[int]] = []
    for index, phase in enumerate(phases):
        if runs and phase.lag.min == phase.lag.most:
            runs[-1].append(index)
        else:
            runs.append([index])
    blocks: list[Block] = []
    head = 0
    for run in runs:
        first = phases[run[0]]
        offsets: list[int] = []
        at = 0
        for position, index in enumerate(run):
            at += phases[index].lag.min if position else 0
            offsets.append(at)
            at += phases[index].minutes
        if blocks:
            head += blocks[-1].length + first.lag.min
        provided = tuple(
            (offset, phases[index].minutes)
            for offset, index in zip(offsets, run, strict=True)
            if case.tasks_by(phases[index], By.PROVIDER)
        )
        blocks.append(
            Block(tuple(run), tuple(offsets), at, first.lag.min, first.lag.most, head, provided)
        )
    with_room = [index for index, phase in enumerate(phases) if phase.room]
    return Template(
        phases=phases,
        blocks=tuple(blocks),
        roomed=(with_room[0], with_room[-1]) if with_room else None,
        support=tuple(case.tasks_by(phase, By.SUPPORT) for phase in phases),
        duties=tuple(
            tuple(case.task(t).duty or "" for t in case.tasks_by(phase, By.DUTY))
            for phase in phases
        ),
    )


def offers_of(facts: Facts, visit: Appointment) -> list[Offer]:
    """Return every offer that could be thought of, before any rule has spoken."""
    booked = Mode(facts.case.site_of(visit), visit.modality)
    modes = [booked, Mode(booked.site, booked.modality, remote=True)]
    if visit.modality is Modality.IN_PERSON:
        modes[1:] = [Mode(booked.site, Modality.VIDEO), Mode(booked.site, Modality.VIDEO, True)]
        modes += [Mode(site, Modality.IN_PERSON) for site in visit.sites if site != booked.site]
    offers = [
        Offer(visit.id, mode, person)
        for mode in dict.fromkeys(modes)
        for person in facts.in_name_of(visit, mode.modality) or _at_work(facts, visit, mode)
    ]
    if may_double(facts, visit):
        offers += [replace(offer, double=True) for offer in offers]
    return sorted(offers)


def _at_work(facts: Facts, visit: Appointment, mode: Mode) -> list[str]:
    """Return who could hold a visit somewhere; in whose name one goes, the day's shifts decide."""
    if facts.provider_tasks(visit, mode.modality):
        return [person for person in facts.people if facts.pieces_of(person, mode.site)]
    return [person for person in facts.people if facts.shifts_of(person, mode.site)]


def grid(facts: Facts, visit: Appointment, tmpl: Template, mode: Mode, index: int) -> Starts:
    """Return the starts offered for one block before any rule has spoken."""
    block, step = tmpl.blocks[index], facts.rules.offer_step
    published = facts.published(visit.id)
    site = facts.case.sites[mode.site]
    pieces = [piece for stint in facts.stints for piece in stint.pieces]
    ends = [piece.end for piece in pieces] + [site.latest]
    begins = [piece.start for piece in pieces] + [site.opens]
    low, high = min(begins), max(ends) + facts.rules.overtime.minutes
    residues = {0} if visit.at is None else {0, visit.at % step}
    starts = {
        t
        for residue in residues
        for t in range(low + (residue + block.head - low) % step, high + 1, step)
    }
    if published is not None and published.modality is mode.modality:
        first = block.phases[0]
        if first < len(published.phases):
            starts.add(published.phases[first].start)
    issued = facts.issued.starts(visit.id, mode)
    starts |= set(issued[block.phases[0] :][:1])
    accepted = facts.accepted.get(visit.id)
    if accepted is not None and accepted.at is not None:
        starts.add(accepted.at + block.head)
    return np.array(sorted(starts), dtype=np.int64)


def candidates(facts: Facts, rules: Sequence[Rule], visit: Appointment) -> Candidates:
    """Work out all that the rules leave of a visit's offers, starts and slots."""
    templates = {
        modality: cut
        for modality in Modality
        if (cut := template(facts, visit, modality)) is not None
    }
    found = Candidates(visit, templates)
    admitting = [rule for rule in rules if type(rule).admits is not Rule.admits]
    refusing = [rule for rule in rules if type(rule).refuses_slot is not Rule.refuses_slot]
    pruning = [rule for rule in rules if type(rule).starts is not Rule.starts]
    grids: dict[Mode, list[Starts]] = {}
    for offer in offers_of(facts, visit):
        tmpl = templates.get(offer.mode.modality)
        if tmpl is None:
            continue
        refusal = next(
            (reason for rule in admitting if (reason := rule.admits(facts, visit, offer))), None
        )
        if refusal is not None:
            found.refused[offer] = refusal
            continue
        if offer.mode not in grids:
            grids[offer.mode] = _of_mode(facts, rules, visit, tmpl, offer.mode)
        blocks = []
        for index, starts in enumerate(grids[offer.mode]):
            left = starts
            for rule in pruning:
                keep = rule.starts(facts, visit, offer, tmpl, index, left) if len(left) else None
                if keep is not None and not keep.all():
                    left = left[keep]
            blocks.append(left)
        blocks = consistent(tmpl, blocks)
        if all(len(starts) for starts in blocks):
            found.starts[offer] = blocks
        else:
            found.refused[offer] = f"no start at which {offer.provider} and the visit's rules agree"
    found.slots = [
        slot
        for slot in sorted(facts.case.open_slots)
        if not any(rule.refuses_slot(facts, visit, slot) for rule in refusing)
    ]
    return found


def _of_mode(
    facts: Facts, rules: Sequence[Rule], visit: Appointment, tmpl: Template, mode: Mode
) -> list[Starts]:
    """Return the starts of each block that the rules leave, whoever sees the patient."""
    pruning = [rule for rule in rules if type(rule).mode_starts is not Rule.mode_starts]
    blocks = [grid(facts, visit, tmpl, mode, index) for index in range(len(tmpl.blocks))]
    for index in range(len(blocks)):
        for rule in pruning:
            if not len(blocks[index]):
                break
            keep = rule.mode_starts(facts, visit, mode, tmpl, index, blocks[index])
            if keep is not None:
                blocks[index] = blocks[index][keep]
    return consistent(tmpl, blocks)


def consistent(tmpl: Template, blocks: list[Starts]) -> list[Starts]:
    """Drop starts that no start of a neighbouring block goes with, until none is left to drop."""
    blocks = list(blocks)
    for index in range(1, len(blocks)):
        blocks[index] = _reachable(blocks[index], blocks[index - 1], *_lags(tmpl, index))
    for index in range(len(blocks) - 1, 0, -1):
        low, high = _lags(tmpl, index)
        blocks[index - 1] = _reachable(blocks[index - 1], blocks[index], -high, -low)
    return blocks


def _lags(tmpl: Template, index: int) -> tuple[int, int]:
    before, block = tmpl.blocks[index - 1], tmpl.blocks[index]
    return before.length + block.lag_min, before.length + block.lag_max


def _reachable(starts: Starts, others: Starts, low: int, high: int) -> Starts:
    first = np.searchsorted(others, starts - high, side="left")
    last = np.searchsorted(others, starts - low, side="right")
    return starts[last > first]


def within(spans: Sequence[Span], starts: Starts, minutes: int, now: int) -> NDArray[np.bool_]:
    """Tell for which starts so many minutes, as far as they lie after now, are within a span."""
    begin, end = np.maximum(starts, now), starts + minutes
    inside = end <= now
    for a, b in spans:
        inside |= (a <= begin) & (end <= b)
    return inside
