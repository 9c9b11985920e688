"""How good a plan can be at the best, from columns alone, and what each start is worth.

Begin with `columns` (every visit, provider and start with its price) and `relaxation`, the linear
programme over them, which `cuts` tighten. `priced` says what a better plan can still use.
"""
