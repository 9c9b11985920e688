"""`huddle schema`: schemas that judge documents, with the rate of every soft term."""

from __future__ import annotations

import json

import pytest
from jsonschema import Draft202012Validator

from api.documents import DOCUMENTS
from models.policy import ExchangeRates
from tests.api import examples
from tests.api.command_line.conftest import Run


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_document_has_a_schema(run: Run, document: str) -> None:
    result = run("schema", document)

    assert result.exit_code == 0
    Draft202012Validator.check_schema(json.loads(result.stdout))


@pytest.mark.parametrize(
    ("document", "written"),
    [
        ("office", examples.OFFICE),
        ("day", examples.DAY),
        ("event", examples.ABSENT),
        ("plan", examples.PLAN),
        ("certificate", examples.CERTIFICATE),
        ("proposal", json.loads(examples.proposal().model_dump_json())),
        ("comparison", json.loads(examples.comparison().model_dump_json())),
    ],
)
def test_a_schema_admits_its_document_and_no_other_field(
    run: Run, document: str, written: dict[str, object]
) -> None:
    validator = Draft202012Validator(json.loads(run("schema", document).stdout))

    assert list(validator.iter_errors(written)) == []
    assert not validator.is_valid(written | {"weather": "fine"})


def test_the_whole_schema_holds_every_document(run: Run) -> None:
    whole = json.loads(run("schema").stdout)

    Draft202012Validator.check_schema(whole)
    assert set(whole["documents"]) == set(DOCUMENTS)
    validator = Draft202012Validator(whole["documents"]["day"] | {"$defs": whole["$defs"]})
    assert list(validator.iter_errors(examples.DAY)) == []


def test_every_soft_term_has_its_published_rate(run: Run) -> None:
    terms = {term["term"]: term for term in json.loads(run("schema").stdout)["soft-terms"]}

    rates = ExchangeRates()
    assert {name: term["rate"] for name, term in terms.items()} == rates.model_dump()
    assert all(term["tier"] in {"T2", "T3", "T4", "T5", "T6"} for term in terms.values())
    assert all(term["meaning"] for term in terms.values())


def test_an_unknown_document_is_refused(run: Run) -> None:
    result = run("schema", "weather")

    assert result.exit_code == 2
    assert "no such document" in result.stderr
