"""One constraint family is one rule module, with its independent check beside it."""
