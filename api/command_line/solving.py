"""Solving with somebody at the keyboard: progress while it runs, and Ctrl-C for the best so far."""

from __future__ import annotations

import math
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import typer

from api.command_line.exits import STOPPED
from api.render.screen import Screen

if TYPE_CHECKING:
    from api.planner import Planner, Progress

Answer = TypeVar("Answer")

POLL = 0.02
"""Seconds between two looks for the answer."""

PATIENCE = 5.0
"""Seconds that an engine told to stop is given for its best plan so far."""


@dataclass(frozen=True)
class Solved(Generic[Answer]):
    """An answer, and whether it was cut short."""

    answer: Answer
    stopped: bool


def planner_of(ctx: typer.Context) -> Planner:
    """Return the planner that the command was handed, or the engine."""
    if ctx.obj is not None:
        planner: Planner = ctx.obj
        return planner
    # Loading the engine takes its time: whoever waits has by now read what is being done.
    from api.planner import Engine  # noqa: PLC0415

    return Engine()


def solve(
    planner: Planner,
    work: Callable[[Callable[[Progress], None], threading.Event], Answer],
) -> Solved[Answer]:
    """Run the work beside the keyboard; end the solver processes whatever happens.

    Args:
        planner: whose processes to end.
        work: what to do; it is handed where to tell progress, and the signal to stop.

    Raises:
        typer.Exit: it was stopped before there was an answer.
        BadInput: from the work.
    """
    stop = threading.Event()
    # A plain list, and a main thread that sleeps: Ctrl-C inside a lock would leave it taken.
    answered: list[Callable[[], Answer]] = []
    screen = Screen(sys.stderr)
    status = screen.console().status("Planning") if screen.terminal else None

    def tell(progress: Progress) -> None:
        if status is not None:
            status.update(f"{progress.seconds:5.1f} s  {progress.sentence}")

    def run() -> None:
        try:
            answer = work(tell, stop)
        except BaseException as error:
            raised = error

            def failed() -> Answer:
                raise raised

            answered.append(failed)
        else:
            answered.append(lambda: answer)

    def awaited(seconds: float) -> Answer | None:
        until = time.monotonic() + seconds
        while not answered and time.monotonic() < until:
            time.sleep(POLL)
        return answered[0]() if answered else None

    try:
        if status is not None:
            status.start()
        try:
            threading.Thread(target=run, name="solve", daemon=True).start()
            answer = awaited(math.inf)
            assert answer is not None
            return Solved(answer, stopped=False)
        except KeyboardInterrupt:
            stop.set()
            with suppress(KeyboardInterrupt):
                best = awaited(PATIENCE)
                if best is not None:
                    return Solved(best, stopped=True)
            raise typer.Exit(STOPPED) from None
    finally:
        if status is not None:
            status.stop()
        planner.shut_down()
