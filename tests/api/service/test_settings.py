"""Settings out of the environment."""

from __future__ import annotations

import pytest

from api.service.settings import Settings
from models.errors import BadInput


def test_nothing_set_is_the_default() -> None:
    assert Settings.from_environment({"PATH": "x"}) == Settings()


def test_each_setting_has_its_variable() -> None:
    environment = {
        "HUDDLE_MOST_BYTES": "1000",
        "HUDDLE_BODY_SECONDS": "2.5",
        "HUDDLE_SOLVES": "3",
        "HUDDLE_LONGEST_DEADLINE": "30",
        "HUDDLE_MOST_VARIANTS": "4",
        "HUDDLE_WORKERS": "2",
    }

    assert Settings.from_environment(environment) == Settings(1000, 2.5, 3, 30.0, 4, 2)


@pytest.mark.parametrize("value", ["", "many", "0", "-1", "1.5", "nan", "1e9"])
def test_what_is_no_whole_number_is_refused(value: str) -> None:
    with pytest.raises(BadInput, match="HUDDLE_SOLVES"):
        Settings.from_environment({"HUDDLE_SOLVES": value})


@pytest.mark.parametrize("value", ["nan", "inf", "soon", "0"])
def test_what_is_no_number_of_seconds_is_refused(value: str) -> None:
    with pytest.raises(BadInput, match="HUDDLE_LONGEST_DEADLINE"):
        Settings.from_environment({"HUDDLE_LONGEST_DEADLINE": value})
