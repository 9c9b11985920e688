"""What packs give to rosters: law under contracts, what goes before it, what is refused."""

from __future__ import annotations

from typing import Any

import pytest

from engine.opening.rosters import judge_roster, roster_case_of
from engine.rosters.easing import eased_throughout
from models.errors import BadInput
from models.office import Office
from models.reading import read
from models.roster import Roster
from models.roster_case import RosterCase

SHIFTS = {
    "day": {"from": "08:00", "to": "16:00", "kind": "day"},
    "late": {"from": "14:00", "to": "22:00", "kind": "late"},
    "dawn": {"from": "06:00", "to": "14:00", "kind": "dawn"},
}


def office(day_pack: object, contract: dict[str, Any] | None = None, **rostering: Any) -> Office:
    document = {
        "id": "clinic",
        "sites": [{"id": "main", "zone": "Europe/Berlin", "opens": "06:00", "closes": "22:00"}],
        "people": [{"id": "ann", "roles": ["nurse"], "contract": "full"}],
        "rules": {"pack": day_pack},
        "rostering": {"shift_types": SHIFTS, "contracts": {"full": contract or {}}, **rostering},
    }
    return read(Office, document, "office")


def breaches(of: Office, row: str, first: str = "2026-03-02") -> list[tuple[str, tuple[str, ...]]]:
    words = [None if word == "-" else word for word in row.split()]
    asked = {"office": "clinic", "from": first, "days": len(words), "published": {"ann": words}}
    verdict = judge_roster(of, read(Roster, asked, "roster"))
    return [(finding.rule, finding.about) for finding in verdict.breaches]


WEEK = "day day day day day - -"


def test_eleven_hours_of_rest_from_one_day_to_the_next() -> None:
    europe = office("eu-working-time")
    assert breaches(europe, "day dawn late -") == []
    assert breaches(europe, "late dawn - -") == [("rest", ("ann", "2026-03-03"))]
    assert breaches(office("none"), "late dawn - -") == []


def test_thirty_five_hours_in_each_week_and_not_in_any_seven_days() -> None:
    europe = office("eu-working-time")
    assert breaches(europe, f"{WEEK} {WEEK}") == []
    assert breaches(europe, "- - day day day day day day day day day day - -") == []
    six = "day day day day day day - "
    assert breaches(europe, six + WEEK) == []
    late = "day day day late late late - "
    short = [("weekly-rest", ("ann", "2026-03-02", "2026-03-08"))]
    assert breaches(europe, late + WEEK) == short
    assert breaches(europe, late + "late late - - - - -") == []
    assert breaches(europe, six) == short
    seven = "day day day day day day day "
    assert short[0] in breaches(europe, seven + WEEK)


def test_forty_eight_hours_on_average_over_seventeen_weeks() -> None:
    six, first = "day day day day day day - ", "2026-01-05"
    weeks = six * 16 + "day day day day day - - "
    longer = {**SHIFTS, "day": {"from": "08:00", "to": "16:30", "kind": "day"}}
    europe = office("eu-working-time", shift_types=longer)
    (found,) = breaches(europe, weeks + "- - - - - - -", first)
    assert found == ("hours", ("ann", "2026-01-05", "2026-05-03"))
    assert breaches(europe, six * 15 + "- - - - - - - " + WEEK, first) == []


def test_the_contract_s_own_limits_hold_beside_the_law_s() -> None:
    europe = office("eu-working-time", {"hours": [{"most": 2400, "weeks": 1}]})
    case = roster_case_of(
        europe, read(Roster, {"office": "clinic", "from": "2026-03-02", "days": 1}, "r")
    )
    assert [(limit.most, limit.weeks) for limit in case.contracts["ann"].hours] == [
        (2400, 1),
        (48960, 17),
    ]
    assert breaches(office("eu-working-time", {"rest": {"minutes": 480}}), "late dawn - -") == []


def test_californias_day_of_rest_is_one_of_the_workweek() -> None:
    california = office("california-2026")
    seven = "day day day day day day day "
    assert breaches(california, seven) == [("shift-counts", ("ann", "2026-03-02", "2026-03-08"))]
    assert breaches(california, "- day day day day day day day day day day day day -") == []
    exempt = office("california-2026", {"pack": "none"})
    assert breaches(exempt, seven) == []


def test_overtime_has_a_price() -> None:
    six = {"ann": ["day"] * 6 + [None]}
    asked = {"office": "clinic", "from": "2026-03-02", "days": 7, "published": six}
    verdict = judge_roster(office("california-2026"), read(Roster, asked, "roster"))
    assert [(f.rule, f.cost) for f in verdict.findings] == [("hours", 8 * 3)]


def test_a_roster_s_pack_may_be_another_than_the_day_s() -> None:
    assert breaches(office("none", pack="eu-working-time"), "late dawn - -")
    assert not breaches(office("eu-working-time", pack="none"), "late dawn - -")


def test_an_office_read_again_asks_for_the_same() -> None:
    europe = office("eu-working-time", {"hours": [{"most": 2400, "weeks": 1}]})
    for short in (False, True):
        again = Office.model_validate(europe.model_dump(mode="json", exclude_defaults=short))
        assert again == europe
        assert breaches(again, "late dawn - -") == breaches(europe, "late dawn - -") != []


def test_what_is_merged_once_is_not_merged_again() -> None:
    asked = read(Roster, {"office": "clinic", "from": "2026-03-02", "days": 7}, "roster")
    case = roster_case_of(office("eu-working-time"), asked)
    twice = RosterCase(case.office.model_copy(update={"rostering": case.rostering}), asked)
    assert twice.rostering == case.rostering
    assert all(limit.price for limit in eased_throughout(case).contracts["ann"].hours)


OWN: dict[str, Any] = {
    "pack": "county",
    "title": "Our county",
    "entries": [
        {
            "part": "rostering",
            "rule": "notice",
            "value": {"days": 14, "price": 30},
            "says": "Changes within fourteen days are paid for.",
            "source": "County ordinance 8",
            "effective": "2026-01-01",
            "as_of": "2026-11-29",
        }
    ],
}


def test_a_pack_may_speak_of_rosters_as_a_whole() -> None:
    asked = read(Roster, {"office": "clinic", "from": "2026-03-02", "days": 7}, "roster")
    notice = roster_case_of(office(OWN), asked).rostering.notice
    assert (notice.days, notice.price) == (14, 30)
    own = roster_case_of(office(OWN, notice={"days": 3}), asked).rostering.notice
    assert (own.days, own.price) == (3, 30)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"part": "contract", "rule": "moon-phase"}, "moon-phase"),
        ({"rule": "notice", "value": {"days": "many"}}, "rostering.notice.days"),
        ({"value": 7}, "name the 'setting'"),
        ({"part": "week"}, "part"),
    ],
)
def test_what_does_not_fit_is_said(wrong: dict[str, Any], said: str) -> None:
    with pytest.raises(BadInput, match=said):
        office(OWN | {"entries": [OWN["entries"][0] | wrong]})


def test_a_pack_that_is_not_known_is_said() -> None:
    with pytest.raises(BadInput, match="there is no rule pack 'texas'"):
        office("none", {"pack": "texas"})
