"""From the documents of an office to a case: joined with what has happened, and fit together.

Begin with `intake` and `cases` for a day, and with `roster_intake` and `rosters` for a roster;
`carry_forward` opens a day from the plan last issued.
"""
