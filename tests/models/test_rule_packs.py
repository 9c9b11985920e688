"""Packs: what they give, what the office's own settings do to it, what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from models.rule_packs import Pack, names, pack_of, text_of, with_pack
from models.rules import Rules
from tests.engine.clinic import case, day, office
from tests.solvers.day.judging import findings

OWN: dict[str, Any] = {
    "pack": "county",
    "title": "Our county",
    "entries": [
        {
            "rule": "freeze",
            "setting": "contact-lead",
            "value": 45,
            "says": "Patients are told forty-five minutes ahead.",
            "source": "County ordinance 7",
            "effective": "2026-01-01",
            "as_of": "2026-11-23",
        }
    ],
}


def test_three_packs_come_along_and_every_entry_fits_a_rule() -> None:
    assert names() == ("california-2026", "eu-working-time", "none")
    for name in names():
        pack = pack_of(name)
        assert pack.pack == name
        assert all(e.source and e.says and e.effective <= e.as_of for e in pack.entries)
        rules = Rules.model_validate({"pack": name})
        for rule, settings in pack.settings.items():
            written = rules.model_dump(mode="json", by_alias=True)[rule]
            assert set(settings) <= set(written)


def test_california_gives_two_meals_and_three_rests() -> None:
    rules = Rules.model_validate({"pack": "california-2026"})
    due = [(e.kind.value, e.minutes, e.over_minutes) for e in rules.breaks.entitlements]
    assert due == [
        ("meal", 30, 300),
        ("meal", 30, 600),
        ("rest", 10, 209),
        ("rest", 10, 360),
        ("rest", 10, 600),
    ]


def test_the_office_goes_before_its_pack_setting_by_setting() -> None:
    rules = Rules.model_validate({"pack": "california-2026", "breaks": {"step": 30}})
    assert (rules.breaks.step, len(rules.breaks.entitlements)) == (30, 5)
    own = Rules.model_validate({"pack": "california-2026", "breaks": {"entitlements": []}})
    assert own.breaks.entitlements == ()
    assert Rules().breaks.entitlements == ()


def test_an_office_read_again_is_the_same() -> None:
    rules = Rules.model_validate({"pack": "eu-working-time", "rooms": {"turnover": 5}})
    for short in (False, True):
        written = rules.model_dump(mode="json", exclude_defaults=short)
        assert Rules.model_validate(written) == rules


def test_a_pack_of_its_own_may_be_written_out() -> None:
    rules = Rules.model_validate({"pack": OWN})
    assert rules.freeze.contact_lead == 45
    assert rules.sources("freeze") == ("County ordinance 7",)
    assert Rules.model_validate({"pack": OWN, "freeze": {"contact_lead": 60}}).freeze == (
        Rules.model_validate({"freeze": {"contact-lead": 60}}).freeze
    )


def test_what_is_no_pack_is_refused() -> None:
    with pytest.raises(ValidationError, match="there is no rule pack 'texas'"):
        Rules.model_validate({"pack": "texas"})
    unknown = OWN | {"entries": [OWN["entries"][0] | {"rule": "moon-phase"}]}
    with pytest.raises(ValidationError, match="moon-phase"):
        Rules.model_validate({"pack": unknown})
    with pytest.raises(ValidationError, match="source"):
        Rules.model_validate({"pack": OWN | {"entries": [OWN["entries"][0] | {"source": ""}]}})
    assert with_pack({"freeze": {}}) == {"freeze": {}}
    assert with_pack(7) == 7


def test_a_missed_break_names_the_law() -> None:
    shifts = [
        shift | ({"breaks": []} if shift["person"] == "ma-1" else {})
        for shift in day().model_dump(mode="json")["shifts"]
    ]
    usual = case(at=office(rules={"pack": "eu-working-time"}), shifts=shifts)
    bare = usual.published.model_copy(update={"breaks": ()})
    gaps = [f for f in findings("breaks", usual, bare) if f.kind == "gap"]
    assert gaps
    assert all("Directive 2003/88/EC, article 4" in gap.advice for gap in gaps)


def test_the_text_is_the_pack() -> None:
    assert text_of("california-2026").splitlines()[0].startswith("#")
    assert isinstance(pack_of("california-2026"), Pack)
