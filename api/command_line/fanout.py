"""`huddle fanout`: many kept days, or variants of them, answered by whatever workers there are."""

from __future__ import annotations

import re
import sys
import time
from contextlib import ExitStack, suppress
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.exits import ANSWERED, GAPS_REMAIN, STOPPED
from api.command_line.inputs import refusal
from api.command_line.keys import ACTOR
from api.command_line.resolve import JsonOption
from api.command_line.solving import planner_of
from api.command_line.store import alone, store
from api.files import read_document
from api.render.fan_out import show_fan_out
from api.render.screen import Screen
from api.service.days.asked import FanOutAsked, FanOutQuestion, check_days
from api.service.days.fan_out_answers import FanOutAnswer, FanOutPage
from api.service.settings import Settings
from api.service.working import job_settings
from engine.jobs.jobs import Jobs
from engine.jobs.worker import Worker
from engine.store.books import sites_on
from engine.store.database import Database
from engine.store.errors import DatabaseTrouble
from engine.store.fan_outs import FanOut, answers_of, cancel_fan_out, fan_out_of
from engine.store.workers import heard_of
from models.reading import read

POLL = 0.2
"""Seconds between two looks at how far it has come."""

app = typer.Typer(rich_markup_mode=None, add_completion=False)


@app.command(epilog="The database is the one that HUDDLE_DATABASE_URL names.")
def fanout(
    ctx: typer.Context,
    file: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE]", help="A list of {site, date, variant}, YAML or JSON."),
    ] = None,
    *,
    on: Annotated[
        str | None,
        typer.Option("--date", metavar="DATE", help="Every site that has this day, in place."),
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Have many kept days, or variants of them, answered, and show how good each answer is.

    Workers do it, or 'huddle serve'; on SQLite, where nobody else is there, this process itself.
    Ctrl-C gives up what is not answered yet. Nothing is published.
    """
    if (file is None) == (on is None):
        raise refusal("FILE", "", "for which days?", "name a file, or write --date alone")
    settings = Settings.from_environment()
    with ExitStack() as held:
        database = held.enter_context(store(settings))
        questions = _on(database, on) if file is None else _in_file(database, file)
        jobs = Jobs.open(database, job_settings(settings))
        held.callback(jobs.close)
        with database.writing() as conn:
            fan_out = jobs.ask_fan_out(conn, [each.to_keep() for each in questions], ACTOR)
        stopped = False
        try:
            if not database.is_sqlite:
                _say_who_is_there(database, settings)
            _wait(ctx, jobs, fan_out, held)
        except KeyboardInterrupt:
            stopped = True
            with database.writing() as conn:
                cancel_fan_out(conn, fan_out, ACTOR)
        page = _page(database, fan_out)
    if as_json:
        sys.stdout.write(page.model_dump_json(indent=2) + "\n")
    else:
        show_fan_out(page, page.answers, Screen(sys.stdout))
    raise typer.Exit(STOPPED if stopped else _code(page))


def _on(database: Database, text: str | None) -> list[FanOutQuestion]:
    day = None
    with suppress(ValueError):
        if text is not None and re.fullmatch(r"\d{4}-\d\d-\d\d", text):
            day = date.fromisoformat(text)
    if day is None:
        raise refusal("--date", text or "", "no date", "write it like 2026-11-30")
    with database.reading() as conn:
        sites = sites_on(conn, day)
    if not sites:
        raise refusal("--date", str(day), "no site has this day", "put its book first")
    return [FanOutQuestion(site=site, date=day) for site in sites]


def _in_file(database: Database, file: Path) -> tuple[FanOutQuestion, ...]:
    asked = read(FanOutAsked, read_document(file), file.name).root
    with database.reading() as conn:
        check_days(conn, asked, f"{file.name}.")
    return asked


def _works(ctx: typer.Context, jobs: Jobs, held: ExitStack) -> bool:
    """Have this process do the jobs until the end, unless another does; tell whether it does."""
    with ExitStack() as own:
        if not own.enter_context(alone(jobs.database)):
            return False
        planner = planner_of(ctx)
        own.callback(planner.shut_down)
        planner.warm_up()
        worker = Worker(jobs, planner)
        own.callback(worker.stop)
        worker.start()
        held.enter_context(own.pop_all())
        return True


def _say_who_is_there(database: Database, settings: Settings) -> None:
    with database.reading() as conn:
        there = heard_of(conn, settings.takeover_seconds)
    if not there:
        Screen(sys.stderr).say("No worker is there; this waits until 'huddle worker' is started.")


def _wait(ctx: typer.Context, jobs: Jobs, fan_out: str, held: ExitStack) -> None:
    screen, database = Screen(sys.stderr), jobs.database
    # Whoever works on an SQLite file may end at any time; then it is this process's turn.
    seen_to = not database.is_sqlite
    with ExitStack() as shown:
        status = shown.enter_context(screen.console().status("Asked")) if screen.terminal else None
        while True:
            # The answers come all the same while the database cannot be reached from here.
            with suppress(DatabaseTrouble):
                seen_to = seen_to or _works(ctx, jobs, held)
                found = _state(database, fan_out)
                if found.over:
                    return
                if status is not None:
                    status.update(f"{found.answered + found.failed} of {found.asked} answered")
            time.sleep(POLL)


def _state(database: Database, fan_out: str) -> FanOut:
    with database.reading() as conn:
        return fan_out_of(conn, fan_out)


def _page(database: Database, fan_out: str) -> FanOutPage:
    with database.reading() as conn:
        kept = fan_out_of(conn, fan_out)
        return FanOutPage.page(kept, tuple(map(FanOutAnswer.of, answers_of(conn, fan_out))))


def _code(page: FanOutPage) -> int:
    whole = page.answered == page.asked
    clean = all(each.figures is not None and not each.figures.gaps for each in page.answers)
    return ANSWERED if whole and clean else GAPS_REMAIN
