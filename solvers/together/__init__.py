"""Roster and days together: what holds of an answer that is about both."""
