"""Supervised work in the model: providers' starts, and what support staff and duties do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from ortools.sat.python import cp_model

from models.office import By
from solvers.day.known.spans import covers, without
from solvers.day.model.holds import begun_or_not
from solvers.day.model.support import shares
from solvers.day.placements.candidates import within

if TYPE_CHECKING:
    from collections.abc import Iterator

    from solvers.day.known.headcount import Piece
    from solvers.day.known.spans import Span
    from solvers.day.model.board import Board, Linear, Literal
    from solvers.day.model.visits import ModeVars, VisitVars
    from solvers.day.placements.candidates import Mode

Group = tuple[str, str]
"""A task, and the site where it is done; no site where supervision does not ask for one."""


@dataclass(frozen=True, slots=True)
class ProvidedStart:
    """A start of a provider's supervised phase; `far` when nobody on site could supervise it."""

    group: Group
    site: str
    ref: str
    block: int
    begin: int
    end: int
    last: int
    literal: Literal
    far: bool

    def ask(self, board: Board, pieces: list[Piece], *or_else: cp_model.LiteralT) -> None:
        """Have somebody there in each piece of time that the work, with its tail, shares."""
        for piece in pieces:
            if piece.start < self.last and self.begin < piece.end:
                some = piece.literals(board.rosters)
                board.model.add_bool_or(~self.literal, *or_else, *some)


@dataclass(frozen=True, slots=True)
class OtherWork:
    """Supervised work of somebody else; `minutes` from now on, `length` with its tail."""

    task: str
    site: str
    start: Linear
    bounds: tuple[int, int]
    minutes: int
    length: int
    literal: Literal
    begun: bool

    def confine(self, board: Board, spans: list[Span], *more: cp_model.LiteralT) -> None:
        """Hold the work, when it is done and `more` holds, to spans that last until it is over."""
        low, high = self.bounds
        literals = [self.literal, *more]
        if self.begun:
            end, now = low + self.length, board.facts.now
            if end > now and not covers(spans, now, end):
                board.model.add_bool_or(~literal for literal in literals)
            return
        allowed = [[a, b - self.length] for a, b in spans if b - self.length >= a]
        if any(a <= low and high <= b for a, b in allowed):
            return
        if isinstance(self.start, int):
            allowed = [[a, b] for a, b in allowed if a <= self.start <= b]
        if not allowed:
            board.model.add_bool_or(~literal for literal in literals)
        elif not isinstance(self.start, int):
            domain = cp_model.Domain.from_intervals(allowed)
            board.model.add_linear_expression_in_domain(self.start, domain).only_enforce_if(
                *literals
            )

    def avoid(
        self, board: Board, spans: list[Span], pieces: list[Piece], *more: cp_model.LiteralT
    ) -> None:
        """Keep the work, when `more` holds, out of each piece in which nobody of some is there."""
        for piece in pieces:
            nobody = [~literal for literal in piece.literals(board.rosters)]
            self.confine(board, without(spans, [(piece.start, piece.end)]), *more, *nobody)


def provided_starts(board: Board, variables: VisitVars) -> Iterator[ProvidedStart]:
    """Yield the starts of the visit's phases whose provider needs supervision."""
    facts, known = board.facts, board.facts.supervisors
    for offer, offered in variables.offers.items():
        tmpl, site = variables.modes[offer.mode].template, offer.mode.site
        for block, (times, literals) in offered.blocks.items():
            cut = tmpl.blocks[block]
            for phase, offset in zip(cut.phases, cut.offsets, strict=True):
                minutes = tmpl.phases[phase].minutes
                for task in dict.fromkeys(facts.case.tasks_by(tmpl.phases[phase], By.PROVIDER)):
                    if not known.supervised(offer.provider, task):
                        continue
                    begins = np.array(times, dtype=np.int64) + offset
                    length = minutes + known.of(task).tail
                    near = within(known.on_site(task, site), begins, length, facts.now)
                    group = known.group(task, site)
                    for begin, literal, close in zip(begins, literals, near, strict=True):
                        end = int(begin) + minutes
                        yield ProvidedStart(
                            group,
                            site,
                            variables.visit.id,
                            block,
                            max(int(begin), facts.now),
                            end,
                            int(begin) + length,
                            literal,
                            not close,
                        )


def other_works(board: Board, variables: VisitVars) -> Iterator[OtherWork]:
    """Yield the supervised work of support staff and of duties."""
    known = board.facts.supervisors
    for mode, held in variables.modes.items():
        for index, tasks in enumerate(held.template.support):
            for position, task in enumerate(tasks):
                if task in known.tasks:
                    for share in shares(board, variables, mode, (index, position), task):
                        if share.supervised:
                            way = (share.literal, share.begun)
                            yield _work(board, mode, held, index, task, way)
        for index, phase in enumerate(held.template.phases):
            for task in board.facts.case.tasks_by(phase, By.DUTY):
                if task in known.tasks:
                    for way in begun_or_not(board, variables, mode, index):
                        yield _work(board, mode, held, index, task, way)


def _work(
    board: Board, mode: Mode, held: ModeVars, index: int, task: str, way: tuple[Literal, bool]
) -> OtherWork:
    (literal, begun), now = way, board.facts.now
    minutes, bounds = held.template.phases[index].minutes, held.phase_bounds(index)
    return OtherWork(
        task=task,
        site=mode.site,
        start=now if begun else held.phase_start(index),
        bounds=bounds,
        minutes=bounds[0] + minutes - now if begun else minutes,
        length=minutes + board.facts.supervisors.of(task).tail,
        literal=literal,
        begun=begun,
    )
