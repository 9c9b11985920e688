"""Rows that several rules ask for, or one rule of model and relaxation alike.

Each module has one subject: linked visits, rooms, support staff, supervised work, the load of a
provider. The rule that posts them says what they mean; begin with `sure_times`, on which rows
over time stand.
"""
