"""HiGHS beside the search: in a process of its own, since it cannot be stopped otherwise.

The process is forked, so that the compiled model need not be sent; it tells bounds and the last
solution, and ends by itself when whoever forked it is gone.
"""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import Pipe
from typing import TYPE_CHECKING

from solvers.day.mip import MipResult, solve_mip

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

    from ortools.sat.python import cp_model

WATCH_SECONDS = 0.2
"""How often the process looks whether it is still wanted."""


class Beside:
    """One run of HiGHS on a model; `lower` is called with bounds, from another thread.

    Attributes:
        result: what came of it; None while it runs, or where it was ended before.
        over: set when nothing more will come.
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
        self.over = threading.Event()
        self._lower = lower
        self._stop: Callable[[], None] | None = None
        here, there = Pipe(duplex=False)
        parent = os.getpid()
        self.pid = os.fork()
        if not self.pid:
            _solve(there, parent, (model, seconds, seed, tolerance))
        there.close()
        self._listener = threading.Thread(target=self._listen, args=(here,), daemon=True)
        self._listener.start()

    def _listen(self, connection: Connection) -> None:
        try:
            while self.result is None:
                told = connection.recv()
                if isinstance(told, MipResult):
                    self.result = told
                else:
                    self._lower(told)
        except EOFError:
            pass
        finally:
            connection.close()
            self.over.set()
            if self._stop is not None:
                self._stop()

    def stops(self, stop: Callable[[], None]) -> None:
        """Have something stopped as soon as it is over."""
        self._stop = stop
        if self.over.is_set():
            stop()

    def end(self) -> None:
        """End the process, if it has not ended, and wait for what it has told."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self._listener.join()


def _solve(
    connection: Connection, parent: int, asked: tuple[cp_model.CpModel, float, int, float]
) -> None:
    """Solve in the forked process, which does not return from here.

    A thread of its own solves: HiGHS keeps its pool of threads for each that calls it, and whoever
    forked may have called it in this one, of whose pool the fork has nothing but the memory.
    """
    try:
        solving = threading.Thread(
            target=lambda: connection.send(solve_mip(*asked, connection.send)), daemon=True
        )
        solving.start()
        while os.getppid() == parent and solving.is_alive():
            solving.join(WATCH_SECONDS)
    finally:
        os._exit(0)
