"""CSV is read as systems write it."""

from __future__ import annotations

import pytest

from api.exchange.csv_records import decoded, records
from models.documents import MOST_BYTES
from models.errors import BadInput


def read(text: str, delimiter: str | None = None, skip_lines: int = 0) -> list[list[str]]:
    return [cells for _, cells in records(text, delimiter, skip_lines)]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(delimiter):
    lines = [delimiter.join(["id", "time", "who"])]
    lines += [delimiter.join([str(i), "9:10 AM", '"Lee, R; MD"']) for i in range(5)]
    assert read("\r\n".join(lines))[3] == ["2", "9:10 AM", "Lee, R; MD"]


def test_a_header_alone_and_a_single_column_are_read():
    assert read("id;time;who\n") == [["id", "time", "who"]]
    assert read("id\n1\n2\n") == [["id"], ["1"], ["2"]]
    assert read("") == []


def test_rows_count_as_a_spreadsheet_counts_them():
    text = 'Report of 11/23\n\nid,note\n1,"two\nlines"\n2,\u2028odd\x85\n'
    assert list(records(text, None, skip_lines=2)) == [
        (1, ["id", "note"]),
        (2, ["1", "two\nlines"]),
        (3, ["2", "odd"]),
    ]


@pytest.mark.parametrize(
    ("written", "encoding"),
    [
        ("Müller".encode(), "utf-8"),
        (b"\xef\xbb\xbf" + "Müller".encode(), "utf-8-sig"),
        ("Müller".encode("utf-16"), "utf-16"),
        ("Müller".encode("cp1252"), "cp1252"),
    ],
)
def test_the_encoding_is_found(written, encoding):
    assert decoded(written, None) == ("Müller", encoding)


def test_a_named_encoding_is_taken_at_its_word():
    assert decoded("Müller".encode("latin-1"), "latin-1") == ("Müller", "latin-1")
    with pytest.raises(BadInput, match="not text in the encoding"):
        decoded("Müller".encode("cp1252"), "utf-8")


@pytest.mark.parametrize("text", ['id,who\n1,"open\n2,x', 'id\n"a"b\n'])
def test_what_is_no_csv_is_refused(text):
    with pytest.raises(BadInput) as refused:
        read(text, delimiter=",")
    assert "not CSV from row" in str(refused.value)


def test_too_large_a_file_is_refused():
    with pytest.raises(BadInput, match="too large"):
        decoded(b" " * (MOST_BYTES + 1), None)
