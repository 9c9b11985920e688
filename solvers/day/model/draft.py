"""A draft: what a solution of the model decides, before rooms and people have names."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from models.case import merged_duties
from models.day import DutyAssignment
from models.plan import PlacedPhase, Placement, Plan, PlannedBreak, PlannedVisit
from solvers.day.known.attending import CHAPERONE, INTERPRETER, KINDS, named
from solvers.day.known.spans import overlaps
from solvers.day.model.roster_choice import staffed_by

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from solvers.day.known.facts import Facts
    from solvers.day.known.rosters import Roster
    from solvers.day.model.board import Board, Linear
    from solvers.day.placements.candidates import Mode, Template

    Value = Callable[[Linear], int]


@dataclass(frozen=True, slots=True)
class Need:
    """One use that a solution makes of a pool: who or what is free from `start` to `end`."""

    key: tuple[str, Mode, str, int, int]
    start: int
    end: int
    allowed: frozenset[str]
    named: str | None


@dataclass(frozen=True, slots=True)
class DraftVisit:
    """One visit's decision: a mode with provider and block starts, a slot, or neither."""

    ref: str
    mode: Mode | None = None
    provider: str = ""
    double: bool = False
    starts: tuple[int, ...] = ()
    slot: str | None = None
    template: Template | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A whole solution: visits, breaks, duties, rosters, and each pool's needs and busy spans.

    `busy` is what the solution takes members up with, `closed` when they are not to be had; the
    last `turnover` minutes of a need may lie in a closed span. Members in `seats` serve so many
    needs at a time.
    """

    visits: tuple[DraftVisit, ...]
    breaks: tuple[PlannedBreak, ...]
    duties: tuple[DutyAssignment, ...]
    rosters: tuple[Roster, ...]
    needs: Mapping[str, list[Need]]
    busy: Mapping[str, Mapping[str, list[tuple[int, int]]]]
    closed: Mapping[str, Mapping[str, list[tuple[int, int]]]]
    turnover: Mapping[str, int]
    seats: Mapping[str, Mapping[str, int]]

    def free(self, pool: str, member: str, need: Need) -> bool:
        """Tell whether a member can serve a need as far as anything but other needs goes."""
        end = need.end - self.turnover[pool]
        if need.start < need.end and overlaps(self.busy[pool][member], need.start, need.end):
            return False
        return need.start >= end or not overlaps(self.closed[pool][member], need.start, end)


def draft_of(board: Board, value: Value) -> Draft:
    """Read a solution off the model."""
    visits = tuple(_draft_visit(board, ref, value) for ref in board.visits)
    needs: dict[str, list[Need]] = {}
    busy: dict[str, dict[str, list[tuple[int, int]]]] = {}
    for key, pool in sorted(board.pools.items()):
        taken = [use for use in pool.uses if value(use.literal)]
        needs[key] = []
        for use in taken:
            chosen = pool.choices.get(use.key, {})
            serving = (m for m, literal in chosen.items() if value(literal))
            named = next(islice(serving, use.rank, None), None)
            start, end = value(use.start), value(use.end)
            needs[key].append(Need(use.key, start, end, use.allowed, named))
        busy[key] = {
            member: [(a, b) for a, b, lit in pool.taken.get(member, []) if value(lit)]
            for member in pool.members
        }
    return Draft(
        visits,
        _breaks(board, value),
        _duties(board, value),
        _rosters(board, value),
        needs,
        busy,
        closed={key: pool.members for key, pool in board.pools.items()},
        turnover={key: pool.turnover for key, pool in board.pools.items()},
        seats={key: pool.seats for key, pool in board.pools.items()},
    )


def _draft_visit(board: Board, ref: str, value: Value) -> DraftVisit:
    variables = board.visits[ref]
    for slot, literal in variables.slots.items():
        if value(literal):
            return DraftVisit(ref, slot=slot)
    for offer, held in variables.offers.items():
        if value(held.literal):
            mode = variables.modes[offer.mode]
            starts = tuple(value(start) for start in mode.starts)
            return DraftVisit(
                ref, offer.mode, offer.provider, offer.double, starts, template=mode.template
            )
    return DraftVisit(ref)


def _breaks(board: Board, value: Value) -> tuple[PlannedBreak, ...]:
    chosen = [
        PlannedBreak(person=c.claim.person, kind=c.claim.kind, start=c.start, end=c.end)
        for c in board.staff.breaks
        if c.fact is None and value(c.literal)
    ]
    fixed = [
        PlannedBreak(person=person, kind=kind, start=start, end=end)
        for person, kind, start, end in board.facts.fixed_breaks
    ]
    return (*chosen, *fixed)


def _duties(board: Board, value: Value) -> tuple[DutyAssignment, ...]:
    chosen = [
        DutyAssignment(duty=s.duty, person=s.person, start=s.start, end=s.end)
        for s in board.staff.stretches
        if value(s.literal)
    ]
    return merged_duties((*chosen, *fixed_duties(board.facts)))


def _rosters(board: Board, value: Value) -> tuple[Roster, ...]:
    return tuple(
        board.facts.rosters[person][number]
        for person, literals in board.rosters.literals.items()
        for number, literal in enumerate(literals)
        if value(literal)
    )


def fixed_duties(facts: Facts) -> list[DutyAssignment]:
    """Return the duty assignments that are facts: before now, and on locked shifts."""
    return [
        DutyAssignment(duty=duty, person=person, start=a, end=b)
        for person, duty in facts.published_duties
        for a, b in facts.fixed_duty(person, duty)
    ]


def plan_of(
    facts: Facts, draft: Draft, names: Mapping[tuple[str, Mode, str, int, int], str]
) -> Plan:
    """Return the plan of a draft whose uses have been named."""
    visits = []
    for drafted in draft.visits:
        placement = None
        if drafted.mode is not None:
            placement = _placement(facts, drafted, names)
        visits.append(PlannedVisit(appointment=drafted.ref, placement=placement, slot=drafted.slot))
    case = facts.case
    plan = Plan(
        office=case.office.id,
        date=case.date,
        visits=tuple(visits),
        breaks=draft.breaks,
        duties=draft.duties,
        overrides=case.day.overrides,
    )
    return staffed_by(plan, facts, draft.rosters).canonical()


def _placement(
    facts: Facts, drafted: DraftVisit, names: Mapping[tuple[str, Mode, str, int, int], str]
) -> Placement:
    assert drafted.mode is not None and drafted.template is not None
    ref, mode, tmpl = drafted.ref, drafted.mode, drafted.template
    published = facts.published(ref)
    phases = []
    for index, phase in enumerate(tmpl.phases):
        block, offset = tmpl.place(index)
        start = drafted.starts[block] + offset
        people = tuple(
            names.get((ref, mode, "person", index, position), "")
            for position in range(len(tmpl.support[index]))
        )
        device = names.get((ref, mode, "device", index, 0)) if phase.device else None
        if start < facts.now and published is not None:
            # What has begun is as published: it was not named again.
            people, device = published.phases[index].people, published.phases[index].device
        phases.append(
            PlacedPhase(
                start=start,
                end=start + phase.minutes,
                people=people,
                device=device,
            )
        )
    with_them = {kind: names.get((ref, mode, kind, 0, 0)) for kind in KINDS}
    if tmpl.provided is not None and phases[tmpl.provided[0]].start < facts.now:
        with_them = {kind: named(published, kind) for kind in KINDS}
    room = names.get((ref, mode, "room", 0, 0))
    if room is None and tmpl.roomed is not None and not mode.remote and published is not None:
        room = published.room
    return Placement(
        provider=drafted.provider,
        site=mode.site,
        modality=mode.modality,
        room=room,
        phases=tuple(phases),
        interpreter=with_them[INTERPRETER],
        chaperone=with_them[CHAPERONE],
        double_booked=drafted.double,
    )
