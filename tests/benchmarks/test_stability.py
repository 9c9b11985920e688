"""The least of patients disturbed is what can be counted by hand, and holds for every plan."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from benchmarks import stability
from benchmarks.day.days import DayName
from benchmarks.day.runs import touched
from benchmarks.stability import NO_MATTER, Disturbed, least_disturbed, main, table
from engine.opening.cases import case_of
from models.case import Case
from models.day import Day
from models.plan import Plan
from scenarios.generator.tiny import generate_tiny
from solvers.day.by_hand.ring_zero import ring_zero
from solvers.day.check.verdict import check
from tests.api import examples
from tests.solvers.day.solving import case_for, solve_here

AT_TEN_PAST_NINE = {"id": "a-3", "visit_type": "follow-up", "at": "09:10", "provider": "dr-bell"}


def case(*more: dict[str, Any], events: tuple[dict[str, Any], ...] = ()) -> Case:
    appointments = [*examples.DAY["appointments"], *more]
    document = examples.DAY | {"appointments": appointments, "events": events}
    return case_of(examples.office(), Day.model_validate(document))


def everybody(*starts: str) -> Plan:
    """Return a plan in which dr-bell sees a-1, a-2 … at these times."""
    visits = [
        {
            "appointment": f"a-{number}",
            "placement": {
                "provider": "dr-bell",
                "site": "main",
                "phases": [{"from": start, "to": f"{start[:3]}{int(start[3:]) + 20:02}"}],
            },
        }
        for number, start in enumerate(starts, 1)
    ]
    return Plan.model_validate(examples.PLAN | {"visits": visits})


def least(about: Case, plan: Plan) -> tuple[int, bool]:
    return least_disturbed(about, plan, (0, 0), 20.0)


def test_nobody_need_be_disturbed_where_nothing_happened() -> None:
    day = case()

    assert least(day, ring_zero(day)) == (0, True)


def test_a_colleague_who_is_free_is_a_change_all_the_same() -> None:
    day = case(events=(examples.ABSENT,))

    assert least(day, everybody("09:10", "10:00")) == (2, True)


def test_two_who_were_booked_at_once_cannot_both_stay() -> None:
    day = case(AT_TEN_PAST_NINE, events=(examples.ABSENT,))
    plan = everybody("11:00", "10:00", "09:10")

    assert touched(day, plan)[1] == 2
    assert least(day, plan) == (2, True)


def test_who_is_not_seen_counts_as_disturbed() -> None:
    day = case(events=(examples.ABSENT,))
    plan = everybody("09:10").model_copy(
        update={
            "visits": (everybody("09:10").visits[0], Plan.model_validate(examples.PLAN).visits[1])
        }
    )

    assert least(day, plan) == (2, True)


@pytest.mark.parametrize("seed", range(8))
def test_no_plan_is_below_the_least(seed: int) -> None:
    day = generate_tiny(seed)
    about = case_for(day.office, day.day, day.now, day.issued)
    free = about.with_rates(about.rates.model_copy(update=dict.fromkeys(NO_MATTER, 0)))
    for plan in (ring_zero(about), solve_here(about).plan, solve_here(free).plan):
        t0, t1, _ = check(about, plan).key
        assert least_disturbed(about, plan, (t0, t1), 20.0)[0] <= touched(about, plan)[1]


def test_the_suite_tells_of_each_day_and_of_all(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # A day of the tiers takes seconds to be proven anything of; what is run on it is the same.
    monkeypatch.setattr(
        DayName, "case", lambda _: case(AT_TEN_PAST_NINE, events=(examples.ABSENT,))
    )

    assert main(["--seeds", "1", "--deadline", "2", "--out", str(tmp_path)]) == 0

    said = capsys.readouterr().out
    assert said == (tmp_path / "stability.md").read_text()
    assert "| S-tight-one-provider-1 | 0 | 2 | 2 | " in said
    days = json.loads((tmp_path / "stability.json").read_text())["days"]
    assert [day["day"] for day in days] == ["S-tight-one-provider-1", "S-tight-two-people-1"]
    assert {(day["ours"], day["least"], day["proven"]) for day in days} == {(2, 2, True)}


def test_two_more_changes_than_need_be_are_told_by_the_exit_code(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def found(day: DayName, *_: float) -> Disturbed:
        return Disturbed(day.name, 0, 5, 3, proven=True, scratch=9)

    monkeypatch.setattr(stability, "measure", found)

    assert main(["--seeds", "1"]) == 1
    with pytest.raises(SystemExit):
        main(["--tier", "XXL"])


def test_the_last_row_has_the_medians() -> None:
    rows = [
        Disturbed("a", 1, 5, 4, proven=True, scratch=9),
        Disturbed("b", 2, 7, 7, proven=False, scratch=8),
    ]

    assert table(rows).splitlines()[2:] == [
        "| a | 1 | 5 | 4 | 9 |",
        "| b | 2 | 7 | at least 7 | 8 |",
        "| median | 1.5 | 6 | 5.5 | 8.5 |",
    ]
