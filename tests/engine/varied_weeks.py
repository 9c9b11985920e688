"""Generated weeks under terms of every kind, with people out: from a seed, by the document.

What is drawn may make the published roster illegal, or leave no legal one at all; both happen in
an office.
"""

from __future__ import annotations

from datetime import date, timedelta
from random import Random
from typing import TYPE_CHECKING, Any

from models.errors import BadInput
from models.office import Office
from models.roster import Roster
from scenarios.generator.weeks.absences import Absences, with_absences
from scenarios.generator.weeks.weeks import generate_weeks

if TYPE_CHECKING:
    from collections.abc import Callable

PACKS = ("none", "california-2026", "eu-working-time")
KINDS = ("early", "late", "long")

EDGES = (date(2026, 3, 2), date(2026, 3, 23), date(2026, 10, 19), date(2026, 12, 21))
"""Mondays before clocks change in America and in Europe, and before the year's end."""


def drawn(seed: int) -> tuple[Office, Roster]:
    """Return two to four weeks of four to twelve people, published, with somebody out."""
    dice = Random(seed)
    people = dice.choice((4, 5, 6, 8, 10, 12))
    office, roster = generate_weeks(
        seed,
        people=people,
        sites=dice.choice((1, 2)) if people > 6 else 1,
        days=dice.choice((14, 14, 21, 28)),
        first=dice.choice(EDGES) + timedelta(days=dice.randint(0, 6)),
        history=dice.choice((0, 5, 14, 28)),
        tightness=dice.choice((0.6, 0.8, 1.0)),
        floats=dice.choice((0.0, 0.3)),
        students=dice.choice((0.0, 0.1)),
        calls=dice.choice((0.0, 0.5, 1.0)),
        leave=dice.choice((0.0, 0.2)),
        zone=dice.choice(("America/New_York", "Europe/Berlin", "Asia/Kathmandu")),
    )
    for kind in dice.sample([each for each in Absences if each is not Absences.NOBODY], 4):
        try:
            roster = with_absences(roster, kind, seed)
        except BadInput:
            continue  # too few are at work
        if roster.absences:
            break
    else:
        raise AssertionError(f"seed {seed}: nobody who could be out")
    return _under_other_terms(office, dice), _with_locks(roster, dice)


def _under_other_terms(office: Office, dice: Random) -> Office:
    document = office.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    document.setdefault("rules", {})["pack"] = dice.choice(PACKS)
    rostering = document["rostering"]
    for contract in rostering["contracts"].values():
        for change in dice.sample(_TERMS, dice.choice((0, 0, 0, 1, 2))):
            change(contract, dice)
    staff = [person["id"] for person in document["people"]]
    for ask in dice.sample(_ASKED, dice.randint(0, 2)):
        ask(rostering, staff, dice)
    return Office.model_validate(document)


def _with_locks(roster: Roster, dice: Random) -> Roster:
    """Return the roster with some cells that stay, and minutes of the day that want somebody."""
    document = roster.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    last = roster.first + timedelta(days=roster.days - 1)
    if dice.random() < 0.3:
        document["locked"] = [
            {"person": person, "date": str(last), "author": "m", "reason": "agreed"}
            for person in dice.sample(sorted(roster.published), 2)
        ]
    if dice.random() < 0.2:
        document["demand"].append({"shift_types": ["s1-early"], "maximum": 3})
    if dice.random() < 0.3:
        between = {"from": "10:00", "to": dice.choice(("14:00", "18:00"))}
        document["demand"] += [
            {"between": between, "weekdays": ["mon", "thu"], "minimum": 1, "optimum": 2, "over": 2}
        ]
    return Roster.model_validate(document)


def _maybe_priced(setting: dict[str, Any], dice: Random) -> dict[str, Any]:
    """Return the setting with another price, or never to be broken."""
    bare = {name: value for name, value in setting.items() if name != "price"}
    return bare | ({"price": dice.randint(1, 30)} if dice.random() < 0.5 else {})


def _rest(contract: dict[str, Any], dice: Random) -> None:
    contract["rest"] = _maybe_priced({"minutes": dice.choice((480, 720, 960))}, dice)


def _weekly_rest(contract: dict[str, Any], dice: Random) -> None:
    setting = {"minutes": dice.choice((1440, 2160)), "days": 7, "rolling": dice.random() < 0.5}
    contract["weekly-rest"] = _maybe_priced(setting, dice)


