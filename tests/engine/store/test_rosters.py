"""Kept rosters: in versions, events once, one publisher wins, nothing published changes, purge."""

from __future__ import annotations

import datetime as dt
from functools import partial
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text
from sqlalchemy.exc import IntegrityError

from engine.store import schema
from engine.store.audit import entries, verify
from engine.store.books import dates_of
from engine.store.database import Database
from engine.store.errors import AlreadyEnded, KeyReused, NotAsRecorded, NotThere, Stale
from engine.store.kinds import ROSTER
from engine.store.publications import PublicationOf
from engine.store.purge import purge
from engine.store.roster_tables import OF_ROSTERS, roster_events, rosters
from engine.store.rosters import last_day, put_roster, roster_of, rosters_of
from engine.store.shelves import ROSTERS
from engine.store.sightings import note_sights, of_document, of_proposal, of_publication
from engine.store.state import roster_state_of
from engine.store.tables import purging
from engine.store.webhooks import begin_deliveries, delivery_of, put_webhook
from engine.store.witness import verify_documents
from models.errors import BadInput
from models.roster import RosterPlan
from tests.engine.store.keeping import DATE, SITE, FixedKeys, at_once
from tests.engine.store.keeping import put_day as put_day_there
from tests.engine.store.keeping_rosters import LAST, NAME, opened, out, plan, put_month, roster

Made = PublicationOf[str, RosterPlan]
BARE: dict[str, Any] = {"published": {}, "absences": (), "as_of": None}


@pytest.fixture(autouse=True)
def month(database: Database) -> None:
    with database.writing() as conn:
        put_month(conn)


def tag_of(database: Database) -> str:
    with database.reading() as conn:
        return ROSTERS.marker.marks_of(conn, SITE, NAME)[1]


def put_out(database: Database, proposal: str, tag: str, *, day: int = 3) -> Made:
    with database.writing() as conn:
        return ROSTERS.publications.publish(conn, proposal, plan(day=day), tag, "ann")


def published(database: Database, day: int = 3) -> Made:
    with database.writing() as conn:
        proposal = opened(conn)
    return put_out(database, proposal, tag_of(database), day=day)


def test_a_roster_is_kept_in_versions_and_the_same_again_keeps_its_own(
    database: Database,
) -> None:
    with database.writing() as conn:
        assert put_roster(conn, SITE, NAME, roster(), "ben") == 1
        assert put_roster(conn, SITE, NAME, roster(volunteers=()), "ben") == 2
        assert roster_of(conn, SITE, NAME).document.volunteers == ()
        assert roster_of(conn, SITE, NAME, 1).document == roster()
        assert (roster_of(conn, SITE, NAME).by, last_day(conn, SITE, NAME)) == ("ben", LAST)
        assert rosters_of(conn, SITE) == [NAME]
        with pytest.raises(NotThere, match="no roster of version 3"):
            roster_of(conn, SITE, NAME, 3)


def test_other_days_are_another_roster(database: Database) -> None:
    with pytest.raises(BadInput, match="of other days"), database.writing() as conn:
        put_roster(conn, SITE, NAME, roster(days=21, published={}), "ann")

    with database.writing() as conn:
        assert roster_of(conn, SITE, NAME).document == roster()
        assert put_roster(conn, SITE, "other", roster(days=21, published={}), "ann") == 1


def test_what_is_not_there_is_said(database: Database) -> None:
    with database.writing() as conn:
        with pytest.raises(NotThere, match="no roster spring"):
            ROSTERS.locks.lock(conn, SITE, "spring")
        with pytest.raises(NotThere, match="no roster spring"):
            last_day(conn, SITE, "spring")
        with pytest.raises(NotThere, match="no site"):
            put_roster(conn, "nowhere", NAME, roster(), "ann")


def test_an_event_counts_once_for_its_key(database: Database) -> None:
    with database.writing() as conn:
        accept = partial(ROSTERS.events.accept, conn, SITE, NAME)
        first, again = accept(out(), "k-1", "ann"), accept(out(), "k-1", "ann")
        assert (first.position, first.fresh, again.fresh) == (1, True, False)
        assert again.id == first.id
        with pytest.raises(KeyReused):
            accept(out("ma-fox"), "k-1", "ann")
        put_roster(conn, SITE, "other", roster(), "ann")
        with pytest.raises(KeyReused):
            ROSTERS.events.accept(conn, SITE, "other", out(), "k-1", "ann")
        assert [each.event for each in ROSTERS.events.events_of(conn, SITE, NAME)] == [out()]
        assert ROSTERS.events.event_of(conn, first.id).name == NAME


