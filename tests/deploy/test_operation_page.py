"""The page on running Huddle says what there is."""

from __future__ import annotations

import re

from prometheus_client.parser import text_string_to_metric_families

from api.command_line.commands import COMMANDS
from api.operation.logs import FIELDS
from api.operation.metrics import Backlog, Metrics
from tests.deploy.test_deploy import KNOWN
from tests.house.test_house import ROOT

PAGE = (ROOT / "docs" / "operation.md").read_text(encoding="utf-8")


def figures() -> dict[str, set[str]]:
    """Return what each figure of ours is labelled with, once every one has been counted."""
    metrics = Metrics(lambda: Backlog({"solve": 1}, 1.0))
    metrics.answered("GET", "/healthz", 200, 0.1)
    metrics.solved("proven", 1.0, gap=0.0, ring=1)
    metrics.event_accepted()
    metrics.event_accepted(fresh=False)
    metrics.proposal("open")
    metrics.publication("whole")
    metrics.delivery("delivered")
    return {
        family.name + {"counter": "_total"}.get(family.type, ""): {
            label for sample in family.samples for label in sample.labels
        }
        - {"le"}
        for family in text_string_to_metric_families(metrics.text().decode())
        if family.name.startswith("huddle_") and not family.name.endswith("_created")
    }


def test_every_figure_stands_there_with_its_labels() -> None:
    told = {
        row[1]: {label for label in row[2].strip().split(", ") if label}
        for row in re.finditer(r"^\| `(huddle_\w+)` \|([^|]*)\|", PAGE, re.M)
    }

    assert told == figures()


def test_every_variable_is_a_setting() -> None:
    assert set(re.findall(r"HUDDLE_[A-Z]+(?:_[A-Z]+)*", PAGE)) <= KNOWN | {"HUDDLE_"}


def test_every_fact_of_the_log_is_one() -> None:
    told = re.search(r"and facts such as (.*?)\.\n", PAGE, re.S)
    assert told is not None

    assert set(re.findall(r"`(\w+)`", told[1])) <= set(FIELDS)


def test_every_command_is_there() -> None:
    assert set(re.findall(r"^huddle ([a-z-]+)", PAGE, re.M)) <= set(COMMANDS)
