"""`huddle roster build --out FILE`, and others: JSON, or the grid as CSV, XLSX or SVG."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from api.command_line.inputs import refusal, write_bytes
from api.exchange.roster_csv import roster_csv
from api.exchange.roster_grid import RosterGrid, grid_of
from api.exchange.roster_xlsx import roster_xlsx
from api.render.roster_picture import roster_svg
from models.absence_answer import AnsweredAbsence
from models.roster_answer import BuiltRoster, RepairedRoster

Answer = BuiltRoster | RepairedRoster | AnsweredAbsence

WRITERS: dict[str, Callable[[RosterGrid], bytes]] = {
    ".csv": lambda grid: roster_csv(grid).encode(),
    ".xlsx": roster_xlsx,
    ".svg": lambda grid: roster_svg(grid).encode(),
}
"""How a grid is written, by the ending of the file."""


def check_endings(files: list[Path]) -> None:
    """Raise `BadInput` for a file of which the ending says nothing, before anything is searched."""
    for file in files:
        if file.suffix.lower() not in {".json", *WRITERS}:
            known = f"one of .json, {', '.join(WRITERS)}"
            raise refusal("--out", file.name, "this ending says nothing of what to write", known)


def export(answer: Answer, files: list[Path]) -> None:
    """Write an answer into files, each as its ending says; without a roster only JSON.

    Of an absence the grid is that of the repaired roster.

    Raises:
        BadInput: a file cannot be written.
    """
    grid = grid_of(answer.roster if isinstance(answer, AnsweredAbsence) else answer)
    for file in files:
        ending = file.suffix.lower()
        if ending == ".json":
            write_bytes(file, (answer.model_dump_json(indent=2) + "\n").encode())
        elif grid is not None:
            write_bytes(file, WRITERS[ending](grid))
