"""The clinic's vocabulary: what an office, a day, an event, a plan and a proposal are."""
