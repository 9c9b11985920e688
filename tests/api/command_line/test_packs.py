"""`huddle packs`, and packs that an office names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from api.files import load_office
from models.documents import parse
from models.errors import BadInput
from models.rule_packs import Pack, names, text_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.api.command_line.conftest import Run

OFFICE = """
id: clinic
sites: [{id: main, zone: America/Los_Angeles, opens: "08:00", closes: "17:00"}]
rules: {pack: %s}
"""


def test_the_packs_are_listed(run: Run) -> None:
    listed = run("packs")
    assert listed.exit_code == 0
    assert all(name in listed.stdout for name in names())


def test_a_pack_is_shown_with_sources_and_dates(run: Run) -> None:
    shown = run("packs", "california-2026")
    assert shown.exit_code == 0
    assert "California Labor Code §512(a)" in shown.stdout
    assert "looked up 2026-11-23" in shown.stdout


def test_a_pack_is_printed_to_be_edited(run: Run) -> None:
    printed = run("packs", "eu-working-time", "--yaml").stdout
    assert printed == text_of("eu-working-time")
    assert Pack.model_validate(parse(printed, "pack")).pack == "eu-working-time"


def test_an_unknown_pack_is_refused_with_the_known_ones(run: Run) -> None:
    refused = run("packs", "texas")
    assert refused.exit_code == 2
    assert "california-2026" in refused.stderr


def test_an_office_names_a_pack_or_a_file_beside_it(tmp_path: Path) -> None:
    (tmp_path / "county.yaml").write_text(text_of("eu-working-time"), encoding="utf-8")
    for named in ("eu-working-time", "./county.yaml"):
        (tmp_path / "office.yaml").write_text(OFFICE % named, encoding="utf-8")
        rules = load_office(tmp_path / "office.yaml").rules
        assert [due.minutes for due in rules.breaks.entitlements] == [20]
    (tmp_path / "office.yaml").write_text(OFFICE % "./state.yaml", encoding="utf-8")
    with pytest.raises(BadInput, match=r"state.yaml"):
        load_office(tmp_path / "office.yaml")
