"""Work beside the search: in a forked process, which needs nothing sent and can be ended.

It tells what it finds through a pipe, and ends by itself when whoever forked it is gone.
"""

from __future__ import annotations

import os
import signal
import threading
from multiprocessing import Pipe
from typing import TYPE_CHECKING, Any

from solvers.memory import keep_shared

if TYPE_CHECKING:
    from collections.abc import Callable
    from multiprocessing.connection import Connection

WATCH_SECONDS = 0.2
"""How often the process looks whether it is still wanted."""


class Forked:
    """One forked process; `hear` is called with what it tells, from another thread.

    Attributes:
        over: set when nothing more will come.
    """

    def __init__(
        self, work: Callable[[Callable[[Any], None]], None], hear: Callable[[Any], None]
    ) -> None:
        """Fork, and do the work there, which is handed what tells things to `hear`."""
        self.over = threading.Event()
        self._hear = hear
        self._stop: Callable[[], None] | None = None
        here, there = Pipe(duplex=False)
        parent = os.getpid()
        self.pid = os.fork()
        if not self.pid:
            _work(there, parent, work)
        there.close()
        self._listener = threading.Thread(target=self._listen, args=(here,), daemon=True)
        self._listener.start()

    def _listen(self, connection: Connection) -> None:
        try:
            while True:
                try:
                    told = connection.recv()
                except (EOFError, OSError):
                    break  # it has ended, perhaps in the middle of a message
                self._hear(told)
        finally:
            connection.close()
            self.over.set()
            if self._stop is not None:
                self._stop()

    def stops(self, stop: Callable[[], None]) -> None:
        """Have something stopped as soon as it is over."""
        self._stop = stop
        if self.over.is_set():
            stop()

    def yields(self, niceness: int) -> None:
        """Let others go first from now on."""
        os.setpriority(os.PRIO_PROCESS, self.pid, niceness)

    def end(self) -> None:
        """End the process, if it has not ended, and wait for what it has told."""
        os.kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        self._listener.join()


def _work(
    connection: Connection, parent: int, work: Callable[[Callable[[Any], None]], None]
) -> None:
    """Do the work in the forked process, which does not return from here.

    A thread of its own does it: HiGHS keeps its pool of threads for each that calls it, and whoever
    forked may have called it in this one, of whose pool the fork has nothing but the memory.
    """
    try:
        keep_shared()
        working = threading.Thread(target=work, args=(connection.send,), daemon=True)
        working.start()
        while os.getppid() == parent and working.is_alive():
            working.join(WATCH_SECONDS)
    finally:
        os._exit(0)
