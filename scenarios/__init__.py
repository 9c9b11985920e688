"""Fixtures as data, with what a good answer must show, and the seeded generator."""
