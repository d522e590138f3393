"""What Alembic runs: the revisions, on the connection that it is given."""

from alembic import context

from farthing.store.migrate import options

context.configure(**options(context.config.attributes["connection"]))
context.run_migrations()
