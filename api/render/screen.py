"""Where an answer is shown: a terminal with colours and tables, or a pipe with plain lines."""

from __future__ import annotations

import re
from collections.abc import Sequence
from io import StringIO
from typing import TextIO

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

UNBROKEN = 10_000
"""Columns of a pipe: one row is one line, for whoever searches or cuts it."""

_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_TYPESET = str.maketrans(
    {"…": "...", "–": "-", "—": "-", "−": "-", "×": "x", "’": "'", "“": '"', "”": '"', "\xa0": " "}
)


class Screen:
    """One stream that an answer goes to.

    Args:
        stream: where to write.
        terminal: whether a person looks at it; by default what the stream says of itself.
        width: columns; by default the terminal's own, without end in a pipe.
    """

    def __init__(
        self, stream: TextIO, *, terminal: bool | None = None, width: int | None = None
    ) -> None:
        self.stream = stream
        self.terminal = stream.isatty() if terminal is None else terminal
        self._width = width

    def console(self, stream: TextIO | None = None) -> Console:
        """Return a Rich console that writes to the stream without guessing at its contents."""
        return Console(
            file=stream or self.stream,
            force_terminal=self.terminal,
            color_system="auto" if self.terminal else None,
            width=self._width if self.terminal else self._width or UNBROKEN,
            markup=False,
            highlight=False,
            emoji=False,
        )

    def say(self, text: str, *, style: str = "") -> None:
        """Write a sentence."""
        self._write(Text(self._clean(text), style=style))

    def heading(self, text: str) -> None:
        """Write a heading after an empty line."""
        self._write(Text(f"\n{self._clean(text)}", style="bold"))

    def table(self, headers: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Write a table; columns in which nothing stands are left out."""
        kept = [i for i in range(len(headers)) if any(row[i] for row in rows)]
        table = Table(box=box.SIMPLE_HEAD if self.terminal else None, pad_edge=False)
        for i in kept:
            table.add_column(Text(self._clean(headers[i])), overflow="fold")
        for row in rows:
            table.add_row(*(Text(self._clean(row[i])) for i in kept))
        self._write(table if self.terminal else Padding(table, (0, 0, 0, 2)))

    def _clean(self, text: str) -> str:
        """Keep what was read from steering the terminal, and a pipe free of typesetting."""
        shown = _CONTROL.sub(lambda found: repr(found[0])[1:-1], text)
        return shown if self.terminal else shown.translate(_TYPESET)

    def _write(self, renderable: Text | Table | Padding) -> None:
        if self.terminal:
            self.console().print(renderable)
            return
        # A table pads its last column; in a file those blanks would only be noise.
        drawn = StringIO()
        self.console(drawn).print(renderable)
        lines = (line.rstrip() for line in drawn.getvalue().splitlines())
        self.stream.write("\n".join(lines) + "\n")
        self.stream.flush()
