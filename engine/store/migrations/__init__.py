"""The steps that make the tables, in order; Alembic runs them."""
