"""A day as somebody would write it by hand: YAML, a line for each shift and each visit."""

from __future__ import annotations

from io import StringIO

from ruamel.yaml import YAML

from models.day import Day

LONGEST_LINE = 10_000
"""Columns of a line: a visit is never broken in two."""


def day_text(day: Day, office_file: str) -> str:
    """Write a day as YAML; what is as it would be anyway is left out.

    Args:
        day: the day.
        office_file: where its office is, from where the day will stand.
    """
    document = day.model_dump(mode="json", exclude_defaults=True) | {"office": office_file}
    writer = YAML(typ="safe", pure=True)
    writer.default_flow_style = None
    writer.width = LONGEST_LINE
    writer.sort_base_mapping_type_on_output = False  # type: ignore[assignment]
    stream = StringIO()
    writer.dump(document, stream)
    return stream.getvalue()
