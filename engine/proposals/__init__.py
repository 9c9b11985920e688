"""What an office is shown, and what of it is published: options, calls, figures, a sentence.

Begin with `options`. `publishing` takes over all of a proposal, one option, or some changes.
"""