def _runs(contract: dict[str, Any], dice: Random) -> None:
    runs = [_maybe_priced(run, dice) for run in contract["runs"]]
    contract["runs"] = [*runs, _maybe_priced({"of": "work", "least": 2}, dice)]


def _weekends(contract: dict[str, Any], dice: Random) -> None:
    setting: dict[str, Any] = {"most": dice.randint(1, 2), "of": dice.randint(2, 4)}
    if dice.random() < 0.5:
        setting |= {"complete": True, "complete-price": dice.choice((3, None))}
    if dice.random() < 0.3:
        setting["days"] = ["fri", "sat", "sun"]
    contract["weekends"] = _maybe_priced(setting, dice)


def _on_call(contract: dict[str, Any], dice: Random) -> None:
    setting = {"apart": dice.randint(0, 6), "free-after": dice.random() < 0.5}
    contract["on-call"] = _maybe_priced(setting, dice)


def _counts(contract: dict[str, Any], dice: Random) -> None:
    setting = {"kinds": [dice.choice(KINDS)], "least": dice.randint(0, 2), "most": 4, "weeks": 2}
    if dice.random() < 0.5:
        setting["rolling"] = True
    contract["shift-counts"] = [*contract.get("shift-counts", ()), _maybe_priced(setting, dice)]


def _hours(contract: dict[str, Any], dice: Random) -> None:
    setting: dict[str, Any] = {"least": 960, "weeks": 1, "step": dice.choice((60, 480))}
    if dice.random() < 0.5:
        setting |= {"most": 2400, "weeks": 2, "rolling": True}
    contract["hours"] = [*contract.get("hours", ()), _maybe_priced(setting, dice)]


def _two_a_day(contract: dict[str, Any], dice: Random) -> None:
    contract["one-shift"] = {"most": 2}


def _successions(contract: dict[str, Any], dice: Random) -> None:
    contract["successions"] = [_maybe_priced({"after": ["late"], "never": ["early"]}, dice)]


_TERMS: tuple[Callable[[dict[str, Any], Random], None], ...] = (
    _rest,
    _weekly_rest,
    _runs,
    _weekends,
    _on_call,
    _counts,
    _hours,
    _two_a_day,
    _successions,
)


def _changes(rostering: dict[str, Any], staff: list[str], dice: Random) -> None:
    rostering["changes"] = {
        "price": dice.choice((0, 20)),
        "volunteer-price": dice.choice((None, 1)),
        "per-person": dice.choice((None, 1, 4)),
        "in-total": dice.choice((None, None, 3, 8)),
    }


def _notice(rostering: dict[str, Any], staff: list[str], dice: Random) -> None:
    rostering["notice"] = _maybe_priced({"days": dice.choice((1, 3))}, dice)


def _fairness(rostering: dict[str, Any], staff: list[str], dice: Random) -> None:
    burden = {"people": staff, "of": dice.choice(("shifts", "minutes", "weekends"))}
    share = {"id": "all", "unit": dice.choice((1, 480)), "spread": 1, "deviation": 2}
    rostering["fairness"] = [*rostering.get("fairness", ()), burden | share]


def _call_order(rostering: dict[str, Any], staff: list[str], dice: Random) -> None:
    order = dice.sample(staff, min(4, len(staff)))
    setting = {"kinds": [dice.choice(KINDS)], "order": order}
    rostering["call-order"] = [_maybe_priced(setting, dice)]


def _exclusive(rostering: dict[str, Any], staff: list[str], dice: Random) -> None:
    rostering["exclusive"] = [{"shift-types": dice.sample(sorted(rostering["shift_types"]), 2)}]


def _pairing(rostering: dict[str, Any], staff: list[str], dice: Random) -> None:
    person, partner = dice.sample(staff, 2)
    setting = {"person": person, "partner": partner, "mutual": dice.random() < 0.5}
    rostering["pairings"] = [*rostering.get("pairings", ()), _maybe_priced(setting, dice)]


_ASKED: tuple[Callable[[dict[str, Any], list[str], Random], None], ...] = (
    _changes,
    _notice,
    _fairness,
    _call_order,
    _exclusive,
    _pairing,
)
