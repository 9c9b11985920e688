"""HiGHS beside the search: in a process of its own, since it cannot be stopped otherwise.

It tells bounds and the last solution; the process is forked, so the model need not be sent.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from solvers.day.solving.mip import MipResult, solve_mip
from solvers.forked import Forked

if TYPE_CHECKING:
    from collections.abc import Callable

    from ortools.sat.python import cp_model


class Beside(Forked):
    """One run of HiGHS on a model; `lower` is called with bounds, from another thread.

    Attributes:
        result: what came of it; None while it runs, or where it was ended before.
    """

    def __init__(
        self,
        model: cp_model.CpModel,
        seconds: float,
        seed: int,
        tolerance: float,
        lower: Callable[[float], None],
    ) -> None:
        self.result: MipResult | None = None
        self._lower = lower
        super().__init__(
            lambda tell: tell(solve_mip(model, seconds, seed, tolerance, tell)), self._told
        )

    def _told(self, told: MipResult | float) -> None:
        if isinstance(told, MipResult):
            self.result = told
        else:
            self._lower(told)
