"""Published rosters: read strictly, planned by our own rules, judged by their formats."""
