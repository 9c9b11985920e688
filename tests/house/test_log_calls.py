"""No line of the log can name a visit or a person, whatever was in hand when it was written."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from api.operation.logs import FIELDS
from tests.house.log_calls import REFERENCE, LogCall, log_calls, loggers
from tests.house.test_house import ROOT, TREE

MODULES = [
    path
    for path in TREE
    if path.endswith(".py") and path.split("/")[0] in {"models", "solvers", "engine", "api"}
]
CALLS = [call for path in MODULES for call in log_calls(ROOT, path)]

SAFE = {
    # Sentences of the search about itself: rings, costs and names of rules.
    "engine/solving/solve.py": {"message.sentence", "sentence"},
    # That a process of the search has died or hung.
    "engine/rosters/solving.py": {"message.sentence"},
    # A route's template, as the tests of the watch make sure.
    "api/operation/watch.py": {"facts"},
    "api/service/security/access.py": {"path"},
    # What is wrong with the database, in sentences that stand in the code.
    "engine/jobs/workplace.py": {"trouble"},
    "engine/jobs/fan_out.py": {"trouble"},
    "engine/jobs/solving.py": {"trouble"},
    # Ids that Huddle made, kinds of errors, and lines of code.
    "engine/jobs/problems.py": {"job", "kind", "place"},
    "engine/jobs/takeover.py": {"trouble", "proposal"},
}
"""Expressions that hold no reference, though that is not to be seen from the call."""


def test_the_calls_are_found() -> None:
    assert len(CALLS) >= 6
    assert {"api/service/problems.py", "engine/solving/solve.py"} <= {call.path for call in CALLS}


@pytest.mark.parametrize("path", sorted(SAFE.keys() & set(MODULES)))
def test_what_is_called_safe_is_still_there(path: str) -> None:
    handed = {
        ast.unparse(each)
        for call in log_calls(ROOT, path)
        for each in (*call.arguments, *call.keywords.values())
    }
    assert handed >= SAFE[path]


def test_loggers_go_by_a_name_that_is_looked_for() -> None:
    named = {name for path in MODULES for name in loggers(ROOT, path)}

    assert named <= {"log", "_log"}


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_the_sentence_stands_in_the_code(call: LogCall) -> None:
    assert call.template is not None, "write the sentence there, and hand over what is filled in"


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_no_error_is_handed_over(call: LogCall) -> None:
    """Its message would be written out by any handler but ours."""
    assert call.method != "exception"
    assert set(call.keywords) <= {"extra"}


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_facts_are_of_those_that_are_written(call: LogCall) -> None:
    extra = call.keywords.get("extra")
    if isinstance(extra, ast.Dict):
        keys = {key.value for key in extra.keys if isinstance(key, ast.Constant)}
        assert keys <= set(FIELDS)
        assert len(keys) == len(extra.keys)


@pytest.mark.parametrize("call", CALLS, ids=str)
def test_no_reference_gets_through(call: LogCall) -> None:
    written = call.written(SAFE.get(call.path, set()))

    assert REFERENCE not in written
    assert "not shown" not in written, "the sentence and what is filled in do not fit"


@pytest.mark.parametrize(
    "code",
    [
        "_log.error('no: %s', error)",
        "_log.error('no: %s', str(error))",
        "_log.info('visit %s', visit.id)",
        "_log.info('visits %s', sorted(day.visits))",
        "_log.log(level, 'at %s', f'{request.url.path}')",
        "_log.info('answered', extra={'route': request.url.path})",
        "_log.info('answered', extra={'job': str(visit)})",
    ],
)
def test_a_reference_that_is_written_is_seen(tmp_path: Path, code: str) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "version.py").write_text(code)

    (call,) = log_calls(tmp_path, "api/version.py")

    assert REFERENCE in call.written(set())


@pytest.mark.parametrize(
    "code",
    [
        "_log.error('no: %s', type(error).__name__)",
        "_log.info('%d visits', len(day.visits))",
        "_log.info('answered', extra={'visit': visit.id})",
    ],
)
def test_a_line_without_a_reference_passes(tmp_path: Path, code: str) -> None:
    (tmp_path / "api").mkdir()
    (tmp_path / "api" / "version.py").write_text(code)

    (call,) = log_calls(tmp_path, "api/version.py")

    assert REFERENCE not in call.written(set())
