"""The runs as Markdown: for each tier and book the medians over its days, by solver."""

from __future__ import annotations

from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING

from benchmarks.day.record import STAMPS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.day.record import Record


def tables(records: Sequence[Record]) -> str:
    """Return every table, made from the runs alone."""
    groups: dict[tuple[str, str], list[Record]] = defaultdict(list)
    for record in records:
        groups[record.tier, record.book].append(record)
    parts = [_machines(records)]
    for (tier, book), runs in groups.items():
        parts += [f"## {tier} {book}", _costs(runs), _figures(runs)]
    parts.append(_relaxed(records))
    return "\n\n".join(part for part in parts if part) + "\n"


def _by_solver(runs: Iterable[Record]) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = defaultdict(list)
    for run in runs:
        found[run.solver].append(run)
    return found


def _machines(records: Sequence[Record]) -> str:
    kinds = {tuple(run.machine.items()) for run in records}
    return "\n".join(", ".join(f"{key} {value}" for key, value in kind) for kind in sorted(kinds))


def _costs(runs: list[Record]) -> str:
    head = " | ".join(f"{at:g} s" for at in STAMPS)
    lines = [
        "Median cost (with gaps and clinical harm above the best solver's on a day: counted as"
        " ring 0's cost).",
        "",
        f"| solver | {head} |",
        "|---|" + "---|" * len(STAMPS),
    ]
    least = {day: min(run.final[:2] for run in same) for day, same in _days(runs).items()}
    for solver, own in _by_solver(runs).items():
        cells = []
        for at in STAMPS:
            if at > max(run.deadline for run in own):
                cells.append("–")
                continue
            costs = [
                run.key_at(at)[2]
                if run.key_at(at)[:2] <= least[_day(run)]
                else max(run.ring_zero[2], run.key_at(at)[2])
                for run in own
            ]
            cells.append(f"{median(costs):,.0f}")
        lines.append(f"| {solver} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _figures(runs: list[Record]) -> str:
    lines = [
        "| solver | days | gap | mean gap 10 s | first, s | twice the bound, s | within 1 %, s |"
        " proven | proof, s | calls | changed | peak MiB |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for solver, own in _by_solver(runs).items():
        proofs = [run.ended if run.proven else None for run in own]
        lines.append(
            f"| {solver} | {len(own)} | {median(run.gap for run in own):.1%}"
            f" | {median(run.mean_gap() for run in own):.1%}"
            f" | {_seconds([run.first() for run in own])}"
            f" | {_seconds([run.first_good() for run in own])}"
            f" | {_seconds([run.close() for run in own])}"
            f" | {sum(run.proven for run in own)}/{len(own)} | {_seconds(proofs)}"
            f" | {median(run.calls for run in own):g} | {median(run.changed for run in own):g}"
            f" | {max(run.peak_mib for run in own):,} |"
        )
    return "\n".join(lines)


def _seconds(found: list[float | None]) -> str:
    """Return the median, those that never came last; a dash when it is one of them."""
    middle = sorted(found, key=lambda at: float("inf") if at is None else at)[(len(found) - 1) // 2]
    return "–" if middle is None else f"{middle:.2f}"


def _days(runs: Iterable[Record]) -> dict[tuple[str, int], list[Record]]:
    found: dict[tuple[str, int], list[Record]] = defaultdict(list)
    for run in runs:
        found[_day(run)].append(run)
    return found


def _day(run: Record) -> tuple[str, int]:
    return (run.disruption, run.seed)


def _relaxed(records: Sequence[Record]) -> str:
    said = {run.solver: run.relaxed for run in records if run.relaxed}
    if not said:
        return ""
    lines = ["## What peers cannot express, relaxed in their favour", ""]
    for solver, sentences in sorted(said.items()):
        lines += [f"- {solver}: {sentence}" for sentence in sentences]
    return "\n".join(lines)
