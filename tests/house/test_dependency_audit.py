"""`make audit` says what is known, and where nothing is, that."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest

from tests.house.dependency_audit import audited, judged
from tests.house.test_house import ROOT

CLEAN = {"name": "idna", "version": "3.20", "vulns": []}
SKIPPED = {"name": "numpy", "skip_reason": "Dependency not found on PyPI"}
FLAW = {"id": "PYSEC-2026-1", "fix_versions": ["3.21"], "aliases": [], "description": "..."}
FLAWED = {"name": "h11", "version": "0.1", "vulns": [FLAW, FLAW | {"fix_versions": []}]}

OFFLINE = (
    "Traceback (most recent call last):\n  ...\n"
    "requests.exceptions.ConnectionError: HTTPSConnectionPool(...): Max retries exceeded"
)


def report(*packages: Any) -> dict[str, Any]:
    return {"dependencies": list(packages), "fixes": []}


def test_no_flaw_is_known() -> None:
    found = judged(report(CLEAN, CLEAN), "No known vulnerabilities found")

    assert found.says == ("2 of 2 packages audited, 0 known flaws.",)
    assert found.exit_code(strict=False) == found.exit_code(strict=True) == 0


def test_flaws_are_told_and_fail() -> None:
    found = judged(report(CLEAN, FLAWED), "Found 2 known vulnerabilities")

    assert found.says == (
        "h11 0.1: PYSEC-2026-1, fixed in 3.21",
        "h11 0.1: PYSEC-2026-1, fixed in no version yet",
        "2 of 2 packages audited, 2 known flaws.",
    )
    assert found.exit_code(strict=False) == 1


def test_what_was_not_audited_is_told() -> None:
    found = judged(report(CLEAN, SKIPPED), "No known vulnerabilities found")

    assert "1 of 2 packages audited" in found.says[0]
    assert found.says[-1] == "Not known to the advisory database: numpy."


def test_no_network_is_told_and_no_failure_unless_asked_for() -> None:
    found = judged(None, OFFLINE)

    assert found.says == ("The advisory database cannot be reached; nothing was audited.",)
    assert found.exit_code(strict=False) == 0
    assert found.exit_code(strict=True) == 1


def test_a_database_that_knows_nothing_is_no_success() -> None:
    found = judged(report(SKIPPED, SKIPPED), "No known vulnerabilities found")

    assert found.says == ("The advisory database knows none of 2 packages; nothing was audited.",)
    assert found.exit_code(strict=True) == 1


@pytest.mark.parametrize("told", ["", "No module named pip_audit", "error: unrecognized arguments"])
def test_another_failure_is_one(told: str) -> None:
    with pytest.raises(RuntimeError, match="the auditor failed"):
        judged(None, told)


def test_the_auditor_is_asked_and_there_is_no_network(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    pytest.importorskip("pip_audit")
    for variable in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(variable, "http://127.0.0.1:9")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    lock = tmp_path / "requirements.lock"
    lock.write_text(f"idna==3.20 --hash=sha256:{'0' * 64}\n")

    assert audited(lock) == judged(None, OFFLINE)


def test_make_has_it() -> None:
    done = subprocess.run(
        ["make", "-n", "audit", f"PYTHON={sys.executable}"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "tests.house.dependency_audit" in done.stdout
