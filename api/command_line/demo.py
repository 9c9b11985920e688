"""`huddle demo`: a family practice whose physician is out all day."""

from __future__ import annotations

import sys

import typer

from api.command_line.inputs import day_of, finite
from api.command_line.resolve import (
    DeadlineOption,
    JsonOption,
    Question,
    SeedOption,
    answered,
    show,
)
from api.render.screen import Screen
from api.scenarios import about

EXAMPLE = "md-out-small-pc"

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def demo(
    ctx: typer.Context,
    deadline: DeadlineOption = 15.0,
    seed: SeedOption = 0,
    as_json: JsonOption = False,
) -> None:
    """Re-plan an example day: three providers, 62 visits, and a physician out all day."""
    if not as_json:
        Screen(sys.stdout).say(f"{EXAMPLE}: {about(EXAMPLE)}")
    office, day = day_of(EXAMPLE)
    solved = answered(
        ctx,
        Question(office, day, (), None),
        quiet=as_json,
        profile="balanced",
        deadline=finite(deadline),
        seed=seed,
        deterministic=False,
        workers=None,
        options=True,
    )
    show(solved, as_json=as_json, out=None)
