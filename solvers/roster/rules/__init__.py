"""The rules of the roster, a module each, with its check beside it."""
