"""Who needs supervision for a task has it for as long as it takes, and not too many at once."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from models.finding import Tier
from models.office import By
from solvers.day.known.headcount import Piece
from solvers.day.known.spans import HORIZON
from solvers.day.placements.candidates import within
from solvers.day.rows.supervised_work import other_works, provided_starts
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from models.appointment import Appointment
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board, Linear, Literal
    from solvers.day.model.visits import VisitVars
    from solvers.day.placements.candidates import Offer, Starts, Template
    from solvers.day.rows.supervised_work import Group, OtherWork, ProvidedStart

NOBODY = Piece(0, HORIZON, 0, ())
"""When nobody is there."""


class Supervision(Rule):
    """Who needs supervision for a task has it for as long as it takes, and not too many at once."""

    name = "supervision"

    def admits(self, facts: Facts, visit: Appointment, offer: Offer) -> str | None:
        """Who may supervise the provider is to be had at some time, if the visit is to come."""
        known, published = facts.supervisors, facts.published(visit.id)
        if not known.tasks or (published is not None and published.start < facts.now):
            return None
        for task in facts.provider_tasks(visit, offer.mode.modality):
            if known.supervised(offer.provider, task):
                spans = known.covered(task, offer.mode.site)
                if not any(b > facts.now for _, b in spans):
                    return known.needed(offer.provider, task)
        return None

    def starts(
        self,
        facts: Facts,
        visit: Appointment,
        offer: Offer,
        tmpl: Template,
        block: int,
        starts: Starts,
    ) -> NDArray[np.bool_] | None:
        """A supervisor is to be had all the time that supervised work, and its tail, take."""
        if not facts.supervisors.tasks:
            return None
        keep = np.ones(len(starts), dtype=bool)
        cut = tmpl.blocks[block]
        for phase, offset in zip(cut.phases, cut.offsets, strict=True):
            minutes = tmpl.phases[phase].minutes
            for task in _always(facts, tmpl, phase, offer):
                spans = facts.supervisors.covered(task, offer.mode.site)
                length = minutes + facts.supervisors.of(task).tail
                fits = within(spans, starts + offset, length, facts.now)
                if task in tmpl.support[phase]:
                    # What has begun is done by whoever began it: that is posted.
                    fits |= starts + offset < facts.now
                keep &= fits
        return keep

    def post(self, board: Board) -> None:
        """Supervised work has a supervisor, few enough share one, and distance is flagged.

        The core knows the providers' work alone.
        """
        known = board.facts.supervisors
        if not known.tasks:
            return
        provided: dict[Group, list[ProvidedStart]] = {}
        other: dict[Group, list[OtherWork]] = {}
        for variables in board.visits.values():
            starts = list(provided_starts(board, variables))
            works = [] if board.core else list(other_works(board, variables))
            for start in starts:
                provided.setdefault(start.group, []).append(start)
                start.ask(board, known.gaps(start.group[0], start.site))
            for work in works:
                spans = known.covered(work.task, work.site)
                work.confine(board, spans)
                work.avoid(board, spans, known.gaps(work.task, work.site))
                if work.minutes > 0:
                    other.setdefault(known.group(work.task, work.site), []).append(work)
            self._flag(board, variables, starts, works)
        for group, starts in sorted(provided.items()):
            if known.of(group[0]).ratio is not None:
                _post_starts(board, group, starts)
        for group, works in sorted(other.items()):
            if known.of(group[0]).ratio is not None:
                _post_works(board, group, works)

    def _flag(
        self,
        board: Board,
        variables: VisitVars,
        starts: list[ProvidedStart],
        works: list[OtherWork],
    ) -> None:
        """Price a visit that nobody at its site supervises, unless it was published so."""
        rate, known = board.facts.rates.remote_supervision, board.facts.supervisors
        if not rate or not (starts or works) or known.was_remote(variables.visit):
            return
        remote = board.model.new_bool_var(f"remote:{variables.visit.id}")
        far: dict[int, dict[int, Literal]] = {}
        for start in starts:
            if start.far:
                far.setdefault(start.block, {})[start.literal.index] = start.literal
            else:
                near = known.gaps(start.group[0], start.site, near=True)
                start.ask(board, near, remote)
        for literals in far.values():
            board.model.add(sum(literals.values()) <= remote)
        for work in works:
            spans = known.on_site(work.task, work.site)
            work.confine(board, spans, ~remote)
            work.avoid(board, spans, known.gaps(work.task, work.site, near=True), ~remote)
        board.cost(self, Tier.T5, rate, remote)


def _always(facts: Facts, tmpl: Template, phase: int, offer: Offer) -> Iterator[str]:
    """Yield the tasks of a phase that are supervised work under the offer, whoever does them."""
    known, site = facts.supervisors, offer.mode.site
    for task in dict.fromkeys(tmpl.phases[phase].tasks):
        if task not in known.tasks:
            continue
        by = facts.case.task(task).by
        doers: list[str | None] = [None]
        if by is By.PROVIDER:
            doers = [offer.provider]
        elif by is By.SUPPORT:
            doers = [p for p in facts.people if facts.may(p, task) and facts.present(p, site)]
        if all(known.supervised(person, task) for person in doers):
            yield task


def _post_starts(board: Board, group: Group, starts: list[ProvidedStart]) -> None:
    """At each minute the providers' supervised phases are no more than can be supervised."""
    known, now = board.facts.supervisors, board.facts.now
    people, ratio = known.people(*group), known.of(group[0]).ratio or HORIZON
    edges = {t for piece in people for t in (piece.start, piece.end) if t >= now}
    for t in sorted({start.begin for start in starts} | edges):
        going_on = [start for start in starts if start.begin <= t < start.end]
        here = next((piece for piece in people if piece.start <= t < piece.end), NOBODY)
        if len({start.ref for start in going_on}) > ratio * here.fixed:
            room = ratio * here.people(board.rosters)
            board.model.add(sum(start.literal for start in going_on) <= room)


def _post_works(board: Board, group: Group, works: list[OtherWork]) -> None:
    """At each minute other people's supervised work is no more than can be supervised."""
    known, now, model = board.facts.supervisors, max(0, board.facts.now), board.model
    ratio = known.of(group[0]).ratio or HORIZON
    there = [piece for piece in known.people(*group) if piece.end > now]
    most = ratio * max((piece.fixed + len(piece.some) for piece in there), default=0)
    if not most:
        for work in works:
            model.add(work.literal == 0)
        return
    intervals = [
        model.new_optional_fixed_size_interval_var(
            work.start, work.minutes, work.literal, "supervised"
        )
        for work in works
    ]
    demands: list[Linear] = [1] * len(works)
    edges = sorted({now, HORIZON, *(t for p in there for t in (p.start, p.end) if t > now)})
    for a, b in pairwise(edges):
        here = next((piece for piece in there if piece.start <= a < piece.end), NOBODY)
        if here.some:
            less = model.new_int_var(0, most, "short")
            model.add(less == most - ratio * here.people(board.rosters))
            demands.append(less)
        elif ratio * here.fixed < most:
            demands.append(most - ratio * here.fixed)
        else:
            continue
        intervals.append(model.new_fixed_size_interval_var(a, b - a, "short"))
    model.add_cumulative(intervals, demands, most)
