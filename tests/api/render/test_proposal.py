"""A proposal as it is read: the most pressing first, every section in its place."""

from __future__ import annotations

from io import StringIO
from typing import Any

import pytest

from api.render.certificate import claim
from api.render.proposal import show_proposal
from api.render.screen import Screen
from models.overrides import Override
from models.proposal import Certificate, Proposal
from tests.api import examples


def lines_of(proposal: Proposal) -> list[str]:
    stream = StringIO()
    show_proposal(proposal, Screen(stream))
    return stream.getvalue().splitlines()


def section(lines: list[str], title: str) -> list[str]:
    """Return the lines under a heading, up to the next."""
    start = next(i for i, line in enumerate(lines) if line.startswith(title)) + 1
    rest = lines[start:]
    return rest[: rest.index("")] if "" in rest else rest


def test_sections_come_in_the_order_in_which_they_are_needed() -> None:
    proposal = examples.proposal(
        gaps=[examples.GAP],
        violations=[examples.BREACH],
        published_findings=[examples.GAP],
    )

    lines = lines_of(proposal)

    assert lines[0] == proposal.summary
    headings = [lines[i + 1] for i, line in enumerate(lines) if line == ""]
    assert headings == [
        "Options",
        "Call list: 2 calls",
        "Visits that change: 2",
        "Gaps that no plan can close (1)",
        "Rules broken (1)",
        "Changes for the staff, their duties and breaks: 1",
        "Already so in the published plan (1)",
        "Certificate",
    ]


def test_options_stand_side_by_side_and_doing_nothing_is_not_publishable() -> None:
    lines = section(lines_of(examples.proposal()), "Options")

    rows = {line[2:28].strip(): line[28:].split() for line in lines}
    assert lines[0].split("  ")[-1] == "Do nothing"
    assert "Balanced (this plan)" in lines[0]
    assert rows["calls"] == ["2", "1", "0"]
    assert rows["seen today"] == ["1", "1", "2"]
    assert rows["rules broken"] == ["0", "0", "1"]
    assert rows["publishable"] == ["yes", "yes", "NO"]
    assert "of them by video" not in rows, "a figure that is zero everywhere is left out"


def test_without_options_there_is_no_such_section() -> None:
    assert "Options" not in lines_of(examples.proposal(options=[]))


def test_the_call_list_says_what_to_say_and_what_if_not() -> None:
    _, first, second = section(lines_of(examples.proposal()), "Call list")

    assert first.split()[:3] == ["1", "a-1", "09:10"]
    assert "Could you come at 10:30 and see dr-bell?" in first
    assert first.endswith("Or tomorrow at 09:00? [2026-11-24 slot os-1]")
    assert second.split()[:3] == ["2", "a-2", "10:00"]


def test_nobody_to_call_is_said() -> None:
    lines = section(lines_of(examples.proposal(calls=[])), "Call list: 0 calls")

    assert lines == ["  Nobody needs to be called."]


def test_each_change_has_its_reason_and_rule() -> None:
    _, moved, rebooked = section(lines_of(examples.proposal()), "Visits that change")

    assert "09:10 dr-lee r-1" in moved
    assert "10:30 dr-bell r-2" in moved
    assert moved.split("  ")[-2:] == ["dr-lee is unavailable all day", "absence"]
    assert "2026-11-24 09:00 dr-lee slot os-1" in rebooked


def test_visits_that_stay_are_not_listed() -> None:
    kept = {
        "appointment": "a-3",
        "disposition": "kept",
        "from": examples.BEFORE,
        "to": examples.BEFORE,
    }

    lines = lines_of(examples.proposal(changes=[kept]))

    assert "  Every visit stays as it is." in lines
    assert not any(line.startswith("Visits that are kept") for line in lines)
    assert not any("a-3" in line for line in lines)


def test_a_kept_visit_in_another_room_stands_apart() -> None:
    kept = {
        "appointment": "a-3",
        "disposition": "kept",
        "from": examples.BEFORE,
        "to": examples.BEFORE | {"room": "r-7"},
        "reason": "kept; in r-7 instead of r-1",
        "rule": "rooms",
    }

    lines = lines_of(examples.proposal(changes=[*examples.CHANGES, kept]))

    assert len(section(lines, "Visits that change: 2")) == 3
    (shown,) = section(lines, "Visits that are kept, but not in every detail: 1")[1:]
    assert "09:10 dr-lee r-7" in shown


def test_a_gap_comes_with_its_advice() -> None:
    lines = section(lines_of(examples.proposal(gaps=[examples.GAP])), "Gaps")

    assert examples.GAP["sentence"] in lines[1]
    assert examples.GAP["advice"] in lines[1]


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"proven": True, "gap": 0.0}, "Proven: no plan is better for the problem as stated."),
        ({"gap": 0.0039}, "Within 0.4 % of the best possible."),
        ({"gap": 0.00001}, "Within < 0.1 % of the best possible."),
        (
            {"tiers_proven": {"T0": True, "T1": False}},
            "Within 0.4 % of the best possible, given its T1, not proven least.",
        ),
    ],
)
def test_the_certificate_claims_no_more_than_is_certain(changed: dict[str, Any], said: str) -> None:
    assert claim(Certificate.model_validate(examples.CERTIFICATE | changed)) == said


def test_a_certificate_without_a_bound_says_so() -> None:
    certificate = examples.CERTIFICATE | {"certified_by": None, "lower_bound": 0, "gap": 1.0}

    lines = section(lines_of(examples.proposal(certificate=certificate)), "Certificate")

    assert "  Found in ring 1." in lines
    assert lines[0] == "  How far it is from the best possible is not known."


def test_rules_that_were_set_aside_are_named_with_author_and_reason() -> None:
    proposal = examples.proposal()
    told = Override(rule="load", about="dr-bell", author="manager", reason="agreed by phone")
    plan = proposal.plan.model_copy(update={"overrides": (told,)})

    lines = section(lines_of(proposal.model_copy(update={"plan": plan})), "Rules set aside: 1")

    assert [line.split() for line in lines] == [
        ["Rule", "For", "By", "Why"],
        ["load", "dr-bell", "manager", "agreed", "by", "phone"],
    ]


def test_a_deterministic_answer_that_was_cut_short_says_that_it_is_not_reproducible() -> None:
    def told(**limits: object) -> list[str]:
        certificate = examples.CERTIFICATE | {"limits": limits}
        return section(lines_of(examples.proposal(certificate=certificate)), "Certificate")

    said = "  Not reproducible: a search was ended before it had ended by itself."
    assert said in told(deterministic=True, reproducible=False)
    assert said not in told(deterministic=True, reproducible=True)
    assert said not in told(deterministic=False, reproducible=False)
