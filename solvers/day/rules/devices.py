"""A phase that needs a device has one, free and fit for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.model.holds import device_uses
from solvers.day.rows.rooms import post_device_rows
from solvers.day.rule import Rule

if TYPE_CHECKING:
    from solvers.day.model.board import Board


class Devices(Rule):
    """A phase that needs a device has one, free and fit for it."""

    name = "devices"

    def post(self, board: Board) -> None:
        """Count each site's devices against the phases that hold one."""
        if board.core:
            if board.staffed:
                post_device_rows(board)
            return
        facts = board.facts
        for variables in board.visits.values():
            for mode, held in variables.modes.items():
                members = {
                    device.id: facts.device_outages.get(device.id, [])
                    for device in facts.case.office.devices
                    if device.site == mode.site
                }
                for index, phase in enumerate(held.template.phases):
                    if phase.device is not None:
                        pool = board.pool(f"devices:{mode.site}", members, seats=facts.seats)
                        pool.uses += device_uses(board, variables, mode, index)
