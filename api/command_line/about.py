"""What questions about a plan share: the day, the plan they are about, and how it is come by."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from api.command_line.events import events_of
from api.command_line.inputs import day_of, given_of, moment_of
from api.command_line.resolve import Question, opening
from api.render.screen import Screen
from engine.asked import Given

ProposalOption = Annotated[
    Path | None,
    typer.Option(
        "--proposal",
        metavar="FILE",
        help="The plan in question, from 'huddle resolve --out'; by default it is solved first.",
    ),
]
VisitArgument = Annotated[str, typer.Argument(metavar="VISIT", help="The visit in question.")]


@dataclass(frozen=True)
class About:
    """A day, and the plan that a question is about."""

    question: Question
    given: Given | None
    profile: str


def about(
    day: str,
    event: list[str] | None,
    now: str | None,
    proposal: Path | None,
    profile: str,
    *,
    quiet: bool,
) -> About:
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
        profile = made_for or profile
    question = Question(office, the_day, events, moment)
    if given is None and not quiet:
        Screen(sys.stdout).say(opening(question))
    return About(question, given, profile)
