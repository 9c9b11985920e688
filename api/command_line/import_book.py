"""`huddle import`: other systems' formats into a day."""

from __future__ import annotations

import os
import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.day_text import day_text
from api.command_line.exits import ANSWERED, GAPS_REMAIN
from api.command_line.inputs import read_bytes, write_text
from api.command_line.resolve import JsonOption
from api.exchange.appointment_book import import_book
from api.exchange.book_mapping import BookMapping
from api.exchange.import_report import ImportReport, RowNote
from api.files import load_day, load_office, read_document
from api.render.screen import Screen
from models.day import Day
from models.errors import BadInput, Fault
from models.reading import read

SHORTEST_KEY = 16
"""Bytes of a key that nobody can guess."""

app = typer.Typer(rich_markup_mode=None, add_completion=False, no_args_is_help=True)


@app.callback()
def group() -> None:
    """Turn an appointment book into a day."""


@app.command(name="csv")
def import_csv(
    book: Annotated[Path, typer.Argument(metavar="BOOK.csv", help="The export.")],
    *,
    mapping: Annotated[
        Path, typer.Option("--map", metavar="MAP.yaml", help="How its columns and words are read.")
    ],
    office: Annotated[Path, typer.Option("--office", metavar="OFFICE.yaml", help="Whose book.")],
    on: Annotated[
        datetime | None,
        typer.Option("--date", formats=["%Y-%m-%d"], help="Which day, if the book has several."),
    ] = None,
    roster: Annotated[
        Path | None,
        typer.Option("--roster", metavar="DAY.yaml", help="A day with shifts and duties to keep."),
    ] = None,
    key: Annotated[
        Path | None,
        typer.Option("--key", metavar="FILE", help="A secret: the same book, the same references."),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what would become of each row, write nothing.")
    ] = False,
    out: Annotated[
        Path | None,
        typer.Option("--out", metavar="DAY.yaml", help="Write the day here, not to the screen."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Turn an appointment book in CSV into a day; every row is accounted for.

    References in the day are hashes of those in the book: no name or record number remains.
    """
    the_office = load_office(office)
    read_mapping = read(BookMapping, read_document(mapping), mapping.name)
    if on is not None:
        read_mapping = read_mapping.model_copy(update={"date": on.date()})
    report = import_book(
        read_bytes(book),
        read_mapping,
        the_office,
        key=_key(key),
        roster=_roster(roster, on.date() if on else None),
    )
    if out is not None and not dry_run:
        write_text(out, day_text(report.day, os.path.relpath(office, out.parent)))
    if as_json:
        sys.stdout.write(report.model_dump_json(indent=2) + "\n")
    else:
        _show(report, Screen(sys.stdout if out is not None or dry_run else sys.stderr))
        if out is None and not dry_run:
            sys.stdout.write(day_text(report.day, str(office)))
    raise typer.Exit(GAPS_REMAIN if report.rejected else ANSWERED)


def _key(path: Path | None) -> bytes | None:
    if path is None:
        return None
    key = read_bytes(path).strip()
    if len(key) < SHORTEST_KEY:
        expected = f"at least {SHORTEST_KEY} bytes that nobody can guess"
        raise BadInput([Fault("--key", "", "too short to be a secret", expected)])
    return key


def _roster(path: Path | None, on: date | None) -> Day | None:
    if path is None:
        return None
    _, day = load_day(path)
    if on is not None and day.date != on:
        raise BadInput([Fault("--roster", str(day.date), "another day", f"the roster of {on}")])
    return day


def _show(report: ImportReport, screen: Screen) -> None:
    screen.say(f"{report.day.date}: {report.summary}", style="bold")
    for title, notes in (
        ("Rejected", report.rejected),
        ("Left out", report.left_out),
        ("Look at these", report.warnings),
    ):
        if notes:
            screen.heading(f"{title} ({len(notes)})")
            screen.table(["Row", "What", "Why", "Right would be"], [_row(note) for note in notes])


def _row(note: RowNote) -> list[str]:
    return ["" if note.row is None else str(note.row), note.field, note.reason, note.expected]
