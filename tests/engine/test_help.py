"""What would help: reliefs that are verified, minimal, and ranked."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from engine.asked import Asked
from engine.asking import help as help_module
from engine.asking import questions
from engine.asking.enquiry import Enquiry
from engine.asking.help import help_me
from engine.asking.reliefs import wanting, ways
from engine.solving.warm import shut_down, warm_up
from models.case import Case
from models.errors import BadInput
from models.explanation import Help
from tests.engine.clinic import DAY, LEE_OUT, case, day, office
from tests.engine.test_not_there import standing


@pytest.fixture(scope="module", autouse=True)
def _warm() -> Iterator[None]:
    warm_up(2)
    yield
    shut_down()


def crowded(*events: Any, **changed: Any) -> Case:
    """Return a morning on which dr-bell alone is at work, and full."""
    book = [
        {"id": f"b-{n}", "visit_type": "follow-up", "at": f"{9 + n // 3:02d}:{n % 3 * 20:02d}",
         "provider": "dr-bell"}
        for n in range(9)
    ] + [
        {"id": f"a-{n}", "visit_type": "follow-up", "at": f"{10 + n:02d}:00", "provider": "dr-lee"}
        for n in range(2)
    ]  # fmt: skip
    shifts = [
        shift
        | ({"from": "09:00", "to": "12:10"} if shift["person"] in {"dr-lee", "dr-bell"} else {})
        for shift in DAY["shifts"]
        if shift["person"] != "np-cruz"
    ]
    rules = {"overtime": {"minutes": 0}}
    given = {"appointments": book, "shifts": shifts, "open_slots": []} | changed
    return case(*(events or (LEE_OUT,)), at=office(rules=rules), **given)


def kinds(answer: Help) -> list[str]:
    return [relief.kind for relief in answer.reliefs]


@pytest.fixture
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give each trial all the time it needs, however busy the machine is."""
    monkeypatch.setattr(help_module, "EACH", 30.0)


@pytest.mark.usefixtures("_patient")
def test_a_day_on_which_visits_are_left_over() -> None:
    about = standing(crowded())
    answer = help_me(about, 120.0)

    assert {"overtime", "person"} <= set(kinds(answer))
    for relief in answer.reliefs:
        assert (relief.gaps_less, relief.harm_less, relief.cost_less) > (0, 0, 0)
        assert relief.sentence.startswith(relief.what)


@pytest.mark.usefixtures("_patient")
def test_overtime_is_the_least_that_buys_as_much() -> None:
    answer = help_me(standing(crowded()), 120.0)

    overtime = next(relief for relief in answer.reliefs if relief.kind == "overtime")
    assert overtime.what == "20 minutes more overtime for dr-bell"
    assert overtime.seen_more == 1


def test_where_nothing_is_wrong_nothing_helps() -> None:
    answer = help_me(standing(case()), 10.0)

    assert answer.reliefs == ()
    assert answer.summary == "Nothing that was tried would help."


def test_time_that_is_up_is_said() -> None:
    answer = help_me(standing(crowded()), 0.0)

    assert answer.tried == 0
    assert answer.left_out > 0
    assert answer.summary.endswith("more were not tried in time.")


def test_an_outage_and_a_reserve_are_offered() -> None:
    out = {"type": "room-out", "room": "room-1"}
    reserve = {"id": "r-1", "person": "np-cruz", "site": "main", "from": "10:00", "to": "12:00"}
    now = crowded(LEE_OUT, out, reserves=[reserve])
    about = standing(now)

    told = {
        way.what
        for family in ways(now, about.plan, wanting(about.plan, about.verdict, 4))
        for way in family
    }

    assert {"room-1 in use after all", "np-cruz called in, 10:00–12:00"} <= told
    assert "one more room at main" in told


def test_an_issued_plan_of_another_day_is_refused() -> None:
    known = case(LEE_OUT).published
    tomorrow = known.model_copy(update={"date": known.date + timedelta(days=1)})

    with pytest.raises(BadInput, match=r"issued\.date"):
        questions.help_me(
            Enquiry(office(), day(LEE_OUT), issued=tomorrow, asked=Asked(deadline=0.0))
        )
