"""Bounds are whole numbers, whatever floating point has added to them."""

from __future__ import annotations

import math

import pytest

from solvers.roster.told import count, whole


@pytest.mark.parametrize(("bound", "least"), [(4.0, 4), (4.0000000002, 4), (4.1, 5), (-1.5, -1)])
def test_the_least_whole_number_that_a_bound_allows(bound: float, least: int) -> None:
    assert whole(bound) == least


@pytest.mark.parametrize(("bound", "least"), [(2.5, 3), (-2.5, 0), (-math.inf, 0)])
def test_a_count_is_never_less_than_none(bound: float, least: int) -> None:
    assert count(bound) == least
