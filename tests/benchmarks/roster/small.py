"""A small instance of each format, as a task."""

from __future__ import annotations

from typing import TYPE_CHECKING

from benchmarks.roster.formats import FORMATS
from tests.benchmarks.roster import test_curtois, test_inrc2, test_sickness

if TYPE_CHECKING:
    from pathlib import Path

    from benchmarks.roster.formats import Task


def path_of(form: str, folder: Path) -> Path:
    """Write the files of a format's small instance; return what names it."""
    if form == "curtois":
        (folder / "small.txt").write_text(test_curtois.SMALL)
        return folder / "small.txt"
    if form == "sickness":
        (folder / "small.dzn").write_text(test_sickness.SMALL)
        return folder / "small.dzn"
    inside = folder / "n002w4"
    inside.mkdir()
    (inside / "Sc-n002w4.txt").write_text(test_inrc2.SCENARIO)
    (inside / "H0-n002w4-0.txt").write_text(test_inrc2.HISTORY)
    (inside / "WD-n002w4-0.txt").write_text(test_inrc2.WEEK)
    return folder / "n002w4_0_0-0"


def task_of(form: str, folder: Path) -> Task:
    """Return a format's small instance; INRC-II's has two weeks."""
    return next(FORMATS[form](path_of(form, folder)))
