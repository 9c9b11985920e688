"""Scopes hold one another; a principal sees its own sites alone."""

from __future__ import annotations

import pytest

from models.access import Principal, Scope


@pytest.mark.parametrize("scope", Scope)
def test_a_scope_covers_itself_and_those_before(scope: Scope) -> None:
    order = [Scope.READ, Scope.PROPOSE, Scope.PUBLISH, Scope.ADMIN]

    covered = [each for each in order if scope.covers(each)]

    assert covered == order[: order.index(scope) + 1]


def test_whoever_may_everywhere_may_there_and_in_the_house() -> None:
    who = Principal("key:1", Scope.PUBLISH)

    assert who.may(Scope.PUBLISH, "east")
    assert who.may(Scope.READ)
    assert not who.may(Scope.ADMIN, "east")
    assert who.sees("east")


def test_whoever_may_somewhere_may_there_alone() -> None:
    who = Principal("key:1", Scope.ADMIN, frozenset({"east"}))

    assert who.may(Scope.ADMIN, "east")
    assert not who.may(Scope.READ, "west")
    assert not who.may(Scope.READ)
    assert (who.sees("east"), who.sees("west")) == (True, False)


def test_without_a_scope_nobody_may_anything() -> None:
    assert not Principal("oidc:1", None).may(Scope.READ, "east")
