"""Events on the command line: the short form, YAML, files."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from api.command_line.events import events_of
from models.errors import BadInput
from models.events import Event

EVENT: TypeAdapter[Event] = TypeAdapter(Event)


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("absent ma-ortiz", {"type": "absent", "person": "ma-ortiz"}),
        (
            "absent ma-ortiz 08:00-12:00",
            {"type": "absent", "person": "ma-ortiz", "from": "08:00", "to": "12:00"},
        ),
        (
            "absent dr-lee by-video",
            {"type": "absent", "person": "dr-lee", "works_by_video": True},
        ),
        (
            "absent dr-lee 8:00-12:00 by-video",
            {
                "type": "absent",
                "person": "dr-lee",
                "from": "08:00",
                "to": "12:00",
                "works_by_video": True,
            },
        ),
        ("late dr-lee 10:30", {"type": "late", "person": "dr-lee", "until": "10:30"}),
        ("leaves-early dr-lee 13:00", {"type": "leaves-early", "person": "dr-lee", "at": "13:00"}),
        ("room-out r-1", {"type": "room-out", "room": "r-1"}),
        (
            "room-out r-1 09:00-10:00",
            {"type": "room-out", "room": "r-1", "from": "09:00", "to": "10:00"},
        ),
        ("device-out us-1", {"type": "device-out", "device": "us-1"}),
        ("site-closed north", {"type": "site-closed", "site": "north"}),
        ("cancelled a-1042", {"type": "cancelled", "appointment": "a-1042"}),
        ("no-show a-1042", {"type": "no-show", "appointment": "a-1042"}),
        ("overrun a-1042 20", {"type": "overrun", "appointment": "a-1042", "minutes": 20}),
        ("{type: absent, person: ma-ortiz}", {"type": "absent", "person": "ma-ortiz"}),
        ('{"type": "no-show", "appointment": "a-1"}', {"type": "no-show", "appointment": "a-1"}),
        ("  late   dr-lee   10:30 ", {"type": "late", "person": "dr-lee", "until": "10:30"}),
    ],
)
def test_an_event_on_one_line(text: str, event: dict[str, Any]) -> None:
    assert events_of([text]) == (EVENT.validate_python(event),)


def test_a_yaml_list_holds_several() -> None:
    events = events_of(["[{type: no-show, appointment: a-1}, {type: no-show, appointment: a-2}]"])

    assert [event.type for event in events] == ["no-show", "no-show"]


def test_a_file_holds_events(tmp_path: Path) -> None:
    path = tmp_path / "events.yaml"
    path.write_text("- {type: absent, person: dr-lee, reported: '06:45'}\n")

    (event,) = events_of([str(path)])

    assert event == EVENT.validate_python(
        {"type": "absent", "person": "dr-lee", "reported": "06:45"}
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "not an event"),
        ("\x00", "not an event"),
        ("absent", "not an event of this type"),
        ("absent dr-lee 08:00", "not an event of this type"),
        ("absent dr-lee tomorrow", "not an event of this type"),
        ("absent dr-lee 25:99-26:00", "HH:MM"),
        ("absent dr-lee 12:00-08:00", "later than"),
        ("absent Dr.Lee! 08:00-12:00", "not a reference"),
        ("late dr-lee", "not an event of this type"),
        ("late dr-lee soon", "HH:MM"),
        ("late dr-lee 10:30 11:30", "not an event of this type"),
        ("overrun a-1 long", "integer"),
        ("overrun a-1 0", "greater than or equal to 1"),
        ("cancelled a-1 a-2", "not an event of this type"),
        ("vanished dr-lee", "not an event"),
        ("{type: vanished, person: dr-lee}", "this type is unknown"),
        ("{type: absent}", "this field is missing"),
        ("{type: absent, person: dr-lee, why: flu}", "this field is unknown"),
        ("{type: absent, person: dr-lee", "bracket missing"),
        ("[1, 2]", "valid dictionary"),
        ("no-such-file.yaml", "no such file"),
    ],
)
def test_what_is_no_event_is_said(text: str, problem: str) -> None:
    with pytest.raises(BadInput) as caught:
        events_of([text])

    assert problem in str(caught.value)
    assert caught.value.faults[0].field


WORDS = st.one_of(
    st.sampled_from(
        ["absent", "late", "overrun", "no-show", "dr-lee", "08:00-12:00", "8:99", "by-video", "5"]
    ),
    st.text(max_size=8),
)


@pytest.mark.thorough
@given(text=st.one_of(st.text(max_size=60), st.lists(WORDS, max_size=5).map(" ".join)))
def test_any_text_is_an_event_or_refused_in_words(text: str) -> None:
    try:
        events = events_of([text])
    except BadInput as refused:
        assert all(fault.problem for fault in refused.faults)
    else:
        assert all(event.type for event in events)


def test_the_right_form_is_shown() -> None:
    with pytest.raises(BadInput, match=r"write 'late PERSON UNTIL'"):
        events_of(["late"])
