"""`huddle bench`: the benchmark suites that are installed."""

from __future__ import annotations

import sys
from importlib.metadata import entry_points
from typing import Annotated

import typer

from api.command_line.inputs import refusal
from api.render.screen import Screen

GROUP = "huddle.bench"

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(context_settings={"allow_extra_args": True, "ignore_unknown_options": True})
def bench(
    ctx: typer.Context,
    suite: Annotated[
        str | None, typer.Argument(metavar="[SUITE]", help="Which; left out, they are listed.")
    ] = None,
) -> None:
    """Run a benchmark suite; what stands after its name is handed to it.

    A suite is an entry point of the group 'huddle.bench': it is called with the list of words
    and returns an exit code, or nothing.
    """
    suites = {found.name: found for found in entry_points(group=GROUP)}
    screen = Screen(sys.stdout)
    if not suites:
        screen.say("No benchmark suite is installed; 'make bench' runs those of a checkout.")
    elif suite is None:
        screen.say("Benchmark suites:")
        screen.table(["Suite", "Where"], [[name, found.value] for name, found in suites.items()])
    if suite is None:
        return
    if suite not in suites:
        known = f"write one of {', '.join(sorted(suites))}" if suites else "install one"
        raise refusal("SUITE", suite, "no such benchmark suite", known)
    raise typer.Exit(suites[suite].load()(ctx.args) or 0)
