"""Keys: shown once, kept as a hash, for a scope, some sites and a while."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from engine.store.audit import entries, verify
from engine.store.database import Database
from engine.store.errors import NotThere
from engine.store.keys import (
    FIRST,
    NewKey,
    create_key,
    find_key,
    first_key,
    id_in,
    key_of,
    keys_of,
    note_use,
    revoke_key,
    rotate_key,
)
from engine.store.sessions import find_session, open_session
from engine.store.tables import keys, now, sessions
from models.access import Principal, Scope
from models.errors import BadInput

YEAR = timedelta(days=365)
HOUR = timedelta(hours=1)


def made(
    database: Database,
    scope: Scope = Scope.PUBLISH,
    sites: tuple[str, ...] | None = ("east", "west"),
    lasts: timedelta = YEAR,
) -> NewKey:
    with database.writing() as conn:
        return create_key(conn, scope, sites, "front-desk", lasts, "tester")


def test_a_key_is_found_by_its_text(database: Database) -> None:
    new = made(database)

    with database.reading() as conn:
        found = find_key(conn, new.text, now())

    assert found == new.key
    assert found.principal == Principal(
        f"key:{found.id}", Scope.PUBLISH, frozenset({"east", "west"})
    )


def test_a_key_for_every_site_says_so(database: Database) -> None:
    new = made(database, sites=None)

    with database.reading() as conn:
        found = find_key(conn, new.text, now())

    assert found is not None
    assert found.principal.sites is None


def test_the_secret_is_kept_nowhere(database: Database) -> None:
    new = made(database)
    secret = new.text.rpartition(f"{new.key.id}_")[2]

    with database.reading() as conn:
        (row,) = conn.execute(select(keys)).all()
        said = [str(entry) for entry in entries(conn)]

    assert len(secret) == 43
    assert secret not in str(row)
    assert secret not in str(said)
    assert secret not in repr(new)


def test_two_keys_are_never_the_same(database: Database) -> None:
    one, other = made(database), made(database)

    assert one.key.id != other.key.id
    assert one.text[-43:] != other.text[-43:]


@pytest.mark.parametrize("change", ["last", "first", "id", "prefix", "longer", "blank", "case"])
def test_a_key_changed_by_a_letter_opens_nothing(database: Database, change: str) -> None:
    text = made(database).text
    swapped = {"A": "B"}
    other = {
        "last": text[:-1] + swapped.get(text[-1], "A"),
        "first": text[:16] + swapped.get(text[16], "A") + text[17:],
        "id": text[:3] + ("1" if text[3] == "0" else "0") + text[4:],
        "prefix": "xk" + text[2:],
        "longer": text + "A",
        "blank": text + "\n",
        "case": "HK" + text[2:],
    }[change]

    with database.reading() as conn:
        assert find_key(conn, other, now()) is None


@pytest.mark.parametrize("text", ["", "hk_", "hk_" + "0" * 12, "a" * 100_000, "hk_ä", "'; --"])
def test_what_is_no_key_opens_nothing(database: Database, text: str) -> None:
    with database.reading() as conn:
        assert find_key(conn, text, now()) is None


def test_a_key_opens_until_it_expires(database: Database) -> None:
    new = made(database, lasts=HOUR)

    with database.reading() as conn:
        before = find_key(conn, new.text, new.key.expires_at - timedelta(seconds=1))
        after = find_key(conn, new.text, new.key.expires_at)

    assert before == new.key
    assert after is None


def test_a_revoked_key_opens_nothing_and_its_sessions_end(database: Database) -> None:
    new, other = made(database), made(database)
    with database.writing() as conn:
        secret = open_session(conn, new.key, HOUR, HOUR)
        kept = open_session(conn, other.key, HOUR, HOUR)
        revoked = revoke_key(conn, new.key.id, "tester")
        again = revoke_key(conn, new.key.id, "tester")

    assert revoked.revoked_at is not None
    assert again == revoked
    with database.reading() as conn:
        assert find_key(conn, new.text, now()) is None
        assert find_session(conn, secret, now(), HOUR) is None
        assert find_session(conn, kept, now(), HOUR) is not None
        assert list(conn.scalars(select(sessions.c.key))) == [other.key.id]
        assert find_key(conn, other.text, now()) is not None


def test_rotation_gives_the_same_and_leaves_the_old_one_a_while(database: Database) -> None:
    old = made(database)
    with database.writing() as conn:
        new = rotate_key(conn, old.key.id, YEAR, HOUR, "tester")

    assert (new.key.scope, new.key.sites, new.key.label) == (
        old.key.scope,
        old.key.sites,
        old.key.label,
    )
    assert new.key.follows == old.key.id
    with database.reading() as conn:
        assert find_key(conn, old.text, now()) is not None
        assert find_key(conn, old.text, now() + HOUR) is None
        assert find_key(conn, new.text, now() + HOUR) is not None


def test_rotation_never_makes_the_old_one_last_longer(database: Database) -> None:
    old = made(database, lasts=HOUR)
    with database.writing() as conn:
        rotate_key(conn, old.key.id, YEAR, YEAR, "tester")
        assert key_of(conn, old.key.id).expires_at == old.key.expires_at


def test_what_opens_nothing_is_not_rotated(database: Database) -> None:
    old = made(database)
    with database.writing() as conn:
        revoke_key(conn, old.key.id, "tester")
        with pytest.raises(BadInput, match="opens nothing any more"):
            rotate_key(conn, old.key.id, YEAR, HOUR, "tester")


def test_keys_are_listed_without_their_secrets(database: Database) -> None:
    one, other = made(database), made(database, Scope.READ, None)

    with database.reading() as conn:
        assert keys_of(conn) == [one.key, other.key]


def test_the_day_of_its_last_use_is_kept(database: Database) -> None:
    new = made(database)
    with database.writing() as conn:
        note_use(conn, new.key.id, date(2026, 11, 23))
        assert key_of(conn, new.key.id).used_on == date(2026, 11, 23)


def test_there_is_one_first_key_ever(database: Database) -> None:
    with database.writing() as conn:
        first = first_key(conn, HOUR, "tester")
    assert first is not None
    assert (first.key.id, first.key.scope, first.key.sites) == (FIRST, Scope.ADMIN, None)
    with database.writing() as conn:
        assert find_key(conn, first.text, now()) == first.key
        revoke_key(conn, FIRST, "tester")
        assert first_key(conn, HOUR, "tester") is None


@pytest.mark.parametrize(
    ("sites", "label", "lasts", "field"),
    [
        ((), "desk", YEAR, "site"),
        (("east", "no such"), "desk", YEAR, "site"),
        (None, "Jane Doe", YEAR, "label"),
        (None, "x" * 65, YEAR, "label"),
        (None, "desk", timedelta(), "days"),
        (None, "desk", timedelta(days=3651), "days"),
    ],
)
def test_what_makes_no_key_is_refused(
    database: Database, sites: tuple[str, ...] | None, label: str, lasts: timedelta, field: str
) -> None:
    with database.writing() as conn:
        with pytest.raises(BadInput) as refused:
            create_key(conn, Scope.READ, sites, label, lasts, "tester")
        assert keys_of(conn) == []

    assert [fault.field for fault in refused.value.faults] == [field]


def test_a_key_that_is_not_there_cannot_be_revoked(database: Database) -> None:
    with database.writing() as conn, pytest.raises(NotThere, match="no key of this id"):
        revoke_key(conn, "abc", "tester")


def test_the_audit_tells_of_keys(database: Database) -> None:
    new = made(database)
    with database.writing() as conn:
        revoke_key(conn, new.key.id, "boss")
        revoke_key(conn, new.key.id, "boss")

    with database.reading() as conn:
        told = [(entry.actor, entry.action, entry.about) for entry in entries(conn)]
        verify(conn)

    about = f"key {new.key.id}: publish for east, west"
    assert told == [("tester", "key created", about), ("boss", "key revoked", about)]


def test_the_id_is_read_from_either() -> None:
    text = f"hk_{'a1' * 6}_{'x' * 43}"

    assert id_in(text) == "a1" * 6
    assert id_in("a1" * 6) == "a1" * 6
