"""The independent check: whether a finished plan is legal, and what it costs.

It works from the models alone and shares nothing with what is compiled and searched. Begin with
`verdict`, which asks every rule's check; `view` is how those checks see a case.
"""
