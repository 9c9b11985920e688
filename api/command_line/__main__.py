"""`python -m api.command_line` is `huddle`."""

from __future__ import annotations

from api.command_line import main

main()
