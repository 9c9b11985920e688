"""What holds true of the whole tree, whoever adds to it."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LINES_AT_MOST = 400
RULES = "solvers/day/rules"
ROSTER_RULES = "solvers/roster/rules"

# Written so that this file does not find itself.
INDEX = re.compile(r"pypi\.org|pythonhosted\.org|registry\.npmjs\.org|--(?:extra-)?index[-]url")
MACHINE_PATH = re.compile(r"(?<![\w.~*-])/(?:work|root|home/[\w-]+|Users/[\w-]+)/")


def tracked() -> list[str]:
    """List the paths that git knows and that are still there."""
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z"]
    listed = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout
    return sorted(path for path in listed.decode().split("\0") if (ROOT / path).is_file())


TREE = tracked()
RULE_FILES = [
    path
    for path in TREE
    if re.fullmatch(rf"(?:{RULES}|{ROSTER_RULES})/[a-z][a-z0-9_]*\.py", path)
    and not path.endswith("_check.py")
]


def found(pattern: re.Pattern[str]) -> list[str]:
    """Name every line of the tree that the pattern fits, as path:line."""
    return [
        f"{path}:{number}"
        for path in TREE
        for number, line in enumerate((ROOT / path).read_bytes().splitlines(), start=1)
        if pattern.search(line.decode(errors="replace"))
    ]


def test_no_file_names_a_package_index() -> None:
    assert found(INDEX) == []


def test_no_file_names_a_path_of_one_machine() -> None:
    assert found(MACHINE_PATH) == []


@pytest.mark.parametrize(
    "line", ["see |work|main|x", "'|root|.cache'", "PATH=|home|ann|bin:", "file:|||Users|ann|x"]
)
def test_a_path_of_one_machine_is_recognised(line: str) -> None:
    assert MACHINE_PATH.search(line.replace("|", "/"))


def test_modules_stay_short() -> None:
    modules = [p for p in TREE if p.endswith(".py") and not p.startswith("tests/")]
    lengths = {path: len((ROOT / path).read_bytes().splitlines()) for path in modules}

    assert {path: lines for path, lines in lengths.items() if lines > LINES_AT_MOST} == {}


def test_every_rule_has_its_check_beside_it() -> None:
    wanted = [path.replace(".py", "_check.py") for path in RULE_FILES]

    assert [path for path in wanted if path not in TREE] == []


def test_every_check_has_its_rule_beside_it() -> None:
    pattern = rf"(?:{RULES}|{ROSTER_RULES})/[a-z]\w*_check\.py"
    checks = [path for path in TREE if re.fullmatch(pattern, path)]

    assert [path for path in checks if path.replace("_check.py", ".py") not in TREE] == []


def test_every_rule_has_a_test_file() -> None:
    wanted = [str(Path("tests", path).with_name(f"test_{Path(path).name}")) for path in RULE_FILES]

    assert [path for path in wanted if path not in TREE] == []
