"""Models handed to an engine: what is solved, by which, and what is heard of it meanwhile.

Begin with `core` (providers, starts and costs) and `whole` (rooms, support staff and duties as
well). `mip` has a core solved by HiGHS, `beside` in a process of its own.
"""
