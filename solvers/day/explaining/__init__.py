"""Questions about a plan: why not there, what stands against it, what would be had for more.

Begin with `asking`, what a worker can be asked, and `told`, what it answers. `wishes` are what
somebody asks of a plan, `conflict` the smallest set that cannot all hold.
"""
