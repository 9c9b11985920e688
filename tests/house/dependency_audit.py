"""`make audit`: are there known vulnerabilities in what the lock has?

The answer comes from an advisory database on the network. Where it cannot be reached, or knows
none of the packages, nothing is known, and that is what is said: it is no failure, unless
`--strict` is given, and it is no success either.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
LOCK = ROOT / "requirements.lock"

NO_NETWORK = ("ConnectionError", "ProxyError", "Timeout", "SSLError", "HTTPError", "RetryError")
"""What the auditor's last words name when the database was not to be had."""


@dataclass(frozen=True)
class Found:
    """What the audit found.

    Attributes:
        says: sentences.
        vulnerable: whether there are known vulnerabilities.
        unknown: whether nothing is known of any package.
    """

    says: tuple[str, ...]
    vulnerable: bool = False
    unknown: bool = False

    def exit_code(self, *, strict: bool) -> int:
        """Return 1 for vulnerabilities; with `strict` also where nothing is known."""
        return int(self.vulnerable or (strict and self.unknown))


def judged(report: dict[str, Any] | None, told: str) -> Found:
    """Say what an auditor's report means.

    Args:
        report: what it wrote; None when it wrote nothing.
        told: what it said on standard error.

    Raises:
        RuntimeError: it failed, and not for want of a network.
    """
    if report is None:
        last = told.strip().rpartition("\n")[2]
        if not any(kind in last for kind in NO_NETWORK):
            raise RuntimeError(f"the auditor failed: {last}")
        return Found(
            ("The advisory database cannot be reached; nothing was audited.",), unknown=True
        )
    packages = report["dependencies"]
    known = [each for each in packages if "skip_reason" not in each]
    if not known:
        none = f"The advisory database knows none of {len(packages)} packages; nothing was audited."
        return Found((none,), unknown=True)
    found = [
        f"{each['name']} {each['version']}: {flaw['id']}, fixed in "
        f"{', '.join(flaw['fix_versions']) or 'no version yet'}"
        for each in known
        for flaw in each["vulns"]
    ]
    says = [*found, f"{len(known)} of {len(packages)} packages audited, {len(found)} known flaws."]
    if len(known) < len(packages):
        skipped = ", ".join(each["name"] for each in packages if "skip_reason" in each)
        says.append(f"Not known to the advisory database: {skipped}.")
    return Found(tuple(says), vulnerable=bool(found))


def audited(lock: Path) -> Found:
    """Have what a lock has audited.

    Raises:
        RuntimeError: the auditor failed, and not for want of a network.
    """
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        words = ("--requirement", str(lock), "--require-hashes", "--disable-pip")
        quiet = ("--progress-spinner", "off", "--format", "json", "--output", str(report))
        done = subprocess.run(
            [sys.executable, "-m", "pip_audit", *words, *quiet],
            capture_output=True,
            text=True,
            check=False,
        )
        read = json.loads(report.read_text(encoding="utf-8")) if report.is_file() else None
    return judged(read, done.stderr)


def main(words: list[str]) -> int:
    """Audit the lock; return the exit code."""
    try:
        found = audited(LOCK)
    except RuntimeError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("".join(f"{sentence}\n" for sentence in found.says))
    return found.exit_code(strict="--strict" in words)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
