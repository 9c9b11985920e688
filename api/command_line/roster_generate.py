"""`huddle roster generate`: an office and its published weeks, drawn from a seed."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.inputs import refusal
from api.command_line.resolve import SeedOption
from api.command_line.scenarios import write_roster
from api.render.screen import Screen
from api.render.words import count
from scenarios.generator.weeks.absences import Absences, with_absences
from scenarios.generator.weeks.size import Size
from scenarios.generator.weeks.weeks import generate_weeks, unpublished

USUAL = Size()


def generate(
    *,
    write: Annotated[
        Path, typer.Option("--write", metavar="DIR", help="Write its documents into this folder.")
    ],
    seed: SeedOption = 0,
    people: Annotated[int, typer.Option("--people", help="Everybody rostered.")] = USUAL.people,
    sites: Annotated[int, typer.Option("--sites", help="Places.")] = USUAL.sites,
    days: Annotated[int, typer.Option("--days", help="Days of the horizon.")] = USUAL.days,
    first: Annotated[
        str, typer.Option("--from", metavar="DATE", help="Its first day.")
    ] = USUAL.first.isoformat(),
    history: Annotated[
        int, typer.Option("--history", help="Days before it that are known.")
    ] = USUAL.history,
    tightness: Annotated[
        float, typer.Option("--tightness", help="Share of those usually at work who are needed.")
    ] = USUAL.tightness,
    absences: Annotated[
        Absences, typer.Option("--absences", help="Who is out, from the middle on.")
    ] = Absences.ONE_WEEK,
    to_build: Annotated[
        bool, typer.Option("--to-build", help="Leave out what is published; nobody is out.")
    ] = False,
) -> None:
    """Draw an office and its published weeks from a seed, with somebody out.

    The published roster breaks no rule and covers its demand. The same options give the same. With
    --to-build it is left out: what was asked for stays, for 'build' to make another.
    """
    try:
        begins = date.fromisoformat(first)
    except ValueError:
        raise refusal("--from", first, "not a date", "write one like 2026-11-30") from None
    office, roster = generate_weeks(
        seed,
        people=people,
        sites=sites,
        days=days,
        first=begins,
        history=history,
        tightness=tightness,
    )
    roster = unpublished(roster) if to_build else with_absences(roster, absences, seed)
    screen = Screen(sys.stdout)
    screen.say(
        f"{count(len(office.people), 'person', 'people')} from {roster.first}: "
        f"{count(roster.days, 'day', 'days')}, "
        f"{count(len(roster.absences), 'absence', 'absences')}."
    )
    write_roster(office, roster, write, screen)
