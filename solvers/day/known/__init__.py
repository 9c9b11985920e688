"""What is known of a case before anything is decided: who is there, what was hit, what stands.

Begin with `facts`, which all of the model's side reads. Everything is in whole minutes, and most
of it in the half-open `spans`.
"""
