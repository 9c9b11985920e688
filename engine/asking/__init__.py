"""Questions about a plan that stands: why, why not there, what is in the way, what would help.

Begin with `questions`, which is what the doors ask; every other module answers one of them.
"""
