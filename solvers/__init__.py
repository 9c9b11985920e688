"""Compile a problem into CP-SAT, search, bound, check."""
