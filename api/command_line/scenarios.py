"""`huddle scenarios`: the example days that come along."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.inputs import write_text
from api.render.screen import Screen
from api.render.words import count
from api.scenarios import about, files_of
from models.clock import wall
from models.errors import BadInput, Fault
from models.events import Event
from scenarios.library import Scenario, load, names

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command()
def scenarios(
    name: Annotated[
        str | None, typer.Argument(metavar="[NAME]", help="Which; left out, they are listed.")
    ] = None,
    write: Annotated[
        Path | None,
        typer.Option("--write", metavar="DIR", help="Copy its documents into this folder."),
    ] = None,
) -> None:
    """List the example days; with a name, show what one is about and what a good answer shows."""
    screen = Screen(sys.stdout)
    if name is None:
        if write is not None:
            raise BadInput([Fault("--write", "", "which example day?", "name one before it")])
        screen.table(["Name", "About"], [[each, about(each)] for each in names()])
        return
    _show(load(name), screen)
    if write is not None:
        _write(name, write, screen)


def _show(scenario: Scenario, screen: Screen) -> None:
    office, day = scenario.office, scenario.day
    screen.say(f"{scenario.name}: {scenario.about}", style="bold")
    screen.say(
        f"  {office.id} on {day.date}: {count(len(office.people), 'person', 'people')}, "
        f"{count(len(office.rooms), 'room', 'rooms')}, "
        f"{count(len(day.appointments), 'visit', 'visits')}"
    )
    screen.heading("What has happened")
    _tell(day.events, screen)
    for later in scenario.rounds:
        screen.heading(f"What happens next, as of {wall(later.now)}")
        answers = ", ".join(later.answers)
        screen.say(f"  calls made, in the order of the list, over and over: {answers}")
        _tell(later.events, screen)
    if scenario.expectations.says:
        screen.heading("What a good answer shows")
        for said in scenario.expectations.says:
            screen.say(f"  {said}")


def _tell(events: Sequence[Event], screen: Screen) -> None:
    for event in events:
        facts = event.model_dump(mode="json", exclude_unset=True)
        told = ", ".join(f"{key} {value}" for key, value in facts.items() if key != "type")
        screen.say(f"  {event.type}: {told}")


def _write(name: str, folder: Path, screen: Screen) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = (error.strerror or "cannot be made").lower()
        raise BadInput([Fault(str(folder), "", problem, "name a folder")]) from None
    documents = files_of(name)
    for file, text in documents.items():
        write_text(folder / file, text)
    screen.heading(f"Written to {folder}: {', '.join(documents)}")
    screen.say(f"  huddle resolve {folder / 'day.yaml'} --event {folder / 'events.yaml'}")
