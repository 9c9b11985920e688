"""`huddle demo`: a family practice whose physician is out all day."""

from __future__ import annotations

from typing import Annotated

import typer

from api.command_line.inputs import day_of, finite
from api.command_line.resolve import DeadlineOption, JsonOption, Question, answered, show

EXAMPLE = "md-out-small-pc"

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def demo(
    ctx: typer.Context,
    deadline: DeadlineOption = 10.0,
    seed: Annotated[int, typer.Option("--seed", min=0, max=2**31 - 1)] = 0,
    as_json: JsonOption = False,
) -> None:
    """Re-plan an example day: three providers, 62 visits, and a physician out all day."""
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
