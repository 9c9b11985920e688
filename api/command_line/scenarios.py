"""`huddle scenarios`: the example days and rosters that come along."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.inputs import write_text
from api.render.screen import Screen
from api.render.words import count
from api.scenarios import about, files_of, roster_files
from models.clock import wall
from models.errors import BadInput, Fault
from models.events import Event
from models.office import Office
from models.roster import Roster
from scenarios.library import Scenario, load, names
from scenarios.roster_library import ExampleRoster, example_roster, roster_names, roster_sheet

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
    """List the examples; with a name, show what one is about and what a good answer shows."""
    screen = Screen(sys.stdout)
    if name is None:
        if write is not None:
            raise BadInput([Fault("--write", "", "which example day?", "name one before it")])
        rows = [[each, about(each)] for each in names()]
        rows += [[each, " ".join(roster_sheet(each).about.split())] for each in roster_names()]
        screen.table(["Name", "About"], rows)
    elif name in roster_names():
        example = example_roster(name)
        _show_roster(example, screen)
        if write is not None:
            write_roster(example.office, example.roster, write, screen)
    else:
        _show(load(name), screen)
        if write is not None:
            documents = files_of(name)
            write_all(documents, write, screen)
            screen.say(f"  huddle resolve {write / 'day.yaml'} --event {write / 'events.yaml'}")


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


def _show_roster(example: ExampleRoster, screen: Screen) -> None:
    roster = example.roster
    screen.say(f"{example.name}: {' '.join(example.about.split())}", style="bold")
    screen.say(
        f"  {example.office.id} from {roster.first}: {count(roster.days, 'day', 'days')}, "
        f"{count(len(roster.published), 'person', 'people')}"
    )
    screen.heading("Who is out")
    for away in roster.absences:
        screen.say(f"  {away.person}: {away.first} to {away.end}")
    screen.heading("What a good repair shows")
    for said in example.expectations.says:
        screen.say(f"  {said}")


def write_roster(office: Office, roster: Roster, folder: Path, screen: Screen) -> None:
    """Write a roster's documents into a folder, and say what can be done with them.

    Raises:
        BadInput: the folder cannot be made, or not be written into.
    """
    write_all(roster_files(office, roster), folder, screen)
    verb = "repair" if roster.published else "build"
    screen.say(f"  huddle roster {verb} {folder / 'roster.yaml'}")


def write_all(documents: dict[str, str], folder: Path, screen: Screen) -> None:
    """Write documents into a folder by file name.

    Raises:
        BadInput: the folder cannot be made, or not be written into.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        problem = (error.strerror or "cannot be made").lower()
        raise BadInput([Fault(str(folder), "", problem, "name a folder")]) from None
    for file, text in documents.items():
        write_text(folder / file, text)
    screen.heading(f"Written to {folder}: {', '.join(documents)}")
