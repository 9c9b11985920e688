"""What a day of the tiers has besides a generated one: facts for every rule of the day."""
