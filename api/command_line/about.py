"""What questions about a plan share: the day, the plan they are about, and how it is come by."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer
from pydantic import BaseModel

from api.command_line.events import events_of
from api.command_line.exits import STOPPED
from api.command_line.inputs import day_of, given_of, moment_of, plan_of
from api.command_line.resolve import Question, opening
from api.command_line.solving import planner_of, solve
from api.render.screen import Screen
from engine.asking.enquiry import Enquiry

if TYPE_CHECKING:
    from api.planner import Planner
    from engine.asked import Asked

ProposalOption = Annotated[
    Path | None,
    typer.Option(
        "--proposal",
        metavar="FILE",
        help="The plan in question, from 'huddle resolve --out'; by default it is solved first.",
    ),
]
WithinOption = Annotated[
    float | None,
    typer.Option(
        "--within", min=0.1, metavar="SECONDS", help="For the question itself, the plan known."
    ),
]
ProviderOption = Annotated[str | None, typer.Option("--provider", help="With whom.")]
AtOption = Annotated[str | None, typer.Option("--at", metavar="HH:MM", help="When.")]
SiteOption = Annotated[str | None, typer.Option("--site", help="Where; by default as booked.")]
VideoOption = Annotated[bool, typer.Option("--video", help="By video.")]
SlotOption = Annotated[str | None, typer.Option("--slot", help="An open slot of another day.")]
VisitArgument = Annotated[str, typer.Argument(metavar="VISIT", help="The visit in question.")]


Answer = TypeVar("Answer", bound=BaseModel)


def answered(
    ctx: typer.Context,
    work: Callable[[Planner, threading.Event], Answer],
    show: Callable[[Answer, Screen], None],
    *,
    as_json: bool,
) -> None:
    """Ask the planner beside the keyboard, and write the answer."""
    planner = planner_of(ctx)
    solved = solve(planner, lambda _tell, stop: work(planner, stop))
    if as_json:
        sys.stdout.write(solved.answer.model_dump_json(indent=2) + "\n")
    else:
        show(solved.answer, Screen(sys.stdout))
    if solved.stopped:
        raise typer.Exit(STOPPED)


def about(
    day: str,
    event: list[str] | None,
    now: str | None,
    proposal: Path | None,
    asked: Asked,
    *,
    issued: Path | None = None,
    quiet: bool,
) -> Enquiry:
    """Read what a question is about, and say so when the plan is still to be worked out.

    A proposal brings along the moment and the profile that it was made for.

    Raises:
        BadInput: something cannot be read.
    """
    office, the_day = day_of(day)
    events, moment = events_of(event or ()), moment_of(now)
    given = None
    if proposal is not None:
        given, made_at, made_for = given_of(proposal)
        moment = made_at if moment is None else moment
        asked = replace(asked, profile=made_for or asked.profile)
    before = None if issued is None else plan_of(issued)[0]
    question = Question(office, the_day, events, moment, before)
    if given is None and not quiet:
        Screen(sys.stdout).say(opening(question))
    return Enquiry(office, the_day, events, moment, before, given, asked)
