"""CSV as systems export it: any common encoding and delimiter, every record with its row."""

from __future__ import annotations

import codecs
import csv
from io import StringIO
from typing import TYPE_CHECKING

from models.documents import MOST_BYTES
from models.errors import BadInput, Fault

if TYPE_CHECKING:
    from collections.abc import Iterator

DELIMITERS = ",;\t|"

SAMPLE, WIDEST = 20, 2_000
"""Lines from which the delimiter is guessed, and how much of each."""

HEADER_ROW = 1
"""The row of the header as a spreadsheet counts; the first record is the next one."""

_MARKS = {
    codecs.BOM_UTF8: "utf-8-sig",
    codecs.BOM_UTF16_LE: "utf-16",
    codecs.BOM_UTF16_BE: "utf-16",
}


def decoded(text: bytes | str, encoding: str | None) -> tuple[str, str]:
    """Return the text and the encoding that it was read in.

    Without an encoding given it is the one that a byte order mark names, else UTF-8, and cp1252
    where that cannot be.

    Raises:
        BadInput: the file is too large, or is not text in the encoding.
    """
    if len(text) > MOST_BYTES:
        raise _bad("the file is too large", f"at most {MOST_BYTES // 1_000_000} MB are read")
    if isinstance(text, str):
        return text.removeprefix("\ufeff"), "text"
    marked = next((name for mark, name in _MARKS.items() if text.startswith(mark)), None)
    for tried in (encoding,) if encoding else (marked,) if marked else ("utf-8", "cp1252"):
        try:
            return text.decode(tried).removeprefix("\ufeff"), tried
        except UnicodeError:
            continue
    raise _bad("this is not text in the encoding", "name the file's 'encoding' in the mapping")


def records(text: str, delimiter: str | None, skip_lines: int) -> Iterator[tuple[int, list[str]]]:
    """Yield (row, cells), the header first; rows count as a spreadsheet does, from 1.

    Raises:
        BadInput: the text is not CSV.
    """
    lines = StringIO(text, newline="")
    for _ in range(skip_lines):
        lines.readline()
    begin = lines.tell()
    sample = [lines.readline()[:WIDEST] for _ in range(SAMPLE)]
    lines.seek(begin)
    reader = csv.reader(lines, delimiter=delimiter or _delimiter(sample), strict=True)
    row = HEADER_ROW - 1
    try:
        for cells in reader:
            row += 1
            yield row, [cell.strip() for cell in cells]
    except csv.Error as error:
        said = f"not CSV from row {row + 1} on: {error}"
        raise _bad(said, "look for a quote that is not closed") from None


def _delimiter(sample: list[str]) -> str:
    try:
        return csv.Sniffer().sniff("".join(sample), DELIMITERS).delimiter
    except csv.Error:
        return max(DELIMITERS, key=sample[0].count)


def _bad(problem: str, expected: str) -> BadInput:
    return BadInput([Fault("book", "", problem, expected)])
