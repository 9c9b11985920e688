"""The routes over kept rosters."""
