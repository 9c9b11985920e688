"""What is published of a roster's proposal: all, an option, or some cells that break nothing."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

import pytest

from engine.opening.roster_events import Happened, roster_after
from engine.rosters.publishing import roster_to_publish
from engine.store.documents import Kept
from engine.store.errors import AlreadyEnded, NotLegal, NotReady, Stale
from engine.store.marks import RosterMarks
from engine.store.proposals import KeptProposalOf, Status
from engine.store.state import RosterState
from models.errors import BadInput
from models.kept_roster import KeptRepair, RosterAnswer
from models.roster import RosterPlan
from models.roster_answer import BuiltRoster
from tests.api import examples
from tests.engine.store.keeping_rosters import office, plan, roster

AT = dt.datetime(2026, 11, 30, tzinfo=dt.UTC)
MARKS = RosterMarks("corner", "winter", 1, 1, 0, 0, "roster")
STATE = RosterState(
    Kept(office(), 1, "", "ann", AT), Kept(roster(), 1, "", "ann", AT), (), None, MARKS, "tag"
)
THIRD = ("ma-gray", dt.date(2026, 12, 3))


def both() -> RosterPlan:
    """Return a roster in which ma-gray takes what ma-eads cannot, on the 3rd and the 4th."""
    rows = dict(roster().published)
    rows["ma-gray"] = (*rows["ma-gray"][:3], ("early",), ("early",), *rows["ma-gray"][5:])
    rows["ma-eads"] = (*rows["ma-eads"][:2], (), (), (), *rows["ma-eads"][5:])
    return RosterPlan(rows=rows)


def repaired(**changed: Any) -> RosterAnswer:
    answer = KeptRepair.of(examples.repaired_roster(office(), roster()))
    return answer.model_copy(update={"roster": both()} | changed)


def kept(answer: RosterAnswer | None, **changed: Any) -> KeptProposalOf[str, RosterAnswer]:
    status = Status.OPEN if answer is not None else Status.WORKING
    whole: KeptProposalOf[str, RosterAnswer] = KeptProposalOf(
        "p-1", 1, status, MARKS, None, "ann", AT, AT, answer, "", None
    )
    return replace(whole, **changed)


def stands() -> Happened:
    return roster_after(office(), roster(), ())


def test_the_whole_is_as_it_was_proposed() -> None:
    assert roster_to_publish(STATE, kept(repaired()), stands()) == both()


def test_a_part_has_its_cells_and_what_absences_leave_of_the_rest() -> None:
    part = roster_to_publish(STATE, kept(repaired()), stands(), [THIRD])

    assert part.rows["ma-gray"] == plan(day=3).rows["ma-gray"]
    assert part.rows["ma-eads"] == both().rows["ma-eads"]
    assert part.rows["rn-ames"] == roster().published["rn-ames"]


def test_no_cell_at_all_is_what_absences_leave() -> None:
    part = roster_to_publish(STATE, kept(repaired()), stands(), [])

    assert part.rows["ma-gray"] == roster().published["ma-gray"]
    assert part.rows["ma-eads"] == both().rows["ma-eads"]


def test_a_part_that_breaks_a_rule_by_itself_is_refused_with_what_it_breaks() -> None:
    # With the 3rd and the 5th, and without the 4th, ma-fox works three days of at most three.
    rows = dict(both().rows)
    days = (rows["ma-fox"][2], ("early",), (), ("early",))
    rows["ma-fox"] = (*rows["ma-fox"][:2], *days, *rows["ma-fox"][6:])
    answer = repaired(roster=RosterPlan(rows=rows))
    alone = [("ma-fox", dt.date(2026, 12, day)) for day in (3, 5)]
    assert roster_to_publish(STATE, kept(answer), stands()) == answer.roster

    with pytest.raises(NotLegal) as refused:
        roster_to_publish(STATE, kept(answer), stands(), alone)

    assert {(each.rule, each.about[0]) for each in refused.value.findings} >= {("hours", "ma-fox")}


@pytest.mark.parametrize(
    "cell",
    [
        ("ma-gray", dt.date(2027, 2, 1)),
        ("nobody", dt.date(2026, 12, 3)),
        ("rn-ames", dt.date(2026, 12, 3)),
    ],
)
def test_a_cell_that_is_no_change_is_refused(cell: tuple[str, dt.date]) -> None:
    with pytest.raises(BadInput) as refused:
        roster_to_publish(STATE, kept(repaired()), stands(), [THIRD, cell])

    assert [fault.field for fault in refused.value.faults] == ["accepted.1"]


def test_an_option_is_published_by_its_position() -> None:
    answer = repaired()
    option = {
        "leans": ["fairest"],
        "roster": plan(day=4),
        "short": 0,
        "changes": 1,
        "people_changed": 1,
        "cost": 0,
        "tiers": {},
        "certificate": answer.certificate,
    }
    several = type(answer).model_validate(answer.model_copy(update={"options": ()}).model_dump())
    several = type(several).model_validate(several.model_dump() | {"options": [option]})

    assert roster_to_publish(STATE, kept(several), stands(), option=0) == plan(day=4)
    with pytest.raises(BadInput, match="no such option"):
        roster_to_publish(STATE, kept(several), stands(), option=1)
    with pytest.raises(BadInput, match="no options"):
        roster_to_publish(STATE, kept(repaired()), stands(), option=0)


def test_a_built_roster_is_published_whole() -> None:
    built = examples.built_roster(office(), roster())

    assert roster_to_publish(STATE, kept(built), stands()) == built.roster
    with pytest.raises(BadInput, match="no changes"):
        roster_to_publish(STATE, kept(built), stands(), [THIRD])


def test_where_no_roster_was_found_there_is_nothing_to_publish() -> None:
    none = BuiltRoster(office="clinic", first=roster().first, days=28, roster=None, possible=False)

    with pytest.raises(BadInput, match="no roster was found"):
        roster_to_publish(STATE, kept(none), stands())


def test_what_is_stale_not_ready_or_over_is_not_published() -> None:
    moved = replace(STATE, marks=replace(MARKS, position=1))

    with pytest.raises(Stale, match="roster has moved on since: events"):
        roster_to_publish(moved, kept(repaired()), stands())
    with pytest.raises(NotReady):
        roster_to_publish(STATE, kept(None), stands())
    with pytest.raises(AlreadyEnded):
        roster_to_publish(STATE, kept(None, status=Status.FAILED), stands())
