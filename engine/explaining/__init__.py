"""What changes for whom, and why: asked of the independent check, one thing being otherwise.

Begin with `changes` for visits and `duty_changes` for people's breaks and duties; both stand on
`counterfactual`.
"""
