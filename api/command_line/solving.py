"""Solving with somebody at the keyboard: progress while it runs, and Ctrl-C for the best so far."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

import typer

from api.command_line.exits import STOPPED
from api.render.screen import Screen

if TYPE_CHECKING:
    from api.planner import Planner, Progress

Answer = TypeVar("Answer")

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
    answer: Future[Answer] = Future()
    screen = Screen(sys.stderr)
    status = screen.console().status("Planning") if screen.terminal else None

    def tell(progress: Progress) -> None:
        if status is not None:
            status.update(f"{progress.seconds:5.1f} s  {progress.sentence}")

    def run() -> None:
        try:
            answer.set_result(work(tell, stop))
        except BaseException as error:  # handed over, and raised where it is awaited
            answer.set_exception(error)

    try:
        if status is not None:
            status.start()
        try:
            threading.Thread(target=run, name="solve", daemon=True).start()
            return Solved(answer.result(), stopped=False)
        except KeyboardInterrupt:
            stop.set()
            with suppress(KeyboardInterrupt, TimeoutError):
                return Solved(answer.result(PATIENCE), stopped=True)
            raise typer.Exit(STOPPED) from None
    finally:
        if status is not None:
            status.stop()
        planner.shut_down()
