"""Disks that are soon full: a file system of some megabytes, or a process whose files cannot grow.

The first takes whoever may mount one; the second takes nobody's leave.
"""

from __future__ import annotations

import errno
import os
import resource
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

MEGABYTE = 2**20


@dataclass
class Disk:
    """A file system of its own.

    Attributes:
        folder: where it is mounted.
    """

    folder: Path

    @property
    def _ballast(self) -> Path:
        return self.folder / "ballast"

    def fill(self) -> None:
        """Leave no byte of room."""
        handle = os.open(self._ballast, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        try:
            for size in (MEGABYTE // 4, 4096, 1):
                while _written(handle, size):
                    pass
        finally:
            os.close(handle)

    def make_room(self) -> None:
        """Take away what fills it."""
        self._ballast.unlink()


def _written(handle: int, size: int) -> bool:
    try:
        return os.write(handle, bytes(size)) > 0
    except OSError as error:
        assert error.errno == errno.ENOSPC, error
        return False


@contextmanager
def mounted(megabytes: int) -> Iterator[Disk]:
    """Give a small disk; skip the test where nobody may mount one."""
    folder = Path(tempfile.mkdtemp(prefix="huddle-disk-"))
    options = f"size={megabytes}m,mode=0755"
    made = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder],
        capture_output=True,
        text=True,
        check=False,
    )
    if made.returncode != 0:
        folder.rmdir()
        pytest.skip(f"no file system can be mounted here: {made.stderr.strip()}")
    try:
        yield Disk(folder)
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
        folder.rmdir()


@contextmanager
def files_that_cannot_grow(pid: int, size: int) -> Iterator[None]:
    """Let no file of a process grow beyond some bytes, until the end of the block."""
    before = resource.prlimit(pid, resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))
    try:
        yield
    finally:
        resource.prlimit(pid, resource.RLIMIT_FSIZE, before)
