"""Fit the generator's durations to real consultations: `python -m scenarios.generator.fit`.

Reads the third-party file in place; only the parameters it prints stand in `durations.py`.
"""

from __future__ import annotations

import csv
import sys
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from scenarios.data_folder import data_folder
from scenarios.generator.durations import LogNormal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Fitted:
    """A fit: the distribution, how many values it is made from, and how far off it is.

    `distance` is the greatest distance between the two distribution functions.
    """

    distribution: LogNormal
    values: int
    distance: float


@dataclass(frozen=True)
class ClinicFit:
    """Everything that the generator takes from the data."""

    consultation: Fitted
    pause: Fitted
    pause_share: float
    opening_spread: float


def fit_log_normal(seconds: Sequence[float]) -> Fitted:
    """Fit a log-normal distribution to seconds by maximum likelihood."""
    logs = np.log(np.asarray(seconds, dtype=float))
    mu, sigma = float(logs.mean()), float(logs.std())
    fitted = LogNormal(mu, sigma)
    expected = np.array([fitted.below(value) for value in np.sort(seconds)])
    count = len(logs)
    above = np.arange(1, count + 1) / count - expected
    below = expected - np.arange(count) / count
    return Fitted(fitted, count, float(max(above.max(), below.max())))


def fit_clinic(file: Path) -> ClinicFit:
    """Fit consultations, pauses and openings to the clinic's file of consultations."""
    sessions: dict[str, list[tuple[int, int]]] = defaultdict(list)
    halves: dict[str, str] = {}
    with file.open(newline="", encoding="utf-8") as lines:
        for row in csv.DictReader(lines):
            sessions[row["Session"]].append((_seconds(row["StartTime"]), int(row["ServTime"])))
            halves[row["Session"]] = row["AM_PM"]
    pauses: list[int] = []
    openings: dict[str, list[int]] = defaultdict(list)
    for session, held in sessions.items():
        held.sort()
        openings[halves[session]].append(held[0][0])
        pauses += [after[0] - before[0] - before[1] for before, after in pairwise(held)]
    consultations = [duration for held in sessions.values() for _, duration in held]
    real = [pause for pause in pauses if pause > 0]
    deviations = np.concatenate([np.array(at) - np.mean(at) for at in openings.values()])
    return ClinicFit(
        consultation=fit_log_normal(consultations),
        pause=fit_log_normal(real),
        pause_share=len(real) / len(pauses),
        opening_spread=float(deviations.std()) / 60,
    )


def _seconds(text: str) -> int:
    hours, minutes, seconds = (int(part) for part in text.split(":"))
    return hours * 3600 + minutes * 60 + seconds


def main() -> None:
    """Print the fitted parameters, or say that the data is not there."""
    folder = data_folder("clinic-service-times")
    if folder is None:
        sys.exit("clinic-service-times is not there; HUDDLE_DATA names the folder that holds it")
    found = fit_clinic(folder / "consultations.csv")
    for name, fitted in (("consultation", found.consultation), ("pause", found.pause)):
        sys.stdout.write(
            f"{name}: mu {fitted.distribution.mu:.3f}, sigma {fitted.distribution.sigma:.3f}"
            f" from {fitted.values} values, distance {fitted.distance:.3f}\n"
        )
    sys.stdout.write(f"pause share: {found.pause_share:.3f}\n")
    sys.stdout.write(f"opening spread: {found.opening_spread:.1f} minutes\n")


if __name__ == "__main__":
    main()
