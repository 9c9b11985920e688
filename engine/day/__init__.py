"""What a day and a plan for it say: what was hit, what is taken up, free, held or dropped.

Begin with `hit` and `outages` for what happened, and with `occupied` and `seating` for where there
is room. Nothing here plans or judges.
"""
