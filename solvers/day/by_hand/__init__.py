"""Plans put together without a search, one visit, break and duty at a time.

Begin with `ring_zero`, the plan that touches nobody who was not hit, and `diary`, in which it is
looked up who and what is free. `published` works out a day that gives only times and providers.
"""
