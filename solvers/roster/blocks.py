"""A roster's model taken apart by person: rows about one person, and rows that link several.

Whose a variable is, is read off the rows themselves, so a new rule needs nothing here. A row that
links and is not linear is left out of what is taken apart: the bound then holds all the same.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from solvers.roster.board import Board
    from solvers.roster.rows import Mask, Part, Rows, Values

SHARED = -1
"""The owner of what is nobody's alone."""


class Blocks:
    """The parts.

    Attributes:
        owner: whose each variable is, by number of the person, or SHARED.
        parts: the model of each person.
        links: the linear rows that name more than one owner, or what is shared.
        complete: whether these and the parts are the whole.
    """

    def __init__(self, board: Board, rows: Rows) -> None:
        self.owner = _owners(board, rows)
        people = range(len(board.facts.people))
        self.parts: list[Part] = [rows.alone(self.owner == person) for person in people]
        linear = np.array([bool(bounds) for bounds in rows.bounds], dtype=bool)
        links = _links(rows, self.owner)
        self.links = np.flatnonzero(linear & links)
        self.complete = not bool((links & ~linear).any())


def _owners(board: Board, rows: Rows) -> Values:
    """Return whose each variable is: of the one person whom the rows that define it name."""
    owner = np.full(len(rows.low), SHARED, dtype=np.int64)
    numbers = {person: number for number, person in enumerate(board.facts.people)}
    for (person, _), literals in board.cells.items():
        owner[[literal.index for literal in literals.values()]] = numbers[person]
    newest = np.full(len(rows.bounds), -1, dtype=np.int64)
    np.maximum.at(newest, rows.row_of, rows.columns)
    others: dict[int, list[int]] = {}
    defining = (rows.columns < newest[rows.row_of]) & ~rows.is_cell[newest[rows.row_of]]
    for row, column in zip(
        rows.row_of[defining].tolist(), rows.columns[defining].tolist(), strict=True
    ):
        others.setdefault(int(newest[row]), []).append(column)
    for variable in sorted(others):
        whose = set(owner[others[variable]].tolist())
        owner[variable] = whose.pop() if len(whose) == 1 else SHARED
    return owner


def _links(rows: Rows, owner: Values) -> Mask:
    """Return which rows name several owners, or what is shared."""
    whose = owner[rows.columns]
    least = np.full(len(rows.bounds), len(owner), dtype=np.int64)
    most = np.full(len(rows.bounds), SHARED, dtype=np.int64)
    np.minimum.at(least, rows.row_of, whose)
    np.maximum.at(most, rows.row_of, whose)
    links: Mask = (least < len(owner)) & ((least != most) | (least == SHARED))
    return links
