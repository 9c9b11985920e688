"""Rosters over weeks from a seed: an office with contracts, and weeks as published, all legal."""
