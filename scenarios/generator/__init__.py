"""Days of any size that are consistent by construction, from a seed."""
