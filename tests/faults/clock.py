"""A clock that is set while processes run: theirs alone, by libfaketime.

What counts seconds without a date (the monotonic clock) goes on, as it does on a real machine.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.house.test_house import ROOT

NEEDED = "TESTS_NEED_FAKETIME"
"""Set to 1, tests that need libfaketime fail where it is missing; otherwise they are skipped."""


def library() -> Path | None:
    """Return libfaketime for programs of many threads; None where it is not installed."""
    return next(iter(Path("/usr/lib").glob("**/faketime/libfaketimeMT.so.1")), None)


SLEEPS = """
import threading
import time

time.sleep = lambda seconds: threading.Event().wait(seconds) and None
"""
"""What Python does first in such a process. Python sleeps until a time of the monotonic clock, and
libfaketime 0.9 takes that for a date: after a jump the sleep is refused."""


class Clock:
    """What time some processes think it is.

    Attributes:
        environment: what they are started with.
    """

    def __init__(self, folder: Path) -> None:
        found = library()
        if found is None:
            why = "libfaketime is not installed: on Debian, apt-get install faketime"
            if os.environ.get(NEEDED) == "1":
                pytest.fail(why)
            pytest.skip(why)
        self._file = folder / "clock"
        self.set(0)
        self._file.chmod(0o644)
        (folder / "sitecustomize.py").write_text(SLEEPS)
        self.environment = {
            "PYTHONPATH": os.pathsep.join((str(folder), str(ROOT))),
            "LD_PRELOAD": str(found),
            "FAKETIME_TIMESTAMP_FILE": str(self._file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
        }

    def set(self, hours: float) -> None:
        """Set it so many hours ahead of the machine's; the processes jump there at once."""
        # Nobody may read half of it.
        fresh = self._file.with_suffix(".new")
        fresh.write_text(f"{3600 * hours:+.0f}\n")
        fresh.chmod(0o644)
        fresh.replace(self._file)
