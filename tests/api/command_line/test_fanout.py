"""`huddle fanout`: many kept days at once, by this process or by those that are there already."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from api.command_line import store as stores
from engine.jobs.jobs import Jobs
from engine.store.audit import entries
from engine.store.database import Database
from models.errors import BadInput, Fault
from tests.api import examples
from tests.api.command_line.conftest import Run
from tests.api.command_line.test_process import ROOT, faked
from tests.api.fakes import FakePlanner
from tests.engine.jobs.working import QUICK, SlowPlanner, at_work, wait_for
from tests.engine.store.keeping import DATE, OTHER_DATE, SITE, put_day

QUESTIONS: list[dict[str, Any]] = [
    {"site": SITE, "date": str(DATE)},
    {"site": SITE, "date": str(DATE), "variant": {"name": "bell-out"}},
    {"site": "west", "date": str(OTHER_DATE)},
]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a folder with a database of two sites that is Huddle's home from now on."""
    monkeypatch.setenv("HUDDLE_HOME", str(tmp_path))
    monkeypatch.delenv("HUDDLE_DATABASE_URL", raising=False)
    database = Database.open(f"sqlite:///{tmp_path / 'huddle.db'}")
    database.migrate()
    with database.writing() as conn:
        put_day(conn, SITE, DATE)
        put_day(conn, "west", DATE)
        put_day(conn, "west", OTHER_DATE)
    database.close()
    return tmp_path


@pytest.fixture
def database(home: Path) -> Iterator[Database]:
    opened = Database.open(f"sqlite:///{home / 'huddle.db'}")
    yield opened
    opened.close()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "questions.yaml"
    path.write_text(json.dumps(QUESTIONS))
    return path


def shown(text: str) -> list[list[str]]:
    return [re.split(r" {2,}", line.strip()) for line in text.splitlines() if line.strip()]


def test_days_and_variants_of_a_file(run: Run, home: Path, file: Path) -> None:
    result = run("fanout", file)

    assert (result.exit_code, result.stderr) == (0, "")
    header, *rows, last = shown(result.stdout)
    assert header == [
        *("Site", "Day", "Variant", "Outcome", "Cost", "Bound", "Gap", "Calls", "Seconds")
    ]
    assert rows[0][:7] == [SITE, str(DATE), "feasible", "512", "510", "0.4%", "2"]
    assert rows[1][:4] == [SITE, str(DATE), "bell-out", "feasible"]
    assert rows[2][:2] == ["west", str(OTHER_DATE)]
    assert last == ["3 of 3 answered."]


def test_every_site_that_has_the_day(run: Run, home: Path, database: Database) -> None:
    result = run("fanout", "--date", str(DATE), "--json")

    assert result.exit_code == 0
    told = json.loads(result.stdout)
    assert [(each["site"], each["date"]) for each in told["answers"]] == [
        (SITE, str(DATE)),
        ("west", str(DATE)),
    ]
    assert (told["asked"], told["answered"], told["over"]) == (2, 2, True)
    assert told["answers"][0]["figures"]["cost"] == examples.CERTIFICATE["cost"]
    with database.reading() as conn:
        asked = [entry for entry in entries(conn) if entry.action == "fan-out asked"]
    assert [(entry.actor, entry.site) for entry in asked] == [
        ("command-line", SITE),
        ("command-line", "west"),
    ]


@pytest.mark.parametrize(
    ("planner", "last"),
    [
        (FakePlanner(proposal=examples.proposal(gaps=[examples.GAP])), "2 of 2 answered."),
        (FakePlanner(refusal=BadInput([Fault("x", "", "no")])), "0 of 2 answered, 2 failed."),
    ],
    ids=["gaps", "failed"],
)
def test_what_remains_is_told_by_the_exit_code(
    run: Run, home: Path, planner: FakePlanner, last: str
) -> None:
    result = run("fanout", "--date", str(DATE))

    assert result.exit_code == 3
    assert result.stdout.splitlines()[-1] == last


