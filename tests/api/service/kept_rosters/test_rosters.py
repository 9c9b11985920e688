"""The routes of kept rosters: what comes in is kept, what comes of it is shown and published."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine.jobs.solve_roster import as_it_stands
from engine.opening.roster_events import with_agreed
from engine.rosters.repair import repair
from engine.rosters.solving import RosterAsked
from engine.store.audit import entries
from engine.store.database import Database
from engine.store.shelves import ROSTERS
from engine.store.state import roster_state_of
from tests.api.service.conftest import assert_problem
from tests.api.service.days.jobs_on_call import SITE, JobsOnCall
from tests.engine.store.keeping_rosters import NAME, office, plan, roster

MONTH = f"/v1/sites/{SITE}/rosters/{NAME}"
OUT = {"type": "absent", "person": "rn-ames", "from": "2026-12-07", "to": "2026-12-09"}
BARE: dict[str, Any] = {"published": {}, "absences": (), "as_of": None}


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.jobs.solve_roster.today_at", lambda _: dt.date(2026, 12, 1))


def written(**changed: Any) -> dict[str, Any]:
    return roster(**changed).model_dump(mode="json", by_alias=True)


@pytest.fixture
def kept(client: TestClient) -> TestClient:
    body = office().model_dump(mode="json", by_alias=True)
    assert client.put(f"/v1/sites/{SITE}/office", json=body).status_code == 200
    assert client.put(MONTH, json=written()).json() == {"version": 1}
    return client


def send(client: TestClient, event: dict[str, Any], key: str = "k-1") -> Any:
    return client.post(f"{MONTH}/events", json=event, headers={"Idempotency-Key": key})


def tag_of(client: TestClient) -> str:
    return client.get(MONTH).headers["ETag"]


def answer(jobs: JobsOnCall, proposal: str) -> None:
    """Work a proposal out as the roster stands, without a search: absences alone are taken out."""
    with jobs.database.writing() as conn:
        state = roster_state_of(conn, SITE, NAME)
        stands = as_it_stands(state)
        found = repair(state.office.document, stands.roster, asked=RosterAsked(deadline=0.0))
        ROSTERS.proposals.fill(conn, proposal, with_agreed(found, stands), state.marks)


def proposed(client: TestClient, jobs: JobsOnCall, event: dict[str, Any] = OUT) -> str:
    """Have an event answered, and return where its proposal is."""
    taken = send(client, event).json()
    answer(jobs, taken["proposal"])
    return f"{MONTH}/proposals/{taken['proposal']}"


def test_a_roster_is_shown_as_it_was_put(kept: TestClient) -> None:
    assert kept.put(MONTH, json=written()).json() == {"version": 1}
    shown = kept.get(MONTH).json()

    assert (shown["site"], shown["name"], shown["version"]) == (SITE, NAME, 1)
    assert (shown["position"], shown["publication"], shown["plan"]) == (0, 0, None)
    assert shown["roster"] == written()
    assert kept.get(f"/v1/sites/{SITE}/rosters").json() == {"rosters": [NAME]}


@pytest.mark.parametrize(
    ("where", "body", "field"),
    [
        (MONTH, written(days=21, **BARE), "roster.from"),
        (MONTH, written(people=("nobody",)), "roster.people.0"),
        (f"{MONTH}-of-the-last-year", written(**BARE) | {"from": "9999-12-25"}, "from"),
        (f"/v1/sites/{SITE}/rosters/two%20words", written(), "roster"),
    ],
)
def test_a_roster_that_makes_no_sense_is_refused_by_field(
    kept: TestClient, where: str, body: dict[str, Any], field: str
) -> None:
    problem = assert_problem(kept.put(where, json=body), 422)

    assert field in {fault["field"] for fault in problem["faults"]}
    assert kept.get(MONTH).json()["version"] == 1


@pytest.mark.parametrize("path", ["", "/proposals/x", "/proposals/x/progress"])
def test_what_is_not_there_is_404(kept: TestClient, path: str) -> None:
    assert_problem(kept.get(f"/v1/sites/{SITE}/rosters/spring{path}"), 404)
    assert_problem(kept.post(f"/v1/sites/{SITE}/rosters/spring/proposals", json={}), 404)


def test_an_event_is_accepted_once_and_answered_where_it_says(
    kept: TestClient, jobs: JobsOnCall
) -> None:
    first = send(kept, OUT)
    again = send(kept, OUT)
    assert (first.status_code, again.json()) == (202, first.json())
    proposal = first.json()["proposal"]
    assert first.headers["Location"] == f"{MONTH}/proposals/{proposal}"
    assert kept.get(first.headers["Location"]).json()["status"] == "working"

    answer(jobs, proposal)
    shown = kept.get(first.headers["Location"]).json()
    assert (shown["status"], shown["position"], shown["version"]) == ("open", 1, 1)
    out = [each for each in shown["proposal"]["changes"] if each["person"] == "rn-ames"]
    assert [each["date"] for each in out] == ["2026-12-07", "2026-12-08", "2026-12-09"]
    assert {each["reason"]["rule"] for each in out} == {"absence"}
    assert shown["proposal"]["certificate"]["changes"] == 0
    (event,) = kept.get(f"{MONTH}/events").json()["events"]
    assert event["event"]["person"] == "rn-ames"
    (listed,) = kept.get(f"{MONTH}/proposals").json()["proposals"]
    assert (listed["id"], listed["proposal"]) == (proposal, None)


def test_an_event_that_makes_no_sense_is_refused_by_field(kept: TestClient) -> None:
    problem = assert_problem(send(kept, OUT | {"person": "dr-lee"}), 422)
    assert [fault["field"] for fault in problem["faults"]] == ["event.person"]

    assert kept.get(f"{MONTH}/events").json() == {"events": []}


def test_an_event_needs_a_key_that_is_new(kept: TestClient) -> None:
    assert_problem(kept.post(f"{MONTH}/events", json=OUT), 422)
    send(kept, OUT)
    assert_problem(send(kept, OUT | {"person": "ma-fox"}), 422)


def test_progress_ends_with_what_became_of_it(kept: TestClient, jobs: JobsOnCall) -> None:
    where = proposed(kept, jobs)

    assert kept.get(f"{where}/progress").text.strip().endswith('data: {"status": "open"}')


def test_a_proposal_is_published_whole_and_taken_back(kept: TestClient, jobs: JobsOnCall) -> None:
    where = proposed(kept, jobs)
    made = kept.post(f"{where}/publish", json={}, headers={"If-Match": tag_of(kept)})
    assert (made.status_code, made.json()["version"], made.json()["accepted"]) == (200, 1, None)
    assert made.headers["ETag"] == tag_of(kept)
    assert kept.get(MONTH).json()["plan"] == made.json()["plan"]
    assert made.json()["plan"]["rows"]["rn-ames"][7:10] == [None, None, None]

    back = kept.post(f"{MONTH}/undo", headers={"If-Match": tag_of(kept)})
    assert (back.json()["undoes"], back.json()["plan"]) == (1, None)
    listed = kept.get(f"{MONTH}/publications").json()["publications"]
    assert [each["version"] for each in listed] == [2, 1]
    assert_problem(kept.post(f"{MONTH}/undo", headers={"If-Match": tag_of(kept)}), 404)


def test_some_cells_are_published_alone(
    kept: TestClient, jobs: JobsOnCall, database: Database
) -> None:
    with database.writing() as conn:
        marks, _ = ROSTERS.marker.marks_of(conn, SITE, NAME)
        proposal = ROSTERS.proposals.begin(conn, marks, "ann")
    answer(jobs, proposal)
    with database.writing() as conn:
        repaired = ROSTERS.proposals.proposal_of(conn, proposal).document
        assert repaired is not None
        more = ROSTERS.proposals.begin(conn, marks, "ann")
        rows = repaired.model_copy(update={"roster": plan(day=3)})
        ROSTERS.proposals.fill(conn, more, rows)
    cells = [{"person": "ma-gray", "date": "2026-12-03"}]

    made = kept.post(
        f"{MONTH}/proposals/{more}/publish",
        json={"accepted": cells},
        headers={"If-Match": tag_of(kept)},
    )

    assert (made.status_code, made.json()["accepted"]) == (200, cells)
    assert made.json()["plan"]["rows"]["ma-gray"][3] == "early"
    assert made.json()["plan"]["rows"]["ma-eads"][3] is None


def test_whoever_looked_at_an_older_state_publishes_nothing(
    kept: TestClient, jobs: JobsOnCall
) -> None:
    where, seen = proposed(kept, jobs), tag_of(kept)
    kept.put(MONTH, json=written(volunteers=()))

    problem = assert_problem(
        kept.post(f"{where}/publish", json={}, headers={"If-Match": seen}), 412
    )
    assert problem["differences"] == [{"what": "roster", "then": 1, "now": 2}]
    assert_problem(kept.post(f"{where}/publish", json={}), 428)
    older = kept.post(f"{MONTH}/undo", headers={"If-Match": '"older"'})
    assert assert_problem(older, 412)["detail"].startswith("The roster has moved on since you")


def test_what_is_being_worked_out_is_given_up(kept: TestClient) -> None:
    where = send(kept, OUT).headers["Location"]
    given_up = kept.post(f"{where}/cancel")

    assert given_up.json()["status"] == "cancelled"
    assert_problem(kept.post(f"{where}/cancel"), 409)
    assert_problem(kept.post(f"{where}/publish", json={}, headers={"If-Match": tag_of(kept)}), 409)


def test_a_proposal_is_asked_for_with_a_way_to_lean(kept: TestClient, jobs: JobsOnCall) -> None:
    asked = kept.post(f"{MONTH}/proposals", json={"lean": "cheapest", "deadline": 2.0})

    assert asked.status_code == 202
    assert asked.headers["Location"].endswith(asked.json()["proposal"])
    assert jobs.questions == [{"lean": "cheapest", "deadline": 2.0}]
    assert_problem(kept.post(f"{MONTH}/proposals", json={"deadline": 1e9}), 422)
    assert_problem(kept.post(f"{MONTH}/proposals", json={"lean": "sideways"}), 422)


def test_whoever_said_yes_is_among_the_changes(kept: TestClient, jobs: JobsOnCall) -> None:
    yes = {
        "type": "call-outcome",
        "person": "ma-gray",
        "date": "2026-12-03",
        "shift_types": ["early"],
        "outcome": "reached-accepted",
    }
    shown = kept.get(proposed(kept, jobs, yes)).json()["proposal"]

    (change,) = [each for each in shown["changes"] if each["person"] == "ma-gray"]
    assert (change["now"], change["reason"]["sentence"]) == ("early", "ma-gray said yes to it.")
    assert "ma-gray" not in {call["person"] for call in shown["calls"]}


def test_the_audit_says_who_did_and_saw_what(
    kept: TestClient, jobs: JobsOnCall, database: Database
) -> None:
    where = proposed(kept, jobs)
    for _ in range(2):
        kept.get(where)
    kept.post(f"{where}/publish", json={}, headers={"If-Match": tag_of(kept)})
    with database.reading() as conn:
        actions = [each.action for each in entries(conn)]

    assert actions == [
        "office put",
        "roster put",
        "event accepted",
        "proposal seen",
        "roster seen",
        "plan published",
    ]


def test_a_purge_says_which_rosters_are_gone(kept: TestClient) -> None:
    over = written(first=dt.date(2020, 8, 3), **BARE)
    assert kept.put(f"/v1/sites/{SITE}/rosters/summer", json=over).status_code == 200

    gone = kept.post(f"/v1/sites/{SITE}/purge", json={"before": "2021-01-01"}).json()

    assert gone == {"days": [], "rosters": ["summer"], "rows": {"roster_versions": 1}}
    assert kept.get(f"/v1/sites/{SITE}/rosters").json() == {"rosters": [NAME]}


def test_bug_an_office_does_not_drop_what_its_rosters_ask_for(
    kept: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("api.service.days.sites.today_at", lambda _: dt.date(2026, 12, 1))
    where, body = f"/v1/sites/{SITE}/office", office().model_dump(mode="json", by_alias=True)
    shift_types = {"early": body["rostering"]["shift_types"]["early"]}
    asks = body["rostering"] | {"shift_types": shift_types, "fairness": []}
    smaller = body | {"rostering": asks}
    problem = assert_problem(kept.put(where, json=smaller), 422)

    assert "rosters.winter.roster.demand.1.shift_types.0" in {
        each["field"] for each in problem["faults"]
    }
    assert kept.get(where).json()["version"] == 1

    # What is over holds up nobody.
    monkeypatch.setattr("api.service.days.sites.today_at", lambda _: dt.date(2026, 12, 28))
    assert kept.put(where, json=smaller).json() == {"version": 2}


def test_bug_a_roster_that_does_not_go_with_what_is_published_is_refused(
    kept: TestClient, jobs: JobsOnCall
) -> None:
    where = send(kept, OUT).headers["Location"]
    with jobs.database.writing() as conn:
        state = roster_state_of(conn, SITE, NAME)
        found = repair(office(), as_it_stands(state).roster, asked=RosterAsked(deadline=0.0))
        found = found.model_copy(update={"roster": plan("ma-gray", 3, ("early",))})
        ROSTERS.proposals.fill(conn, where.rpartition("/")[2], found, state.marks)
    tag = {"If-Match": tag_of(kept)}
    assert kept.post(f"{where}/publish", json={}, headers=tag).status_code == 200
    row = roster().published["ma-gray"]
    lock = {"person": "ma-gray", "date": "2026-12-03", "author": "ann", "reason": "swapped"}

    # It is no late shift by now, whatever the document has published.
    rows = written()["published"] | {"ma-gray": [*row[:3], ["late"], *row[4:]]}
    locked = written() | {"published": rows, "locked": [lock | {"shift_type": "late"}]}
    problem = assert_problem(kept.put(MONTH, json=locked), 422)

    assert [each["field"] for each in problem["faults"]] == ["roster.locked.0.shift_type"]
