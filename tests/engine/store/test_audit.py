"""The audit: whatever is done to it is found."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import delete, insert, text, update
from sqlalchemy.exc import IntegrityError

from engine.store.audit import Entry, Head, entries, head_of, record, verify
from engine.store.database import Database
from engine.store.errors import BadKey, Tampered
from engine.store.signed_head import (
    SignedHead,
    export,
    sign,
    signed_head_of,
    signing_key,
    verify_export,
)
from engine.store.tables import audit_entries as table
from engine.store.tables import audit_head
from tests.engine.store.keeping import SITE, at_once, put_day

ENTRIES = 6


def fill(database: Database, count: int = ENTRIES) -> Head:
    """Write entries, each in a transaction of its own; return the head."""
    for number in range(1, count + 1):
        with database.writing() as conn:
            record(conn, "ann", "day seen", SITE, f"day {number}", f"{number:064d}")
    with database.reading() as conn:
        return verify(conn)


def unguarded(database: Database, *statements: object) -> None:
    """Change the audit as somebody does who may do anything to the database."""
    with database.writing() as conn:
        if conn.dialect.name == "sqlite":
            conn.execute(text("DROP TRIGGER audit_entries_unchanged"))
            conn.execute(text("DROP TRIGGER audit_entries_not_removed"))
        else:
            conn.execute(text("ALTER TABLE audit_entries DISABLE TRIGGER ALL"))
        for statement in statements:
            conn.execute(statement)  # type: ignore[call-overload]


def test_every_entry_follows_from_the_one_before(database: Database) -> None:
    head = fill(database)
    with database.reading() as conn:
        chain = list(entries(conn))
        assert head_of(conn) == head

    assert [entry.position for entry in chain] == list(range(1, ENTRIES + 1))
    assert chain[0].previous == "0" * 64
    assert [entry.previous for entry in chain[1:]] == [entry.hash for entry in chain[:-1]]
    assert head == Head(ENTRIES, chain[-1].hash)
    assert (chain[2].actor, chain[2].action, chain[2].site) == ("ann", "day seen", SITE)
    assert (chain[2].about, chain[2].digest) == ("day 3", f"{3:064d}")


def test_an_empty_audit_is_whole(database: Database) -> None:
    with database.reading() as conn:
        assert verify(conn) == Head(0, "0" * 64)


def test_entries_of_a_site_after_a_position(database: Database) -> None:
    with database.writing() as conn:
        for site in ("east", "west", None, "east"):
            record(conn, "ann", "seen", site, "x")
    with database.reading() as conn:
        assert [entry.position for entry in entries(conn, site="east")] == [1, 4]
        assert [entry.position for entry in entries(conn, after=1, most=2)] == [2, 3]


def test_any_words_are_kept_as_they_are(database: Database) -> None:
    said = 'Ωμέγα \u2028 "quoted" \\ \U0001f9ea line\nbreak'
    with database.writing() as conn:
        record(conn, said, said, SITE, said * 1000)
    with database.reading() as conn:
        [entry] = entries(conn)
        assert (entry.actor, entry.action, entry.about) == (said, said, said * 1000)
        verify(conn)


def test_entries_stand_in_the_order_in_which_they_were_recorded(database: Database) -> None:
    with database.writing() as conn:
        for number in range(3):
            record(conn, "ann", "seen", SITE, str(number))
        assert list(entries(conn)) == []
    with database.reading() as conn:
        assert [entry.about for entry in entries(conn)] == ["0", "1", "2"]
        with pytest.raises(RuntimeError, match="needs a connection from"):
            record(conn, "ann", "seen", SITE, "x")


def test_what_is_rolled_back_is_not_in_the_chain(database: Database) -> None:
    with pytest.raises(ZeroDivisionError), database.writing() as conn:
        record(conn, "ann", "seen", SITE, "x")
        raise ZeroDivisionError
    assert fill(database, 2).position == 2


def test_many_who_write_at_once_make_one_chain(database: Database) -> None:
    def write(actor: str) -> None:
        for _ in range(5):
            with database.writing() as conn:
                record(conn, actor, "seen", SITE, "x")

    came = at_once(*[partial(write, actor) for actor in "abcdefgh"])

    assert came == [None] * 8
    with database.reading() as conn:
        assert verify(conn).position == 40


@pytest.mark.parametrize(
    "change",
    [
        {"actor": "eve"},
        {"action": "nothing"},
        {"site": "west"},
        {"site": None},
        {"about": "day 7"},
        {"digest": "0" * 64},
        {"digest": None},
        {"at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)},
        {"previous": "1" * 64},
        {"hash": "1" * 64},
    ],
    ids=lambda change: "-".join(map(str, change)),
)
@pytest.mark.parametrize("position", [1, 3, ENTRIES])
def test_a_changed_entry_is_found(
    database: Database, change: dict[str, object], position: int
) -> None:
    fill(database)
    unguarded(database, update(table).where(table.c.position == position).values(**change))

    with pytest.raises(Tampered) as found, database.reading() as conn:
        verify(conn)
    assert found.value.position == position


def test_a_changed_entry_is_found_when_its_hash_was_made_to_fit(database: Database) -> None:
    fill(database)
    with database.reading() as conn:
        third = replace(list(entries(conn))[2], actor="eve")
    fitting = {"actor": "eve", "hash": third.hashed()}
    unguarded(database, update(table).where(table.c.position == 3).values(**fitting))

    with pytest.raises(Tampered, match="does not follow") as found, database.reading() as conn:
        verify(conn)
    assert found.value.position == 4


@pytest.mark.parametrize("position", [1, 3])
def test_a_removed_entry_is_found(database: Database, position: int) -> None:
    fill(database)
    unguarded(database, delete(table).where(table.c.position == position))

    with pytest.raises(Tampered) as found, database.reading() as conn:
        verify(conn)
    assert found.value.position == position


def test_a_removed_entry_is_found_when_the_rest_moved_up(database: Database) -> None:
    fill(database)
    moved = [
        update(table).where(table.c.position == at).values(position=at - 1)
        for at in range(4, ENTRIES + 1)
    ]
    unguarded(database, delete(table).where(table.c.position == 3), *moved)

    with pytest.raises(Tampered) as found, database.reading() as conn:
        verify(conn)
    assert found.value.position == 3


def test_an_inserted_entry_is_found(database: Database) -> None:
    fill(database)
    with database.reading() as conn:
        chain = list(entries(conn))
    made_up = {"at": chain[2].at, "actor": "eve", "action": "seen", "about": "x"}
    moved = [
        update(table).where(table.c.position == at).values(position=at + 1)
        for at in range(ENTRIES, 2, -1)
    ]
    forged = Entry(3, chain[2].at, "eve", "seen", None, "x", None, chain[1].hash, "")
    added = insert(table).values(
        position=3, previous=chain[1].hash, hash=forged.hashed(), **made_up
    )
    unguarded(database, *moved, added)

    with pytest.raises(Tampered) as found, database.reading() as conn:
        verify(conn)
    assert found.value.position == 4


def test_an_entry_added_at_the_end_behind_the_head_is_found(database: Database) -> None:
    head = fill(database)
    at = dt.datetime.now(dt.UTC)
    forged = Entry(head.position + 1, at, "eve", "seen", None, "x", None, head.hash, "")
    unguarded(
        database,
        insert(table).values(
            position=forged.position,
            at=at,
            actor="eve",
            action="seen",
            about="x",
            previous=head.hash,
            hash=forged.hashed(),
        ),
    )

    with pytest.raises(Tampered, match="its head says 6") as found, database.reading() as conn:
        verify(conn)
    assert found.value.position == 7


def test_entries_that_changed_places_are_found(database: Database) -> None:
    fill(database)
    unguarded(
        database,
        *(
            update(table).where(table.c.position == before).values(position=after)
            for before, after in ((3, 99), (4, 3), (99, 4))
        ),
    )

    with pytest.raises(Tampered) as found, database.reading() as conn:
        verify(conn)
    assert found.value.position == 3


def test_an_end_cut_off_is_found(database: Database) -> None:
    fill(database)
    unguarded(database, delete(table).where(table.c.position > 4))

    with pytest.raises(Tampered, match="ends at 4") as found, database.reading() as conn:
        verify(conn)
    assert found.value.position == 5


def test_an_end_cut_off_together_with_the_head_is_found_by_the_signed_head(
    database: Database,
) -> None:
    key = Ed25519PrivateKey.generate()
    signed = sign(fill(database), key)
    with database.reading() as conn:
        fourth = list(entries(conn))[3]
    unguarded(
        database,
        delete(table).where(table.c.position > 4),
        update(audit_head).values(position=4, hash=fourth.hash),
    )

    with database.reading() as conn:
        assert verify(conn) == Head(4, fourth.hash)
        with pytest.raises(Tampered, match="6 was the head") as found:
            verify(conn, [signed.proven(key.public_key())])
    assert found.value.position == 5


def test_a_chain_written_anew_is_found_by_the_signed_head(database: Database) -> None:
    key = Ed25519PrivateKey.generate()
    signed = sign(fill(database), key)
    unguarded(database, delete(table), update(audit_head).values(position=0, hash="0" * 64))
    fill(database, ENTRIES + 2)

    with database.reading() as conn:
        verify(conn)
        with pytest.raises(Tampered, match="not the one that was the head") as found:
            verify(conn, [signed.proven(key.public_key())])
    assert found.value.position == ENTRIES


def test_the_chain_may_have_gone_on_since_it_was_signed(database: Database) -> None:
    key = Ed25519PrivateKey.generate()
    heads = [sign(fill(database, 2), key).proven(key.public_key()) for _ in range(3)]

    with database.reading() as conn:
        assert verify(conn, [Head(0, "0" * 64), *heads]) == heads[-1]


def test_another_hash_in_the_head_is_found(database: Database) -> None:
    fill(database)
    unguarded(database, update(audit_head).values(hash="1" * 64))

    with pytest.raises(Tampered, match="the head has another hash"), database.reading() as conn:
        verify(conn)


def test_the_database_itself_refuses_to_change_the_audit(database: Database) -> None:
    fill(database)
    for statement in (update(table).values(actor="eve"), delete(table)):
        with (
            pytest.raises(IntegrityError, match="kept as it was written"),
            database.writing() as conn,
        ):
            conn.execute(statement)


def test_a_signature_is_of_one_head_and_one_key(database: Database) -> None:
    key, other = Ed25519PrivateKey.generate(), Ed25519PrivateKey.generate()
    signed = sign(fill(database), key)
    assert signed.proven(key.public_key()) == signed.head
    forged = SignedHead(Head(2, signed.head.hash), signed.signature)
    for wrong, whose in ((signed, other), (forged, key), (SignedHead(signed.head, "?"), key)):
        with pytest.raises(Tampered, match="not signed with this key"):
            wrong.proven(whose.public_key())


def test_the_key_is_made_once_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "audit.pem"
    made = signing_key(path)

    assert path.stat().st_mode & 0o777 == 0o600
    assert signing_key(path).private_bytes_raw() == made.private_bytes_raw()
    path.write_text("no key")
    with pytest.raises(BadKey, match="holds no Ed25519 key"):
        signing_key(path)
    with pytest.raises(BadKey, match="No such file"):
        signing_key(tmp_path / "none" / "audit.pem")


def test_an_export_stands_on_its_own(database: Database) -> None:
    key = Ed25519PrivateKey.generate()
    with database.writing() as conn:
        put_day(conn)
    head = fill(database)
    with database.reading() as conn:
        lines = list(export(conn, key))

    assert len(lines) == head.position + 1
    assert verify_export([line + "\n" for line in lines], key.public_key()) == head
    assert signed_head_of(lines[-1]).head == head


@pytest.mark.parametrize(
    ("change", "position"),
    [
        (lambda lines: [], 1),
        (lambda lines: lines[:-1], 0),
        (lambda lines: [*lines[:3], *lines[4:]], 4),
        (lambda lines: [*lines[:-2], lines[-1]], 6),
        (lambda lines: [lines[1], lines[0], *lines[2:]], 1),
        (lambda lines: [*lines[:2], lines[2].replace("ann", "eve"), *lines[3:]], 3),
        (lambda lines: [*lines[:2], "junk", *lines[3:]], 3),
        (lambda lines: [*lines[:2], "[]", *lines[3:]], 3),
        (lambda lines: [*lines[:-1], lines[-1].replace('"position":6', '"position":5')], 5),
    ],
)
def test_a_changed_export_is_found(database: Database, change: object, position: int) -> None:
    key = Ed25519PrivateKey.generate()
    fill(database)
    with database.reading() as conn:
        lines = list(export(conn, key))

    with pytest.raises(Tampered) as found:
        verify_export(change(lines), key.public_key())  # type: ignore[operator]
    assert found.value.position == position


def test_an_export_that_goes_on_after_its_head_is_found(database: Database) -> None:
    key = Ed25519PrivateKey.generate()
    fill(database, 3)
    with database.reading() as conn:
        *_, old = export(conn, key)
    fill(database, 1)
    with database.reading() as conn:
        *chain, _ = export(conn, key)

    with pytest.raises(Tampered, match="goes on after its head"):
        verify_export([*chain, old], key.public_key())