def test_whatever_moves_on_is_seen_in_the_tag_and_told(database: Database) -> None:
    with database.writing() as conn:
        proposal = opened(conn)
    tags = [tag_of(database)]
    with database.writing() as conn:
        ROSTERS.events.accept(conn, SITE, NAME, out(), "k-1", "ann")
    tags.append(tag_of(database))
    with database.writing() as conn:
        put_roster(conn, SITE, NAME, roster(volunteers=()), "ann")
    tags.append(tag_of(database))

    with pytest.raises(Stale, match="the roster has moved on") as refused:
        put_out(database, proposal, tags[-1])

    assert len(set(tags)) == 3
    told = {each.what: each.details for each in refused.value.differences}
    assert told == {"roster": ("volunteers changed",), "events": ("1: absent",)}


def test_one_of_two_publishers_wins(database: Database) -> None:
    for race in range(1, 6):
        with database.writing() as conn:
            proposals = [opened(conn), opened(conn)]
        tag = tag_of(database)

        came = at_once(*(partial(put_out, database, each, tag) for each in proposals))

        [won] = [each for each in came if isinstance(each, PublicationOf)]
        [told] = [each for each in came if isinstance(each, Stale)]
        assert won.version == race
        assert [each.what for each in told.differences] == ["publication"]


def test_what_is_published_is_taken_back_step_by_step(database: Database) -> None:
    first, second = published(database, 3), published(database, 4)
    for restored in (first.plan, None):
        with database.writing() as conn:
            tag = ROSTERS.marker.marks_of(conn, SITE, NAME)[1]
            back = ROSTERS.publications.undo(conn, SITE, NAME, tag, "ben")
            assert back.plan == restored
            assert roster_state_of(conn, SITE, NAME).issued == restored
    with database.writing() as conn:
        tag = ROSTERS.marker.marks_of(conn, SITE, NAME)[1]
        with pytest.raises(Stale):
            ROSTERS.publications.undo(conn, SITE, NAME, "older", "ben")
        with pytest.raises(NotThere, match="no published plan"):
            ROSTERS.publications.undo(conn, SITE, NAME, tag, "ben")
        made = ROSTERS.publications.publications_of(conn, SITE, NAME)
    assert [(each.version, each.undoes, each.restores) for each in made] == [
        (4, 3, None),
        (3, 2, 1),
        (2, None, None),
        (1, None, None),
    ]
    assert made[2].plan == second.plan


def test_publishing_ends_what_else_is_open(database: Database) -> None:
    with database.writing() as conn:
        older, chosen = opened(conn), opened(conn)
    put_out(database, chosen, tag_of(database))
    with database.writing() as conn:
        statuses = {
            each.id: each.status for each in ROSTERS.proposals.proposals_of(conn, SITE, NAME)
        }
        assert statuses == {older: "superseded", chosen: "published"}
        with pytest.raises(AlreadyEnded):
            ROSTERS.proposals.cancel(conn, chosen, "ann")


@pytest.mark.parametrize("table", ["roster_versions", "roster_events", "roster_publications"])
@pytest.mark.parametrize("change", ["UPDATE {} SET by = 'eve'", "DELETE FROM {}"])
def test_what_was_written_stays_as_it_was(database: Database, table: str, change: str) -> None:
    with database.writing() as conn:
        ROSTERS.events.accept(conn, SITE, NAME, out(), "k-1", "ann")
    published(database)

    with pytest.raises(IntegrityError, match="kept as it was written"), database.writing() as conn:
        conn.execute(text(change.format(table)))


def test_the_audit_has_it_all_and_the_documents_are_as_recorded(database: Database) -> None:
    with database.writing() as conn:
        ROSTERS.events.accept(conn, SITE, NAME, out(), "k-1", "ann")
    made = published(database)
    with database.writing() as conn:
        kept = ROSTERS.proposals.proposal_of(conn, made.proposal or "")
        seen = [
            of_document(ROSTER, NAME, roster_of(conn, SITE, NAME)),
            of_proposal(kept, ROSTER),
            of_publication(made, ROSTER),
        ]
        note_sights(conn, "ben", SITE, seen, dt.date(2026, 11, 29))
    with database.reading() as conn:
        verify(conn)
        assert verify_documents(conn) == 4
        said = [(each.action, each.about.partition(",")[0]) for each in entries(conn)]
    assert said[1:] == [
        ("roster put", "roster winter"),
        ("event accepted", "roster winter"),
        ("plan published", "roster winter"),
        ("roster seen", "roster winter"),
        ("proposal seen", "roster winter"),
        ("publication seen", "roster winter"),
    ]


def test_a_roster_that_the_audit_did_not_see_put_there_is_found(database: Database) -> None:
    with database.writing() as conn:
        planted = 'INSERT INTO roster_versions SELECT site, roster, 9, digest, document, "by", at'
        conn.execute(text(f"{planted} FROM roster_versions"))

    with pytest.raises(NotAsRecorded, match="roster winter, version 9"), database.reading() as conn:
        verify_documents(conn)


