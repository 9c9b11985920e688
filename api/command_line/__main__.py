"""`python -m api.command_line` is `huddle`."""

from __future__ import annotations

from api.command_line import main

# A solver process loads the main module again, under another name.
if __name__ == "__main__":
    main()
