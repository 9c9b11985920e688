"""Offices and books are kept in versions; events are accepted once, if they make sense."""

from __future__ import annotations

from typing import Any

import pytest
from fastapi.testclient import TestClient

from engine.opening.cases import case_of
from tests.api import examples
from tests.api.service.conftest import assert_problem
from tests.api.service.days.conftest import DATE, HERE, SITE, send, tag_of


def test_an_office_is_kept_in_versions(client: TestClient) -> None:
    where = f"/v1/sites/{SITE}/office"
    assert client.put(where, json=examples.OFFICE).json() == {"version": 1}
    assert client.put(where, json=examples.OFFICE).json() == {"version": 1}
    smaller = examples.OFFICE | {"people": examples.OFFICE["people"][:1]}
    assert client.put(where, json=smaller).json() == {"version": 2}
    shown = client.get(where).json()
    assert shown["version"] == 2
    assert [person["id"] for person in shown["office"]["people"]] == ["dr-lee"]
    assert client.get("/v1/sites").json() == {"sites": [SITE]}


def test_a_site_has_an_opaque_reference(client: TestClient) -> None:
    problem = assert_problem(client.put("/v1/sites/Dr%20Lee/office", json=examples.OFFICE), 422)
    assert problem["faults"][0]["field"] == "site"
    assert client.get("/v1/sites").json() == {"sites": []}


def test_a_book_is_kept_in_versions_and_read_back_whole(booked: TestClient) -> None:
    shown = booked.get(f"{HERE}/book").json()
    assert shown["version"] == 1
    assert [visit["id"] for visit in shown["day"]["appointments"]] == ["a-1", "a-2"]
    longer = examples.DAY | {"appointments": examples.DAY["appointments"][:1]}
    assert booked.put(f"{HERE}/book", json=longer).json() == {"version": 2}
    assert booked.get(f"/v1/sites/{SITE}/days").json() == {"days": [DATE]}


def test_a_book_must_be_of_the_day_in_the_address(booked: TestClient) -> None:
    other = booked.put(f"/v1/sites/{SITE}/days/2026-11-24/book", json=examples.DAY)
    assert assert_problem(other, 422)["faults"][0]["field"] == "date"
    for wrong in ("20261123", "2026-W48-1", "2026-11-31", "tomorrow"):
        refused = booked.get(f"/v1/sites/{SITE}/days/{wrong}")
        assert assert_problem(refused, 422)["faults"][0]["field"] == "date"


def test_a_book_that_does_not_go_with_the_office_is_refused(booked: TestClient) -> None:
    visit = examples.DAY["appointments"][0] | {"provider": "dr-nobody"}
    wrong = examples.DAY | {"appointments": [visit]}
    problem = assert_problem(booked.put(f"{HERE}/book", json=wrong), 422)
    assert "dr-nobody" in str(problem["faults"])
    assert booked.get(f"{HERE}/book").json()["version"] == 1


def test_what_is_not_there_is_not_found(client: TestClient) -> None:
    assert_problem(client.get("/v1/sites/nowhere/office"), 404)
    assert_problem(client.get(HERE), 404)
    assert_problem(client.put(f"{HERE}/book", json=examples.DAY), 404)
    assert_problem(send(client, examples.ABSENT), 404)


@pytest.mark.parametrize(
    "path",
    ["/v1/sites/%00/office", f"{HERE}/proposals/a%00b", "/v1/fan-outs/%0a", "/v1/sites/%00/days"],
)
def test_what_nothing_can_be_called_is_refused(client: TestClient, path: str) -> None:
    assert_problem(client.get(path), 422)


@pytest.mark.parametrize("date", ["0001-01-01", "9999-12-31"])
def test_bug_the_book_of_a_day_that_has_no_day_beside_it_is_refused(
    booked: TestClient, date: str
) -> None:
    where = f"/v1/sites/{SITE}/days/{date}/book"
    problem = assert_problem(booked.put(where, json=examples.DAY | {"date": date}), 422)

    assert [fault["field"] for fault in problem["faults"]] == ["date"]


def test_an_event_is_accepted_once(booked: TestClient) -> None:
    first = send(booked, examples.ABSENT)
    assert first.status_code == 202
    assert first.json()["position"] == 1
    assert first.headers["Location"] == f"{HERE}/proposals/{first.json()['proposal']}"
    again = send(booked, examples.ABSENT)
    assert (again.status_code, again.json()) == (202, first.json())
    listed = booked.get(f"{HERE}/events").json()["events"]
    assert [(entry["id"], entry["position"]) for entry in listed] == [(first.json()["event"], 1)]


