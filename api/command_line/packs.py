"""`huddle packs`: what law or contract asks for, with source and date."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from api.command_line.inputs import refusal
from api.render.screen import Screen
from models.rule_packs import names, pack_of, text_of

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def packs(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Which; left out, they are listed.")
    ] = None,
    as_yaml: Annotated[
        bool, typer.Option("--yaml", help="Print the pack as it is written, to be edited.")
    ] = False,
) -> None:
    """List the rule packs; with a name, show its entries with their sources and dates."""
    screen = Screen(sys.stdout)
    if name is None:
        rows = [[each, pack_of(each).title, str(len(pack_of(each).entries))] for each in names()]
        screen.table(["Pack", "Title", "Entries"], rows)
        return
    if name not in names():
        raise refusal("NAME", name, "no such rule pack", f"write one of {', '.join(names())}")
    if as_yaml:
        sys.stdout.write(text_of(name))
        return
    pack = pack_of(name)
    screen.say(f"{pack.pack}: {pack.title}", style="bold")
    for entry in pack.entries:
        screen.heading(entry.place)
        screen.say(f"  {entry.says}")
        screen.say(f"  {entry.source}; since {entry.effective}, looked up {entry.as_of}")
