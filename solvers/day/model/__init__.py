"""The case as a CP-SAT model: variables of visits, staff, rooms and rosters.

Begin with `board`, on which the rules post what they ask. What alike people and rooms do is
counted in `pools`; `draft` reads a solution, and `naming` gives it people and rooms by name.
"""
