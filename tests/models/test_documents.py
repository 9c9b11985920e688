"""Documents as text become plain values, and whatever is wrong is said with its place."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.day import Day
from models.documents import MOST_BYTES, MOST_JSON_VALUES, MOST_VALUES, MOST_YAML, parse
from models.errors import BadInput
from models.reading import MOST_FAULTS, read

PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**9), 10**9)
    | st.text(st.characters(codec="utf-8"), max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=12,
)


def refusal(text: bytes | str) -> str:
    with pytest.raises(BadInput) as refused:
        parse(text, "day.yaml")
    assert len(refused.value.faults) == 1
    return str(refused.value)


def test_yaml_is_read_as_yaml_1_2_and_dates_stay_text():
    text = 'a: 9:10\nb: 2026-11-23\nc: [1, 2.5, true, null, on]\nd: "08:30"\ne: 012\n'
    assert parse(text, "day.yaml") == {
        "a": "9:10",
        "b": "2026-11-23",
        "c": [1, 2.5, True, None, "on"],
        "d": "08:30",
        "e": 12,
    }


def test_a_directive_does_not_bring_yaml_1_1_back():
    assert parse("%YAML 1.1\n---\na: 9:10\nb: yes\n", "day.yaml") == {"a": "9:10", "b": "yes"}


def test_json_flow_yaml_bytes_and_byte_order_marks_are_read():
    assert parse(b'\xef\xbb\xbf{"a": [1]}', "x") == {"a": [1]}
    assert parse("\ufeffa: 1", "x") == {"a": 1}
    assert parse("{use: ../day.yaml}", "x") == {"use": "../day.yaml"}
    assert parse("", "x") is None


@given(PLAIN)
def test_what_json_writes_is_read_back(value: object):
    assert parse(json.dumps([value]), "x") == [value]


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("a: &x 1\nb: 2\n", "line 1, column 4", "aliases and anchors"),
        ("a: 1\nb: *x\n", "line 2, column 4", "aliases and anchors"),
        ("a: 1\nb:\n  c: 1\n  c: 2\n", "line 4, column 3", "this key stands twice"),
        ('{"a": 1,\n "b": {"{": 1, "{": 2}}', "line 2, column 16", "this key stands twice"),
        ('[{"a": 1}, {"a": {"b": "}"}, "a": 2}]', "line 1, column 30", "this key stands twice"),
        ("a: !!binary aGVsbG8=\n", "line 1, column 4", "tags"),
        ("a: !!python/object:os.system x\n", "line 1, column 4", "tags"),
        ('{"a": [1, 2}', "line 1, column 12", "not JSON"),
        ("a:\n\t- b", "line 2, column 1", "not YAML"),
        ("a: b: c", "line 1, column 5", "not YAML"),
        ('a: "b', "line 1, column 6", "not YAML"),
        ("a: 1\n---\nb: 2", "line 2, column 1", "another document"),
        ("a: 1\nb: \x01", "line 2, column 4", "a control character"),
        (b"ab\nc\x80", "line 2, column 2", "this is not text"),
        (b"\xff\xfea\x00", "line 1, column 1", "this is not text"),
        ("- " * 200, "line 1, column 81", "nested too deeply"),
        ("a: " + "[" * 5000, "line 1, column 43", "nested too deeply"),
        ("[" * 100_000, "day.yaml", "nested too deeply"),
        ("9" * 5000, "day.yaml", "a number has too many digits"),
        ("[" + "9" * 5000 + "]", "day.yaml", "a number has too many digits"),
        ("- a\n" * (MOST_VALUES + 1), f"line {MOST_VALUES}, column 3", "too many values"),
        ('{"a": [' + "0, " * MOST_JSON_VALUES + "0]}", "day.yaml", "too many values"),
        (b" " * (MOST_BYTES + 1), "day.yaml", "the document is too large"),
        ("a" * (MOST_YAML + 1), "day.yaml", "the YAML document is too large"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: bytes | str, place: str, problem: str):
    said = refusal(text)
    assert said.startswith("day.yaml")
    assert place in said
    assert problem in said
    assert "; " in said, "what would be right is missing"


@pytest.mark.parametrize("text", ['{"a": NaN, "b": "x}', '{"a": Infinity, "b": 1}x'])
def test_what_is_no_json_number_is_refused(text: str):
    refusal(text)


def test_a_bomb_of_aliases_is_refused():
    levels = [f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]" for i in range(1, 20)]
    refusal("\n".join(["l0: &l0 [x]", *levels]))


@pytest.mark.parametrize(
    "junk",
    [
        bytes(range(256)) * 40_000,
        "- a\n" * 2_500_000,
        "{[" * 5_000_000,
        '{"a":' * 2_000_000,
        "[" + '{"a":1},' * 1_250_000,
        "lorem ipsum: " * 770_000,
    ],
    ids=["bytes", "list", "brackets", "objects", "unclosed", "words"],
)
def test_ten_megabytes_of_junk_are_answered(junk: bytes | str):
    refusal(junk)


def test_junk_that_is_json_is_answered_by_the_models_too():
    junk = '{"appointments": [' + "0, " * (MOST_JSON_VALUES - 3) + "0]}"
    with pytest.raises(BadInput) as refused:
        read(Day, parse(junk, "day.json"), "day.json")
    assert len(refused.value.faults) == MOST_FAULTS


def test_a_day_of_4000_appointments_in_json_is_read():
    row = {"visit_type": "follow-up-15", "at": "09:10", "provider": "dr-lee", "flags": ["fasting"]}
    phases = [{"at": "09:10", "people": ["ma-1"], "device": None}] * 4
    book = [{"id": f"a-{i}", **row, "phases": phases} for i in range(4000)]
    text = json.dumps({"appointments": book}, indent=1)
    assert parse(text, "day.json") == {"appointments": book}


@given(st.text("abc019{}[]:-\"'\n ,#?|>%&*!~.<\t\\=+_@`", max_size=40))
def test_any_text_is_either_read_or_refused(text: str):
    try:
        parse(text, "day.yaml")
    except BadInput as refused:
        assert str(refused).startswith("day.yaml")