@pytest.mark.parametrize(
    ("words", "field"),
    [
        ([], "FILE"),
        (["questions.yaml", "--date", str(DATE)], "FILE"),
        (["--date", "tomorrow"], "--date"),
        (["--date", "20261123"], "--date"),
        (["--date", "2026-02-30"], "--date"),
        (["--date", "2026-12-24"], "--date"),
        (["none.yaml"], "none.yaml"),
    ],
)
def test_what_makes_no_sense_is_refused(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch, words: list[str], field: str
) -> None:
    monkeypatch.chdir(home)

    result = run("fanout", *words)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {field}: ")


@pytest.mark.parametrize(
    ("questions", "field"),
    [
        ({}, "questions.yaml"),
        ([{"site": SITE}], "questions.yaml.0.date"),
        ([*QUESTIONS, QUESTIONS[0] | {"date": "2026-12-24"}], "questions.yaml.3.date"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused(
    run: Run, home: Path, file: Path, questions: Any, field: str
) -> None:
    file.write_text(json.dumps(questions))

    result = run("fanout", file)

    assert result.exit_code == 2
    assert result.stderr.startswith(f"Error: {field}: ")


def test_who_works_on_the_file_already_does_it(
    run: Run, home: Path, database: Database, planner: FakePlanner
) -> None:
    jobs = Jobs.open(database, QUICK)
    theirs = SlowPlanner()
    try:
        with stores.alone(database) as held, at_work(jobs, theirs):
            assert held
            result = run("fanout", "--date", str(DATE))
    finally:
        jobs.close()

    assert result.exit_code == 0, result.stderr
    assert len(theirs.asked) == 2
    assert planner.asked == []


def test_when_who_works_there_ends_it_is_this_process_s_turn(
    run: Run, home: Path, database: Database, planner: FakePlanner
) -> None:
    held = ExitStack()
    assert held.enter_context(stores.alone(database))

    def end_when_asked() -> None:
        def asked() -> bool:
            with database.reading() as conn:
                return any(entry.action == "fan-out asked" for entry in entries(conn))

        wait_for(asked)
        held.close()

    ending = threading.Thread(target=end_when_asked)
    ending.start()
    result = run("fanout", "--date", str(DATE))
    ending.join()

    assert result.exit_code == 0, result.stderr
    assert len(planner.asked) == 2


@pytest.mark.thorough
def test_ctrl_c_gives_up_what_is_not_answered(home: Path, database: Database) -> None:
    with subprocess.Popen(
        [*faked(waits=True), "fanout", "--date", str(DATE), "--json"],
        cwd=ROOT,
        env=os.environ | {"HUDDLE_HOME": str(home)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line == "waiting\n"
        process.send_signal(signal.SIGINT)
        try:
            told, _ = process.communicate(timeout=120)
        finally:
            process.kill()

    assert process.returncode == 130
    page = json.loads(told)
    assert (page["cancelled"], page["over"]) == (True, True)
    assert page["answered"] < 2


def test_one_process_serves_an_sqlite_file(run: Run, home: Path, database: Database) -> None:
    with stores.alone(database) as first:
        assert first
        with stores.alone(database) as second:
            assert not second
        result = run("serve")
    assert result.exit_code == 2
    assert "another process of Huddle works on this database" in result.stderr
    with stores.alone(database) as again:
        assert again


def test_a_process_that_was_killed_holds_nothing(home: Path, database: Database) -> None:
    script = (
        "import sys, time\n"
        "from api.command_line.store import alone\n"
        "from engine.store.database import Database\n"
        "with alone(Database.open(sys.argv[1])) as held:\n"
        "    print(held, flush=True)\n"
        "    time.sleep(600)\n"
    )
    url = f"sqlite:///{home / 'huddle.db'}"
    with subprocess.Popen(
        [sys.executable, "-c", script, url], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "True\n"
        with stores.alone(database) as held:
            assert not held
        process.kill()
    with stores.alone(database) as held:
        assert held
