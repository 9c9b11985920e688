"""An answer as files."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.roster.answers import Answer
    from benchmarks.roster.formats import Task


def table(task: Task, answer: Answer) -> str:
    """Return an answer as CSV: a row for each person, a column for each day, shifts by id."""
    written = io.StringIO()
    rows = csv.writer(written, lineterminator="\n")
    rows.writerow(["person", *task.days])
    rows.writerows([who, *(" ".join(cell) for cell in cells)] for who, cells in answer.items())
    return written.getvalue()


def write_answer(folder: Path, task: Task, answer: Answer) -> None:
    """Write an answer as CSV, and what else its format asks for; nothing without an answer."""
    folder.mkdir(parents=True, exist_ok=True)
    files = {f"{task.name}.csv": table(task, answer)} if answer else {}
    files |= task.more(answer) if answer and task.more is not None else {}
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
