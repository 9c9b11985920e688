"""The doors: HTTP, the board, the command line and the exchange formats."""