def test_a_purge_of_another_roster_accounts_for_none_of_this_one(database: Database) -> None:
    with database.writing() as conn:
        put_roster(conn, SITE, "short", roster(days=21, **BARE), "ann")
        ROSTERS.events.accept(conn, SITE, NAME, out(), "k-1", "ann")
        assert purge(conn, SITE, LAST, "keeper", 0).rosters == ("short",)
    with database.writing() as conn:
        assert verify_documents(conn) == 3
        conn.execute(insert(purging).values(site=SITE))
        conn.execute(delete(roster_events))
        conn.execute(delete(purging))

    with pytest.raises(NotAsRecorded, match="roster winter, event"), database.reading() as conn:
        verify_documents(conn)


def test_on_the_way_down_rosters_go_and_days_stay(database: Database) -> None:
    keys, url = FixedKeys(), "https://example.org/hook"
    with database.writing() as conn:
        put_day_there(conn)
        put_webhook(conn, keys, SITE, url, "whsec_", "ann")
        begin_deliveries(conn, SITE, LAST, "proposal.open", {}, NAME)
        (stays,) = begin_deliveries(conn, SITE, DATE, "proposal.open", {})
        schema.downgrade(conn, "0006", keys)
        assert conn.execute(text("SELECT id FROM deliveries")).scalars().all() == [stays]
        schema.upgrade(conn, "0007", keys)
        assert (rosters_of(conn, SITE), dates_of(conn, SITE)) == ([], [DATE])
        assert delivery_of(conn, stays).roster is None
        put_month(conn)
        assert rosters_of(conn, SITE) == [NAME]


def lived(database: Database) -> None:
    """Let the roster have everything that a roster may have."""
    published(database)
    with database.writing() as conn:
        ROSTERS.events.accept(conn, SITE, NAME, out(), "k-1", "ann")
        proposal = opened(conn)
        time = dt.datetime(2026, 12, 1, tzinfo=dt.UTC)
        ROSTERS.solves.plan_solve(conn, proposal, SITE, NAME, time)


def rows(database: Database) -> dict[str, int]:
    with database.reading() as conn:
        counted = {
            table.name: conn.execute(select(func.count()).select_from(table)).scalar_one()
            for table in OF_ROSTERS
        }
    return {name: count for name, count in counted.items() if count}


@pytest.mark.parametrize("late", [False, True])
def test_a_roster_is_purged_once_its_last_day_is_old(database: Database, *, late: bool) -> None:
    lived(database)
    before = rows(database)
    today = LAST + dt.timedelta(days=30 + late)
    with database.writing() as conn:
        gone = purge(conn, SITE, today, "keeper", 30)

    assert len(before) == 5
    assert gone.rosters == ((NAME,) if late else ())
    assert rows(database) == ({} if late else before)
    with database.reading() as conn:
        verify(conn)
        assert verify_documents(conn) == (1 if late else 4)


def test_a_purged_roster_that_comes_back_goes_on_counting(database: Database) -> None:
    lived(database)
    with database.writing() as conn:
        purge(conn, SITE, LAST + dt.timedelta(days=1), "keeper", 0)
        with pytest.raises(NotThere):
            roster_state_of(conn, SITE, NAME)
        assert put_roster(conn, SITE, NAME, roster(days=21, published={}), "ann") == 2
        assert ROSTERS.events.accept(conn, SITE, NAME, out(), "k-2", "ann").position == 2
        row = conn.execute(select(rosters)).one()
    with database.reading() as conn:
        assert verify_documents(conn) == 3
    assert (row.last, row.publication_version) == (LAST - dt.timedelta(days=7), 1)


def test_bug_a_purged_roster_that_comes_back_stands_and_is_published_again(
    database: Database,
) -> None:
    published(database)
    with database.writing() as conn:
        purge(conn, SITE, LAST + dt.timedelta(days=1), "keeper", 0)
        put_roster(conn, SITE, NAME, roster(days=21, published={}), "ann")
    with database.reading() as conn:
        state = roster_state_of(conn, SITE, NAME)
    assert (state.publication, state.issued, state.marks.publication) == (None, None, 1)
    with database.writing() as conn, pytest.raises(NotThere):
        ROSTERS.publications.undo(conn, SITE, NAME, state.tag, "ann")

    made = published(database)

    assert (made.version, made.accepted) == (2, None)
    tag = tag_of(database)
    with database.writing() as conn:
        undone = ROSTERS.publications.undo(conn, SITE, NAME, tag, "ann")
        assert (undone.version, undone.plan, undone.restores) == (3, None, None)


def test_a_purge_of_rosters_leaves_days_and_other_sites_alone(database: Database) -> None:
    with database.writing() as conn:
        put_month(conn, "west")
        put_day_there(conn, SITE, LAST + dt.timedelta(days=1))
        purge(conn, SITE, LAST + dt.timedelta(days=1), "keeper", 0)
        assert rosters_of(conn, SITE) == []
        assert rosters_of(conn, "west") == [NAME]
        assert conn.execute(text("SELECT count(*) FROM book_versions")).scalar_one() == 1
        assert begin_deliveries(conn, "west", LAST, "proposal.open", {}, NAME) == []
