"""Where and when each visit can be held, and what then goes on at the same minute.

Begin with `candidates`: the ways in which a visit can be had, and the starts offered for each.
`template_time` says what of a visit lies when under such a start.
"""
