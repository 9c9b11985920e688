"""Published rosters: read strictly, planned by our own models and rules, judged by their formats."""
