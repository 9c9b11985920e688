"""Rosters over weeks: built, repaired after absences, explained and published.

Begin with `build` and `repair`; `solving` has the searches in processes of their own.
"""
