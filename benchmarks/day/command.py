"""`huddle bench day`: what our engine and its peers make of the same days, as tables or JSON."""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.day.days import days
from benchmarks.day.plots import draw
from benchmarks.day.record import Record, read_all
from benchmarks.day.runs import OWN, run_own, run_peer
from benchmarks.day.tables import tables
from benchmarks.peers import peers
from engine.solving.warm import shut_down, warm_up
from models.errors import BadInput
from scenarios.generator.disruptions import Disruption
from scenarios.generator.tiers import Book

if TYPE_CHECKING:
    from benchmarks.day.days import DayName
    from benchmarks.peers.peer import Peer
    from models.case import Case
    from models.plan import Plan

TWO = (Disruption.ONE_PROVIDER, Disruption.TWO_PEOPLE)
"""The mornings that are run unless told otherwise."""


def _words(text: str) -> list[str]:
    return [word for word in text.split(",") if word]


def parser() -> argparse.ArgumentParser:
    """Return what the command understands."""
    understood = argparse.ArgumentParser(prog="huddle bench day", description=__doc__)
    add = understood.add_argument
    add("--tier", type=_words, default=["S"], help="S, M, L, XL, fixtures; with commas")
    add("--book", type=_words, default=None, help="tight, easy (default: tight)")
    add("--peers", type=_words, default=[], help="all, none, or names with commas")
    add("--seeds", type=int, default=None, help="so many seeds (default 3; with --full 10)")
    add("--seed-base", type=int, default=1, help="the first seed")
    add("--disruptions", type=_words, default=None, help="kinds of mornings, with commas")
    add("--deadline", type=float, default=60.0, help="seconds of each run")
    add("--out", type=Path, help="keep every run, day, plan, table and picture here")
    add("--json", action="store_true", help="the runs as JSON instead of tables")
    add("--full", action="store_true", help="10 seeds, 4 disruptions, both books; resumable")
    return understood


def main(words: list[str]) -> int:
    """Run what is asked for; a run whose file stands in the folder is not run again."""
    asked = parser().parse_args(words)
    chosen = [name for name in asked.peers if name != "none"]
    try:
        roll = peers(chosen) if chosen else None
        books = asked.book or (list(Book) if asked.full else [Book.TIGHT])
        mornings = asked.disruptions or (list(Disruption) if asked.full else list(TWO))
        count = asked.seeds or (10 if asked.full else 3)
        named = list(
            days(asked.tier, books, mornings, range(asked.seed_base, asked.seed_base + count))
        )
    except (ValueError, BadInput) as wrong:
        print(wrong, file=sys.stderr)
        return 2
    for said in (roll.missing if roll else {}).values():
        print(said, file=sys.stderr)
    here = roll.here if roll else ()
    with tempfile.TemporaryDirectory() as spare:
        folder = asked.out or Path(spare)
        run_all(named, here, asked.deadline, folder)
        records = [run for run in read_all(folder / "runs") if asked.full or run.tier in asked.tier]
        text = report(records, folder)
    print(
        json.dumps([{"name": run.name, **run.figures()} for run in records]) if asked.json else text
    )
    return 0


def run_all(named: list[DayName], here: tuple[Peer, ...], seconds: float, folder: Path) -> None:
    """Run every solver on every day, one after another; each run's file is written as it ends."""
    warm_up(1)
    try:
        for day in named:
            missing = [s for s in (None, *here) if not _file(folder, day, s).exists()]
            if not missing:
                continue
            case = day.case()
            _keep_day(folder, day, case)
            for peer in missing:
                if peer is None:
                    record, plan = run_own(day, case, seconds)
                else:
                    record, plan = run_peer(day, case, peer, seconds)
                _keep_plan(folder, record, plan)
                record.write(folder / "runs")
                print(
                    f"{record.name}: cost {record.final}, bound {record.bound:,.0f},"
                    f" {record.ended:.1f} s",
                    file=sys.stderr,
                )
                gc.collect()
    finally:
        shut_down()


def report(records: list[Record], folder: Path) -> str:
    """Write tables and pictures from the runs and return the tables."""
    text = tables(records)
    (folder / "day.md").write_text(text, encoding="utf-8")
    try:
        draw(records, folder)
    except ImportError:
        print("no pictures: install the extra [bench]", file=sys.stderr)
    return text


def _file(folder: Path, day: DayName, peer: Peer | None) -> Path:
    return folder / "runs" / f"{day.name}-{peer.name if peer else OWN}.json"


def _keep_day(folder: Path, day: DayName, case: Case) -> None:
    kept = folder / "days" / day.name
    kept.mkdir(parents=True, exist_ok=True)
    (kept / "office.json").write_text(case.office.model_dump_json(by_alias=True), encoding="utf-8")
    (kept / "day.json").write_text(case.day.model_dump_json(by_alias=True), encoding="utf-8")


def _keep_plan(folder: Path, record: Record, plan: Plan) -> None:
    kept = folder / "plans"
    kept.mkdir(parents=True, exist_ok=True)
    text = plan.model_dump_json(by_alias=True)
    (kept / f"{record.name}.json").write_text(text, encoding="utf-8")
