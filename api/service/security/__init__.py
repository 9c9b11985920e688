"""The service's door: who asks, what they may do, how much at a time; shut unless opened."""
