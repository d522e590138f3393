"""The revisions of the tables, as Alembic runs them."""
