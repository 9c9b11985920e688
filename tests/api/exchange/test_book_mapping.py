"""A mapping that makes no sense is refused with what would be right."""

from __future__ import annotations

import pytest

from models.errors import BadInput
from tests.api.exchange.books import mapping


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"columns": {"start": "Start"}}, "name either 'start', or 'time'"),
        ({"columns": {"date": None, "time": None}}, "name either 'start', or 'time'"),
        ({"columns": {"time": None}}, "'date' needs 'time' beside it"),
        ({"columns": {"provider": None}}, "name the column of the 'provider' or of the"),
        ({"columns": {"reference": []}}, "mapping.columns.reference"),
        ({"formats": {"dates": "american"}}, "write one of month-first, day-first, year-first"),
        ({"formats": {"times": "month-first"}}, "write one of 12-hour, 24-hour, either"),
        ({"zone": "Mars/Base"}, "not an IANA time zone"),
        ({"encoding": "base64"}, "no such encoding"),
        ({"encoding": "klingon"}, "no such encoding"),
        ({"statuses": {"x": "maybe"}}, "mapping.statuses.x"),
        ({"colums": {}}, "this field is unknown"),
    ],
)
def test_what_makes_no_sense_is_refused(changes, said):
    with pytest.raises(BadInput) as refused:
        mapping(**changes)
    assert said in str(refused.value)


def test_an_encoding_that_exists_is_taken():
    assert mapping(encoding="cp1252").encoding == "cp1252"
