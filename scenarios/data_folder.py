"""Where third-party data lies: beside the project, or where HUDDLE_DATA says."""

from __future__ import annotations

import os
from pathlib import Path


def data_folder(family: str) -> Path | None:
    """Return the folder of one family of data sets, or None when it is not there.

    Nothing in it belongs to the project: it is read in place and never copied.
    """
    beside = Path(__file__).parents[2] / "shared" / "data"
    folder = Path(os.environ.get("HUDDLE_DATA") or beside) / family
    return folder if folder.is_dir() else None
