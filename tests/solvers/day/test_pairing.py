"""One person for each task, and nobody twice."""

from __future__ import annotations

from itertools import product

import pytest

from solvers.day.by_hand.pairing import paired


@pytest.mark.parametrize(
    ("able", "people"),
    [
        ([], []),
        ([["ann", "bob"], ["ann", "bob"]], ["ann", "bob"]),
        ([["ann", "bob"], ["ann"]], ["bob", "ann"]),
        ([["ann", "bob"], ["bob", "cy"], ["ann"]], ["bob", "cy", "ann"]),
        ([["ann"], ["ann"]], None),
        ([["ann"], []], None),
    ],
)
def test_earlier_tasks_make_way_only_where_they_have_to(
    able: list[list[str]], people: list[str] | None
) -> None:
    assert paired(able) == people


def test_whoever_can_be_paired_is() -> None:
    some = [["ann"], ["bob", "ann"], ["bob", "cy"], ["cy", "ann", "bob"]]
    for able in product(some, repeat=3):
        there = any(len(set(chosen)) == 3 for chosen in product(*able))
        people = paired(list(able))
        assert (people is not None) == there
        if people is not None:
            assert len(set(people)) == 3
            assert all(person in own for person, own in zip(people, able, strict=True))