def test_a_key_is_for_one_event(booked: TestClient) -> None:
    send(booked, examples.ABSENT)
    late = {"type": "late", "person": "dr-bell", "until": "10:00"}
    assert "key" in assert_problem(send(booked, late), 422)["detail"]
    without = booked.post(f"{HERE}/events", json=late)
    assert assert_problem(without, 422)["faults"][0]["field"] == "Idempotency-Key"
    assert len(booked.get(f"{HERE}/events").json()["events"]) == 1


def test_an_event_that_makes_no_sense_is_not_kept(booked: TestClient) -> None:
    problem = assert_problem(send(booked, {"type": "absent", "person": "dr-nobody"}), 422)
    assert "dr-nobody" in str(problem["faults"])
    assert booked.get(f"{HERE}/events").json() == {"events": []}


def test_the_same_visit_cannot_be_added_twice(booked: TestClient) -> None:
    visit = {"id": "a-9", "visit_type": "follow-up", "at": "11:00", "provider": "dr-bell"}
    added = {"type": "add-on", "appointment": visit}
    first = send(booked, added, "k-1")
    assert first.status_code == 202
    assert_problem(send(booked, added, "k-2"), 422)
    assert send(booked, added, "k-1").json() == first.json()
    assert len(booked.get(f"{HERE}/events").json()["events"]) == 1


def test_the_tag_of_a_day_changes_with_all_that_a_solve_starts_from(booked: TestClient) -> None:
    tags = [tag_of(booked)]
    send(booked, examples.ABSENT)
    tags.append(tag_of(booked))
    booked.put(f"{HERE}/book", json=examples.DAY | {"appointments": []})
    tags.append(tag_of(booked))
    booked.put(f"/v1/sites/{SITE}/office", json=examples.OFFICE | {"duties": []})
    booked.put(
        f"/v1/sites/{SITE}/office", json=examples.OFFICE | {"people": examples.OFFICE["people"]}
    )
    assert len(set(tags)) == 3
    assert tag_of(booked) == tag_of(booked)


def test_bug_a_book_without_a_visit_that_was_spoken_of_can_be_solved(booked: TestClient) -> None:
    cancelled = {"type": "cancelled", "appointment": "a-1"}
    assert send(booked, cancelled).status_code == 202
    smaller = examples.DAY | {"appointments": examples.DAY["appointments"][1:]}
    assert booked.put(f"{HERE}/book", json=smaller).json() == {"version": 2}

    # What comes next is judged, and solved, together with what was said before.
    assert send(booked, examples.ABSENT, "k-2").status_code == 202
    problem = assert_problem(send(booked, cancelled, "k-3"), 422)
    assert [fault["field"] for fault in problem["faults"]] == ["events.1.appointment"]


def test_bug_a_book_that_does_not_go_with_what_has_happened_is_refused(booked: TestClient) -> None:
    offer = {"slot": "os-1", "date": "2026-11-24"}
    said_no = {"type": "call-outcome", "appointment": "a-2", "outcome": "reached-declined"}
    assert send(booked, said_no | {"offer": offer}).status_code == 202

    # The slot that was offered is on another day all at once.
    other = examples.DAY["open_slots"][0] | {"date": "2026-11-25"}
    wrong = booked.put(f"{HERE}/book", json=examples.DAY | {"open_slots": [other]})

    assert [each["field"] for each in assert_problem(wrong, 422)["faults"]] == [
        "events.0.offer.date"
    ]
    assert booked.get(f"{HERE}/book").json()["version"] == 1


def test_bug_a_book_is_judged_anew_when_something_has_happened_meanwhile(
    booked: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer = {"slot": "os-1", "date": "2026-11-24"}
    said_no = {"type": "call-outcome", "appointment": "a-2", "outcome": "reached-declined"}
    judged = []

    def meanwhile(*about: Any) -> Any:
        judged.append(about)
        if len(judged) == 1:
            assert send(booked, said_no | {"offer": offer}).status_code == 202
        return case_of(*about)

    monkeypatch.setattr("api.service.days.books.case_of", meanwhile)
    other = examples.DAY["open_slots"][0] | {"date": "2026-11-25"}
    wrong = booked.put(f"{HERE}/book", json=examples.DAY | {"open_slots": [other]})

    assert_problem(wrong, 422)
    assert len(judged) == 2
    assert booked.get(f"{HERE}/book").json()["version"] == 1
