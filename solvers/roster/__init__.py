"""Rosters: people, days and shift types compiled into CP-SAT, searched, bounded and checked."""
