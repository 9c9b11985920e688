"""The runs as pictures: cost and bound over time, gaps over days, cost against size."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING, Any

from benchmarks.day.record import STAMPS

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from benchmarks.day.record import Record


def draw(records: Sequence[Record], folder: Path) -> list[str]:
    """Write the pictures as SVG into the folder and return their names.

    Raises:
        ImportError: matplotlib is not there; the extra [bench] brings it.
    """
    import matplotlib as mpl  # noqa: PLC0415 - an optional extra

    mpl.use("Agg")
    from matplotlib import pyplot as plt  # noqa: PLC0415

    groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        groups[record.tier, record.book].append(record)
    names = []
    for (tier, book), runs in groups.items():
        for title, plot in (("over-time", _over_time), ("gaps", _gaps)):
            figure, axes = plt.subplots(figsize=(7, 4))
            plot(axes, runs)
            axes.set_title(f"{tier} {book}")
            names.append(f"{title}-{tier}-{book}.svg")
            figure.savefig(folder / names[-1])
            plt.close(figure)
    figure, axes = plt.subplots(figsize=(7, 4))
    _sizes(axes, records)
    names.append("cost-against-size.svg")
    figure.savefig(folder / names[-1])
    plt.close(figure)
    return names


def _over_time(axes: Any, runs: list[Record]) -> None:
    for solver in sorted({run.solver for run in runs}):
        own = [run for run in runs if run.solver == solver]
        stamps = [at for at in STAMPS if at <= max(run.deadline for run in own)]
        costs = [median(run.key_at(at)[2] for run in own) for at in stamps]
        (line,) = axes.plot(stamps, costs, marker="o", label=solver)
        bounds = [median(run.bound_at(at) for run in own) for at in stamps]
        axes.plot(stamps, bounds, linestyle="--", color=line.get_color())
    axes.set_xscale("log")
    axes.set_xlabel("seconds")
    axes.set_ylabel("median cost; dashed: bound")
    axes.legend()


def _gaps(axes: Any, runs: list[Record]) -> None:
    for solver in sorted({run.solver for run in runs}):
        gaps = sorted(run.gap for run in runs if run.solver == solver)
        shares = [(at + 1) / len(gaps) for at in range(len(gaps))]
        axes.step([100 * gap for gap in gaps], shares, where="post", label=solver)
    axes.set_xlabel("gap at the end, %")
    axes.set_ylabel("share of days")
    axes.legend()


def _sizes(axes: Any, records: Sequence[Record]) -> None:
    for solver in sorted({run.solver for run in records}):
        sizes: dict[str, list[Record]] = defaultdict(list)
        for run in records:
            if run.solver == solver:
                sizes[run.tier].append(run)
        points = sorted(
            (median(run.visits for run in runs), median(run.first() or run.ended for run in runs))
            for runs in sizes.values()
        )
        axes.plot([x for x, _ in points], [y for _, y in points], marker="o", label=solver)
    axes.set_xscale("log")
    axes.set_yscale("log")
    axes.set_xlabel("visits")
    axes.set_ylabel("median seconds to the first better plan")
    axes.legend()
