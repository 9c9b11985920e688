"""Publications: refused when the day has moved on, one winner, never changed, taken back."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import IntegrityError

from engine.store.audit import entries, verify
from engine.store.books import put_book
from engine.store.database import Database
from engine.store.documents import digest_of
from engine.store.errors import AlreadyEnded, Difference, NotReady, NotThere, Stale
from engine.store.marks import marks_of
from engine.store.offices import put_office
from engine.store.proposals import Status, begin, cancel, fail, proposal_of
from engine.store.publications import (
    Publication,
    PublicationOf,
    publication_of,
    publications_of,
    publish,
    undo,
)
from engine.store.state import state_of
from engine.store.tables import book_versions, events, office_versions, publications, purging
from tests.api import examples
from tests.engine.store.keeping import (
    DATE,
    OTHER_DATE,
    SITE,
    at_once,
    book,
    happened,
    opened,
    plan,
    put_day,
    tag_of,
)

RACES = 12


@pytest.fixture(autouse=True)
def _day(database: Database) -> None:
    with database.writing() as conn:
        put_day(conn)


def published(database: Database, by: str = "ann") -> Publication:
    """Publish a new proposal."""
    with database.writing() as conn:
        proposal = opened(conn)
    with database.writing() as conn:
        return publish(conn, proposal, plan(), tag_of(database), by)


def test_a_proposal_is_published_as_the_next_version(database: Database) -> None:
    with database.writing() as conn:
        happened(conn, "k-1")
        proposal = opened(conn)
        tag = marks_of(conn, SITE, DATE)[1]
    with database.writing() as conn:
        first = publish(conn, proposal, plan(), tag, "ann")
    with database.reading() as conn:
        state = state_of(conn, SITE, DATE)
        assert publication_of(conn, SITE, DATE) == publication_of(conn, SITE, DATE, 1) == first
        assert publications_of(conn, SITE, DATE) == [first]
        assert proposal_of(conn, proposal).status is Status.PUBLISHED
        last = list(entries(conn))[-1]

    assert (first.version, first.plan, first.by) == (1, plan(), "ann")
    assert (first.proposal, first.accepted, first.undoes) == (proposal, None, None)
    assert (first.office, first.book, first.position) == (1, 1, 1)
    assert state.publication == first
    assert state.issued == plan()
    assert state.tag != tag
    assert (last.actor, last.action, last.digest) == ("ann", "plan published", digest_of(plan()))
    assert last.about == "day 2026-11-23, publication 1"


def test_a_part_says_which_visits_were_accepted(database: Database) -> None:
    with database.writing() as conn:
        proposal = opened(conn)
        tag = marks_of(conn, SITE, DATE)[1]
        part = publish(conn, proposal, plan(), tag, "ann", accepted=["a-2", "a-1"])

    assert part.accepted == ("a-1", "a-2")


@pytest.mark.parametrize(
    ("what", "difference"),
    [
        ("office", Difference("office", 1, 2, ("id changed",))),
        (
            "book",
            Difference(
                "book",
                1,
                2,
                ("visit a-1 changed", "visit a-2 removed", "visit a-9 added", "shifts changed"),
            ),
        ),
        ("events", Difference("events", 0, 1, ("1: absent",))),
        ("publication", Difference("publication", 0, 1)),
    ],
)
def test_a_proposal_is_refused_when_the_day_has_moved_on(
    database: Database, what: str, difference: Difference
) -> None:
    with database.writing() as conn:
        proposal, other = opened(conn), opened(conn)
        match what:
            case "office":
                renamed = examples.office().model_copy(update={"id": "edge"})
                put_office(conn, SITE, renamed, "ben")
            case "book":
                first = examples.DAY["appointments"][0]
                others = [first | {"at": "09:20"}, first | {"id": "a-9", "at": "11:00"}]
                put_book(conn, SITE, book(appointments=others, shifts=[]), "ben")
            case "events":
                happened(conn, "k-1")
            case _:
                publish(conn, other, plan(), marks_of(conn, SITE, DATE)[1], "ben")
    with pytest.raises(Stale, match=what) as refused, database.writing() as conn:
        publish(conn, proposal, plan(), marks_of(conn, SITE, DATE)[1], "ann")

    assert refused.value.differences == (difference,)
    with database.reading() as conn:
        assert len(publications_of(conn, SITE, DATE)) == (what == "publication")


def test_who_looked_at_an_older_day_is_refused(database: Database) -> None:
    old = tag_of(database)
    with database.writing() as conn:
        happened(conn, "k-1")
        proposal = opened(conn)
    with pytest.raises(Stale, match="look at it again") as refused, database.writing() as conn:
        publish(conn, proposal, plan(), old, "ann")

    assert refused.value.differences == ()


def test_only_an_open_proposal_is_published(database: Database) -> None:
    tag = tag_of(database)
    with database.writing() as conn:
        marks = marks_of(conn, SITE, DATE)[0]
        working, failed, cancelled = (begin(conn, marks, "ann") for _ in range(3))
        fail(conn, failed, {"detail": "no time"})
        cancel(conn, cancelled, "ann")
    for proposal, error in ((working, NotReady), (failed, AlreadyEnded), (cancelled, AlreadyEnded)):
        with pytest.raises(error), database.writing() as conn:
            publish(conn, proposal, plan(), tag, "ann")
    with pytest.raises(NotThere), database.writing() as conn:
        publish(conn, "none", plan(), tag, "ann")


def test_what_else_was_open_is_superseded(database: Database) -> None:
    with database.writing() as conn:
        older, chosen = opened(conn), opened(conn)
        working = begin(conn, marks_of(conn, SITE, DATE)[0], "ann")
        publish(conn, chosen, plan(), marks_of(conn, SITE, DATE)[1], "ann")
        found = [proposal_of(conn, each).status for each in (older, chosen, working)]

    assert found == [Status.SUPERSEDED, Status.PUBLISHED, Status.SUPERSEDED]


@pytest.mark.parametrize("races", [RACES, pytest.param(100, marks=pytest.mark.long)])
def test_of_two_who_publish_at_once_one_wins_and_the_other_is_told(
    database: Database, races: int
) -> None:
    for race in range(1, races + 1):
        with database.writing() as conn:
            proposals = [opened(conn), opened(conn)]
        tag = tag_of(database)

        def race_for(proposal: str, by: str, tag: str = tag) -> Publication:
            with database.writing() as conn:
                return publish(conn, proposal, plan(), tag, by)

        came = at_once(
            partial(race_for, proposals[0], "ann"),
            partial(race_for, proposals[1], "ben"),
        )
        [won] = [each for each in came if isinstance(each, PublicationOf)]
        [told] = [each for each in came if isinstance(each, Stale)]
        assert won.version == race
        assert told.differences == (Difference("publication", race - 1, race),)
    with database.reading() as conn:
        kept = publications_of(conn, SITE, DATE)
        verify(conn)
    assert [each.version for each in kept] == list(range(races, 0, -1))


def test_of_two_who_publish_one_proposal_at_once_one_wins(database: Database) -> None:
    for race in range(RACES):
        with database.writing() as conn:
            proposal = opened(conn)
        tag = tag_of(database)

        def race_for(by: str, proposal: str = proposal, tag: str = tag) -> Publication:
            with database.writing() as conn:
                return publish(conn, proposal, plan(), tag, by)

        came = at_once(
            partial(race_for, "ann"),
            partial(race_for, "ben"),
        )
        assert {type(each) for each in came} == {PublicationOf, Stale}, (race, came)


def test_publishing_and_an_event_at_once_agree_on_who_was_first(database: Database) -> None:
    for race in range(RACES):
        with database.writing() as conn:
            proposal = opened(conn)
            before = marks_of(conn, SITE, DATE)[0]
        tag = tag_of(database)

        def put_out(proposal: str = proposal, tag: str = tag) -> Publication:
            with database.writing() as conn:
                return publish(conn, proposal, plan(), tag, "ann")

        def tell(key: str = f"k-{race}") -> int:
            with database.writing() as conn:
                return happened(conn, key).position

        came, position = at_once(put_out, tell)
        assert position == before.position + 1
        if isinstance(came, PublicationOf):
            assert came.position == before.position
        else:
            assert isinstance(came, Stale)
            assert came.differences == (
                Difference("events", position - 1, position, (f"{position}: absent",)),
            )


def test_a_publication_is_taken_back_step_by_step(database: Database) -> None:
    plans = [plan(at="10:30"), plan(at="10:35"), plan(at="10:40")]
    for each in plans[:2]:
        with database.writing() as conn:
            publish(conn, opened(conn), each, marks_of(conn, SITE, DATE)[1], "ann")

    def back() -> Publication:
        with database.writing() as conn:
            return undo(conn, SITE, DATE, marks_of(conn, SITE, DATE)[1], "ben")

    first = back()
    assert (first.version, first.plan, first.undoes, first.restores) == (3, plans[0], 2, 1)
    assert (first.proposal, first.by) == (None, "ben")
    with database.writing() as conn:
        publish(conn, opened(conn), plans[2], marks_of(conn, SITE, DATE)[1], "ann")
    second = back()
    assert (second.version, second.plan, second.undoes, second.restores) == (5, plans[0], 4, 1)
    third = back()
    assert (third.version, third.plan, third.undoes, third.restores) == (6, None, 5, None)
    with database.reading() as conn:
        assert state_of(conn, SITE, DATE).issued is None
    with pytest.raises(NotThere, match="no published plan to take back"):
        back()
    with database.writing() as conn:
        again = publish(conn, opened(conn), plans[1], marks_of(conn, SITE, DATE)[1], "ann")
    assert again.version == 7
    assert back().plan is None
    with database.reading() as conn:
        assert publication_of(conn, SITE, DATE, 2).plan == plans[1]
        assert verify(conn) is not None


def test_only_who_sees_the_day_as_it_is_takes_back(database: Database) -> None:
    published(database)
    old = tag_of(database)
    with database.writing() as conn:
        happened(conn, "k-1")
        proposal = opened(conn)
    with pytest.raises(Stale), database.writing() as conn:
        undo(conn, SITE, DATE, old, "ann")
    with database.writing() as conn:
        undo(conn, SITE, DATE, marks_of(conn, SITE, DATE)[1], "ann")
        assert proposal_of(conn, proposal).status is Status.SUPERSEDED


def test_where_nothing_was_published_there_is_nothing_to_take_back(database: Database) -> None:
    with pytest.raises(NotThere), database.writing() as conn:
        undo(conn, SITE, DATE, marks_of(conn, SITE, DATE)[1], "ann")
    with pytest.raises(NotThere), database.writing() as conn:
        undo(conn, SITE, OTHER_DATE, "", "ann")
    with pytest.raises(NotThere), database.reading() as conn:
        publication_of(conn, SITE, DATE)


KEPT = {
    "publications": publications,
    "events": events,
    "book_versions": book_versions,
    "office_versions": office_versions,
}


@pytest.mark.parametrize("name", KEPT)
def test_what_was_written_is_neither_changed_nor_removed(database: Database, name: str) -> None:
    table = KEPT[name]
    with database.writing() as conn:
        happened(conn, "k-1")
    published(database)

    for statement in (
        update(table).values(digest="0" * 64),
        update(table).values(by="eve"),
        delete(table),
    ):
        with (
            pytest.raises(IntegrityError, match="kept as it was written"),
            database.writing() as conn,
        ):
            conn.execute(statement)
    # Nor is a change let through while something of the site is being purged.
    with pytest.raises(IntegrityError, match="kept as it was written"), database.writing() as conn:
        conn.execute(insert(purging).values(site=SITE))
        conn.execute(update(table).values(by="eve"))


@pytest.mark.parametrize("name", [*KEPT, "audit_entries"])
def test_no_table_is_replaced_or_emptied(database: Database, name: str) -> None:
    published(database)
    sqlite = database.engine.dialect.name == "sqlite"
    statement = (
        f"INSERT OR REPLACE INTO {name} SELECT * FROM {name}"
        if sqlite
        else f"TRUNCATE {name} CASCADE"
    )
    if name == "events":
        with database.writing() as conn:
            happened(conn, "k-1")
    with pytest.raises(IntegrityError, match="kept as it was written"), database.writing() as conn:
        conn.execute(text(statement))
