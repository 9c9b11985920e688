"""Runs of days at work, off, or on shifts of some kinds are long enough and not too long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.contracts import RunOf
from models.finding import Tier
from solvers.roster.check_view import ONE, judged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from models.contracts import RunSetting
    from models.finding import Finding
    from solvers.roster.check_view import RosterView

RULE = "runs"


def check(view: RosterView) -> Iterator[Finding]:
    """Yield what the rule finds."""
    for person in view.people:
        for setting in view.contract(person.id).runs:
            for run in _runs(view, person.id, setting):
                yield from _too_long(view, person.id, setting, run)
                yield from _too_short(view, person.id, setting, run)


def _what(setting: RunSetting) -> str:
    match setting.of:
        case RunOf.WORK:
            return "at work"
        case RunOf.OFF:
            return "off"
    return "on " + " and ".join(setting.kinds)


def _seen(view: RosterView, person: str, day: date) -> bool:
    """Tell whether the date counts at all: it is known, and no absence."""
    return view.known(person, day) and not view.absent(person, day)


def _runs(view: RosterView, person: str, setting: RunSetting) -> Iterator[list[date]]:
    """Yield the runs that end in the horizon, or on the day before it."""
    run: list[date] = []
    for day in [*view.history(person), *view.dates]:
        works = bool(view.of(person, day, setting.kinds))
        inside = works is not (setting.of is RunOf.OFF)
        if inside and _seen(view, person, day):
            run.append(day)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _decided(view: RosterView, person: str, setting: RunSetting, day: date) -> bool:
    """Tell whether it was decided before that the date is of the run."""
    if view.settled(person, day):
        return True
    stays = [view.kind(t) for t in view.fact(person, day)]
    return setting.of is not RunOf.OFF and any(
        not setting.kinds or kind in setting.kinds for kind in stays
    )


def _too_long(
    view: RosterView, person: str, setting: RunSetting, run: list[date]
) -> Iterator[Finding]:
    most = setting.most
    if most is None:
        return
    beyond = []
    for place, day in enumerate(run):
        window = run[max(0, place - most) : place + 1]
        if place >= most and day >= view.roster.first:
            free = setting.price is not None or not all(
                _decided(view, person, setting, d) for d in window
            )
            beyond += [day] if free else []
    if beyond:
        about = (person, beyond[0].isoformat())
        sentence = f"{person} is {len(run)} days {_what(setting)} from {run[0]}, at most {most}."
        yield judged(RULE, Tier.T3, setting.price, len(beyond), about, sentence)


def _too_short(
    view: RosterView, person: str, setting: RunSetting, run: list[date]
) -> Iterator[Finding]:
    before, after = run[0] - ONE, run[-1] + ONE
    if setting.least is None or len(run) >= setting.least or after < view.roster.first:
        return
    if not (_seen(view, person, before) and _seen(view, person, after)):
        return
    if setting.price is None and all(view.settled(person, d) for d in (before, *run, after)):
        return
    about = (person, run[0].isoformat())
    sentence = (
        f"{person} is {len(run)} days {_what(setting)} from {run[0]}, at least {setting.least}."
    )
    yield judged(RULE, Tier.T3, setting.price, setting.least - len(run), about, sentence)
