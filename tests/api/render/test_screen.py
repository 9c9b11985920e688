"""A screen: tables for a terminal, plain lines for a pipe, and nothing that steers a terminal."""

from __future__ import annotations

from io import StringIO

import pytest

from api.render.screen import Screen

ROWS = [["a-1", "", "first"], ["a-22", "", "second"]]


def shown(*, terminal: bool, width: int | None = None) -> str:
    stream = StringIO()
    screen = Screen(stream, terminal=terminal, width=width)
    screen.say("Two visits", style="bold")
    screen.heading("Changes")
    screen.table(["Visit", "Room", "What"], ROWS)
    return stream.getvalue()


def test_a_pipe_gets_aligned_lines_without_trailing_blanks() -> None:
    assert shown(terminal=False) == (
        "Two visits\n\nChanges\n  Visit  What\n  a-1    first\n  a-22   second\n"
    )


def test_a_terminal_gets_tables_and_bold_text() -> None:
    text = shown(terminal=True, width=80)

    assert "\x1b[1mTwo visits\x1b[0m" in text
    assert "─" in text


def test_one_row_of_a_pipe_is_one_line_however_long() -> None:
    stream = StringIO()

    Screen(stream).table(["Say"], [["word " * 200]])

    assert len(stream.getvalue().splitlines()) == 2


def test_a_stream_that_is_no_terminal_is_a_pipe() -> None:
    assert not Screen(StringIO()).terminal


@pytest.mark.parametrize("terminal", [True, False])
@pytest.mark.parametrize("control", ["\x1b[2J", "\x9b2J", "\x07", "\r", "\x00", "\x7f"])
def test_what_steers_a_terminal_is_shown_as_code(terminal: bool, control: str) -> None:
    stream = StringIO()
    screen = Screen(stream, terminal=terminal, width=200)

    screen.say(f"before{control}after")
    screen.table([f"head{control}er"], [[f"cell{control}s"]])

    assert control not in stream.getvalue()
    assert "before\\x" in stream.getvalue() or "before\\r" in stream.getvalue()


def test_markup_is_text() -> None:
    stream = StringIO()

    Screen(stream, terminal=True, width=80).say("[red]a-1[/red] :smile:")

    assert "[red]a-1[/red] :smile:" in stream.getvalue()


def test_typesetting_becomes_ascii_in_a_pipe() -> None:
    stream = StringIO()

    Screen(stream).say("“10:30” – dr-bell’s… 2 × 5")

    assert stream.getvalue() == '"10:30" - dr-bell\'s... 2 x 5\n'
