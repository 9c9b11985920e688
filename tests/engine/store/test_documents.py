"""Documents: what is put there comes back exactly, in versions."""

from __future__ import annotations

import datetime as dt
import json
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel
from sqlalchemy import update

from engine.store.books import book_of, dates_of, put_book
from engine.store.database import Database
from engine.store.documents import EVENT, canonical, digest_of, document_of, text_of
from engine.store.errors import Damaged, NotThere
from engine.store.marks import marks_of
from engine.store.offices import office_of, put_office, sites_of
from engine.store.proposals import begin, fail, fill, proposal_of
from engine.store.tables import proposals
from models.day import Day
from models.office import Office
from models.plan import Plan
from models.proposal import Proposal
from scenarios.library import load, names
from tests.api import examples
from tests.engine.store.keeping import DATE, OTHER_DATE, SITE, answer, book, opened, put_day

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=20,
)


@given(JSON)
def test_the_canonical_text_says_all_and_nothing_of_order(value: object) -> None:
    said = json.loads(canonical(value))
    assert said == value or value != value
    assert canonical(said) == canonical(value)
    if isinstance(value, dict):
        turned = dict(reversed(value.items()))
        assert digest_of(turned) == digest_of(value)


def test_digests_are_the_same_for_ever() -> None:
    assert canonical({"b": 1, "a": ["é", 1.5, None, True]}) == '{"a":["é",1.5,null,true],"b":1}'
    assert digest_of({"b": 1, "a": "é"}) == (
        "aa58fba8483623bed37c1b02edfccbdd9a53123837c20bfa4cb4049993a2872e"
    )
    with pytest.raises(ValueError, match="not JSON compliant"):
        canonical(float("nan"))


@pytest.mark.parametrize("name", names())
def test_the_examples_come_back_exactly(name: str, database: Database) -> None:
    scenario = load(name)
    with database.writing() as conn:
        put_office(conn, SITE, scenario.office, "ann")
        put_book(conn, SITE, scenario.day, "ann")
    with database.reading() as conn:
        office = office_of(conn, SITE)
        day = book_of(conn, SITE, scenario.day.date)

    for kept, was in ((office.document, scenario.office), (day.document, scenario.day)):
        # Also in the order of their mappings, which equality does not see. The texts are too long
        # to be shown side by side.
        assert (
            sha256(kept.model_dump_json().encode()).hexdigest()
            == sha256(was.model_dump_json().encode()).hexdigest()
        )
        same = kept == was
        assert same
    assert (office.version, office.digest) == (1, digest_of(scenario.office))
    for event in scenario.day.events:
        assert document_of(EVENT, text_of(event), "event") == event


def test_long_texts_and_any_letters_come_back_exactly(database: Database) -> None:
    odd = 'Ünïcödé 漢字 \U0001f9ea \u2028 "quotes" \\ \n\t \x00\x1f end'
    named = examples.office().model_dump(mode="json")
    many = [{"id": f"dr-{number}", "roles": ["provider"]} for number in range(20_000)]
    office = Office.model_validate(named | {"people": [*named["people"], *many]})
    problem = {"detail": odd * 50_000, "深": [odd]}
    question = {"title": odd}
    with database.writing() as conn:
        put_day(conn)
        put_office(conn, SITE, office, odd.replace("\x00", ""))
        proposal = begin(conn, marks_of(conn, SITE, DATE)[0], "ann", question=question)
        other = opened(conn)
        long = answer().model_copy(update={"summary": odd * 50_000})
        conn.execute(update(proposals).where(proposals.c.id == other).values(status="working"))
        fill(conn, other, long)
    with database.writing() as conn:
        fail(conn, proposal, problem)
    with database.reading() as conn:
        kept = office_of(conn, SITE)
        same = kept.document == office
        assert same
        assert kept.by == odd.replace("\x00", "")
        same = proposal_of(conn, proposal).problem == problem
        assert same
        assert proposal_of(conn, proposal).question == question
        same = proposal_of(conn, other).document == long
        assert same


def test_a_proposal_comes_back_exactly(database: Database) -> None:
    early = answer().model_copy(update={"now": -30})
    with database.writing() as conn:
        put_day(conn)
        ids = []
        for each in (answer(), early):
            ids.append(begin(conn, marks_of(conn, SITE, DATE)[0], "ann"))
            fill(conn, ids[-1], each)
    with database.reading() as conn:
        kept = [proposal_of(conn, each).document for each in ids]

    assert kept == [answer(), early]


@pytest.mark.parametrize(
    ("model", "text"),
    [(Office, "{}"), (Day, "no json"), (Plan, '{"office": "x"}'), (Proposal, "[]"), (EVENT, "{}")],
)
def test_what_cannot_be_read_is_said_in_plain_words(model: type[BaseModel], text: str) -> None:
    with pytest.raises(Damaged, match="the book of today is kept in a form that this version"):
        document_of(model, text, "the book of today")


def test_the_same_document_again_is_the_same_version(database: Database) -> None:
    office = examples.office()
    other = office.model_copy(update={"id": "edge"})
    turned = office.model_copy(update={"tasks": dict(reversed(office.tasks.items()))})
    with database.writing() as conn:
        versions = [
            put_office(conn, SITE, each, "ann") for each in (office, turned, other, other, office)
        ]
        days = [book(), book(), book(appointments=[]), book()]
        books = [put_book(conn, SITE, each, "ben") for each in days]
        kept = [office_of(conn, SITE, version).document for version in (1, 2, 3)]
        newest = book_of(conn, SITE, DATE)

    assert versions == [1, 1, 2, 2, 3]
    assert kept == [office, other, office]
    assert books == [1, 1, 2, 3]
    assert (newest.version, newest.document, newest.by) == (3, book(), "ben")
    assert dt.datetime.now(dt.UTC) - newest.at < dt.timedelta(days=1)


def test_sites_and_dates_are_listed_in_order(database: Database) -> None:
    with database.writing() as conn:
        put_day(conn, "west", OTHER_DATE)
        put_day(conn, "east", OTHER_DATE)
        put_day(conn, "east", DATE)
        assert sites_of(conn) == ["east", "west"]
        assert dates_of(conn, "east") == [DATE, OTHER_DATE]
        assert dates_of(conn, "none") == []


def test_what_is_not_there_is_said(database: Database) -> None:
    absent: list[tuple[Any, str]] = [
        (lambda conn: office_of(conn, "none"), "there is no site none"),
        (lambda conn: office_of(conn, SITE, 2), "site corner has no office of version 2"),
        (lambda conn: book_of(conn, SITE, OTHER_DATE), "site corner has no day 2026-11-24"),
        (lambda conn: book_of(conn, SITE, DATE, 2), "has no book of version 2"),
        (lambda conn: put_book(conn, "none", book(), "ann"), "there is no site none"),
        (lambda conn: marks_of(conn, "none", DATE), "site none has no day"),
    ]
    with database.writing() as conn:
        put_day(conn)
        for ask, said in absent:
            with pytest.raises(NotThere, match=said):
                ask(conn)
