"""Documents come from files: a day finds its office beside it, and a bad file is named."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from api.files import load_absence, load_day, load_events, load_office
from models.errors import BadInput
from models.roster_packs import on_packs
from scenarios.library import load
from scenarios.roster_library import load_example_absence

PC = Path(__file__).parents[2] / "scenarios" / "md-out-small-pc"


def test_a_day_finds_its_office_beside_it():
    office, day = load_day(PC / "day.yaml")
    assert office == load_office(PC / "office.yaml")
    assert day.office == office.id == "small-pc"
    assert len(day.appointments) == 62


def test_a_day_may_hold_its_office(tmp_path: Path):
    scenario = load("md-out-small-pc")
    document = scenario.day.model_dump(mode="json") | {
        "office": scenario.office.model_dump(mode="json")
    }
    file = tmp_path / "day.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert load_day(file) == (scenario.office, scenario.day)


def test_events_are_one_or_several(tmp_path: Path):
    several = load_events(PC / "events.yaml")
    assert [event.type for event in several] == ["absent"]
    one = tmp_path / "event.yaml"
    one.write_text("{type: late, person: dr-lee, until: '10:00'}", encoding="utf-8")
    assert [event.type for event in load_events(one)] == ["late"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("day.yaml", "[]", "day.yaml: not a day"),
        ("day.yaml", "date: 2026-11-23", "day.yaml.office: the day names no office"),
        ("day.yaml", "office: nowhere.yaml", "nowhere.yaml: no such file"),
        ("day.yaml", "office: {id: x}", "day.yaml.office.sites: this field is missing"),
    ],
)
def test_a_day_that_cannot_be_read_says_why(tmp_path: Path, name: str, text: str, said: str):
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_day(file)
    assert said in str(refused.value)


@pytest.mark.parametrize("where", ["missing.yaml", "."])
def test_what_is_no_file_is_said(tmp_path: Path, where: str):
    with pytest.raises(BadInput, match="name a file that can be read"):
        load_office(tmp_path / where)


def test_events_that_are_wrong_are_named(tmp_path: Path):
    file = tmp_path / "events.yaml"
    file.write_text("- {type: flood}\n- {type: late, person: dr-lee}\n", encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_events(file)
    assert [fault.field for fault in refused.value.faults] == [
        "events.yaml.0",
        "events.yaml.1.late.until",
    ]


def test_packs_come_from_files_beside_the_office(tmp_path: Path):
    """Whoever names one: the rules, the rostering, a contract."""
    entry = {
        "part": "contract",
        "rule": "rest",
        "setting": "minutes",
        "value": 600,
        "says": "Ten hours of rest.",
        "source": "Agreement 12",
        "effective": "2026-01-01",
        "as_of": "2026-11-29",
    }
    pack = {"pack": "ours", "title": "Our agreement", "entries": [entry]}
    (tmp_path / "ours.yaml").write_text(json.dumps(pack), encoding="utf-8")
    site = {"id": "main", "zone": "UTC", "opens": "07:00", "closes": "20:00"}
    for part in (
        {"rules": {"pack": "ours.yaml"}, "rostering": {"contracts": {"full": {}}}},
        {"rostering": {"pack": "ours.yaml", "contracts": {"full": {}}}},
        {"rostering": {"contracts": {"full": {"pack": "ours.yaml"}}}},
    ):
        (tmp_path / "office.json").write_text(json.dumps({"id": "o", "sites": [site], **part}))
        office = load_office(tmp_path / "office.json")
        merged = on_packs(office.rostering, office.rules.pack)
        assert merged.contracts["full"].rest.minutes == 600


NURSES = PC.parent / "rosters" / "nurse-out"


def test_an_absence_finds_office_roster_and_days_beside_it() -> None:
    assert load_absence(NURSES / "absence.yaml") == load_example_absence("nurse-out")


def test_an_absence_may_hold_its_roster_and_its_days(tmp_path: Path) -> None:
    office, absence = load_example_absence("nurse-out")
    document = absence.model_dump(mode="json") | {"office": office.model_dump(mode="json")}
    file = tmp_path / "absence.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    assert load_absence(file) == (office, absence)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"roster": None}, "absence.json.roster"),
        ({"roster": "nowhere.yaml"}, "nowhere.yaml: no such file"),
        ({"roster": "list.json"}, "absence.json.roster: the file holds no fields"),
        ({"days": ["list.json"]}, "absence.json.days.0: the file holds no fields"),
        ({"days": [3]}, "absence.json.days.0"),
        ({"now": "18:00"}, "absence.json.now"),
        ({"office": None}, "absence.json.office: the question about an absence names no office"),
    ],
)
def test_an_absence_that_cannot_be_read_says_why(
    tmp_path: Path, changed: dict[str, object], said: str
) -> None:
    office, absence = load_example_absence("nurse-out")
    document = absence.model_dump(mode="json") | {"office": office.model_dump(mode="json")}
    (tmp_path / "list.json").write_text("[]", encoding="utf-8")
    file = tmp_path / "absence.json"
    file.write_text(json.dumps(document | changed), encoding="utf-8")
    with pytest.raises(BadInput) as refused:
        load_absence(file)
    assert said in str(refused.value)
