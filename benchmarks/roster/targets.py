"""What is to be reached on published instances, and the best that is known of them."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.roster.answers import BadInstance

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class Target:
    """What is to be reached on an instance, as the median over seeds.

    Attributes:
        within: the part of the best known value by which the answer may be worse.
        proven: whether it is to be proven best.
        seconds: until when.
        best: the best value known, where no table beside the instances says it.
    """

    within: float = 0.0
    proven: bool = False
    seconds: float = 60.0
    best: int | None = None

    @property
    def sentence(self) -> str:
        """The target in words."""
        said = f"within {self.within:.0%}" if self.within else "best known"
        return f"{said}{', proven' if self.proven else ''}, {self.seconds:g} s"


TARGETS = {
    "Instance1": Target(proven=True),
    "Instance2": Target(proven=True),
    "Instance3": Target(proven=True),
    "Instance4": Target(proven=True),
    "Instance5": Target(),
    "Instance7": Target(within=0.01),
    "Instance9": Target(within=0.01),
    "Instance11": Target(within=0.02),
    "Instance14": Target(within=0.03),
    "Instance16": Target(within=0.03),
    "small-4": Target(proven=True, seconds=3.0, best=14457),
    "large-4": Target(proven=True, seconds=3.0, best=217464),
}
"""By the instance's name."""


def read_best(path: Path) -> dict[str, int]:
    """Read the best known values from a table with the columns instance and best_known.

    Raises:
        BadInstance: the file cannot be read, or is no such table.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return {row["instance"]: int(row["best_known"]) for row in csv.DictReader(file)}
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInstance(f"{path.name}: cannot be read as CSV") from error
    except (KeyError, TypeError, ValueError) as error:
        raise BadInstance(f"{path.name}: columns instance, best_known are needed") from error
