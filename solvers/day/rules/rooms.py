"""A visit has one room, free and fit for it, from its first roomed phase to its last."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.model.holds import post_rooms_per_provider, room_uses
from solvers.day.rows.rooms import cuts_of_rooms, post_room_rows
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from collections.abc import Iterable

    from solvers.day.bounds.columns import Columns
    from solvers.day.bounds.cuts import Cut
    from solvers.day.known.facts import Facts
    from solvers.day.model.board import Board


class Rooms(Rule):
    """A visit has one room, free and fit for it, from its first roomed phase to its last."""

    name = "rooms"

    def cuts(self, facts: Facts, columns: Columns) -> Iterable[Cut]:
        """At each minute the rooms that are sure to be held are no more than there are."""
        return cuts_of_rooms(facts, columns)

    def post(self, board: Board) -> None:
        """Count each site's rooms against the visits that hold one."""
        if board.core:
            if board.staffed:
                post_room_rows(board)
            return
        facts, setting = board.facts, board.facts.rules.rooms
        for variables in board.visits.values():
            for mode in variables.modes:
                members = {
                    room.id: facts.room_outages.get(room.id, [])
                    for room in facts.case.office.rooms
                    if room.site == mode.site
                }
                for use in room_uses(board, variables, mode):
                    key = f"rooms:{mode.site}"
                    pool = board.pool(key, members, setting.turnover, facts.seats)
                    pool.uses.append(use)
        if setting.per_provider is not None:
            post_rooms_per_provider(board, setting.per_provider)
