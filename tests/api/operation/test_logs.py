"""Lines of the log: JSON or text, with a few facts, and no word of anybody else's."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
from io import StringIO
from typing import Any

import pytest

from api.operation.logs import FIELDS, UNSAID, Lines, saying, way_of
from tests.house.test_house import ROOT

REFERENCE = "a-1042"


@pytest.fixture
def lines() -> StringIO:
    """Return what the loggers of `logger` write, as JSON."""
    return StringIO()


def logger(name: str, lines: StringIO) -> logging.Logger:
    """Return a logger of that name that nothing else has set up."""
    handler = logging.StreamHandler(lines)
    handler.setFormatter(Lines("json"))
    made = logging.Logger(name)
    made.addHandler(handler)
    return made


def read(lines: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines.getvalue().splitlines()]


def failed() -> Exception:
    try:
        raise KeyError(REFERENCE)
    except KeyError as error:
        return error


def test_a_line_is_json(lines: StringIO) -> None:
    logger("huddle.jobs", lines).info("taken over", extra={"job": "7f3e", "attempt": 2})

    (line,) = read(lines)
    assert line.pop("time").endswith("+00:00")
    assert line == {
        "level": "info",
        "logger": "huddle.jobs",
        "message": "taken over",
        "job": "7f3e",
        "attempt": 2,
    }


def test_a_line_of_text() -> None:
    record = logging.makeLogRecord({"name": "huddle.jobs", "msg": "taken\nover", "job": "7f3e"})

    line = Lines("text").format(record)

    assert line.endswith(" huddle.jobs: taken over job=7f3e")


def test_what_is_said_around_it_stands_in_every_line(lines: StringIO) -> None:
    log = logger("huddle.jobs", lines)
    with saying(request="r-1"):
        log.info("one")
        with saying(job="j-1", trace=None):
            log.info("two")
        log.info("three")
    log.info("four")

    one, two, three, four = read(lines)
    assert one["request"] == two["request"] == three["request"] == "r-1"
    assert two["job"] == "j-1"
    assert "job" not in three
    assert "trace" not in two
    assert "request" not in four


def test_other_facts_are_left_out(lines: StringIO) -> None:
    facts = {"visit": REFERENCE, "status": REFERENCE, "seconds": True, "route": ["x"]}
    logger("huddle.request", lines).info("answered", extra=facts)
    with saying(person=REFERENCE):
        logger("huddle.request", lines).info("answered")

    for line in read(lines):
        assert not {"visit", "person", *FIELDS} & set(line)
    assert REFERENCE not in lines.getvalue()


def test_an_error_is_its_kind_and_its_way(lines: StringIO) -> None:
    logger("huddle.jobs", lines).error("failed", exc_info=failed())
    logger("asyncio", lines).error("failed: %s", REFERENCE, exc_info=failed())

    for line in read(lines):
        assert line["error"] == "KeyError"
        assert line["at"].startswith("test_logs.py:")
    assert REFERENCE not in lines.getvalue()
    assert "Traceback" not in lines.getvalue()


@pytest.mark.parametrize("name", ["dbos", "sqlalchemy.engine", "uvicorn.access", "huddlesome"])
def test_of_other_libraries_only_what_they_wrote_down_is_shown(lines: StringIO, name: str) -> None:
    log = logger(name, lines)
    log.warning("workflow %s failed", REFERENCE)
    log.warning(f"workflow {REFERENCE} failed")
    log.warning(KeyError(REFERENCE))

    one, two, three = read(lines)
    assert one["message"] == "workflow %s failed"
    assert two["message"] == three["message"] == UNSAID
    assert one["at"].startswith(f"{name.partition('.')[0]}/test_logs.py:")
    assert REFERENCE not in lines.getvalue()


def test_the_server_s_own_sentences_are_shown(lines: StringIO) -> None:
    logger("uvicorn.error", lines).info("Started server process [%d]", 7)

    (line,) = read(lines)
    assert line["message"] == "Started server process [7]"


def test_what_cannot_be_written_is_no_failure() -> None:
    record = logging.makeLogRecord({"name": "huddle.jobs", "msg": "%d jobs", "args": (REFERENCE,)})

    assert json.loads(Lines("json").format(record))["message"] == UNSAID


def test_the_way_of_an_error_names_lines_of_code() -> None:
    assert way_of(failed()).startswith("test_logs.py:")
    assert way_of(KeyError("never raised")) == ""


WRITE = """
import logging
from api.operation.logs import start_logging
logging.getLogger("uvicorn.access").addHandler(logging.StreamHandler())
start_logging({level!r}, "json")
for name in ("huddle.request", "uvicorn.error", "uvicorn.access", "sqlalchemy.engine"):
    for level in ("debug", "info", "warning"):
        getattr(logging.getLogger(name), level)("said %s", level)
logging.getLogger("huddle.jobs").warning("%d jobs", "a-1042")
"""


def written(level: str) -> list[tuple[str, str]]:
    done = subprocess.run(
        [sys.executable, "-c", WRITE.format(level=level)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout == ""
    assert REFERENCE not in done.stderr
    told = [json.loads(line) for line in done.stderr.splitlines()]
    return [(each["logger"], each["level"]) for each in told]


@pytest.mark.parametrize(
    ("level", "ours", "theirs"),
    [
        ("debug", ["debug", "info", "warning"], ["info", "warning"]),
        ("info", ["info", "warning"], ["info", "warning"]),
        ("error", [], []),
    ],
)
def test_what_is_logged_from_a_level_on(level: str, ours: list[str], theirs: list[str]) -> None:
    told = written(level)

    assert [each for name, each in told if name == "huddle.request"] == ours
    assert [each for name, each in told if name == "uvicorn.error"] == theirs
    assert [each for name, each in told if name == "sqlalchemy.engine"] == ["warning"]
    assert [each for name, each in told if name == "uvicorn.access"] == []


THEIRS = """
import io, logging
from api.operation.logs import start_logging
class Theirs(logging.StreamHandler):
    def close(self):
        self.stream.close()
        super().close()
theirs = Theirs(io.StringIO())
logging.getLogger("theirs").addHandler(theirs)
start_logging("info", "json")
print(theirs.stream.closed)
"""


def test_what_others_write_to_is_not_closed() -> None:
    done = subprocess.run(
        [sys.executable, "-c", THEIRS], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert done.stdout == "False\n"
