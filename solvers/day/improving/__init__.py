"""Better plans out of a plan, or out of the relaxation's solution.

Begin with `around` and `nearby`, where part of a plan is free in the model and all else stays;
`dive` follows the relaxation; `ruin` takes visits out of an `arrangement` and puts them back.
"""
