"""A case solved in time: warm processes, parts of a day side by side, and who waits how long.

Begin with `solve`. `timetable` says by when each step is over, `patience` what is left out then.
"""
