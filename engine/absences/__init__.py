"""Absences of several days: a roster repaired, and each booked day that this touches planned anew.

Begin with `answer`, and with `kept_absence` where roster and days are kept in the store.
"""
